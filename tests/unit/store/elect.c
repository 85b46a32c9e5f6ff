#include "tests/unit/store/fixture.h"

/* Two feeds with two items each, of the same two texts; the second feed was later. */
struct sets {
	int64_t feed[2];
	int64_t item[2][2]; /* by text, by feed */
};

static void
prefer(struct fixture *f, int64_t feed_id, bool is_preferred)
{
	struct store_feed *feed = get_feed(f, feed_id);

	feed->is_preferred = is_preferred;
	MUST(store_feed_put(f->store, feed, err));
	MUST(store_feed_elect(f->store, feed_id, NOON - DAY, 100, err));
}

static struct sets
make_sets(struct fixture *f, int64_t second_text_at)
{
	struct sets sets;

	for (int i = 0; i < 2; i++)
		sets.feed[i] = add_feed(f, i == 0 ? "https://a.example/feed" : "https://b.example/feed");
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++)
			sets.item[i][k] =
			    put_item(f, sets.feed[k], i == 0 ? "one" : "two", "text", i == 0 ? NOON : second_text_at);
	for (int i = 0; i < 2; i++)
		MUST(store_item_fold(f->store, sets.item[i][1], sets.item[i][0], "same text", err));
	return sets;
}

static int64_t
original_of(struct fixture *f, int64_t id)
{
	return get_item(f, id)->duplicate_of;
}

static void
puts_a_preferred_feed_at_the_head_of_its_sets_and_back(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	struct sets sets;

	begin(f);
	sets = make_sets(f, NOON);
	MUST(store_item_mark(f->store, sets.item[0][0], &(struct store_mark) { &yes, &yes, "mine" }, err));
	MUST(store_verdict_put(f->store, sets.item[0][1], 0, VERDICT_KEEP, NOON, err));
	MUST(store_item_story(f->store, sets.item[0][0], 1, "words", err));
	prefer(f, sets.feed[1], true);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(original_of(f, sets.item[i][0]), sets.item[i][1]);
		assert_int_equal(original_of(f, sets.item[i][1]), 0);
		assert_string_equal(get_item(f, sets.item[i][0])->duplicate_reason, "same text");
		assert_null(get_item(f, sets.item[i][1])->duplicate_reason);
	}
	assert_true(get_item(f, sets.item[0][1])->is_starred && get_item(f, sets.item[0][1])->is_read);
	assert_string_equal(get_item(f, sets.item[0][1])->note, "mine");
	assert_int_equal(get_item(f, sets.item[0][0])->verdict, VERDICT_KEEP);
	assert_int_equal(get_item(f, sets.item[0][1])->story_id, 1);
	prefer(f, sets.feed[1], false);
	assert_int_equal(original_of(f, sets.item[0][1]), sets.item[0][0]);
	assert_int_equal(original_of(f, sets.item[0][0]), 0);
	commit(f);
}

static void
leaves_sets_alone_that_are_older_or_too_many(void **state)
{
	struct fixture *f = *state;
	struct sets sets;

	begin(f);
	sets = make_sets(f, NOON - 2 * DAY);
	prefer(f, sets.feed[1], true);
	assert_int_equal(original_of(f, sets.item[0][0]), sets.item[0][1]);
	assert_int_equal(original_of(f, sets.item[1][0]), 0);
	MUST(store_feed_elect(f->store, sets.feed[1], TIME_NONE, 1, err));
	assert_int_equal(original_of(f, sets.item[1][0]), 0);
	MUST(store_feed_elect(f->store, sets.feed[1], TIME_NONE, 2, err));
	assert_int_equal(original_of(f, sets.item[1][0]), sets.item[1][1]);
	commit(f);
}

static void
folds_the_first_seen_under_a_preferred_copy_that_comes_later(void **state)
{
	struct fixture *f = *state;
	struct sets sets;
	int64_t third;

	begin(f);
	sets = make_sets(f, NOON);
	third = add_feed(f, "https://c.example/feed");
	prefer(f, third, true);
	third = put_item(f, third, "one", "text", NOON);
	MUST(store_item_fold(f->store, third, sets.item[0][1], "same text", err));
	for (int i = 0; i < 2; i++)
		assert_int_equal(original_of(f, sets.item[0][i]), third);
	/* It was there first among the preferred. */
	prefer(f, sets.feed[1], true);
	assert_int_equal(original_of(f, third), sets.item[0][1]);
	commit(f);
	assert_int_equal(counts_of(f).duplicates, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(puts_a_preferred_feed_at_the_head_of_its_sets_and_back),
		STORE_TEST(leaves_sets_alone_that_are_older_or_too_many),
		STORE_TEST(folds_the_first_seen_under_a_preferred_copy_that_comes_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
