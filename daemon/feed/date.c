#include "feed/date.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "feed/calendar.h"
#include "feed/date_clock.h"

#include <string.h>

/*
 * The text is cut into numbers, words and marks; then the time of day (a number
 * before a colon), the zone (what follows the time) and the date (what is left)
 * are each recognised by their form. Nothing is left over in a date: what can't
 * be placed refuses the whole.
 */
enum { DATE_LONGEST = 120, QUOTE_LONGEST = 80, YEAR_FIRST = 1000, YEAR_LAST = 9999 };

static int64_t
full_year(const struct token *t)
{
	if (t->len == 2)
		return t->value + (t->value < 50 ? 2000 : 1900); /* RFC 2822 4.3 */
	if (t->len == 3)
		return t->value + 1900;
	return t->value;
}

static int64_t
month_of(const struct token *t)
{
	if (t->kind == TOKEN_NUMBER && t->len <= 2)
		return t->value;
	return t->kind == TOKEN_WORD ? calendar_month(t->text, t->len) : 0;
}

static bool
is_separator(const struct token *t)
{
	return date_is_mark(t, '-') || date_is_mark(t, '/') || date_is_mark(t, '.');
}

/* ISO 8601's T, and forms that run the time on after it without colons: 20040708T235658. */
static bool
take_t(struct date_scan *s)
{
	if (!token_is_word(date_peek(s, 0), "T"))
		return true;
	s->at++;
	return date_is_mark(date_peek(s, 1), ':') || date_clock_take_digits(s, date_peek(s, 0));
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void
set_ordinal(struct date_scan *s, int64_t year, int64_t day_of_year)
{
	/* A month may be left at one and the day run on: days_from_civil adds it up. */
	s->year = year;
	s->month = 1;
	s->day = day_of_year;
}

/* 2004-W28-4, ISO 8601 weeks: week 1 has the 4th of January in it. */
static bool
take_week(struct date_scan *s, int64_t year)
{
	int64_t week = date_peek(s, 1)->value, day = 1, fourth = days_from_civil(year, 1, 4);

	s->at += 2;
	if (date_take_mark(s, '-') && date_peek(s, 0)->kind == TOKEN_NUMBER)
		day = s->tokens[s->at++].value;
	if (week < 1 || week > 53 || day < 1 || day > 7)
		return false;
	set_ordinal(s, year, fourth - (fourth + 3) % 7 + (week - 1) * 7 + day - 1 - days_from_civil(year, 1, 1) + 1);
	return true;
}

/* After "2004-": 07, 07-08, 190, W28-4, július-13. */
static bool
take_after_year(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	if (token_is_word(t, "W") && date_peek(s, 1)->kind == TOKEN_NUMBER)
		return take_week(s, s->year);
	if (t->kind == TOKEN_NUMBER && t->len == 3) {
		s->at++;
		set_ordinal(s, s->year, t->value);
		return t->value >= 1 && t->value <= 365 + is_leap(s->year);
	}
	s->month = month_of(t);
	s->at++;
	if (s->month == 0)
		return false;
	if (!is_separator(date_peek(s, 0)) && (t->kind != TOKEN_WORD || date_peek(s, 0)->kind != TOKEN_NUMBER))
		return true;
	s->at += is_separator(date_peek(s, 0));
	t = date_peek(s, 0);
	if (t->kind != TOKEN_NUMBER || t->len > 2)
		return t->kind == TOKEN_END; /* "2004年7月" leaves its mark behind */
	s->day = t->value;
	s->at++;
	date_take_mark(s, '.');
	return s->day > 0;
}

static bool
take_year_first(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	s->has_date = true;
	s->at++;
	s->month = s->day = 1;
	if (t->len == 8 || t->len == 14) {
		int64_t date = t->len == 8 ? t->value : t->value / 1000000, time = t->value % 1000000;

		s->year = date / 10000;
		s->month = date / 100 % 100;
		s->day = date % 100;
		s->has_time = t->len == 14;
		if (s->has_time)
			s->hour = time / 10000, s->minute = time / 100 % 100, s->second = time % 100;
		return s->day > 0 && take_t(s);
	}
	s->year = t->value;
	if (date_peek(s, 0)->kind == TOKEN_WORD && month_of(date_peek(s, 0)) > 0) { /* "2004 Jul 8" */
		s->has_date = false;
		s->month = s->day = 0;
		return true;
	}
	if (!is_separator(date_peek(s, 0)))
		return !s->has_time && date_peek(s, 0)->kind == TOKEN_END; /* a year alone is a date of its own */
	s->at++;
	if (!take_after_year(s))
		return false;
	return take_t(s);
}

/* 13/02/2004, 13.02.2004, 2/13/2004 3:04 PM. Two numbers that could each be the month are not guessed at. */
static bool
set_day_and_month(struct date_scan *s, int64_t first, int64_t second, bool is_dotted)
{
	if (first > 12 || is_dotted || first == second) {
		s->day = first;
		s->month = second;
	} else if (second > 12) {
		s->month = first;
		s->day = second;
	} else {
		return false;
	}
	return true;
}

static bool
has_half_day(const struct date_scan *s)
{
	for (size_t i = 0; s->tokens[i].kind != TOKEN_END; i++)
		if (token_half_day(&s->tokens[i]) >= 0)
			return true;
	return false;
}

static bool
take_numbers(struct date_scan *s)
{
	const struct token *first = date_peek(s, 0), *second = date_peek(s, 2), *year = date_peek(s, 4);
	bool is_dotted = date_is_mark(date_peek(s, 1), '.');

	if (second->kind != TOKEN_NUMBER || second->len > 2 || !is_separator(date_peek(s, 3)) ||
	    year->kind != TOKEN_NUMBER)
		return false;
	s->has_date = true;
	s->year = full_year(year);
	s->at += 5;
	date_take_mark(s, ',');
	if (has_half_day(s) && !is_dotted && first->value <= 12) {
		s->month = first->value;
		s->day = second->value;
		return true;
	}
	return set_day_and_month(s, first->value, second->value, is_dotted);
}

/*
 * "Thu, 08 Jul 2004", "July 8th, 2004", "Thu Jul 8 23:56:58 2004": day, month
 * and year in any order. A name that is both a day of the week and a month
 * ("mar" is mardi and mars) is the month when no later word is.
 */
static bool
take_word(struct date_scan *s)
{
	static const char *const fillers[] = { "th", "st", "nd", "rd", "de", "of", "at", "den", "le", "um", "à", "às",
		"a", "del", "o", "г", "uhr", "klo" };
	const struct token *t = date_peek(s, 0);
	int month = calendar_month(t->text, t->len);
	bool is_first = s->at == 0;

	s->at++;
	if (month > 0) {
		s->month = month;
		date_take_mark(s, '.');
		return true;
	}
	if (calendar_weekday(t->text, t->len) >= 0 || (is_first && date_is_mark(date_peek(s, 0), ',')))
		return true;
	for (size_t i = 0; i < COUNT_OF(fillers); i++)
		if (token_is_word(t, fillers[i]))
			return true;
	s->at--;
	return s->has_time && date_zone_take_word(s);
}

static bool
take_day_or_year(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	s->at++;
	if (s->day == 0 && t->len <= 2) {
		s->day = t->value;
		return s->day > 0;
	}
	if (s->year >= 0 || t->len > 4 || t->len == 1)
		return false;
	s->year = full_year(t);
	return true;
}

static bool
take_piece(struct date_scan *s)
{
	const struct token *t = date_peek(s, 0);

	if (date_clock_is_ahead(s))
		return !s->has_time && date_clock_take(s) && date_zone_take(s);
	if (t->kind == TOKEN_WORD)
		return take_word(s);
	if (t->kind == TOKEN_NUMBER) {
		bool is_fresh = !s->has_date && s->day == 0 && s->year < 0 && s->month == 0;

		if (is_fresh && (t->len == 4 || t->len == 8 || t->len == 14))
			return take_year_first(s);
		if (is_fresh && t->len <= 2 && is_separator(date_peek(s, 1)) && date_peek(s, 2)->kind == TOKEN_NUMBER)
			return take_numbers(s);
		return !s->has_date && take_day_or_year(s);
	}
	if (s->has_time && (date_is_mark(t, '+') || date_is_mark(t, '-')))
		return date_zone_take(s);
	s->at++;
	return date_is_mark(t, ',') || date_is_mark(t, '.') || date_is_mark(t, '-') || date_is_mark(t, '/') ||
	       date_is_mark(t, '\'');
}

static bool
is_possible(const struct date_scan *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_midnight_after = s->hour == 24 && s->minute == 0 && s->second == 0;

	if (s->year < YEAR_FIRST || s->year > YEAR_LAST || s->month < 1 || s->month > 12)
		return false;
	if (s->month == 2 && s->day == 29 && !is_leap(s->year))
		return false;
	if (s->hour > 23 && !is_midnight_after)
		return false;
	return s->day <= days[s->month - 1] && s->minute <= 59 && s->second <= 60;
}

/* Weeks and days of the year have run on past January: bring them into a month before the question whether they can be. */
static void
settle_ordinal(struct date_scan *s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (s->day <= 0) { /* week 1 may begin in December */
		s->year--;
		s->month = 12;
		s->day += 31;
	}
	for (int m = 0; s->month == m + 1 && m < 12; m++) {
		int64_t length = days[m] + (m == 1 && is_leap(s->year));

		if (s->day <= length)
			return;
		s->day -= length;
		s->month++;
	}
	if (s->month == 13) {
		s->month = 1;
		s->year++;
	}
}

static bool
is_ordinal(const struct date_scan *s)
{
	const struct token *t = &s->tokens[2];

	return s->has_date && is_separator(&s->tokens[1]) &&
	       ((t->kind == TOKEN_NUMBER && t->len == 3) || token_is_word(t, "W"));
}

static int64_t
unix_seconds(const struct date_scan *s)
{
	int64_t days = days_from_civil(s->year, (unsigned)s->month, 1) + s->day - 1;

	return days * 86400 + s->hour * 3600 + s->minute * 60 + s->second - s->offset_s;
}

/* Seconds, or milliseconds, since 1970: nine digits at least, so that no year or compact date is taken for one. */
static bool
is_epoch(const struct date_scan *s, int64_t *out_s)
{
	const struct token *t = &s->tokens[0];
	bool is_alone =
	    s->tokens[1].kind == TOKEN_END || (date_is_mark(&s->tokens[1], '.') && s->tokens[3].kind == TOKEN_END);

	if (t->kind != TOKEN_NUMBER || !is_alone || (t->len != 9 && t->len != 10 && t->len != 13))
		return false;
	*out_s = t->len == 13 ? t->value / 1000 : t->value;
	return true;
}

static bool
read_all(struct date_scan *s)
{
	while (date_peek(s, 0)->kind != TOKEN_END)
		if (!take_piece(s))
			return false;
	if (s->day == 0 && s->month > 0 && s->year >= 0)
		s->day = 1; /* "July 2004" */
	if (is_ordinal(s))
		settle_ordinal(s);
	return s->day > 0;
}

static bool
refuse(struct err *err, enum err_code code, const char *what, const char *text)
{
	return err_set(err, code, "%s: '%.*s'", what, (int)utf8_cut(text, strlen(text), QUOTE_LONGEST), text);
}

bool
feed_date_parse(const char *text, int64_t *out_unix_s, struct err *err)
{
	struct date_scan s = { .year = -1 };

	if (text == NULL || strlen(text) > DATE_LONGEST || !token_split(text, s.tokens))
		return refuse(err, ERR_SYNTAX, "not a date", text != NULL ? text : "");
	if (is_epoch(&s, out_unix_s))
		return true;
	if (!read_all(&s))
		return refuse(err, ERR_SYNTAX, "not a date", text);
	if (!is_possible(&s))
		return refuse(err, ERR_INVALID, "no such date", text);
	*out_unix_s = unix_seconds(&s);
	return true;
}
