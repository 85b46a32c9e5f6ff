#include "message/timing.h"

#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MIN = 60, HOUR = 3600, DAY = 86400 };

static const struct timing_policy policy = { 15 * MIN, DAY, HOUR };

/* Monday, 2026-11-23 10:00:00 UTC. */
enum { NOW = 1795428000 };

#define SILENT                                                                                                         \
	{                                                                                                              \
		-1, -1, -1                                                                                             \
	}
#define FACTS .feed_id = 7, .asked_at = NOW, .ttl_s = -1, .update_s = -1, .rhythm_s = -1, .newest_at = TIME_NONE

struct example {
	struct timing_facts facts;
	int64_t from_s, to_s; /* after asked_at */
	const char *reason;   /* its beginning */
};

static void
check(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct example *e = &examples[i];
		struct timing got = timing_next(&e->facts, &policy);
		int64_t wait_s = got.due_at - e->facts.asked_at;

		if (wait_s < e->from_s || wait_s > e->to_s || !text_starts(got.reason, e->reason))
			fail_msg("%zu: %lld s: %s", i, (long long)wait_s, got.reason);
	}
}

static void
takes_the_strongest_hint_within_bounds(void **state)
{
	static const struct example examples[] = {
		{ { FACTS, .freshness = SILENT }, HOUR, HOUR + 3 * MIN, "nothing is said: the usual interval" },
		{ { FACTS, .freshness = { 21600, -1, -1 } }, 21600, 22680, "the server asks for max-age=21600" },
		{ { FACTS, .freshness = { 0, 21600, -1 } }, HOUR, HOUR + 3 * MIN, "nothing is said" },
		{ { FACTS, .freshness = { -1, 7200, -1 } }, 7200, 7560, "the server's answer expires after 2 h" },
		{ { FACTS, .freshness = { 7200, 90000, -1 } }, 7200, 7560, "the server asks for max-age=7200" },
		{ { FACTS, .freshness = { 600, -1, 7200 } }, 7200, 7560, "the server asks for Retry-After: 7200" },
		{ { FACTS, .freshness = { 60, -1, -1 } }, 15 * MIN, 16 * MIN,
		    "the server asks for max-age=60; winnow comes at most every 15 min" },
		{ { FACTS, .freshness = { INT64_MAX, -1, -1 } }, DAY - DAY / 20, DAY, "the server asks for max-age=" },
		{ { .feed_id = 7, .asked_at = NOW, .freshness = SILENT, .ttl_s = 120 * MIN, .newest_at = TIME_NONE },
		    7200, 7560, "the feed asks for ttl 120 min" },
		{ { .feed_id = 7, .asked_at = NOW, .freshness = { 60, -1, -1 }, .update_s = 2 * HOUR }, 7200, 7560,
		    "the feed says it is updated every 2 h" },
		{ { .feed_id = 7, .asked_at = NOW, .freshness = SILENT, .rhythm_s = 8 * HOUR, .newest_at = NOW - HOUR },
		    7200, 7560, "its rhythm: an item every 8 h" },
		{ { .feed_id = 7, .asked_at = NOW, .freshness = SILENT, .rhythm_s = HOUR, .newest_at = NOW - 8 * DAY },
		    DAY / 2, DAY * 21 / 40, "nothing new for 8 d" },
		{ { .feed_id = 7, .asked_at = NOW, .freshness = SILENT, .rhythm_s = 8 * HOUR, .newest_at = NOW + DAY },
		    7200, 7560, "its rhythm" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

#define FAILED(n, kind, code) FACTS, .failures = n, .failure = kind, .status = code

static void
backs_off_by_the_kind_of_failure(void **state)
{
	static const struct example examples[] = {
		{ { FAILED(1, FAILURE_RESOLVE, 0), .freshness = SILENT }, 15 * MIN, 16 * MIN,
		    "1st failure in a row: its host has no address" },
		{ { FAILED(2, FAILURE_CONNECT, 0), .freshness = SILENT }, 30 * MIN, 32 * MIN,
		    "2nd failure in a row: no con" },
		{ { FAILED(3, FAILURE_HTTP, 503), .freshness = SILENT }, 2 * HOUR, 7560,
		    "3rd failure in a row: answered 503" },
		{ { FAILED(11, FAILURE_HTTP, 503), .freshness = SILENT }, DAY, DAY + DAY / 20,
		    "11th failure in a row" },
		{ { FAILED(1, FAILURE_HTTP, 503), .freshness = { -1, -1, 9000 } }, 9000, 9450,
		    "the server asks for Retry-A" },
		/* What was asked for when all was well holds on, up to interval_max; nobody asks for it who does not answer. */
		{ { FAILED(1, FAILURE_HTTP, 429), .freshness = { 72000, -1, -1 } }, 72000, 75600,
		    "the server asks for max-age=72000" },
		{ { FAILED(1, FAILURE_HTTP, 500), .freshness = { 900000, -1, -1 } }, DAY, DAY + DAY / 20,
		    "the server asks for max-age=900000" },
		{ { .feed_id = 7,
		      .asked_at = NOW,
		      .failures = 1,
		      .failure = FAILURE_HTTP,
		      .status = 403,
		      .freshness = SILENT,
		      .ttl_s = 7200,
		      .newest_at = TIME_NONE },
		    7200, 7560, "the feed asks for ttl 120 min" },
		{ { FAILED(9, FAILURE_HTTP, 403), .freshness = { 72000, -1, -1 } }, DAY, DAY + DAY / 20,
		    "9th failure in a row" },
		{ { FAILED(1, FAILURE_TIMEOUT, 0), .freshness = { 72000, -1, -1 } }, 15 * MIN, 16 * MIN,
		    "1st failure in a row: no answer in time" },
		{ { FAILED(1, FAILURE_HTTP, 429), .freshness = { -1, -1, 172800 } }, 172800, 181440,
		    "the server asks" },
		{ { FAILED(1, FAILURE_HTTP, 429), .freshness = { -1, -1, 2000000 } }, 7 * DAY, 8 * DAY,
		    "the server asks for Retry-After: 2000000; winnow waits 7 d at most" },
		{ { FAILED(1, FAILURE_HTTP, 404), .freshness = SILENT }, HOUR, HOUR + 3 * MIN, "1st failure in a row" },
		{ { FAILED(6, FAILURE_HTTP, 404), .freshness = SILENT }, DAY, DAY + DAY / 20, "6th failure in a row" },
		{ { FAILED(21, FAILURE_HTTP, 404), .freshness = SILENT }, 7 * DAY, 8 * DAY, "21st failure in a row" },
		{ { FAILED(INT32_MAX, FAILURE_TIMEOUT, 0), .freshness = SILENT }, DAY, DAY + DAY / 20, "2147483647th" },
		{ { FAILED(1, FAILURE_NOT_FEED, 200), .freshness = SILENT }, HOUR, HOUR + 3 * MIN,
		    "1st failure in a row: what" },
		{ { FAILED(1, FAILURE_TOO_LARGE, 200), .freshness = SILENT }, 6 * HOUR, 7 * HOUR,
		    "1st failure in a row: its do" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

static void
never_asks_again_what_is_gone(void **state)
{
	const struct timing_facts facts = { FAILED(1, FAILURE_HTTP, 410), .freshness = SILENT };
	struct timing got = timing_next(&facts, &policy);

	(void)state;
	assert_int_equal(got.due_at, INT64_MAX);
	assert_string_equal(got.reason, "answered 410 Gone: it is not asked again");
}

static void
leaves_out_the_hours_and_days_a_feed_skips(void **state)
{
	static const struct example examples[] = {
		/* due at 11:0x; 11 and 12 are skipped */
		{ { FACTS, .freshness = SILENT, .skip_hours = 3u << 11 }, 3 * HOUR, 3 * HOUR + 3 * MIN,
		    "the feed asks to be left alone until then" },
		/* the rest of Monday (1) and Tuesday are skipped */
		{ { FACTS, .freshness = SILENT, .skip_days = 1u << 1 | 1u << 2 }, 38 * HOUR, 38 * HOUR + 3 * MIN,
		    "the feed asks to be left alone until then" },
		{ { FACTS, .freshness = SILENT, .skip_hours = 1u << 9 }, HOUR, HOUR + 3 * MIN, "nothing is said" },
		/* who skips everything is not heard */
		{ { FACTS, .freshness = SILENT, .skip_hours = 0xffffff }, HOUR, HOUR + 3 * MIN, "nothing is said" },
		{ { FACTS, .freshness = SILENT, .skip_days = 0x7f }, HOUR, HOUR + 3 * MIN, "nothing is said" },
	};

	(void)state;
	check(examples, COUNT_OF(examples));
}

static void
keeps_feeds_from_marching_in_step(void **state)
{
	int64_t earliest = INT64_MAX, latest = 0;

	(void)state;
	for (int64_t id = 1; id <= 100; id++) {
		const struct timing_facts facts = { .feed_id = id, .asked_at = NOW, .freshness = SILENT };
		int64_t due_at = timing_next(&facts, &policy).due_at;

		assert_int_equal(due_at, timing_next(&facts, &policy).due_at);
		earliest = due_at < earliest ? due_at : earliest;
		latest = due_at > latest ? due_at : latest;
	}
	assert_true(earliest >= NOW + HOUR);
	assert_true(latest - earliest > 2 * MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_strongest_hint_within_bounds),
		cmocka_unit_test(backs_off_by_the_kind_of_failure),
		cmocka_unit_test(never_asks_again_what_is_gone),
		cmocka_unit_test(leaves_out_the_hours_and_days_a_feed_skips),
		cmocka_unit_test(keeps_feeds_from_marching_in_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
