#include "tests/unit/store/fixture.h"

#include "base/text.h"

#include <malloc.h>

static void
adds_a_feed_once(void **state)
{
	struct fixture *f = *state;
	const char *tags[] = { "work", "learning" };
	struct store_feed feed = {
		.url = "https://a.example/feed",
		.title = "Mine",
		.tags = tags,
		.tag_count = 2,
		.added_at = NOON,
		.due_at = NOON + 5,
		.due_reason = "new",
	};
	struct store_feed *got;
	int64_t id, again = 0;

	begin(f);
	MUST(store_feed_add(f->store, &feed, &id, err));
	MUST_FAIL(ERR_EXISTS, store_feed_add(f->store, &feed, &again, err));
	assert_int_equal(again, id);
	commit(f);
	got = get_feed(f, id);
	assert_string_equal(got->url, feed.url);
	assert_string_equal(got->title, "Mine");
	assert_int_equal(got->tag_count, 2);
	assert_string_equal(got->tags[1], "learning");
	assert_int_equal(got->added_at, NOON);
	assert_int_equal(got->due_at, NOON + 5);
	assert_string_equal(got->due_reason, "new");
	assert_null(got->feed_title);
	assert_null(got->etag);
	assert_true(got->last_poll_at == TIME_NONE && got->last_change_at == TIME_NONE && got->newest_at == TIME_NONE);
	assert_true(got->moved_since == TIME_NONE);
	assert_true(got->max_age_s == -1 && got->expires_s == -1 && got->retry_after_s == -1 && got->ttl_s == -1);
	assert_int_equal(got->update_s, -1);
	assert_int_equal(got->item_count, 0);
}

static const struct store_feed full = {
	.url = "https://b.example/new",
	.title = "T",
	.feed_title = "FT",
	.home_url = "https://b.example/",
	.description = "D",
	.icon = "I",
	.language = "en",
	.format = "atom-1.0",
	.is_paused = true,
	.is_gone = true,
	.etag = "W/\"x\"",
	.last_modified = "Sat, 21 Nov 2026 19:22:00 GMT",
	.body_hash = UINT64_C(0xfedcba9876543210),
	.last_poll_at = 1,
	.last_change_at = 2,
	.newest_at = 3,
	.due_at = INT64_MAX,
	.due_reason = "R",
	.failures = 4,
	.failure = "timeout",
	.last_error = "E",
	.last_status = 503,
	.max_age_s = 5,
	.expires_s = 6,
	.retry_after_s = 7,
	.ttl_s = 8,
	.update_s = 9,
	.skip_hours = 0xffffff,
	.skip_days = 0x7f,
	.rhythm_s = 10,
	.moved_url = "https://c.example/",
	.moved_since = 11,
	.hub_url = "https://hub.example/",
	.weight = -1.5,
	.is_weighed = true,
	.is_preferred = true,
};

static void
assert_texts_are(const struct store_feed *got, const struct store_feed *want)
{
	assert_string_equal(got->url, want->url);
	assert_string_equal(got->title, want->title);
	assert_string_equal(got->feed_title, want->feed_title);
	assert_string_equal(got->home_url, want->home_url);
	assert_string_equal(got->description, want->description);
	assert_string_equal(got->icon, want->icon);
	assert_string_equal(got->language, want->language);
	assert_string_equal(got->format, want->format);
	assert_string_equal(got->etag, want->etag);
	assert_string_equal(got->last_modified, want->last_modified);
	assert_string_equal(got->due_reason, want->due_reason);
	assert_string_equal(got->failure, want->failure);
	assert_string_equal(got->last_error, want->last_error);
	assert_string_equal(got->moved_url, want->moved_url);
	assert_string_equal(got->hub_url, want->hub_url);
}

