#include "tests/unit/store/fixture.h"

static void
keeps_a_topic_by_name(void **state)
{
	struct fixture *f = *state;
	struct topic_term terms[] = { { "future of work", 2.5 }, { "title:learning", 1 } };
	const char *exclude[] = { "casino" };
	const char *forgotten[] = { "monday" };
	struct topic topic = { "work", "Work", terms, 2, exclude, 1, 60, forgotten, 1, true, "de" };
	struct store_topic *got;
	int64_t id, again;
	bool is_new;

	begin(f);
	MUST(store_topic_put(f->store, &topic, NOON, &id, &is_new, err));
	assert_true(is_new);
	MUST(store_topic_activate(f->store, id, 3, "mo\0del", 6, err));
	topic.title = "Work, anew";
	topic.term_count = 1;
	topic.exclude_count = 0;
	MUST(store_topic_put(f->store, &topic, NOON + 9, &again, &is_new, err));
	assert_false(is_new);
	assert_int_equal(again, id);
	commit(f);
	MUST(store_topic_get(f->store, "work", f->arena, &got, err));
	assert_string_equal(got->topic.title, "Work, anew");
	assert_int_equal(got->topic.term_count, 1);
	assert_string_equal(got->topic.terms[0].phrase, "future of work");
	assert_true(got->topic.terms[0].weight == 2.5);
	assert_int_equal(got->topic.exclude_count, 0);
	assert_int_equal(got->topic.threshold, 60);
	assert_int_equal(got->topic.forgotten_count, 1);
	assert_string_equal(got->topic.forgotten[0], "monday");
	assert_true(got->topic.is_learning_off);
	assert_string_equal(got->topic.language, "de");
	assert_int_equal(got->generation, 3);
	assert_int_equal(got->model_bytes, 6);
	assert_true(memcmp(got->model, "mo\0del", 6) == 0);
	assert_true(got->created_at == NOON && got->changed_at == NOON + 9);
}

static void
lists_topics_in_the_order_they_were_made(void **state)
{
	struct fixture *f = *state;
	struct store_topic *list;
	size_t count;

	begin(f);
	put_topic(f, "zebra");
	put_topic(f, "ant");
	put_topic(f, "zebra");
	commit(f);
	MUST(store_topic_list(f->store, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].topic.name, "zebra");
	assert_int_equal(list[1].generation, 0);
	assert_null(list[1].model);
	assert_int_equal(counts_of(f).topics, 2);
}

