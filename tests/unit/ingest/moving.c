#include "tests/unit/store/fixture.h"

#include "ingest/moving.h"

static const char old_url[] = "https://old.example/feed";
static const char new_url[] = "https://new.example/feed";

static void
believes_a_move_after_three_days_of_the_same(void **state)
{
	struct store_feed feed = { .url = old_url, .moved_since = TIME_NONE };

	(void)state;
	assert_false(moving_note(&feed, new_url, NOON));
	assert_int_equal(feed.moved_since, NOON);
	assert_false(moving_note(&feed, new_url, NOON + 3 * DAY - 1));
	assert_true(moving_note(&feed, new_url, NOON + 3 * DAY));
}

static void
counts_anew_when_it_leads_elsewhere(void **state)
{
	struct store_feed feed = { .url = old_url, .moved_since = TIME_NONE };

	(void)state;
	assert_false(moving_note(&feed, new_url, NOON));
	assert_false(moving_note(&feed, "https://portal.example/", NOON + 2 * DAY));
	assert_int_equal(feed.moved_since, NOON + 2 * DAY);
	assert_false(moving_note(&feed, new_url, NOON + 4 * DAY));
}

static void
counts_anew_what_was_seen_while_the_clock_was_ahead(void **state)
{
	struct store_feed feed = { .url = old_url, .moved_url = new_url, .moved_since = NOON + 365 * DAY };

	(void)state;
	assert_false(moving_note(&feed, new_url, NOON));
	assert_int_equal(feed.moved_since, NOON);
	assert_true(moving_note(&feed, new_url, NOON + 3 * DAY));
}

static void
forgets_a_move_that_is_taken_back(void **state)
{
	struct store_feed feed = { .url = old_url, .moved_url = new_url, .moved_since = NOON };

	(void)state;
	assert_false(moving_note(&feed, NULL, NOON + DAY));
	assert_null(feed.moved_url);
	assert_true(feed.moved_since == TIME_NONE);
	assert_false(moving_note(&feed, old_url, NOON + 9 * DAY));
	assert_null(feed.moved_url);
}

/* A feed that has been moving for long enough. */
static struct store_feed *
moving_feed(struct fixture *f)
{
	int64_t id = add_feed(f, old_url);
	struct store_feed *feed = get_feed(f, id);

	feed->moved_url = new_url;
	feed->moved_since = NOON;
	feed->tags = (const char *[]) { "work", "both" };
	feed->tag_count = 2;
	feed->title = "My name for it";
	MUST(store_feed_put(f->store, feed, err));
	return get_feed(f, id);
}

static bool
follow(struct fixture *f, struct store_feed *feed)
{
	struct writer w = { .store = f->store, .settings.keep = { 400 * DAY, 30 * DAY, 0 } };
	struct document d = { .moved_url = (char *)new_url, .asked_at = NOON + 3 * DAY };
	bool is_merged;

	MUST(moving_follow(&w, &d, feed, f->arena, &is_merged, err));
	return is_merged;
}

static void
moves_the_address_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct store_feed *feed;

	begin(f);
	feed = moving_feed(f);
	assert_false(follow(f, feed));
	commit(f);
	assert_string_equal(feed->url, new_url);
	assert_null(feed->moved_url);
	assert_string_equal(feed->title, "My name for it");
}

static void
merges_into_the_feed_that_is_there(void **state)
{
	struct fixture *f = *state;
	struct store_feed *feed, *to;
	int64_t to_id, item;

	begin(f);
	feed = moving_feed(f);
	to_id = add_feed(f, new_url);
	to = get_feed(f, to_id);
	to->tags = (const char *[]) { "both" };
	to->tag_count = 1;
	MUST(store_feed_put(f->store, to, err));
	item = put_item(f, feed->id, "x", "text", NOON);
	assert_true(follow(f, feed));
	commit(f);
	to = get_feed(f, to_id);
	assert_string_equal(to->title, "My name for it");
	assert_int_equal(to->tag_count, 2);
	assert_string_equal(to->tags[1], "work");
	assert_int_equal(get_item(f, item)->feed_id, to_id);
}

struct keeping {
	int64_t from_s, from_items, to_s, to_items; /* of either feed */
	int64_t s, items;                           /* of the one that is left */
};

/* As usual items stay 400 days, and 30 while nobody has read them. */
static void
keeps_items_as_long_as_they_were_to_stay_before_the_merge(void **state)
{
	static const struct keeping examples[] = {
		{ -1, -1, -1, -1, -1, -1 },
		{ 0, -1, -1, -1, 0, -1 },
		{ 90 * DAY, -1, -1, -1, 90 * DAY, -1 },
		{ 7 * DAY, -1, -1, -1, -1, -1 },
		{ 90 * DAY, 0, 60 * DAY, 50, 90 * DAY, 0 },
		{ 90 * DAY, 50, 0, 0, 0, 0 },
		{ -1, -1, 7 * DAY, 50, 7 * DAY, 50 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct keeping *e = &examples[i];
		struct store_feed *feed, *to;

		begin(f);
		feed = moving_feed(f);
		to = get_feed(f, add_feed(f, new_url));
		MUST(store_feed_keep(f->store, feed->id, e->from_s, e->from_items, err));
		MUST(store_feed_keep(f->store, to->id, e->to_s, e->to_items, err));
		assert_true(follow(f, get_feed(f, feed->id)));
		to = get_feed(f, to->id);
		assert_int_equal(to->keep_s, e->s);
		assert_int_equal(to->keep_items, e->items);
		MUST(store_feed_remove(f->store, to->id, err));
		commit(f);
	}
}

static void
leaves_a_paused_feed_alone(void **state)
{
	struct fixture *f = *state;
	struct store_feed *feed, *to;

	begin(f);
	feed = moving_feed(f);
	to = get_feed(f, add_feed(f, new_url));
	to->is_paused = true;
	MUST(store_feed_put(f->store, to, err));
	assert_false(follow(f, feed));
	commit(f);
	assert_string_equal(feed->url, old_url);
	assert_string_equal(feed->moved_url, new_url);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_a_move_after_three_days_of_the_same),
		cmocka_unit_test(counts_anew_when_it_leads_elsewhere),
		cmocka_unit_test(counts_anew_what_was_seen_while_the_clock_was_ahead),
		cmocka_unit_test(forgets_a_move_that_is_taken_back),
		STORE_TEST(moves_the_address_and_nothing_else),
		STORE_TEST(merges_into_the_feed_that_is_there),
		STORE_TEST(keeps_items_as_long_as_they_were_to_stay_before_the_merge),
		STORE_TEST(leaves_a_paused_feed_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