static void
assert_numbers_are(const struct store_feed *got, const struct store_feed *want)
{
	assert_true(got->is_paused == want->is_paused && got->is_gone == want->is_gone);
	assert_true(got->body_hash == want->body_hash);
	assert_true(got->last_poll_at == want->last_poll_at && got->last_change_at == want->last_change_at);
	assert_true(got->newest_at == want->newest_at && got->due_at == want->due_at);
	assert_true(got->failures == want->failures && got->last_status == want->last_status);
	assert_true(got->max_age_s == want->max_age_s && got->expires_s == want->expires_s);
	assert_true(got->retry_after_s == want->retry_after_s && got->ttl_s == want->ttl_s);
	assert_true(got->update_s == want->update_s && got->rhythm_s == want->rhythm_s);
	assert_true(got->skip_hours == want->skip_hours && got->skip_days == want->skip_days);
	assert_true(got->moved_since == want->moved_since);
	assert_true(got->weight == want->weight && got->is_weighed == want->is_weighed);
	assert_true(got->is_preferred == want->is_preferred);
}

static void
writes_every_field_but_those_it_keeps_itself(void **state)
{
	struct fixture *f = *state;
	struct store_feed feed = full;
	struct store_feed *got;

	begin(f);
	feed.id = add_feed(f, "https://b.example/old");
	put_item(f, feed.id, "one", "text", NOON);
	feed.added_at = 99;
	feed.item_count = 99;
	MUST(store_feed_put(f->store, &feed, err));
	commit(f);
	got = get_feed(f, feed.id);
	assert_texts_are(got, &feed);
	assert_numbers_are(got, &feed);
	assert_int_equal(got->added_at, NOON);
	assert_int_equal(got->item_count, 1);
}

/* All that a poll without a document says is written; of the rest nothing, though it is another. */
static void
writes_after_a_poll_how_the_feed_fares_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct store_feed feed = full, was;
	struct store_feed *got;

	begin(f);
	was = *get_feed(f, add_feed(f, "https://b.example/old"));
	feed.id = was.id;
	MUST(store_feed_polled(f->store, &feed, err));
	got = get_feed(f, was.id);
	assert_string_equal(got->url, was.url);
	assert_null(got->title);
	assert_int_equal(got->tag_count, 0);
	assert_true(got->body_hash == was.body_hash && got->ttl_s == was.ttl_s && got->rhythm_s == was.rhythm_s);
	assert_string_equal(got->etag, full.etag);
	assert_string_equal(got->due_reason, full.due_reason);
	assert_string_equal(got->moved_url, full.moved_url);
	assert_true(got->due_at == full.due_at && got->last_poll_at == full.last_poll_at);
	assert_true(got->failures == full.failures && got->max_age_s == full.max_age_s);
	feed.id = 999;
	MUST_FAIL(ERR_NOT_FOUND, store_feed_polled(f->store, &feed, err));
	commit(f);
}

static void
a_poll_that_found_nothing_new_changes_the_times_alone(void **state)
{
	struct fixture *f = *state;
	struct store_feed feed = full, was;
	const struct store_feed *got;

	begin(f);
	was = *get_feed(f, add_feed(f, "https://b.example/old"));
	feed.id = was.id;
	feed.last_poll_at = 1700000000;
	feed.due_at = 1700003600;
	feed.due_reason = "the server asks for max-age=3600";
	feed.last_status = 304;
	MUST(store_feed_unchanged(f->store, &feed, err));
	got = get_feed(f, was.id);
	assert_int_equal(got->last_poll_at, 1700000000);
	assert_int_equal(got->due_at, 1700003600);
	assert_string_equal(got->due_reason, "the server asks for max-age=3600");
	assert_int_equal(got->last_status, 304);
	assert_true(text_equal(got->etag, was.etag));
	assert_int_equal(got->failures, was.failures);
	feed.id = 999;
	MUST_FAIL(ERR_NOT_FOUND, store_feed_unchanged(f->store, &feed, err));
	commit(f);
}

