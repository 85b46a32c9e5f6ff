#include "curate/candidates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { START = 1700000000, DAY = 86400 };

/* An item that is nothing but its keys. */
static struct fingerprint
keyed(int64_t id, int64_t at, const uint32_t *keys, size_t count)
{
	struct fingerprint print = { .id = id, .sorted_at = at };

	for (size_t i = 0; i < count; i++)
		print.keys[print.key_count++] = keys[i];
	return print;
}

static void
add(struct candidates *c, int64_t id, int64_t at, const uint32_t *keys, size_t count)
{
	struct fingerprint print = keyed(id, at, keys, count);
	struct duplicate_keys kept;

	candidates_add(c, &print, &kept);
}

static size_t
find(struct candidates *c, int64_t id, const uint32_t *keys, size_t count, struct candidate out[CANDIDATES_MAX])
{
	struct fingerprint print = keyed(id, START, keys, count);

	return candidates_find(c, &print, out);
}

static void
finds_those_that_share_most_first(void **state)
{
	struct candidates *c = candidates_new(1000, 45 * DAY);
	struct candidate out[CANDIDATES_MAX];

	(void)state;
	add(c, 1, START, (const uint32_t[]) { 10, 11, 12 }, 3);
	add(c, 2, START, (const uint32_t[]) { 10, 11, 22 }, 3);
	add(c, 3, START, (const uint32_t[]) { 30, 31, 32 }, 3);
	assert_int_equal(find(c, 9, (const uint32_t[]) { 12, 11, 10 }, 3, out), 2);
	assert_int_equal(out[0].id, 1);
	assert_int_equal(out[1].id, 2);
	assert_int_equal(find(c, 9, (const uint32_t[]) { 99 }, 1, out), 0);
	candidates_free(c);
}

static void
leaves_out_the_item_itself_and_names_none_twice(void **state)
{
	struct candidates *c = candidates_new(1000, 45 * DAY);
	struct candidate out[CANDIDATES_MAX];

	(void)state;
	add(c, 1, START, (const uint32_t[]) { 10, 11 }, 2);
	add(c, 1, START, (const uint32_t[]) { 10, 12 }, 2);
	assert_int_equal(find(c, 1, (const uint32_t[]) { 10 }, 1, out), 0);
	assert_int_equal(find(c, 2, (const uint32_t[]) { 10, 11 }, 2, out), 1);
	candidates_free(c);
}

static void
lets_a_key_that_many_share_speak_for_the_first_only(void **state)
{
	struct candidates *c = candidates_new(1000, 45 * DAY);
	struct candidate out[CANDIDATES_MAX];

	(void)state;
	for (int64_t id = 1; id <= 200; id++)
		add(c, id, START, (const uint32_t[]) { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 }, 14);
	assert_int_equal(
	    find(c, 300, (const uint32_t[]) { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 }, 14, out), 0);
	assert_int_equal(find(c, 300, (const uint32_t[]) { 10 }, 1, out), 0);
	candidates_free(c);
}

/* Also after the oldest blocks were dropped. */
static void
finds_each_of_many_until_it_is_dropped(void **state)
{
	enum { MANY = 100000, KEPT = 40000 };
	struct candidates *c = candidates_new(KEPT, 45 * DAY);
	struct candidate out[CANDIDATES_MAX];

	(void)state;
	for (uint32_t id = 1; id <= MANY; id++)
		add(c, id, START, (const uint32_t[]) { id, id + 1000000, id + 2000000, id + 3000000 }, 4);
	assert_true(candidates_items(c) >= KEPT && candidates_items(c) <= KEPT + 8192);
	for (uint32_t id = MANY - KEPT + 1; id <= MANY; id += 997) {
		size_t count = find(c, MANY + 1, (const uint32_t[]) { id, id + 2000000 }, 2, out);

		assert_true(count >= 1);
		assert_int_equal(out[0].id, id);
	}
	assert_int_equal(find(c, MANY + 1, (const uint32_t[]) { 5, 5 + 2000000 }, 2, out), 0);
	candidates_free(c);
}

static void
drops_blocks_that_are_older_than_asked(void **state)
{
	struct candidates *c = candidates_new(100000, 45 * DAY);

	(void)state;
	for (int64_t id = 1; id <= 20000; id++)
		add(c, id, START + id, NULL, 0);
	candidates_drop_before(c, START + 10000);
	assert_true(candidates_items(c) >= 10000 && candidates_items(c) < 10000 + 4096);
	candidates_drop_before(c, START + 90000);
	assert_true(candidates_items(c) <= 4096);
	candidates_free(c);
	candidates_free(NULL);
}

static void
finds_ids_of_any_distance_but_never_a_wrong_one(void **state)
{
	const int64_t far = (int64_t)1 << 40;
	struct candidates *c = candidates_new(1000, 45 * DAY);
	struct candidate out[CANDIDATES_MAX];

	(void)state;
	add(c, far, START, (const uint32_t[]) { 10, 11, 12 }, 3);
	add(c, far - 1000, START, (const uint32_t[]) { 20, 21, 22 }, 3);
	add(c, 7, START, (const uint32_t[]) { 30, 31, 32 }, 3);
	assert_int_equal(candidates_first_id(c), far);
	assert_int_equal(find(c, 9, (const uint32_t[]) { 10, 11, 12 }, 3, out), 1);
	assert_int_equal(out[0].id, far);
	assert_int_equal(find(c, 9, (const uint32_t[]) { 20, 21, 22 }, 3, out), 1);
	assert_int_equal(out[0].id, far - 1000);
	assert_int_equal(find(c, 9, (const uint32_t[]) { 30, 31, 32 }, 3, out), 0);
	candidates_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_those_that_share_most_first),
		cmocka_unit_test(leaves_out_the_item_itself_and_names_none_twice),
		cmocka_unit_test(lets_a_key_that_many_share_speak_for_the_first_only),
		cmocka_unit_test(finds_each_of_many_until_it_is_dropped),
		cmocka_unit_test(drops_blocks_that_are_older_than_asked),
		cmocka_unit_test(finds_ids_of_any_distance_but_never_a_wrong_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
