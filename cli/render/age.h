/*
 * age: how long ago, and how soon, in the fewest letters.
 */
#ifndef CLI_RENDER_AGE_H
#define CLI_RENDER_AGE_H

#include <stdint.h>

enum { AGE_SIZE = 48 };

/* "now", "20 min", "3 h", "2 d"; from 100 days on the date, "2026-03-01". TIME_NONE gives "". Returns `out`. */
const char *age_format(int64_t then, int64_t now, char out[static AGE_SIZE]);
/* "in 20 min", "due". TIME_NONE gives "". */
const char *age_until(int64_t then, int64_t now, char out[static AGE_SIZE]);
/* "Fri 21 Nov 2025", in local time. */
const char *age_day(int64_t then, char out[static AGE_SIZE]);
/* "Fri 21 Nov 2025 19:22", in local time. */
const char *age_minute(int64_t then, char out[static AGE_SIZE]);

#endif
