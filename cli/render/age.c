#include "cli/render/age.h"

#include "base/clock.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <time.h>

enum { DAY_S = 86400 };

static const char *
local_format(int64_t then, const char *fmt, char out[static AGE_SIZE])
{
	time_t at = (time_t)then;
	struct tm local;

	out[0] = '\0';
	if (then != TIME_NONE && localtime_r(&at, &local) != NULL && strftime(out, AGE_SIZE, fmt, &local) == 0)
		out[0] = '\0';
	return out;
}

const char *
age_format(int64_t then, int64_t now, char out[static AGE_SIZE])
{
	out[0] = '\0';
	if (then == TIME_NONE)
		return out;
	/* A feed's clock may run ahead of ours. */
	if (then > now - 60 && then < now + DAY_S)
		snprintf(out, AGE_SIZE, "now");
	else if (then <= now && now - then < 100 * (int64_t)DAY_S)
		duration_format(now - then, out);
	else
		local_format(then, "%Y-%m-%d", out);
	return out;
}

const char *
age_until(int64_t then, int64_t now, char out[static AGE_SIZE])
{
	char length[TIMESTAMP_SIZE];

	out[0] = '\0';
	if (then == TIME_NONE)
		return out;
	if (then <= now)
		snprintf(out, AGE_SIZE, "due");
	else
		snprintf(out, AGE_SIZE, "in %.40s", duration_format(then - now, length));
	return out;
}

const char *
age_day(int64_t then, char out[static AGE_SIZE])
{
	return local_format(then, "%a %-d %b %Y", out);
}

const char *
age_minute(int64_t then, char out[static AGE_SIZE])
{
	return local_format(then, "%a %-d %b %Y %H:%M", out);
}
