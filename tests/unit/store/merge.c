#include "tests/unit/store/fixture.h"

struct pair {
	int64_t from, to; /* feeds */
};

static struct pair
two_feeds(struct fixture *f)
{
	return (struct pair) { add_feed(f, "https://old.example/feed"), add_feed(f, "https://new.example/feed") };
}

static int64_t
original_of(struct fixture *f, int64_t id)
{
	int64_t original = get_item(f, id)->duplicate_of;

	return original != 0 ? original : id;
}

static void
moves_every_item_and_keeps_its_id(void **state)
{
	struct fixture *f = *state;
	struct pair feeds;
	int64_t a, b;

	begin(f);
	feeds = two_feeds(f);
	a = put_item(f, feeds.from, "a", "one", NOON);
	b = put_item(f, feeds.to, "b", "two", NOON);
	MUST(store_feed_merge(f->store, feeds.from, feeds.to, err));
	commit(f);
	assert_int_equal(get_item(f, a)->feed_id, feeds.to);
	assert_int_equal(get_item(f, b)->feed_id, feeds.to);
	assert_int_equal(get_feed(f, feeds.to)->item_count, 2);
	assert_int_equal(counts_of(f).items, 2);
	assert_int_equal(counts_of(f).feeds, 1);
	MUST_FAIL(ERR_NOT_FOUND, store_feed_get(f->store, feeds.from, f->arena, &(struct store_feed *) { NULL }, err));
}

static void
folds_what_both_have_and_lets_marks_speak_for_both(void **state)
{
	struct fixture *f = *state;
	struct store_mark mark = { .is_starred = &(bool) { true }, .note = "mine" };
	struct pair feeds;
	int64_t old, new;

	begin(f);
	feeds = two_feeds(f);
	old = put_item(f, feeds.from, "same", "one", NOON);
	new = put_item(f, feeds.to, "same", "one", NOON);
	MUST(store_item_mark(f->store, old, &mark, err));
	MUST(store_feed_merge(f->store, feeds.from, feeds.to, err));
	commit(f);
	assert_int_equal(original_of(f, old), new);
	assert_true(get_item(f, new)->is_starred);
	assert_string_equal(get_item(f, new)->note, "mine");
	assert_int_equal(get_feed(f, feeds.to)->item_count, 2);
}

/* The next poll must find the item that stands for the set, or its revisions would be hidden. */
static void
leaves_the_identity_with_what_stands_for_the_set(void **state)
{
	struct fixture *f = *state;
	struct pair feeds;
	int64_t old, new;

	begin(f);
	feeds = two_feeds(f);
	old = put_item(f, feeds.from, "same", "one", NOON);
	new = put_item(f, feeds.to, "same", "one", NOON);
	MUST(store_item_fold(f->store, new, old, "the same text", err));
	MUST(store_feed_merge(f->store, feeds.from, feeds.to, err));
	assert_int_equal(put_item(f, feeds.to, "same", "changed", NOON), old);
	commit(f);
	assert_int_equal(original_of(f, new), old);
	assert_int_equal(get_item(f, old)->revision, 2);
}

static void
merges_more_than_fit_one_step(void **state)
{
	struct fixture *f = *state;
	struct pair feeds;

	begin(f);
	feeds = two_feeds(f);
	for (int i = 0; i < 1100; i++) {
		const char *identity = arena_printf(f->arena, "%d", i);

		put_item(f, feeds.from, identity, "text", NOON);
		put_item(f, feeds.to, identity, "text", NOON);
	}
	MUST(store_feed_merge(f->store, feeds.from, feeds.to, err));
	commit(f);
	assert_int_equal(counts_of(f).items, 2200);
	assert_int_equal(counts_of(f).duplicates, 1100);
	assert_int_equal(get_feed(f, feeds.to)->item_count, 2200);
}

static void
refuses_to_merge_a_feed_into_itself(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	MUST_FAIL(ERR_INVALID, store_feed_merge(f->store, feed, feed, err));
	commit(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(moves_every_item_and_keeps_its_id),
		STORE_TEST(folds_what_both_have_and_lets_marks_speak_for_both),
		STORE_TEST(leaves_the_identity_with_what_stands_for_the_set),
		STORE_TEST(merges_more_than_fit_one_step),
		STORE_TEST(refuses_to_merge_a_feed_into_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
