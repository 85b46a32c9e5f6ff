#include "message/timing.h"

#include "base/timestamp.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	WEEK_S = 7 * DAY_S,
	HINT_MAX_S = 10 * 365 * DAY_S, /* keeps the sums far from overflow */
	LOOKS_PER_GAP = 4,             /* so that an item waits a quarter of its feed's rhythm at most */
	SILENT_GAPS = 4,               /* gaps without an item after which a feed counts as silent */
	LOOKS_PER_SILENCE = 16,        /* a feed silent for 16 days is asked once a day */
	FAILURES_BEFORE_DAILY_404 = 5, /* 1, 2, 4, 8, 16 h, then a fortnight of days, then weeks */
	FAILURES_BEFORE_WEEKLY_404 = 20,
};

/* What was found so far: the longest wait that anybody asks for. */
struct wait {
	int64_t s;
	char reason[TIMING_REASON_SIZE];
};

/* Looked at before words are made that nobody would read. */
static bool
is_stronger(const struct wait *wait, int64_t s)
{
	return s > 0 && s > wait->s;
}

PRINTF_LIKE(3, 4) static void strengthen(struct wait *wait, int64_t s, const char *fmt, ...)
{
	va_list args;

	if (!is_stronger(wait, s))
		return;
	wait->s = s < HINT_MAX_S ? s : HINT_MAX_S;
	va_start(args, fmt);
	vsnprintf(wait->reason, sizeof(wait->reason), fmt, args);
	va_end(args);
}