static bool
is_well(struct fixture *f, const struct store_feed *feed, struct store_feed *out)
{
	bool well = false;

	MUST(store_feed_put(f->store, feed, err));
	MUST(store_feed_well(f->store, feed->id, out, &well, err));
	return well;
}

static void
tells_what_a_feed_that_is_well_asks_for_and_none_that_is_not(void **state)
{
	struct fixture *f = *state;
	struct store_feed well, got = { 0 }, other;
	bool is_known = true;

	begin(f);
	well = *get_feed(f, add_feed(f, "https://b.example/well"));
	well.max_age_s = 600;
	well.expires_s = 700;
	well.ttl_s = 800;
	well.update_s = 900;
	well.skip_hours = 5;
	well.skip_days = 6;
	well.rhythm_s = 1000;
	well.newest_at = 1700000000;
	well.is_paused = true;
	assert_true(is_well(f, &well, &got));
	assert_true(got.id == well.id && got.is_paused && got.max_age_s == 600 && got.expires_s == 700);
	assert_true(got.retry_after_s == well.retry_after_s && got.ttl_s == 800 && got.update_s == 900);
	assert_true(got.skip_hours == 5 && got.skip_days == 6 && got.rhythm_s == 1000 && got.newest_at == 1700000000);
	other = well;
	other.failures = 1;
	assert_false(is_well(f, &other, &got));
	other = well;
	other.last_error = "answered 500";
	assert_false(is_well(f, &other, &got));
	other = well;
	other.is_gone = true;
	assert_false(is_well(f, &other, &got));
	other = well;
	other.moved_url = "https://c.example/";
	assert_false(is_well(f, &other, &got));
	MUST(store_feed_well(f->store, 999, &got, &is_known, err));
	assert_false(is_known);
	assert_int_equal(got.id, well.id);
	commit(f);
}

static void
lists_the_feeds_that_weigh_anything(void **state)
{
	enum { FEEDS = 700 };
	struct fixture *f = *state;
	struct store_feed_weight *list;
	int64_t ids[FEEDS];
	size_t count;

	begin(f);
	for (size_t i = 0; i < FEEDS; i++) {
		struct store_feed feed = *get_feed(f, add_feed(f, arena_printf(f->arena, "https://a.example/%zu", i)));

		ids[i] = feed.id;
		feed.weight = i % 2 == 0 ? -0.5 : 0;
		MUST(store_feed_put(f->store, &feed, err));
	}
	commit(f);
	MUST(store_feed_weights(f->store, f->arena, &list, &count, err));
	assert_int_equal(count, FEEDS / 2);
	for (size_t i = 0; i < count; i++)
		assert_true(list[i].feed_id == ids[2 * i] && list[i].weight == -0.5);
}

static void
refuses_another_feeds_address_and_an_unknown_id(void **state)
{
	struct fixture *f = *state;
	struct store_feed feed;
	struct store_feed *got = NULL;
	int64_t id = 42;

	begin(f);
	add_feed(f, "https://a.example/");
	feed = *get_feed(f, add_feed(f, "https://b.example/"));
	feed.url = "https://a.example/";
	MUST_FAIL(ERR_EXISTS, store_feed_put(f->store, &feed, err));
	feed.id = 999;
	feed.url = "https://c.example/";
	MUST_FAIL(ERR_NOT_FOUND, store_feed_put(f->store, &feed, err));
	MUST_FAIL(ERR_NOT_FOUND, store_feed_get(f->store, 999, f->arena, &got, err));
	MUST_FAIL(ERR_NOT_FOUND, store_feed_find(f->store, "https://c.example/", &id, err));
	MUST_FAIL(ERR_NOT_FOUND, store_feed_remove(f->store, 999, err));
	assert_null(got);
	assert_int_equal(id, 42);
	commit(f);
	MUST(store_feed_find(f->store, "https://b.example/", &id, err));
	assert_int_not_equal(id, 42);
}