static void
says_when_there_is_no_such_topic(void **state)
{
	struct fixture *f = *state;
	struct store_topic *got = NULL;

	begin(f);
	MUST_FAIL(ERR_NOT_FOUND, store_topic_get(f->store, "none", f->arena, &got, err));
	MUST_FAIL(ERR_NOT_FOUND, store_topic_remove(f->store, "none", err));
	MUST_FAIL(ERR_NOT_FOUND, store_topic_activate(f->store, 9, 1, "m", 1, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_scores_put(f->store, 9, &(struct store_margin) { 1, 0.5 }, 1, err));
	commit(f);
	assert_null(got);
}

static void
keeps_a_lexicon_a_generation(void **state)
{
	struct fixture *f = *state;
	const void *bytes = NULL;
	size_t len = 42;

	begin(f);
	MUST(store_lexicon_put(f->store, 1, "one", 3, err));
	MUST(store_lexicon_put(f->store, 2, "t\0wo", 4, err));
	MUST(store_lexicon_put(f->store, 2, "t\0w", 3, err));
	MUST_FAIL(ERR_NOT_FOUND, store_lexicon_get(f->store, 3, f->arena, &bytes, &len, err));
	assert_true(bytes == NULL && len == 42);
	MUST(store_lexicon_get(f->store, 2, f->arena, &bytes, &len, err));
	assert_int_equal(len, 3);
	assert_true(memcmp(bytes, "t\0w", 3) == 0);
	MUST(store_lexicon_drop_before(f->store, 2, err));
	MUST_FAIL(ERR_NOT_FOUND, store_lexicon_get(f->store, 1, f->arena, &bytes, &len, err));
	MUST(store_lexicon_get(f->store, 2, f->arena, &bytes, &len, err));
	commit(f);
}

static void
keeps_one_score_a_topic_and_item(void **state)
{
	struct fixture *f = *state;
	struct store_score *scores;
	int64_t a, b, item;
	size_t count;

	begin(f);
	a = put_topic(f, "a");
	b = put_topic(f, "b");
	put_topic(f, "c");
	item = put_item(f, add_feed(f, "https://a.example/"), "x", "text", NOON);
	put_score(f, a, item, 0.5);
	put_score(f, b, item, -0.5);
	put_score(f, a, item, -1.5);
	commit(f);
	MUST(store_item_scores(f->store, item, f->arena, &scores, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(scores[0].name, "b");
	assert_true(scores[0].margin == -0.5);
	assert_true(scores[1].topic_id == a && scores[1].margin == -1.5);
	assert_int_equal(scores[1].threshold, 50);
}

static void
a_topic_that_is_untaught_leaves_items_kept(void **state)
{
	struct fixture *f = *state;
	struct store_verdict *verdicts;
	struct store_item *item;
	int64_t topic, other, kept;
	size_t count;

	begin(f);
	topic = put_topic(f, "a");
	other = put_topic(f, "b");
	kept = put_item(f, add_feed(f, "https://a.example/"), "1", "text", NOON);
	MUST(store_verdict_put(f->store, kept, other, VERDICT_SKIP, NOON, err));
	MUST(store_verdict_put(f->store, kept, topic, VERDICT_KEEP, NOON, err));
	MUST(store_topic_unteach(f->store, topic, err));
	commit(f);
	MUST(store_verdict_list(f->store, topic, f->arena, &verdicts, &count, err));
	assert_int_equal(count, 0);
	MUST(store_verdict_list(f->store, other, f->arena, &verdicts, &count, err));
	assert_int_equal(count, 1);
	MUST(store_item_get(f->store, kept, f->arena, &item, err));
	assert_int_equal(item->verdict, VERDICT_KEEP);
}

static void
forgets_the_scores_of_a_topic_that_is_removed(void **state)
{
	struct fixture *f = *state;
	struct store_item_query q = everything();
	struct store_score *scores;
	int64_t topic, feed, item = 0;
	size_t count;

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 1200; i++) {
		item = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON);
		put_score(f, topic, item, 0.5);
	}
	MUST(store_topic_remove(f->store, "a", err));
	assert_true(put_topic(f, "a") > topic);
	commit(f);
	while (store_tidy(f->store))
		;
	MUST(store_item_scores(f->store, item, f->arena, &scores, &count, err));
	assert_int_equal(count, 0);
	q.topic_id = topic;
	assert_string_equal(list_ids(f, f->store, q), "");
}

/* ---- the digest ---- */

struct candidate_fact {
	int64_t age_s;
	double margin;
	bool is_read, is_skipped, is_duplicate;
};

static const struct candidate_fact facts[] = {
	{ 1 * DAY, 1.0, false, false, false },
	{ 0 * DAY + 1, 0.5, false, false, false },
	{ 9 * DAY, 4.0, false, false, false },
	{ 40 * DAY, 9.0, false, false, false }, /* out of the window */
	{ 1 * DAY, -3.0, false, false, false }, /* too little */
	{ 1 * DAY, 2.0, true, false, false },
	{ 1 * DAY, 2.5, false, true, false },
	{ 1 * DAY, 8.0, false, false, true },
};

static const char *
candidates(struct fixture *f, int64_t topic, bool unread_only, double age_s, size_t limit)
{
	struct store_candidate *list;
	const char *ids = "";
	size_t count, more;

	MUST(store_candidates(f->store,
	    &(struct store_candidate_query) { .topic_id = topic,
		.min_margin = -1,
		.since = NOON - 30 * DAY,
		.until = NOON,
		.unread_only = unread_only,
		.age_s = age_s,
		.limit = limit },
	    f->arena, &list, &count, &more, err));
	for (size_t i = 0; i < count; i++)
		ids = arena_printf(f->arena, "%s%lld ", ids, (long long)list[i].item_id);
	if (more > 0)
		ids = arena_printf(f->arena, "%s+%zu", ids, more);
	return ids;
}

/* A story of twenty with the best scores would leave no place for the others. */
static void
lets_no_story_fill_the_list(void **state)
{
	struct fixture *f = *state;
	int64_t topic, feeds[24];

	begin(f);
	topic = put_topic(f, "a");
	for (int i = 0; i < 24; i++)
		feeds[i] = add_feed(f, arena_printf(f->arena, "https://%d.example/", i));
	for (int i = 1; i <= 24; i++) {
		int64_t id = put_item(f, feeds[i - 1], arena_printf(f->arena, "%d", i), "text", NOON - i);

		put_score(f, topic, id, 5 - i * .01);
		MUST(store_item_story(f->store, id, i <= 20 ? 1 : 0, NULL, err));
	}
	commit(f);
	assert_string_equal(candidates(f, topic, false, 0, 6), "1 2 3 4 21 22 +16");
}

static void
takes_a_series_of_one_source_for_no_story(void **state)
{
	struct fixture *f = *state;
	int64_t topic, feed;

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (int i = 1; i <= 8; i++) {
		int64_t id = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON - i);

		put_score(f, topic, id, 5 - i * .01);
		MUST(store_item_story(f->store, id, 1, NULL, err));
	}
	commit(f);
	assert_string_equal(candidates(f, topic, false, 0, 6), "1 2 3 4 5 6 ");
}

