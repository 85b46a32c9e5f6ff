/*
 * clock: where time comes from, so that tests own it.
 *
 * Two times: the calendar (unix seconds, may jump) and the steady one
 * (milliseconds, never goes back). Reading is safe from any thread.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* "No time given". Sorts before every real time. */
#define TIME_NONE INT64_MIN

struct clock {
	int64_t (*now_s)(const struct clock *clock);
	int64_t (*steady_ms)(const struct clock *clock);
};

/* The machine's own. */
const struct clock *clock_system(void);

int64_t clock_now_s(const struct clock *clock);
int64_t clock_steady_ms(const struct clock *clock);

/* What the calling thread has used of the processor so far. */
int64_t clock_thread_cpu_ns(void);

#endif