static void
names_a_feed_and_its_state(void **state)
{
	static const struct {
		struct store_feed feed;
		enum feed_state state;
		const char *name;
	} facts[] = {
		{ { .url = "u" }, FEED_OK, "u" },
		{ { .url = "u", .feed_title = "F", .failures = 1 }, FEED_FAILING, "F" },
		{ { .url = "u", .feed_title = "F", .title = " ", .failures = 1, .is_gone = true }, FEED_GONE, "F" },
		{ { .url = "u", .title = "T", .feed_title = "F", .is_gone = true, .is_paused = true }, FEED_PAUSED,
		    "T" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		assert_int_equal(store_feed_state(&facts[i].feed), facts[i].state);
		assert_string_equal(store_feed_name(&facts[i].feed), facts[i].name);
	}
	assert_string_equal(feed_state_name(FEED_PAUSED), "paused");
	assert_string_equal(feed_state_name(FEED_FAILING), "failing");
}

static void
lists_all_feeds_and_pages_of_them(void **state)
{
	struct fixture *f = *state;
	struct store_feed *feeds;
	size_t count;
	int64_t number;

	begin(f);
	for (int i = 0; i < 7; i++)
		add_feed(f, arena_printf(f->arena, "https://%d.example/", i));
	commit(f);
	MUST(store_feed_list(f->store, f->arena, &feeds, &count, err));
	assert_int_equal(count, 7);
	MUST(store_feed_page(f->store, feeds[4].id, 10, f->arena, &feeds, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(feeds[0].url, "https://5.example/");
	MUST(store_feed_page(f->store, 0, 3, f->arena, &feeds, &count, err));
	assert_int_equal(count, 3);
	MUST(store_feed_count(f->store, &number, err));
	assert_int_equal(number, 7);
}

static void
keeps_what_a_person_cared_for_when_a_feed_goes(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	struct store_mark star = { .is_starred = &yes };
	struct store_mark note = { .note = "good" };
	struct store_item *gone = NULL;
	int64_t feed, starred, noted, kept, plain;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	starred = put_item(f, feed, "starred", "text one", NOON);
	noted = put_item(f, feed, "noted", "text two", NOON);
	kept = put_item(f, feed, "kept", "text three", NOON);
	plain = put_item(f, feed, "plain", "text four", NOON);
	MUST(store_item_mark(f->store, starred, &star, err));
	MUST(store_item_mark(f->store, noted, &note, err));
	MUST(store_verdict_put(f->store, kept, 0, VERDICT_KEEP, NOON, err));
	commit(f);
	begin(f);
	MUST(store_feed_remove(f->store, feed, err));
	commit(f);
	MUST_FAIL(ERR_NOT_FOUND, store_item_get(f->store, plain, f->arena, &gone, err));
	assert_int_equal(get_item(f, starred)->feed_id, 0);
	assert_int_equal(get_item(f, noted)->feed_id, 0);
	assert_int_equal(get_item(f, kept)->feed_id, 0);
	assert_string_equal(get_item(f, kept)->feed_title, "");
	assert_int_equal(counts_of(f).items, 3);
	assert_int_equal(counts_of(f).feeds, 0);
	begin(f);
	assert_true(add_feed(f, "https://a.example/") > feed); /* ids are never given out twice */
	assert_true(put_item(f, feed + 1, "new", "text", NOON) > plain);
	commit(f);
}

static void
promotes_the_next_copy_when_the_originals_feed_goes(void **state)
{
	struct fixture *f = *state;
	int64_t a, b, original, first, second;

	begin(f);
	a = add_feed(f, "https://a.example/");
	b = add_feed(f, "https://b.example/");
	original = put_item(f, a, "original", "text", NOON);
	first = put_item(f, b, "first", "text", NOON);
	second = put_item(f, b, "second", "text", NOON);
	MUST(store_item_fold(f->store, first, original, "same text", err));
	MUST(store_item_fold(f->store, second, original, "same text", err));
	MUST(store_feed_remove(f->store, a, err));
	commit(f);
	assert_int_equal(get_item(f, first)->duplicate_of, 0);
	assert_null(get_item(f, first)->duplicate_reason);
	assert_int_equal(get_item(f, second)->duplicate_of, first);
}

static void
counts_feeds_by_state_and_tells_the_last_error(void **state)
{
	struct fixture *f = *state;
	struct store_feed feed;
	struct store_counts counts;

	begin(f);
	for (int i = 0; i < 4; i++) {
		feed = *get_feed(f, add_feed(f, arena_printf(f->arena, "https://%d.example/", i)));
		feed.failures = i > 0;
		feed.last_error = i > 0 ? "no answer" : NULL;
		feed.last_poll_at = NOON - i;
		feed.is_gone = i == 2;
		feed.is_paused = i == 3;
		MUST(store_feed_put(f->store, &feed, err));
	}
	commit(f);
	counts = counts_of(f);
	assert_int_equal(counts.feeds, 4);
	assert_int_equal(counts.feeds_failing, 1);
	assert_int_equal(counts.feeds_gone, 1);
	assert_int_equal(counts.feeds_paused, 1);
	assert_int_equal(counts.last_error_at, NOON - 1);
	assert_string_equal(counts.last_error, "https://1.example/: no answer");
	assert_true(counts.bytes > 4096);
}

struct seen {
	int64_t last_id;
	size_t count;
	size_t never;
};

static void
see_plan(const struct store_plan *plan, void *context)
{
	struct seen *seen = context;

	assert_true(plan->feed_id > seen->last_id);
	assert_non_null(strstr(plan->url, "example"));
	seen->last_id = plan->feed_id;
	seen->never += plan->due_at == INT64_MAX;
	seen->count++;
}

static void
tells_the_plans_of_a_hundred_thousand_feeds_in_little_memory(void **state)
{
	struct fixture *f = *state;
	struct seen seen = { 0 };
	struct store_feed paused;
	struct store *reader;
	size_t before, after;

	begin(f);
	for (int i = 0; i < 100000; i++) {
		char url[64];

		snprintf(url, sizeof(url), "https://%d.example/some/feed.xml", i);
		add_feed(f, url);
	}
	paused = *get_feed(f, 77);
	paused.is_paused = true;
	MUST(store_feed_put(f->store, &paused, err));
	commit(f);
	MUST(store_open_reader(f->dir, &reader, err));
	before = mallinfo2().uordblks;
	MUST(store_plan_each(reader, see_plan, &seen, err));
	after = mallinfo2().uordblks;
	assert_int_equal(seen.count, 100000);
	assert_int_equal(seen.never, 1);
	/* Of some 12 MB a reader keeps 4 as pages. */
	assert_true(after < before + 6 * 1024 * 1024);
	store_close(reader);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(adds_a_feed_once),
		STORE_TEST(writes_every_field_but_those_it_keeps_itself),
		STORE_TEST(writes_after_a_poll_how_the_feed_fares_and_nothing_else),
		STORE_TEST(a_poll_that_found_nothing_new_changes_the_times_alone),
		STORE_TEST(tells_what_a_feed_that_is_well_asks_for_and_none_that_is_not),
		STORE_TEST(lists_the_feeds_that_weigh_anything),
		STORE_TEST(refuses_another_feeds_address_and_an_unknown_id),
		cmocka_unit_test(names_a_feed_and_its_state),
		STORE_TEST(lists_all_feeds_and_pages_of_them),
		STORE_TEST(keeps_what_a_person_cared_for_when_a_feed_goes),
		STORE_TEST(promotes_the_next_copy_when_the_originals_feed_goes),
		STORE_TEST(counts_feeds_by_state_and_tells_the_last_error),
		STORE_TEST(tells_the_plans_of_a_hundred_thousand_feeds_in_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