static void
picks_the_best_of_a_window_by_margin_and_age(void **state)
{
	struct fixture *f = *state;
	const bool yes = true;
	int64_t topic, feed;

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		int64_t id = put_item(f, feed, arena_printf(f->arena, "%zu", i), "text", NOON - facts[i].age_s);

		put_score(f, topic, id, facts[i].margin);
		if (facts[i].is_read)
			MUST(store_item_mark(f->store, id, &(struct store_mark) { .is_read = &yes }, err));
		if (facts[i].is_skipped)
			MUST(store_verdict_put(f->store, id, topic, VERDICT_SKIP, NOON, err));
		if (facts[i].is_duplicate)
			MUST(store_item_fold(f->store, id, 5, "same text", err));
	}
	commit(f);
	assert_string_equal(candidates(f, topic, true, 0, 10), "3 1 2 ");
	assert_string_equal(candidates(f, topic, true, 3.0 * (double)DAY, 10), "3 1 2 ");
	assert_string_equal(candidates(f, topic, true, 1.0 * (double)DAY, 10), "2 1 3 ");
	assert_string_equal(candidates(f, topic, true, 1.0 * (double)DAY, 2), "2 1 ");
	assert_string_equal(candidates(f, topic, false, 0, 10), "3 7 6 1 2 ");
}

static size_t
count_examples(struct fixture *f, int64_t topic)
{
	struct store_example *list;
	size_t count;

	MUST(store_example_list(f->store, topic, f->arena, &list, &count, err));
	return count;
}

static void
keeps_examples_with_their_topic(void **state)
{
	struct fixture *f = *state;
	struct store_example given = {
		.url = "https://a.example/1", .title = "One", .text = "First", .added_at = NOON
	};
	struct store_example other = {
		.title = "Two", .text = "", .opinion = VERDICT_SKIP, .language = "de", .added_at = NOON
	};
	struct store_example *list;
	int64_t topic;
	size_t count;

	begin(f);
	topic = put_topic(f, "a");
	MUST(store_example_put(f->store, topic, &given, err));
	MUST(store_example_put(f->store, topic, &other, err));
	given.text = "First, anew";
	MUST(store_example_put(f->store, topic, &given, err));
	MUST(store_example_list(f->store, topic, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].language, "de");
	assert_int_equal(list[0].opinion, VERDICT_SKIP);
	assert_string_equal(list[1].text, "First, anew");
	assert_string_equal(list[1].url, "https://a.example/1");
	/* What was a verdict elsewhere goes as verdicts do; what was given stays. */
	MUST(store_topic_unteach(f->store, topic, err));
	assert_int_equal(count_examples(f, topic), 1);
	MUST_FAIL(ERR_NOT_FOUND, store_example_remove(f->store, topic, 99, err));
	MUST_FAIL(ERR_NOT_FOUND, store_example_remove(f->store, topic + 1, list[1].id, err));
	MUST(store_topic_remove(f->store, "a", err));
	assert_int_equal(count_examples(f, topic), 0);
	commit(f);
}

static void
says_when_no_item_is_at_an_address(void **state)
{
	struct fixture *f = *state;
	int64_t found = 42;

	MUST_FAIL(ERR_NOT_FOUND, store_item_find_url(f->store, "https://a.example/none", &found, err));
	assert_int_equal(found, 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(keeps_a_topic_by_name),
		STORE_TEST(lists_topics_in_the_order_they_were_made),
		STORE_TEST(says_when_there_is_no_such_topic),
		STORE_TEST(keeps_a_lexicon_a_generation),
		STORE_TEST(keeps_one_score_a_topic_and_item),
		STORE_TEST(a_topic_that_is_untaught_leaves_items_kept),
		STORE_TEST(forgets_the_scores_of_a_topic_that_is_removed),
		STORE_TEST(keeps_examples_with_their_topic),
		STORE_TEST(says_when_no_item_is_at_an_address),
		STORE_TEST(lets_no_story_fill_the_list),
		STORE_TEST(takes_a_series_of_one_source_for_no_story),
		STORE_TEST(picks_the_best_of_a_window_by_margin_and_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
