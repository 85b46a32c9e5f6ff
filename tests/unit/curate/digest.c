#include "curate/digest.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400, UNTIL = 1700000000, MOST = 50 };

struct outcome {
	struct digest_choice choices[MOST];
	enum digest_fate fates[DIGEST_CANDIDATES_MAX + 10];
	size_t count;
};

static struct digest_settings
usual(size_t limit)
{
	return (struct digest_settings) { .until = UNTIL, .half_life_s = 3 * DAY, .limit = limit, .seed = "weekly 7" };
}

static void
compose(const struct digest_candidate *candidates, size_t count, struct digest_settings settings, struct outcome *out)
{
	ARENA arena = arena_new();

	memset(out, 0, sizeof(*out));
	out->count = digest_compose(candidates, count, &settings, arena, out->choices, out->fates);
}

static void
assert_order(const struct outcome *out, const size_t *expected, size_t count)
{
	assert_int_equal(out->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(out->choices[i].candidate, expected[i]);
}

static void
puts_the_best_first_and_the_older_of_two_equals_later(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL - DAY, .margin = 0 },
		{ .item_id = 2, .feed_id = 2, .sorted_at = UNTIL - DAY, .margin = 3 },
		{ .item_id = 3, .feed_id = 3, .sorted_at = UNTIL - 5 * DAY, .margin = 0 },
		{ .item_id = 4, .feed_id = 4, .sorted_at = UNTIL - DAY, .margin = 1 },
	};
	struct outcome out;

	(void)state;
	compose(candidates, 4, usual(10), &out);
	assert_order(&out, (const size_t[]) { 1, 3, 0, 2 }, 4);
}

static void
halves_the_odds_with_each_half_life(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL - 3 * DAY, .margin = 0 },
	};
	struct outcome out;

	(void)state;
	compose(candidates, 1, usual(1), &out);
	assert_true(fabs(out.choices[0].relevance_points - .7 / 2) < 1e-9);
	assert_true(fabs(out.choices[0].relevance_points + out.choices[0].age_points - .7 / 3) < 1e-9);
}

/* Sources with odd numbers are firehoses. */
static double
per_day(void *context, int64_t feed_id)
{
	int *asked = context;

	(*asked)++;
	return feed_id % 2 == 1 ? 40 : .2;
}

static void
lets_a_rare_voice_stand_before_a_firehose_that_is_hardly_better(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL - DAY, .margin = .1 },
		{ .item_id = 2, .feed_id = 2, .sorted_at = UNTIL - DAY, .margin = 0 },
		{ .item_id = 3, .feed_id = 3, .sorted_at = UNTIL - DAY, .margin = 1 },
	};
	struct digest_settings settings = usual(10);
	struct outcome out;
	int asked = 0;

	(void)state;
	settings.per_day = per_day;
	settings.context = &asked;
	compose(candidates, 3, settings, &out);
	assert_order(&out, (const size_t[]) { 2, 1, 0 }, 3);
	assert_true(out.choices[0].volume_points < -.025 && out.choices[0].volume_points > -.035);
	assert_true(out.choices[1].volume_points < 0 && out.choices[1].volume_points > -.003);
	for (size_t i = 0; i < out.count; i++) {
		const struct digest_choice *c = &out.choices[i];

		assert_true(fabs(c->relevance_points + c->age_points + c->likeness_points + c->source_points +
				 c->volume_points - c->total) < 1e-9);
	}
}

static void
asks_what_a_source_publishes_only_where_it_may_decide(void **state)
{
	struct digest_candidate candidates[MOST];
	struct digest_settings settings = usual(3);
	struct outcome out;
	int asked = 0;

	(void)state;
	for (int i = 0; i < MOST; i++)
		candidates[i] = (struct digest_candidate) {
			.item_id = 1 + i, .feed_id = 1 + i, .sorted_at = UNTIL, .margin = 1 - .09 * i
		};
	settings.per_day = per_day;
	settings.context = &asked;
	compose(candidates, MOST, settings, &out);
	/* The firehoses at 0 and 2 lose more than what stands below them lacks. */
	assert_order(&out, (const size_t[]) { 1, 0, 3 }, 3);
	assert_true(asked >= 4 && asked < 10);
	assert_true(out.choices[0].per_day == .2 && out.choices[1].per_day == 40);
}

