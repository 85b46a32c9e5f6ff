#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/digest.h"

static void
put_issue(struct fixture *f, const char *digest, int64_t number, int64_t last_item_id)
{
	struct store_issue issue = { .digest = digest,
		.number = number,
		.uid = "00112233445566778899aabbccddeeff",
		.since = NOON - DAY,
		.until = NOON,
		.last_item_id = last_item_id,
		.frozen_at = NOON,
		.delivered_at = TIME_NONE };

	MUST(store_issue_put(f->store, &issue, "{\"a\":\"é\"}", 10, err));
}

static void
tell(struct fixture *f, const char *digest, int64_t number, int64_t item_id)
{
	MUST(store_issue_add(f->store, digest, number, &(struct store_issue_item) { item_id, 1 }, err));
}

static void
keeps_a_recipe_and_has_a_default_one_always(void **state)
{
	struct fixture *f = *state;
	const char *topics[] = { "b", "a" };
	struct recipe recipe = recipe_usual("weekly"), *list;
	size_t count;
	bool is_new;

	recipe.topics = topics;
	recipe.topic_count = 2;
	recipe.with_loose_tie = true;
	begin(f);
	MUST(store_recipe_put(f->store, &recipe, NOON, &is_new, err));
	assert_true(is_new);
	MUST(store_recipe_put(f->store, &recipe, NOON, &is_new, err));
	assert_false(is_new);
	commit(f);
	MUST(store_recipe_get(f->store, "weekly", f->arena, &recipe, err));
	assert_string_equal(recipe.topics[0], "b");
	assert_true(recipe.with_loose_tie);
	MUST(store_recipe_list(f->store, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name, "default");
	MUST_FAIL(ERR_NOT_FOUND, store_recipe_get(f->store, "none", f->arena, &recipe, err));
	begin(f);
	MUST_FAIL(ERR_NOT_FOUND, store_recipe_remove(f->store, "none", err));
	MUST(store_recipe_remove(f->store, "default", err));
	MUST(store_recipe_remove(f->store, "weekly", err));
	commit(f);
	MUST_FAIL(ERR_NOT_FOUND, store_recipe_get(f->store, "weekly", f->arena, &recipe, err));
}

static void
gives_back_the_bytes_of_an_issue_and_refuses_a_second_of_its_number(void **state)
{
	struct fixture *f = *state;
	struct store_issue issue, *list;
	const char *document;
	size_t count, len;

	MUST(store_issue_last(f->store, "weekly", f->arena, &issue, err));
	assert_int_equal(issue.number, 0);
	begin(f);
	put_issue(f, "weekly", 1, 0);
	put_issue(f, "weekly", 2, 7);
	put_issue(f, "other", 1, 0);
	MUST_FAIL(ERR_EXISTS, store_issue_put(f->store,
				  &(struct store_issue) { .digest = "weekly", .number = 2, .uid = "x" }, "", 0, err));
	MUST(store_issue_deliver(f->store, "weekly", 1, NOON + 1, err));
	MUST(store_issue_deliver(f->store, "weekly", 1, NOON + 2, err));
	MUST_FAIL(ERR_NOT_FOUND, store_issue_deliver(f->store, "weekly", 3, NOON, err));
	commit(f);
	MUST(store_issue_document(f->store, "weekly", 2, f->arena, &document, &len, err));
	assert_int_equal(len, 10);
	assert_memory_equal(document, "{\"a\":\"é\"}", 10);
	MUST_FAIL(ERR_NOT_FOUND, store_issue_document(f->store, "weekly", 3, f->arena, &document, &len, err));
	MUST(store_issue_list(f->store, "weekly", INT64_MAX, 9, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].number, 2);
	assert_int_equal(list[0].delivered_at, TIME_NONE);
	assert_int_equal(list[1].delivered_at, NOON + 1);
	MUST(store_issue_last(f->store, "weekly", f->arena, &issue, err));
	assert_int_equal(issue.last_item_id, 7);
}

static void
lets_an_item_stand_in_one_issue_of_each_digest(void **state)
{
	struct fixture *f = *state;
	int64_t told;

	begin(f);
	told = put_item(f, add_feed(f, "https://a.example/"), "told", "text", NOON);
	tell(f, "weekly", 1, told);
	MUST_FAIL(ERR_EXISTS, store_issue_add(f->store, "weekly", 2, &(struct store_issue_item) { told, 1 }, err));
	tell(f, "team", 1, told);
	commit(f);
}

static void
tells_of_a_change_until_it_was_told(void **state)
{
	struct fixture *f = *state;
	struct store_issue_change *changes;
	int64_t feed, item;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	item = put_item(f, feed, "a", "text", NOON);
	put_item(f, feed, "b", "text", NOON);
	tell(f, "weekly", 3, item);
	put_item(f, feed, "a", "another text", NOON);
	put_item(f, feed, "b", "another text", NOON);
	MUST(store_issue_changes(f->store, "weekly", 1, 9, f->arena, &changes, &count, err));
	assert_int_equal(count, 1);
	assert_int_equal(changes[0].number, 3);
	assert_int_equal(changes[0].item_id, item);
	assert_int_equal(changes[0].revision, 2);
	assert_string_equal(changes[0].title, "a");
	MUST(store_issue_changes(f->store, "weekly", 4, 9, f->arena, &changes, &count, err));
	assert_int_equal(count, 0);
	MUST(store_issue_retell(f->store, "weekly", &(struct store_issue_item) { item, 2 }, err));
	MUST(store_issue_changes(f->store, "weekly", 1, 9, f->arena, &changes, &count, err));
	assert_int_equal(count, 0);
	commit(f);
}

/* Item n was published n days before noon; the feed was added at noon, the issue before ended then. */
static const struct {
	int64_t since_days, late_days, followed_by;
	int64_t after;
	const char *expected;
} windows[] = {
	{ 3, 3, 0, 0, "0 1 3 " },         /* a window, as of the first issue; 2 was skipped */
	{ 3, 30, NOON - 1, 0, "0 1 3 " }, /* the feed is new: what is older is its backlog */
	{ 3, 30, NOON, 0, "0 1 3 4 5 " }, /* it was followed by then: what is older came in late */
	{ 3, 4, NOON, 0, "0 1 3 4 " },    /* up to a point */
	{ 3, 30, NOON, 3, "3 4 5 " },     /* behind the first three items */
};

static void
finds_the_news_for_an_issue(void **state)
{
	struct fixture *f = *state;
	int64_t feed, topic, ids[6];
	const bool yes = true;

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 6; i++) {
		ids[i] = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON - i * DAY);
		put_score(f, topic, ids[i], 3 - i * .1);
	}
	MUST(store_item_mark(f->store, ids[0], &(struct store_mark) { .is_read = &yes }, err));
	MUST(store_verdict_put(f->store, ids[2], 0, VERDICT_SKIP, NOON, err));
	commit(f);
	for (size_t i = 0; i < COUNT_OF(windows); i++) {
		struct store_candidate_query query = { .topic_id = topic,
			.min_margin = -1,
			.since = NOON - windows[i].since_days * DAY,
			.until = NOON + 1,
			.limit = 10,
			.issue_of = "weekly",
			.after_id = windows[i].after > 0 ? ids[windows[i].after - 1] : 0,
			.late_since = NOON - windows[i].late_days * DAY,
			.followed_by = windows[i].followed_by };
		struct store_candidate *list;
		const char *found = "";
		size_t count;

		MUST(store_candidates(f->store, &query, f->arena, &list, &count, NULL, err));
		for (size_t n = 0; n < count; n++)
			found = arena_printf(f->arena, "%s%lld ", found, (long long)(list[n].item_id - ids[0]));
		assert_string_equal(found, windows[i].expected);
	}
}

