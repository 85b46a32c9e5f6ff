#include "base/timestamp.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { DAY_S = 86400 };

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t
days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void
civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

const char *
timestamp_format(int64_t unix_s, char out[static TIMESTAMP_SIZE])
{
	int64_t days, rest, year;
	int month, day;

	out[0] = '\0';
	if (unix_s < -62167219200 || unix_s > 253402300799)
		return out;
	days = unix_s / DAY_S - (unix_s % DAY_S < 0);
	rest = unix_s - days * DAY_S;
	civil_from_days(days, &year, &month, &day);
	snprintf(out, TIMESTAMP_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day, (int)(rest / 3600),
	    (int)(rest / 60 % 60), (int)(rest % 60));
	return out;
}

/* Exactly `n` digits at *p, which moves on. */
static bool
digits(const char **p, int n, int *out)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)(*p)[i]))
			return false;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += n;
	*out = value;
	return true;
}

static bool
literal(const char **p, const char *either)
{
	if (**p == '\0' || strchr(either, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
zone_parse(const char **p, int *out_offset_s)
{
	int hours, minutes, sign = **p == '-' ? -1 : 1;

	*out_offset_s = 0;
	if (literal(p, "Zz"))
		return true;
	/* A plus sign in an address is a space once it has been decoded. */
	if (!literal(p, "+- ") || !digits(p, 2, &hours) || !literal(p, ":") || !digits(p, 2, &minutes))
		return false;
	*out_offset_s = sign * (hours * 3600 + minutes * 60);
	return hours < 24 && minutes < 60;
}

static bool
clock_parse(const char **p, int *out_s)
{
	int hour, minute, second;

	if (!digits(p, 2, &hour) || !literal(p, ":") || !digits(p, 2, &minute) || !literal(p, ":") ||
	    !digits(p, 2, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	if (literal(p, "."))
		while (isdigit((unsigned char)**p))
			(*p)++;
	*out_s = hour * 3600 + minute * 60 + second;
	return true;
}

bool
timestamp_parse(const char *text, int64_t *out_unix_s, struct err *err)
{
	int year, month, day, time_s = 0, offset_s = 0;
	const char *p = text;
	bool good;

	good = digits(&p, 4, &year) && literal(&p, "-") && digits(&p, 2, &month) && literal(&p, "-") &&
	       digits(&p, 2, &day) && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
	if (good && *p != '\0')
		good = literal(&p, "Tt ") && clock_parse(&p, &time_s) && zone_parse(&p, &offset_s) && *p == '\0';
	if (!good)
		return err_set(err, ERR_SYNTAX, "not a time: '%.40s' (write 2026-11-21 or 2026-11-21T19:22:00Z)", text);
	*out_unix_s = days_from_civil(year, (unsigned)month, (unsigned)day) * DAY_S + time_s - offset_s;
	return true;
}

static const struct {
	const char *letter;
	int64_t seconds;
} units[] = { { "w", 7 * DAY_S }, { "d", DAY_S }, { "h", 3600 }, { "m", 60 }, { "s", 1 }, { "", 1 } };

bool
duration_parse(const char *text, int64_t *out_s, struct err *err)
{
	int64_t number = 0;
	const char *p = text;

	for (; isdigit((unsigned char)*p) && p - text < 10; p++)
		number = number * 10 + (*p - '0');
	for (size_t i = 0; p > text && i < COUNT_OF(units); i++) {
		if (strcmp(p, units[i].letter) == 0) {
			*out_s = number * units[i].seconds;
			return true;
		}
	}
	return err_set(err, ERR_SYNTAX, "not a length of time: '%.40s' (write 90s, 15m, 24h, 7d or 2w)", text);
}

const char *
duration_format(int64_t s, char out[static TIMESTAMP_SIZE])
{
	static const struct {
		int64_t from_s;
		int64_t unit_s;
		const char *name;
	} steps[] = { { 3 * 365 * (int64_t)DAY_S, 365 * (int64_t)DAY_S, "y" }, { 2 * DAY_S, DAY_S, "d" },
		{ 7170, 3600, "h" }, { 3630, 60, "min" }, { 3570, 3600, "h" }, { 90, 60, "min" },
		{ INT64_MIN, 1, "s" } };
	size_t i = 0;

	while (s < steps[i].from_s)
		i++;
	snprintf(
	    out, TIMESTAMP_SIZE, "%lld %s", (long long)((s + steps[i].unit_s / 2) / steps[i].unit_s), steps[i].name);
	return out;
}
