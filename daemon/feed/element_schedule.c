#include "feed/element.h"

#include "base/text.h"
#include "feed/calendar.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* When to come again: ttl, skipHours, skipDays, the syndication module. */

enum { MINUTES_MAX = 60 * 24 * 366 };

void
take_ttl(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = scene_text(s, v);
	long long minutes;

	(void)r;
	if (text == NULL || !isdigit((unsigned char)*text))
		return;
	minutes = strtoll(text, NULL, 10);
	if (s->feed->ttl_minutes < 0)
		s->feed->ttl_minutes = minutes < MINUTES_MAX ? minutes : MINUTES_MAX;
}

/* RSS 0.91 counts the hours from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight in both. */
void
take_hour(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = scene_text(s, v);
	int64_t hour;

	(void)r;
	if (text != NULL && text_int(text, 0, 24, &hour, NULL))
		s->feed->skip_hours |= UINT32_C(1) << (hour % 24);
}

void
take_day(struct scene *s, const struct rule *r, const struct value *v)
{
	int day = v->len > 0 ? calendar_weekday(v->text, v->len) : -1;

	(void)r;
	if (day >= 0)
		s->feed->skip_days |= UINT32_C(1) << day;
}

struct period {
	const char *name;
	double seconds;
};

static const struct period periods[] = {
	{ "hourly", 3600 },
	{ "daily", 86400 },
	{ "weekly", 7 * 86400 },
	{ "monthly", 30.0 * 86400 },
	{ "yearly", 365.0 * 86400 },
};

void
take_period(struct scene *s, const struct rule *r, const struct value *v)
{
	(void)r;
	for (size_t i = 0; i < COUNT_OF(periods); i++)
		if (v->len == strlen(periods[i].name) && strncasecmp(v->text, periods[i].name, v->len) == 0)
			s->update_period_s = periods[i].seconds;
}

void
take_frequency(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = scene_text(s, v);
	double often = text != NULL ? strtod(text, NULL) : 0;

	(void)r;
	if (isfinite(often) && often > 0 && often <= 3600)
		s->update_frequency = often;
}