static void
counts_the_feeds_that_went_silent(void **state)
{
	static const struct {
		int64_t rhythm_s, newest_days;
		bool is_silent;
	} feeds[] = { { DAY, 3, false }, { DAY, 13, false }, { DAY, 15, true }, { 7 * DAY, 15, false },
		{ 7 * DAY, 36, true }, { -1, 400, false } };
	struct fixture *f = *state;
	int64_t wanted = 0, got;

	begin(f);
	for (size_t i = 0; i < COUNT_OF(feeds); i++) {
		int64_t id = add_feed(f, arena_printf(f->arena, "https://%zu.example/", i));
		struct store_feed feed = *get_feed(f, id);

		feed.rhythm_s = feeds[i].rhythm_s;
		feed.newest_at = NOON - feeds[i].newest_days * DAY;
		MUST(store_feed_put(f->store, &feed, err));
		wanted += feeds[i].is_silent;
	}
	commit(f);
	MUST(store_feeds_silent(f->store, NOON, &got, err));
	assert_int_equal(got, wanted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(keeps_a_recipe_and_has_a_default_one_always),
		STORE_TEST(gives_back_the_bytes_of_an_issue_and_refuses_a_second_of_its_number),
		STORE_TEST(lets_an_item_stand_in_one_issue_of_each_digest),
		STORE_TEST(tells_of_a_change_until_it_was_told),
		STORE_TEST(finds_the_news_for_an_issue),
		STORE_TEST(counts_the_feeds_that_went_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