/* splitmix64: neighbouring ids come out far apart. */
static uint64_t
scatter(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Up to a twentieth of `s`, the same for the same feed: feeds that were asked together don't stay in step. */
static int64_t
jitter(const struct timing_facts *facts, int64_t s)
{
	return (int64_t)(scatter((uint64_t)facts->feed_id) % (uint64_t)(s / 20 + 1));
}

static const char *
words(int64_t s, char out[static TIMESTAMP_SIZE])
{
	return duration_format(s, out);
}

/* RFC 9111 5.3: Expires counts only where max-age is not said. */
static void
hear_server(const struct timing_facts *facts, struct wait *wait)
{
	const struct freshness *said = &facts->freshness;
	char text[TIMESTAMP_SIZE];

	strengthen(wait, said->max_age_s, "the server asks for max-age=%" PRId64, said->max_age_s);
	if (said->max_age_s < 0 && is_stronger(wait, said->expires_s))
		strengthen(wait, said->expires_s, "the server's answer expires after %s", words(said->expires_s, text));
	strengthen(wait, said->retry_after_s, "the server asks for Retry-After: %" PRId64, said->retry_after_s);
}

static void
hear_feed(const struct timing_facts *facts, struct wait *wait)
{
	char text[TIMESTAMP_SIZE];

	strengthen(wait, facts->ttl_s, "the feed asks for ttl %" PRId64 " min", facts->ttl_s / 60);
	if (is_stronger(wait, facts->update_s))
		strengthen(wait, facts->update_s, "the feed says it is updated every %s", words(facts->update_s, text));
}

static void
watch_rhythm(const struct timing_facts *facts, struct wait *wait)
{
	int64_t silence_s = 0;
	char text[TIMESTAMP_SIZE];

	if (facts->rhythm_s <= 0)
		return;
	if (facts->newest_at > 0 && facts->newest_at < facts->asked_at)
		silence_s = facts->asked_at - facts->newest_at;
	if (silence_s / SILENT_GAPS > facts->rhythm_s && is_stronger(wait, silence_s / LOOKS_PER_SILENCE))
		strengthen(wait, silence_s / LOOKS_PER_SILENCE, "nothing new for %s", words(silence_s, text));
	if (is_stronger(wait, facts->rhythm_s / LOOKS_PER_GAP))
		strengthen(wait, facts->rhythm_s / LOOKS_PER_GAP, "its rhythm: an item every %s",
		    words(facts->rhythm_s, text));
}

static void
add_words(struct wait *wait, const char *fmt, int64_t s)
{
	size_t len = strlen(wait->reason);
	char text[TIMESTAMP_SIZE];

	snprintf(wait->reason + len, sizeof(wait->reason) - len, fmt, words(s, text));
}

/* Jitter makes a wait longer, never shorter than what was asked for; only at our own upper bound it goes down. */
static void
bound(const struct timing_facts *facts, const struct timing_policy *policy, struct wait *wait)
{
	if (wait->s > policy->interval_max_s) {
		wait->s = policy->interval_max_s - jitter(facts, policy->interval_max_s);
		add_words(wait, "; winnow comes at least every %s", policy->interval_max_s);
		return;
	}
	if (wait->s < policy->interval_min_s) {
		wait->s = policy->interval_min_s;
		add_words(wait, "; winnow comes at most every %s", policy->interval_min_s);
	}
	wait->s += jitter(facts, wait->s);
	if (wait->s > policy->interval_max_s)
		wait->s = policy->interval_max_s;
}

static struct wait
wait_after_success(const struct timing_facts *facts, const struct timing_policy *policy)
{
	struct wait wait = { 0, "" };

	hear_server(facts, &wait);
	hear_feed(facts, &wait);
	watch_rhythm(facts, &wait);
	if (wait.s == 0)
		strengthen(&wait, policy->interval_default_s, "nothing is said: the usual interval");
	bound(facts, policy, &wait);
	return wait;
}

/* The first wait after a failure, in quarters of the default interval, and what is said of it. */
struct setback {
	int quarters;
	const char *words;
};

static const struct setback setbacks[FAILURE_KINDS] = {
	[FAILURE_NONE] = { 4, "it failed" },
	[FAILURE_ADDRESS] = { 96, "its address can't be asked" },
	[FAILURE_REFUSED] = { 96, "it leads to a private address" },
	[FAILURE_RESOLVE] = { 1, "its host has no address" },
	[FAILURE_CONNECT] = { 1, "no connection" },
	[FAILURE_TLS] = { 4, "no safe connection" },
	[FAILURE_TIMEOUT] = { 1, "no answer in time" },
	[FAILURE_REDIRECT] = { 4, "its redirects lead nowhere" },
	[FAILURE_HTTP] = { 4, "answered" },
	[FAILURE_TOO_LARGE] = { 24, "its document is too large" },
	[FAILURE_BROKEN] = { 1, "its answer was broken" },
	[FAILURE_NOT_FEED] = { 4, "what came was no feed" },
};

static int64_t
first_setback(const struct timing_facts *facts, const struct timing_policy *policy)
{
	int quarters = setbacks[facts->failure].quarters;

	if (facts->failure == FAILURE_HTTP && facts->status >= 500)
		quarters = 2;
	return policy->interval_default_s * quarters / 4;
}

static int64_t
doubled(int64_t s, int times, int64_t max_s)
{
	for (int i = 1; i < times && s < max_s; i++)
		s *= 2;
	return s < max_s ? s : max_s;
}

static int64_t
back_off(const struct timing_facts *facts, const struct timing_policy *policy)
{
	int64_t first_s = first_setback(facts, policy);

	if (facts->failure != FAILURE_HTTP || facts->status != 404)
		return doubled(first_s, facts->failures, policy->interval_max_s);
	if (facts->failures > FAILURES_BEFORE_WEEKLY_404)
		return WEEK_S;
	if (facts->failures > FAILURES_BEFORE_DAILY_404)
		return DAY_S;
	return doubled(first_s, facts->failures, DAY_S);
}

static const char *
ordinal_suffix(int n)
{
	static const char *const suffixes[] = { "th", "st", "nd", "rd" };

	return n % 100 / 10 != 1 && n % 10 < 4 ? suffixes[n % 10] : "th";
}

static void
tell_failure(const struct timing_facts *facts, struct wait *wait, int64_t s)
{
	int n = facts->failures > 0 ? facts->failures : 1;
	const char *what = setbacks[facts->failure].words;

	if (facts->failure == FAILURE_HTTP)
		strengthen(wait, s, "%d%s failure in a row: %s %d", n, ordinal_suffix(n), what, facts->status);
	else
		strengthen(wait, s, "%d%s failure in a row: %s", n, ordinal_suffix(n), what);
}

/*
 * A server that answers is well enough to be asked too often: what it and its
 * feed asked for when all was well holds on, as validators do. "Come back in a
 * day" does not become "in an hour" by a 429.
 */
static void
hear_from_before(const struct timing_facts *facts, const struct timing_policy *policy, struct wait *wait)
{
	struct timing_facts before = *facts;
	struct wait asked = { 0, "" };

	if (facts->failure != FAILURE_HTTP)
		return;
	before.freshness.retry_after_s = -1;
	hear_server(&before, &asked);
	hear_feed(&before, &asked);
	strengthen(wait, asked.s < policy->interval_max_s ? asked.s : policy->interval_max_s, "%s", asked.reason);
}

/* A Retry-After with a failure is kept even over interval_max, but no server sends us away for longer than a week. */
static struct wait
wait_after_failure(const struct timing_facts *facts, const struct timing_policy *policy)
{
	int64_t asked_s = facts->freshness.retry_after_s < WEEK_S ? facts->freshness.retry_after_s : WEEK_S;
	int64_t s = back_off(facts, policy);
	struct wait wait = { 0, "" };

	tell_failure(facts, &wait, s > policy->interval_min_s ? s : policy->interval_min_s);
	hear_from_before(facts, policy, &wait);
	strengthen(&wait, asked_s, "the server asks for Retry-After: %" PRId64, facts->freshness.retry_after_s);
	if (asked_s == WEEK_S && wait.s == asked_s && facts->freshness.retry_after_s > WEEK_S)
		add_words(&wait, "; winnow waits %s at most", WEEK_S);
	wait.s += jitter(facts, wait.s);
	return wait;
}

static bool
is_skipped(const struct timing_facts *facts, int64_t at)
{
	int64_t day = (at / DAY_S + 4) % 7; /* 1970-01-01 was a Thursday */

	return (facts->skip_hours >> at % DAY_S / HOUR_S & 1) != 0 || (facts->skip_days >> day & 1) != 0;
}

/* The first time from `due_at` on that is in no hour or day to be skipped; a feed that skips all of them is not heard. */
static int64_t
past_skipped(const struct timing_facts *facts, int64_t due_at)
{
	int64_t at = due_at;

	while (at - due_at <= WEEK_S && is_skipped(facts, at))
		at = (at / HOUR_S + 1) * HOUR_S;
	if (at == due_at || at - due_at > WEEK_S)
		return due_at;
	return at + jitter(facts, HOUR_S);
}

struct timing
timing_next(const struct timing_facts *facts, const struct timing_policy *policy)
{
	struct timing timing = { INT64_MAX, "answered 410 Gone: it is not asked again" };
	struct wait wait;

	if (facts->failure == FAILURE_HTTP && facts->status == 410)
		return timing;
	wait = facts->failure == FAILURE_NONE ? wait_after_success(facts, policy) : wait_after_failure(facts, policy);
	timing.due_at = past_skipped(facts, facts->asked_at + wait.s);
	if (timing.due_at != facts->asked_at + wait.s)
		strengthen(&wait, HINT_MAX_S, "the feed asks to be left alone until then (skipHours, skipDays)");
	memcpy(timing.reason, wait.reason, sizeof(timing.reason));
	return timing;
}
