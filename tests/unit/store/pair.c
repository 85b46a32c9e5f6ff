#include "tests/unit/store/fixture.h"

/* Items 1 to 4; the first three are one. */
static void
make_set(struct fixture *f)
{
	int64_t feed = add_feed(f, "https://a.example/feed");

	for (int i = 0; i < 4; i++)
		put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON + i);
	MUST(store_item_fold(f->store, 2, 1, "same text", err));
	MUST(store_item_fold(f->store, 3, 1, "same text", err));
}

static bool
are_parted(struct fixture *f, int64_t a, int64_t b)
{
	bool parted;

	MUST(store_items_are_parted(f->store, a, b, &parted, err));
	return parted;
}

static void
join(struct fixture *f, int64_t id, int64_t to)
{
	MUST(store_item_join(f->store, id, to, "you said so", NOON, err));
}

static void
split(struct fixture *f, int64_t id)
{
	MUST(store_item_split(f->store, id, NOON, err));
}

static void
splits_a_copy_off_and_remembers_it_of_the_whole_set(void **state)
{
	struct fixture *f = *state;

	begin(f);
	make_set(f);
	assert_false(are_parted(f, 2, 1));
	split(f, 2);
	commit(f);
	assert_int_equal(get_item(f, 2)->duplicate_of, 0);
	assert_null(get_item(f, 2)->duplicate_reason);
	assert_string_equal(set_of(f, 1), "3 ");
	assert_string_equal(set_of(f, 2), "");
	assert_true(are_parted(f, 2, 1) && are_parted(f, 1, 2) && are_parted(f, 3, 2));
	assert_false(are_parted(f, 1, 3) || are_parted(f, 2, 4));
	assert_int_equal(counts_of(f).duplicates, 1);
}

static void
splits_an_original_off_and_leaves_its_copies_together(void **state)
{
	struct fixture *f = *state;

	begin(f);
	make_set(f);
	split(f, 1);
	split(f, 4); /* it stood alone */
	commit(f);
	assert_string_equal(set_of(f, 1), "");
	assert_string_equal(set_of(f, 2), "3 ");
	assert_int_equal(get_item(f, 2)->duplicate_of, 0);
	assert_int_equal(get_item(f, 3)->duplicate_of, 2);
	assert_true(are_parted(f, 1, 3));
	MUST_FAIL(ERR_NOT_FOUND, store_item_split(f->store, 9, NOON, err));
}

static void
leaves_with_each_what_was_said_of_all(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	struct store_verdict *list;
	int64_t topic, *taught;
	size_t count;

	begin(f);
	make_set(f);
	topic = put_topic(f, "work");
	MUST(store_item_mark(f->store, 3, &(struct store_mark) { &yes, &yes, "mine" }, err));
	MUST(store_verdict_put(f->store, 1, topic, VERDICT_KEEP, NOON, err));
	MUST(store_verdict_put(f->store, 3, 0, VERDICT_SKIP, NOON + 1, err));
	split(f, 2);
	for (int64_t id = 1; id <= 3; id++) {
		struct store_item *item = get_item(f, id);

		assert_true(item->is_read && item->is_starred && item->verdict == VERDICT_SKIP);
		assert_string_equal(item->note, "mine");
	}
	MUST(store_item_teaches(f->store, 2, f->arena, &taught, &count, err));
	assert_int_equal(count, 2);
	assert_int_equal(taught[1], topic);
	/* It goes on by itself: what is taken back on one stands on the other. */
	MUST(store_verdict_put(f->store, 2, 0, VERDICT_NONE, NOON + 2, err));
	assert_int_equal(get_item(f, 2)->verdict, VERDICT_KEEP);
	assert_int_equal(get_item(f, 1)->verdict, VERDICT_SKIP);
	MUST(store_verdict_list(f->store, topic, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	commit(f);
}

static void
joins_two_sets_and_says_why(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;

	begin(f);
	make_set(f);
	MUST(store_item_mark(f->store, 1, &(struct store_mark) { .is_starred = &yes }, err));
	join(f, 2, 4);
	commit(f);
	assert_string_equal(set_of(f, 4), "1 2 3 ");
	assert_string_equal(get_item(f, 1)->duplicate_reason, "you said so");
	assert_true(get_item(f, 4)->is_starred);
	begin(f);
	join(f, 4, 1); /* they are one already */
	MUST_FAIL(ERR_INVALID, store_item_join(f->store, 4, 4, "x", NOON, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_join(f->store, 4, 9, "x", NOON, err));
	commit(f);
	assert_string_equal(set_of(f, 4), "1 2 3 ");
}

static void
counts_what_was_said_last(void **state)
{
	struct fixture *f = *state;

	begin(f);
	make_set(f);
	split(f, 3);
	join(f, 3, 2);
	assert_false(are_parted(f, 3, 1));
	assert_string_equal(set_of(f, 1), "2 3 ");
	split(f, 3);
	assert_true(are_parted(f, 3, 1) && are_parted(f, 3, 2));
	assert_string_equal(set_of(f, 1), "2 ");
	commit(f);
}

static void
forgets_what_was_said_of_an_item_that_is_no_more(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	make_set(f);
	feed = get_item(f, 1)->feed_id;
	split(f, 3);
	MUST(store_feed_remove(f->store, feed, err));
	commit(f);
	MUST_FAIL(ERR_NOT_FOUND, store_items_are_parted(f->store, 3, 1, &(bool) { false }, err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(splits_a_copy_off_and_remembers_it_of_the_whole_set),
		STORE_TEST(splits_an_original_off_and_leaves_its_copies_together),
		STORE_TEST(leaves_with_each_what_was_said_of_all),
		STORE_TEST(joins_two_sets_and_says_why),
		STORE_TEST(counts_what_was_said_last),
		STORE_TEST(forgets_what_was_said_of_an_item_that_is_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