static void
tells_a_story_once(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL, .margin = 3, .story_id = 9 },
		{ .item_id = 2, .feed_id = 2, .sorted_at = UNTIL, .margin = 2.9, .story_id = 9 },
		{ .item_id = 3, .feed_id = 3, .sorted_at = UNTIL, .margin = 1, .story_id = 0 },
		{ .item_id = 4, .feed_id = 4, .sorted_at = UNTIL, .margin = .9, .story_id = 0 },
	};
	struct outcome out;

	(void)state;
	compose(candidates, 4, usual(10), &out);
	assert_order(&out, (const size_t[]) { 0, 2, 3 }, 3);
	assert_int_equal(out.choices[0].story_others, 1);
	assert_int_equal(out.choices[1].story_others, 0);
	assert_int_equal(out.fates[1], DIGEST_STORY_TOLD);
	assert_int_equal(out.fates[0], DIGEST_TAKEN);
}

static void
spreads_over_sources(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL, .margin = 2.2 },
		{ .item_id = 2, .feed_id = 1, .sorted_at = UNTIL, .margin = 2.1 },
		{ .item_id = 3, .feed_id = 1, .sorted_at = UNTIL, .margin = 2 },
		{ .item_id = 4, .feed_id = 2, .sorted_at = UNTIL, .margin = 1.6 },
	};
	struct digest_settings settings = usual(3);
	struct outcome out;

	(void)state;
	compose(candidates, 4, settings, &out);
	assert_order(&out, (const size_t[]) { 0, 3, 1 }, 3);
	assert_true(fabs(out.choices[2].source_points + .1) < 1e-9);
	assert_int_equal(out.fates[2], DIGEST_OUTRANKED);

	settings.per_feed = 1;
	compose(candidates, 4, settings, &out);
	assert_order(&out, (const size_t[]) { 0, 3 }, 2);
	assert_int_equal(out.fates[1], DIGEST_SOURCE_FULL);
}

static void
puts_what_resembles_the_chosen_behind_what_does_not(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1,
		    .feed_id = 1,
		    .sorted_at = UNTIL,
		    .margin = 2,
		    .title = "Harbour crews vote for a shorter week" },
		{ .item_id = 2,
		    .feed_id = 2,
		    .sorted_at = UNTIL,
		    .margin = 1.9,
		    .title = "Crews vote: shorter week at the harbour" },
		{ .item_id = 3,
		    .feed_id = 3,
		    .sorted_at = UNTIL,
		    .margin = 1.5,
		    .title = "A bakery that belongs to its ovens" },
	};
	struct outcome out;

	(void)state;
	compose(candidates, 3, usual(3), &out);
	assert_order(&out, (const size_t[]) { 0, 2, 1 }, 3);
	assert_int_equal(out.choices[2].like_item_id, 1);
	assert_true(out.choices[2].likeness_points < -.2);
}

static void
shows_points_that_sum_to_the_total(void **state)
{
	static const struct digest_candidate candidates[] = {
		{ .item_id = 1, .feed_id = 1, .sorted_at = UNTIL - DAY, .margin = 2, .title = "Harbour crews vote" },
		{ .item_id = 2,
		    .feed_id = 1,
		    .sorted_at = UNTIL - 2 * DAY,
		    .margin = -1,
		    .title = "Harbour crews wait" },
	};
	struct outcome out;

	(void)state;
	compose(candidates, 2, usual(2), &out);
	for (size_t i = 0; i < out.count; i++) {
		const struct digest_choice *c = &out.choices[i];

		assert_true(fabs(c->relevance_points + c->age_points + c->likeness_points + c->source_points -
				 c->total) < 1e-12);
	}
}

static void
make_crowd(struct digest_candidate *candidates, char (*titles)[64], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		snprintf(titles[i], sizeof(titles[i]), "subject%zu in place%zu", i % 9, i);
		candidates[i] = (struct digest_candidate) {
			.item_id = (int64_t)i + 1,
			.feed_id = (int64_t)(i % 6) + 1,
			.sorted_at = UNTIL - (int64_t)i * 1000,
			.margin = 3 - (double)i / 10,
			.title = titles[i],
		};
	}
}

