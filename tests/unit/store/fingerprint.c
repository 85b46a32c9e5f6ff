/* What copies are found by: kept with the item, read in one go, and gone with it. */
#include "tests/unit/store/fixture.h"

static const uint32_t some[] = { 1, 0x80000001, UINT32_MAX };

/* Three items; the second has no fingerprint. */
static void
put_three(struct fixture *f, int64_t ids[3])
{
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 3; i++)
		ids[i] = put_item(f, feed, (const char *[]) { "one", "two", "three" }[i], "text", NOON + i);
	MUST(store_fingerprint_put(f->store, ids[0], some, 3, err));
	MUST(store_fingerprint_put(f->store, ids[2], some, 0, err));
	commit(f);
}

static size_t
read_after(struct fixture *f, int64_t after_id, struct store_fingerprint **out)
{
	size_t count;

	MUST(store_fingerprints(f->store, after_id, 10, f->arena, out, &count, err));
	return count;
}

static void
gives_back_what_was_kept_and_tells_none_from_nothing(void **state)
{
	struct fixture *f = *state;
	struct store_fingerprint *list;
	int64_t ids[3];

	put_three(f, ids);
	assert_int_equal(read_after(f, 0, &list), 3);
	assert_int_equal(list[0].id, ids[0]);
	assert_int_equal(list[0].sorted_at, NOON);
	assert_int_equal(list[0].key_count, 3);
	assert_memory_equal(list[0].keys, some, sizeof(some));
	assert_null(list[1].keys);
	assert_non_null(list[2].keys);
	assert_int_equal(list[2].key_count, 0);
	assert_int_equal(read_after(f, ids[1], &list), 1);
}

static void
replaces_and_refuses_what_is_of_no_item(void **state)
{
	struct fixture *f = *state;
	struct store_fingerprint *list;
	int64_t ids[3];

	put_three(f, ids);
	begin(f);
	MUST(store_fingerprint_put(f->store, ids[0], some + 1, 1, err));
	MUST_FAIL(ERR_NOT_FOUND, store_fingerprint_put(f->store, 4711, some, 1, err));
	commit(f);
	assert_int_equal(read_after(f, 0, &list), 3);
	assert_int_equal(list[0].key_count, 1);
	assert_int_equal(list[0].keys[0], some[1]);
}

static void
forgets_those_of_the_first_items_in_steps(void **state)
{
	struct fixture *f = *state;
	struct store_fingerprint *list;
	int64_t ids[3];
	bool is_over;

	put_three(f, ids);
	begin(f);
	MUST(store_fingerprints_drop(f->store, ids[2], 1, &is_over, err));
	assert_false(is_over);
	MUST(store_fingerprints_drop(f->store, ids[2], 1, &is_over, err));
	assert_true(is_over);
	commit(f);
	assert_int_equal(read_after(f, 0, &list), 3);
	assert_null(list[0].keys);
	assert_non_null(list[2].keys);
}

static void
goes_with_its_item(void **state)
{
	struct fixture *f = *state;
	struct store_fingerprint *list;
	int64_t ids[3];

	put_three(f, ids);
	begin(f);
	MUST(store_feed_remove(f->store, 1, err));
	commit(f);
	assert_int_equal(read_after(f, 0, &list), 0); /* the check at the end finds no row without an item */
}

static void
knows_the_first_that_has_one_or_needs_one(void **state)
{
	struct fixture *f = *state;
	int64_t ids[3], first;
	bool is_over;

	put_three(f, ids);
	MUST(store_fingerprints_first(f->store, NOON + 1, &first, err));
	assert_int_equal(first, ids[0]);
	begin(f);
	MUST(store_fingerprints_drop(f->store, ids[2], 10, &is_over, err));
	MUST(store_fingerprints_first(f->store, NOON + 1, &first, err));
	assert_int_equal(first, ids[1]);
	MUST(store_fingerprints_first(f->store, NOON + 3, &first, err));
	assert_int_equal(first, ids[2]);
	MUST(store_fingerprints_drop(f->store, INT64_MAX, 10, &is_over, err));
	MUST(store_fingerprints_first(f->store, NOON + 3, &first, err));
	assert_int_equal(first, 0);
	commit(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(gives_back_what_was_kept_and_tells_none_from_nothing),
		STORE_TEST(replaces_and_refuses_what_is_of_no_item),
		STORE_TEST(forgets_those_of_the_first_items_in_steps),
		STORE_TEST(goes_with_its_item),
		STORE_TEST(knows_the_first_that_has_one_or_needs_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
