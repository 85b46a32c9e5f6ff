#include "base/clock.h"

#include <time.h>

static int64_t
system_now_s(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

static int64_t
system_steady_ms(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const struct clock *
clock_system(void)
{
	static const struct clock machine = { system_now_s, system_steady_ms };

	return &machine;
}

int64_t
clock_now_s(const struct clock *clock)
{
	return clock->now_s(clock);
}

int64_t
clock_steady_ms(const struct clock *clock)
{
	return clock->steady_ms(clock);
}

int64_t
clock_thread_cpu_ns(void)
{
	struct timespec used;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	return used.tv_sec * INT64_C(1000000000) + used.tv_nsec;
}
