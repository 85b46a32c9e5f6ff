/*
 * timestamp: RFC 3339 in and out, and lengths of time as people write them.
 *
 * Only the strict forms that our own interfaces use. What feeds contain is
 * feed/date's business.
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/error.h"

#include <stdint.h>

enum { TIMESTAMP_SIZE = 48 };

/* "2026-11-21T19:22:00Z". TIME_NONE and years outside 0000..9999 give "". Returns `out`. */
const char *timestamp_format(int64_t unix_s, char out[static TIMESTAMP_SIZE]);
/* RFC 3339 with a zone, or a bare date (midnight UTC). */
CHECKED bool timestamp_parse(const char *text, int64_t *out_unix_s, struct err *err);

/* A whole number and one of s, m, h, d, w: "15m". A bare number counts seconds. */
CHECKED bool duration_parse(const char *text, int64_t *out_s, struct err *err);
/* "6 h", "3 d", "45 s": the largest unit that says it in one or two digits. Returns `out`. */
const char *duration_format(int64_t s, char out[static TIMESTAMP_SIZE]);

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Month 1..12. */
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);

#endif