static void
keeps_the_last_place_for_a_loose_tie(void **state)
{
	struct digest_candidate candidates[40];
	char titles[40][64];
	struct digest_settings settings = usual(5);
	struct outcome out, again, other;
	bool differs = false;

	(void)state;
	make_crowd(candidates, titles, 40);
	settings.with_loose_tie = true;
	compose(candidates, 40, settings, &out);
	compose(candidates, 40, settings, &again);
	assert_memory_equal(&out, &again, sizeof(out));
	assert_int_equal(out.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(out.choices[i].place, i == 4 ? DIGEST_LOOSE_TIE : DIGEST_RANKED);
	for (size_t i = 0; i < 4; i++)
		assert_int_not_equal(
		    candidates[out.choices[4].candidate].feed_id, candidates[out.choices[i].candidate].feed_id);
	for (int i = 0; i < 8; i++) {
		char seed[32];

		snprintf(seed, sizeof(seed), "weekly %d", i);
		settings.seed = seed;
		compose(candidates, 40, settings, &other);
		assert_memory_equal(out.choices, other.choices, 4 * sizeof(out.choices[0]));
		differs = differs || other.choices[4].candidate != out.choices[4].candidate;
	}
	assert_true(differs);
}

/*
 * What composing is for: ten stories, told by twelve sources, the loudest story by all of them. By score alone one
 * story fills the digest. Alpha-nDCG (Clarke and others, SIGIR 2008), alpha .5, each story a nugget.
 */
static double
alpha_ndcg(const size_t *stories, size_t count)
{
	double gain = 0, ideal = 0;
	size_t told[10] = { 0 };

	for (size_t i = 0; i < count; i++) {
		gain += pow(.5, (double)told[stories[i]]++) / log2((double)i + 2);
		ideal += 1 / log2((double)i + 2);
	}
	return gain / ideal;
}

/* Best first; a story's items stand together. Behind them stands what is about something else. */
static void
make_stories(struct digest_candidate *candidates, char (*titles)[64], size_t count, size_t noise)
{
	for (size_t i = 0; i < count + noise; i++) {
		size_t story = i < count ? i / 12 : i;

		snprintf(titles[i], sizeof(titles[i]), "event%zu told by source%zu", story, i % 12);
		candidates[i] = (struct digest_candidate) {
			.item_id = (int64_t)i + 1,
			.feed_id = (int64_t)(i % 12) + 1,
			.sorted_at = UNTIL,
			.story_id = (int64_t)story + 1,
			.margin = (i < count ? 2.5 : -1) - (double)i / 100,
			.title = titles[i],
		};
	}
}

static void
tells_more_stories_than_score_alone_and_nothing_that_is_about_something_else(void **state)
{
	struct digest_candidate candidates[150];
	char titles[150][64];
	size_t plain[10], composed[10];
	struct outcome out;

	(void)state;
	make_stories(candidates, titles, 120, 30);
	compose(candidates, 150, usual(10), &out);
	assert_int_equal(out.count, 10);
	for (size_t i = 0; i < 10; i++) {
		assert_true(out.choices[i].candidate < 120);
		plain[i] = i / 12;
		composed[i] = out.choices[i].candidate / 12;
	}
	assert_true(alpha_ndcg(plain, 10) < .65);
	assert_true(alpha_ndcg(composed, 10) >= .915);
}

static void
looks_at_no_more_candidates_than_its_cap(void **state)
{
	static struct digest_candidate candidates[DIGEST_CANDIDATES_MAX + 10];
	struct outcome out;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(candidates); i++)
		candidates[i] =
		    (struct digest_candidate) { .item_id = (int64_t)i, .sorted_at = UNTIL, .margin = (double)i / 1000 };
	compose(candidates, COUNT_OF(candidates), usual(3), &out);
	assert_int_equal(out.choices[0].candidate, DIGEST_CANDIDATES_MAX - 1);
	assert_int_equal(out.fates[DIGEST_CANDIDATES_MAX + 5], DIGEST_OUTRANKED);
}

static void
composes_nothing_from_nothing(void **state)
{
	struct outcome out;

	(void)state;
	compose(NULL, 0, usual(5), &out);
	assert_int_equal(out.count, 0);
	assert_string_equal(digest_fate_words(DIGEST_STORY_TOLD), "its story is told by another item");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_the_best_first_and_the_older_of_two_equals_later),
		cmocka_unit_test(halves_the_odds_with_each_half_life),
		cmocka_unit_test(lets_a_rare_voice_stand_before_a_firehose_that_is_hardly_better),
		cmocka_unit_test(asks_what_a_source_publishes_only_where_it_may_decide),
		cmocka_unit_test(tells_a_story_once),
		cmocka_unit_test(spreads_over_sources),
		cmocka_unit_test(puts_what_resembles_the_chosen_behind_what_does_not),
		cmocka_unit_test(shows_points_that_sum_to_the_total),
		cmocka_unit_test(keeps_the_last_place_for_a_loose_tie),
		cmocka_unit_test(tells_more_stories_than_score_alone_and_nothing_that_is_about_something_else),
		cmocka_unit_test(looks_at_no_more_candidates_than_its_cap),
		cmocka_unit_test(composes_nothing_from_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
