#include "feed/date_clock.h"

#include "feed/calendar.h"

#include <ctype.h>

static bool
take_half_day(struct date_scan *s, int *out_hours)
{
	int hours = token_half_day(date_peek(s, 0));

	if (hours < 0)
		return false;
	s->at++;
	date_take_mark(s, '.');
	*out_hours = hours;
	s->is_american = true;
	return true;
}

static void
take_fraction(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	if ((date_is_mark(t, '.') || date_is_mark(t, ',') || date_is_mark(t, ':')) &&
	    date_peek(s, 1)->kind == TOKEN_NUMBER && !date_peek(s, 1)->is_apart)
		s->at += 2;
}

bool
date_clock_take(struct date_scan *s)
{
	int half = -1;
	bool is_before = take_half_day(s, &half);

	s->hour = date_peek(s, 0)->value;
	s->at++;
	if (date_take_mark(s, ':') && date_peek(s, 0)->kind == TOKEN_NUMBER) {
		s->minute = date_peek(s, 0)->value;
		s->at++;
	}
	if ((date_take_mark(s, ':') || date_is_mark(date_peek(s, 0), '.')) &&
	    (date_take_mark(s, '.'), date_peek(s, 0)->kind == TOKEN_NUMBER)) {
		s->second = date_peek(s, 0)->value;
		s->at++;
		take_fraction(s);
	}
	if (!is_before)
		take_half_day(s, &half);
	s->has_time = true;
	if (half < 0)
		return true;
	if (s->hour > 12)
		return half == 12 || is_before; /* "23:10 PM" says it twice */
	s->hour = s->hour % 12 + half;
	return true;
}

/* +0100, +01:00, +1, -530; "GMT+1" is east of Greenwich, as people mean it. */
static bool
take_offset(struct date_scan *s)
{
	const struct token *sign = date_peek(s, 0), *t = date_peek(s, 1);
	int64_t hours, minutes;

	if (t->kind != TOKEN_NUMBER || t->len > 4)
		return false;
	hours = t->len > 2 ? t->value / 100 : t->value;
	minutes = t->len > 2 ? t->value % 100 : 0;
	s->at += 2;
	if (t->len <= 2 && date_is_mark(date_peek(s, 0), ':') && date_peek(s, 1)->kind == TOKEN_NUMBER) {
		minutes = date_peek(s, 1)->value;
		s->at += 2;
	}
	if (hours > 14 || minutes > 59)
		return false;
	s->offset_s = (int)(hours * 3600 + minutes * 60) * (date_is_mark(sign, '-') ? -1 : 1);
	return true;
}

static bool
is_zone_like(const struct token *t)
{
	if (t->kind != TOKEN_WORD || t->len < 1 || t->len > 5)
		return false;
	for (size_t i = 0; i < t->len; i++)
		if (!isupper((unsigned char)t->text[i]))
			return false;
	return true;
}

bool
date_zone_take_word(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);
	int offset_s;
	bool is_known = t->kind == TOKEN_WORD && calendar_zone(t->text, t->len, &offset_s);

	if (!is_known && !is_zone_like(t))
		return false;
	if (!is_known && (calendar_month(t->text, t->len) > 0 || calendar_weekday(t->text, t->len) >= 0))
		return false;
	s->offset_s = is_known ? offset_s : 0;
	s->at++;
	return true;
}

static void
skip_comment(struct date_scan *s)
{
	while (date_peek(s, 0)->kind != TOKEN_END)
		if (date_is_mark(&s->tokens[s->at++], ')'))
			return;
}

/* What may follow the time: an offset, a zone, both ("+0000 GMT", "GMT+1"), a comment. An offset said as digits wins. */
bool
date_zone_take(struct date_scan *s)
{
	bool has_offset = false;

	for (;;) {
		const struct token *t = date_peek(s, 0);
		int kept = s->offset_s;

		if ((date_is_mark(t, '+') || date_is_mark(t, '-')) && !has_offset) {
			if (!take_offset(s))
				return false;
			has_offset = true;
		} else if (date_is_mark(t, '(') || date_is_mark(t, '[')) {
			skip_comment(s);
		} else if (date_zone_take_word(s)) {
			if (has_offset)
				s->offset_s = kept;
		} else {
			return true;
		}
	}
}

bool
date_clock_is_ahead(const struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	if (token_half_day(t) >= 0)
		return date_peek(s, 1)->kind == TOKEN_NUMBER;
	if (t->kind != TOKEN_NUMBER || t->len > 2)
		return false;
	return date_is_mark(date_peek(s, 1), ':') || token_half_day(date_peek(s, 1)) >= 0;
}

bool
date_clock_take_digits(struct date_scan *s, const struct token *t)
{
	if (t->kind != TOKEN_NUMBER || (t->len != 6 && t->len != 4 && t->len != 2))
		return false;
	s->hour = t->len == 6 ? t->value / 10000 : (t->len == 4 ? t->value / 100 : t->value);
	s->minute = t->len == 6 ? t->value / 100 % 100 : (t->len == 4 ? t->value % 100 : 0);
	s->second = t->len == 6 ? t->value % 100 : 0;
	s->has_time = true;
	s->at++;
	take_fraction(s);
	return true;
}
