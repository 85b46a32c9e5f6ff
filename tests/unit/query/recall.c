#include "query/recall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct recall_key
key_of(const char *title, const char *text, const char *language)
{
	struct store_item_text of = { .title = title, .text = text, .language = language };

	return recall_key_of(RECALL_LIKENESS, recall_key_of_text(&of));
}

static void
gives_back_what_was_kept_and_nothing_else(void **state)
{
	struct recall *recall = recall_new();
	ARENA arena = arena_new();
	size_t len;

	(void)state;
	recall_keep(recall, key_of("a", "b", NULL), "peers", 6);
	assert_string_equal(recall_find(recall, key_of("a", "b", NULL), arena, &len), "peers");
	assert_int_equal(len, 6);
	assert_null(recall_find(recall, key_of("ab", "", NULL), arena, &len));
	assert_null(recall_find(recall, key_of("a", "b", "de"), arena, &len));
	assert_null(recall_find(recall, recall_key_of(2, key_of("a", "b", NULL)), arena, &len));
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
		recall_keep(recall, key_of(title, "", NULL), title, strlen(title) + 1);
		assert_string_equal(recall_find(recall, key_of(title, "", NULL), arena, &len), title);
	}
	for (int i = 0; i < 3 * RECALL_ENTRIES_MAX; i++) {
		snprintf(title, sizeof(title), "%d", i);
		found += recall_find(recall, key_of(title, "", NULL), arena, &len) != NULL;
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
	recall_keep(recall, key_of("long", "", NULL), bytes, sizeof(bytes));
	assert_null(recall_find(recall, key_of("long", "", NULL), arena, &len));
	recall_keep(recall, key_of("long", "", NULL), bytes, sizeof(bytes) - 1);
	assert_non_null(recall_find(recall, key_of("long", "", NULL), arena, &len));
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
