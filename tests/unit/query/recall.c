#include "query/recall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct recall_key
key_of(int64_t item_id, uint64_t wording)
{
	return recall_key_of(RECALL_LIKENESS, &(struct store_candidate) { .item_id = item_id, .wording = wording });
}

static void
gives_back_what_was_kept_and_nothing_else(void **state)
{
	struct store_candidate same = { .item_id = 1, .wording = 2 };
	struct recall *recall = recall_new();
	ARENA arena = arena_new();
	size_t len;

	(void)state;
	recall_keep(recall, key_of(1, 2), "peers", 6);
	assert_string_equal(recall_find(recall, key_of(1, 2), arena, &len), "peers");
	assert_int_equal(len, 6);
	assert_null(recall_find(recall, key_of(1, 3), arena, &len));
	assert_null(recall_find(recall, key_of(2, 2), arena, &len));
	assert_null(recall_find(recall, recall_key_of(2, &same), arena, &len));
	recall_free(recall);
}

static void
keeps_the_newest_and_no_more_than_there_is_room_for(void **state)
{
	struct recall *recall = recall_new();
	ARENA arena = arena_new();
	char title[32];
	size_t len, found = 0;

	(void)state;
	for (int i = 0; i < 3 * RECALL_ENTRIES_MAX; i++) {
		snprintf(title, sizeof(title), "%d", i);
		recall_keep(recall, key_of(i, 0), title, strlen(title) + 1);
		assert_string_equal(recall_find(recall, key_of(i, 0), arena, &len), title);
	}
	for (int i = 0; i < 3 * RECALL_ENTRIES_MAX; i++) {
		snprintf(title, sizeof(title), "%d", i);
		found += recall_find(recall, key_of(i, 0), arena, &len) != NULL;
	}
	assert_int_equal(found, RECALL_ENTRIES_MAX);
	recall_free(recall);
}

static void
does_not_keep_what_is_too_long(void **state)
{
	static const char bytes[RECALL_BYTES_MAX + 1];
	struct recall *recall = recall_new();
	ARENA arena = arena_new();
	size_t len;

	(void)state;
	recall_keep(recall, key_of(1, 1), bytes, sizeof(bytes));
	assert_null(recall_find(recall, key_of(1, 1), arena, &len));
	recall_keep(recall, key_of(1, 1), bytes, sizeof(bytes) - 1);
	assert_non_null(recall_find(recall, key_of(1, 1), arena, &len));
	assert_int_equal(len, RECALL_BYTES_MAX);
	recall_free(recall);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_what_was_kept_and_nothing_else),
		cmocka_unit_test(keeps_the_newest_and_no_more_than_there_is_room_for),
		cmocka_unit_test(does_not_keep_what_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
