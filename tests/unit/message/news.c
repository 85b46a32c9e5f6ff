#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "message/news.h"

static struct news_score scores[] = { { "learning", 62, true }, { "work", 40, false } };
static const struct happening item = {
	.kind = NEWS_ITEM, .id = 7, .json = "{}", .feed_id = 3, .scores = scores, .score_count = COUNT_OF(scores)
};

static void
passes_items_by_topic_score_threshold_and_feed(void **state)
{
	static const struct {
		const char *topic;
		int64_t min_score, feed_id;
		bool is_over_threshold, passes;
	} cases[] = {
		{ NULL, -1, 0, false, true },
		{ "learning", -1, 0, false, true },
		{ "work", -1, 0, false, false },
		{ "work", 40, 0, false, true },
		{ "work", 41, 0, false, false },
		{ "work", 0, 0, true, false },
		{ "food", 0, 0, false, false },
		{ NULL, 62, 0, false, true },
		{ NULL, 63, 0, false, false },
		{ NULL, -1, 0, true, true },
		{ NULL, -1, 3, true, true },
		{ NULL, -1, 4, true, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct news_filter filter = { .only = -1,
			.topic = (char *)(uintptr_t)cases[i].topic,
			.min_score = cases[i].min_score,
			.feed_id = cases[i].feed_id,
			.is_over_threshold = cases[i].is_over_threshold };

		if (news_passes(&filter, &item) != cases[i].passes)
			fail_msg("case %zu", i);
	}
}

static void
passes_an_item_without_scores_only_where_no_score_is_wanted(void **state)
{
	const struct happening unscored = { .kind = NEWS_ITEM, .id = 1, .json = "{}" };

	(void)state;
	assert_true(news_passes(&(struct news_filter) { .only = -1, .min_score = -1 }, &unscored));
	assert_true(news_passes(&(struct news_filter) { .only = -1, .min_score = 0 }, &unscored));
	assert_false(news_passes(&(struct news_filter) { .only = -1, .min_score = 1 }, &unscored));
	assert_false(
	    news_passes(&(struct news_filter) { .only = -1, .min_score = -1, .is_over_threshold = true }, &unscored));
}

static void
passes_copies_only_where_they_are_wanted(void **state)
{
	const struct happening copy = { .kind = NEWS_ITEM, .id = 1, .json = "{}", .is_duplicate = true };

	(void)state;
	assert_false(news_passes(&(struct news_filter) { .only = -1, .min_score = -1 }, &copy));
	assert_true(
	    news_passes(&(struct news_filter) { .only = -1, .min_score = -1, .shows_duplicates = true }, &copy));
}

static void
passes_feeds_and_issues_whatever_is_wanted_of_items(void **state)
{
	const struct happening feed = { .kind = NEWS_FEED, .id = 3, .json = "{}" };
	const struct happening issue = { .kind = NEWS_ISSUE, .id = 12, .json = "{}" };
	struct news_filter filter = { .only = -1, .min_score = 90, .feed_id = 3 };

	(void)state;
	assert_true(news_passes(&filter, &feed));
	assert_true(news_passes(&filter, &issue));
	filter.feed_id = 4;
	assert_false(news_passes(&filter, &feed));
	filter.only = NEWS_ITEM;
	assert_false(news_passes(&filter, &issue));
}

static void
passes_nothing_that_was_not_rendered(void **state)
{
	const struct happening gone = { .kind = NEWS_ITEM, .id = 7 };

	(void)state;
	assert_false(news_passes(&(struct news_filter) { .only = -1, .min_score = -1 }, &gone));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_items_by_topic_score_threshold_and_feed),
		cmocka_unit_test(passes_an_item_without_scores_only_where_no_score_is_wanted),
		cmocka_unit_test(passes_copies_only_where_they_are_wanted),
		cmocka_unit_test(passes_feeds_and_issues_whatever_is_wanted_of_items),
		cmocka_unit_test(passes_nothing_that_was_not_rendered),
	};

	return cmocka_run_group_tests_name("message/news", tests, NULL, NULL);
}
