/*
 * timing: when a feed is asked again, and why. Pure.
 *
 * The decision is one function over what is remembered of a feed, so that it
 * holds over restarts, 304s and failures, and can be told in words. Sources:
 * RFC 9111 (freshness), RFC 9110 10.2.3 (Retry-After), RSS 2.0 ttl, skipHours and
 * skipDays, the RSS 1.0 syndication module, the feed's own rhythm.
 */
#ifndef MESSAGE_TIMING_H
#define MESSAGE_TIMING_H

#include "message/document.h"

#include <stdint.h>

/* From the configuration, section [poll]. */
struct timing_policy {
	int64_t interval_min_s;
	int64_t interval_max_s;
	int64_t interval_default_s;
};

/* What is remembered of a feed. -1 and 0 masks: not said. */
struct timing_facts {
	int64_t feed_id;  /* seeds the jitter */
	int64_t asked_at; /* unix seconds of the poll just made */
	int failures;     /* in a row, that poll included */
	enum failure_kind failure;
	int status; /* of the last answer */
	struct freshness freshness;
	int64_t ttl_s;       /* RSS ttl */
	int64_t update_s;    /* sy:updatePeriod over sy:updateFrequency */
	uint32_t skip_hours; /* bit h: hour h GMT */
	uint32_t skip_days;  /* bit d: day d, Sunday is 0 */
	int64_t rhythm_s;    /* median gap of its newest items */
	int64_t newest_at;   /* unix seconds of the newest item; TIME_NONE when there is none */
};

enum { TIMING_REASON_SIZE = 120 };

struct timing {
	int64_t due_at;                  /* unix seconds; INT64_MAX: never again */
	char reason[TIMING_REASON_SIZE]; /* "the server asks for max-age=21600" */
};

struct timing timing_next(const struct timing_facts *facts, const struct timing_policy *policy);

#endif
