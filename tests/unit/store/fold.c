#include "tests/unit/store/fixture.h"

struct set {
	int64_t feed;
	int64_t id[5];
};

static struct set
make_set(struct fixture *f)
{
	struct set set = { .feed = add_feed(f, "https://a.example/feed") };

	for (int i = 0; i < 5; i++)
		set.id[i] = put_item(f, set.feed, arena_printf(f->arena, "%d", i), "text", NOON + i);
	return set;
}

static void
folds_under_the_original_of_the_original_and_takes_the_followers_along(void **state)
{
	struct fixture *f = *state;
	struct set set;

	begin(f);
	set = make_set(f);
	MUST(store_item_fold(f->store, set.id[1], set.id[0], "same address", err));
	MUST(store_item_fold(f->store, set.id[3], set.id[2], "same text", err));
	MUST(store_item_fold(f->store, set.id[2], set.id[1], "alike", err));
	commit(f);
	assert_int_equal(get_item(f, set.id[1])->duplicate_of, set.id[0]);
	assert_int_equal(get_item(f, set.id[2])->duplicate_of, set.id[0]);
	assert_int_equal(get_item(f, set.id[3])->duplicate_of, set.id[0]);
	assert_string_equal(get_item(f, set.id[3])->duplicate_reason, "same text");
	assert_string_equal(set_of(f, set.id[2]), "1 2 4 ");
	assert_string_equal(set_of(f, set.id[0]), "2 3 4 ");
	assert_string_equal(set_of(f, set.id[4]), "");
	assert_int_equal(counts_of(f).duplicates, 3);
	assert_int_equal(counts_of(f).items_unread, 2);
}

static void
refuses_to_fold_an_item_under_itself(void **state)
{
	struct fixture *f = *state;
	struct set set;

	begin(f);
	set = make_set(f);
	MUST(store_item_fold(f->store, set.id[1], set.id[0], "same address", err));
	MUST_FAIL(ERR_INVALID, store_item_fold(f->store, set.id[2], set.id[2], "x", err));
	MUST_FAIL(ERR_INVALID, store_item_fold(f->store, set.id[0], set.id[1], "x", err));
	commit(f);
	assert_int_equal(get_item(f, set.id[0])->duplicate_of, 0);
}

static void
marks_speak_for_the_whole_set(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	const bool no = false;
	struct set set;

	begin(f);
	set = make_set(f);
	MUST(store_item_fold(f->store, set.id[1], set.id[0], "same address", err));
	MUST(store_item_mark(f->store, set.id[1], &(struct store_mark) { .is_read = &yes, .note = "mine" }, err));
	MUST(store_item_mark(f->store, set.id[0], &(struct store_mark) { .is_starred = &yes }, err));
	MUST(store_verdict_put(f->store, set.id[1], 0, VERDICT_KEEP, NOON, err));
	commit(f);
	for (int i = 0; i < 2; i++) {
		struct store_item *item = get_item(f, set.id[i]);

		assert_true(item->is_read && item->is_starred && item->verdict == VERDICT_KEEP);
		assert_string_equal(item->note, "mine");
	}
	assert_int_equal(counts_of(f).items_starred, 1);
	assert_int_equal(counts_of(f).items_kept, 1);
	assert_int_equal(counts_of(f).items_unread, 3);
	begin(f);
	MUST(store_item_mark(f->store, set.id[0], &(struct store_mark) { .is_read = &no, .note = "" }, err));
	commit(f);
	assert_null(get_item(f, set.id[1])->note);
	assert_false(get_item(f, set.id[1])->is_read);
	assert_true(get_item(f, set.id[1])->is_starred);
}

static void
joins_the_marks_of_two_that_are_folded(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	struct set set;

	begin(f);
	set = make_set(f);
	MUST(store_item_fold(f->store, set.id[1], set.id[0], "same address", err));
	MUST(store_item_mark(f->store, set.id[0], &(struct store_mark) { .is_read = &yes, .note = "one" }, err));
	MUST(store_item_mark(f->store, set.id[2], &(struct store_mark) { .is_starred = &yes, .note = "two" }, err));
	MUST(store_verdict_put(f->store, set.id[2], 0, VERDICT_SKIP, NOON, err));
	MUST(store_item_fold(f->store, set.id[2], set.id[1], "same text", err));
	commit(f);
	for (int i = 0; i < 3; i++) {
		struct store_item *item = get_item(f, set.id[i]);

		assert_true(item->is_read && item->is_starred && item->verdict == VERDICT_SKIP);
		assert_string_equal(item->note, "one\ntwo");
	}
}

static void
the_latest_verdict_of_any_topic_stands(void **state)
{
	struct fixture *f = *state;
	struct store_verdict *list;
	int64_t topic, a, b;
	struct set set;
	size_t count;

	begin(f);
	set = make_set(f);
	topic = put_topic(f, "work");
	a = set.id[0];
	b = set.id[1];
	MUST(store_verdict_put(f->store, a, topic, VERDICT_KEEP, NOON, err));
	MUST(store_verdict_put(f->store, b, topic, VERDICT_KEEP, NOON + 1, err));
	MUST(store_verdict_put(f->store, a, 0, VERDICT_SKIP, NOON + 2, err));
	assert_int_equal(get_item(f, a)->verdict, VERDICT_SKIP);
	MUST(store_verdict_put(f->store, a, topic, VERDICT_SKIP, NOON + 3, err));
	MUST(store_verdict_list(f->store, topic, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_true(list[0].item_id == b && list[0].verdict == VERDICT_KEEP && list[0].at == NOON + 1);
	assert_true(list[1].item_id == a && list[1].verdict == VERDICT_SKIP && list[1].topic_id == topic);
	MUST(store_verdict_put(f->store, a, 0, VERDICT_NONE, NOON + 4, err));
	MUST(store_verdict_put(f->store, a, topic, VERDICT_NONE, NOON + 4, err));
	assert_int_equal(get_item(f, a)->verdict, VERDICT_NONE);
	MUST(store_topic_remove(f->store, "work", err));
	MUST(store_verdict_list(f->store, 0, f->arena, &list, &count, err));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].item_id, b);
	assert_int_equal(get_item(f, b)->verdict, VERDICT_KEEP);
	commit(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(folds_under_the_original_of_the_original_and_takes_the_followers_along),
		STORE_TEST(refuses_to_fold_an_item_under_itself),
		STORE_TEST(marks_speak_for_the_whole_set),
		STORE_TEST(joins_the_marks_of_two_that_are_folded),
		STORE_TEST(the_latest_verdict_of_any_topic_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
