#include "feed/date.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "feed/calendar.h"
#include "feed/date_token.h"

#include <ctype.h>
#include <string.h>

/*
 * The text is cut into numbers, words and marks; then the time of day (a number
 * before a colon), the zone (what follows the time) and the date (what is left)
 * are each recognised by their form. Nothing is left over in a date: what can't
 * be placed refuses the whole.
 */
enum { DATE_LONGEST = 120, QUOTE_LONGEST = 80, YEAR_FIRST = 1000, YEAR_LAST = 9999 };

struct scan {
	struct token tokens[TOKENS_MAX + 1]; /* the last is TOKEN_END */
	size_t at;
	int64_t year;
	int64_t month;
	int64_t day;
	int64_t hour;
	int64_t minute;
	int64_t second;
	int offset_s;
	bool has_date;
	bool has_time;
	bool is_american; /* AM or PM was said */
};

static const struct token *
peek(const struct scan *s, size_t ahead)
{
	for (size_t i = s->at; i < s->at + ahead; i++)
		if (s->tokens[i].kind == TOKEN_END)
			return &s->tokens[i];
	return &s->tokens[s->at + ahead];
}

static bool
is_mark(const struct token *t, char mark)
{
	return t->kind == TOKEN_MARK && t->value == mark;
}

static bool
take_mark(struct scan *s, char mark)
{
	if (!is_mark(peek(s, 0), mark))
		return false;
	s->at++;
	return true;
}

static bool
take_half_day(struct scan *s, int *out_hours)
{
	int hours = token_half_day(peek(s, 0));

	if (hours < 0)
		return false;
	s->at++;
	take_mark(s, '.');
	*out_hours = hours;
	s->is_american = true;
	return true;
}

static void
take_fraction(struct scan *s)
{
	const struct token *t = peek(s, 0);

	if ((is_mark(t, '.') || is_mark(t, ',') || is_mark(t, ':')) && peek(s, 1)->kind == TOKEN_NUMBER &&
	    !peek(s, 1)->is_apart)
		s->at += 2;
}

static bool
take_time(struct scan *s)
{
	int half = -1;
	bool is_before = take_half_day(s, &half);

	s->hour = peek(s, 0)->value;
	s->at++;
	if (take_mark(s, ':') && peek(s, 0)->kind == TOKEN_NUMBER) {
		s->minute = peek(s, 0)->value;
		s->at++;
	}
	if ((take_mark(s, ':') || is_mark(peek(s, 0), '.')) && (take_mark(s, '.'), peek(s, 0)->kind == TOKEN_NUMBER)) {
		s->second = peek(s, 0)->value;
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
take_offset(struct scan *s)
{
	const struct token *sign = peek(s, 0), *t = peek(s, 1);
	int64_t hours, minutes;

	if (t->kind != TOKEN_NUMBER || t->len > 4)
		return false;
	hours = t->len > 2 ? t->value / 100 : t->value;
	minutes = t->len > 2 ? t->value % 100 : 0;
	s->at += 2;
	if (t->len <= 2 && is_mark(peek(s, 0), ':') && peek(s, 1)->kind == TOKEN_NUMBER) {
		minutes = peek(s, 1)->value;
		s->at += 2;
	}
	if (hours > 14 || minutes > 59)
		return false;
	s->offset_s = (int)(hours * 3600 + minutes * 60) * (is_mark(sign, '-') ? -1 : 1);
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

static bool
take_zone_word(struct scan *s)
{
	const struct token *t = peek(s, 0);
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
skip_comment(struct scan *s)
{
	while (peek(s, 0)->kind != TOKEN_END)
		if (is_mark(&s->tokens[s->at++], ')'))
			return;
}

/* What may follow the time: an offset, a zone, both ("+0000 GMT", "GMT+1"), a comment. An offset said as digits wins. */
static bool
take_zone(struct scan *s)
{
	bool has_offset = false;

	for (;;) {
		const struct token *t = peek(s, 0);
		int kept = s->offset_s;

		if ((is_mark(t, '+') || is_mark(t, '-')) && !has_offset) {
			if (!take_offset(s))
				return false;
			has_offset = true;
		} else if (is_mark(t, '(') || is_mark(t, '[')) {
			skip_comment(s);
		} else if (take_zone_word(s)) {
			if (has_offset)
				s->offset_s = kept;
		} else {
			return true;
		}
	}
}

static bool
is_time_ahead(const struct scan *s)
{
	const struct token *t = peek(s, 0);

	if (token_half_day(t) >= 0)
		return peek(s, 1)->kind == TOKEN_NUMBER;
	if (t->kind != TOKEN_NUMBER || t->len > 2)
		return false;
	return is_mark(peek(s, 1), ':') || token_half_day(peek(s, 1)) >= 0;
}

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
	return is_mark(t, '-') || is_mark(t, '/') || is_mark(t, '.');
}

static bool
take_time_digits(struct scan *s, const struct token *t)
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

/* ISO 8601's T, and forms that run the time on after it without colons: 20040708T235658. */
static bool
take_t(struct scan *s)
{
	if (!token_is_word(peek(s, 0), "T"))
		return true;
	s->at++;
	return is_mark(peek(s, 1), ':') || take_time_digits(s, peek(s, 0));
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void
set_ordinal(struct scan *s, int64_t year, int64_t day_of_year)
{
	/* A month may be left at one and the day run on: days_from_civil adds it up. */
	s->year = year;
	s->month = 1;
	s->day = day_of_year;
}

/* 2004-W28-4, ISO 8601 weeks: week 1 has the 4th of January in it. */
static bool
take_week(struct scan *s, int64_t year)
{
	int64_t week = peek(s, 1)->value, day = 1, fourth = days_from_civil(year, 1, 4);

	s->at += 2;
	if (take_mark(s, '-') && peek(s, 0)->kind == TOKEN_NUMBER)
		day = s->tokens[s->at++].value;
	if (week < 1 || week > 53 || day < 1 || day > 7)
		return false;
	set_ordinal(s, year, fourth - (fourth + 3) % 7 + (week - 1) * 7 + day - 1 - days_from_civil(year, 1, 1) + 1);
	return true;
}

/* After "2004-": 07, 07-08, 190, W28-4, július-13. */
static bool
take_after_year(struct scan *s)
{
	const struct token *t = peek(s, 0);

	if (token_is_word(t, "W") && peek(s, 1)->kind == TOKEN_NUMBER)
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
	if (!is_separator(peek(s, 0)) && (t->kind != TOKEN_WORD || peek(s, 0)->kind != TOKEN_NUMBER))
		return true;
	s->at += is_separator(peek(s, 0));
	t = peek(s, 0);
	if (t->kind != TOKEN_NUMBER || t->len > 2)
		return t->kind == TOKEN_END; /* "2004年7月" leaves its mark behind */
	s->day = t->value;
	s->at++;
	take_mark(s, '.');
	return s->day > 0;
}

static bool
take_year_first(struct scan *s)
{
	const struct token *t = peek(s, 0);

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
	if (peek(s, 0)->kind == TOKEN_WORD && month_of(peek(s, 0)) > 0) { /* "2004 Jul 8" */
		s->has_date = false;
		s->month = s->day = 0;
		return true;
	}
	if (!is_separator(peek(s, 0)))
		return !s->has_time && peek(s, 0)->kind == TOKEN_END; /* a year alone is a date of its own */
	s->at++;
	if (!take_after_year(s))
		return false;
	return take_t(s);
}

/* 13/02/2004, 13.02.2004, 2/13/2004 3:04 PM. Two numbers that could each be the month are not guessed at. */
static bool
set_day_and_month(struct scan *s, int64_t first, int64_t second, bool is_dotted)
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
has_half_day(const struct scan *s)
{
	for (size_t i = 0; s->tokens[i].kind != TOKEN_END; i++)
		if (token_half_day(&s->tokens[i]) >= 0)
			return true;
	return false;
}

static bool
take_numbers(struct scan *s)
{
	const struct token *first = peek(s, 0), *second = peek(s, 2), *year = peek(s, 4);
	bool is_dotted = is_mark(peek(s, 1), '.');

	if (second->kind != TOKEN_NUMBER || second->len > 2 || !is_separator(peek(s, 3)) || year->kind != TOKEN_NUMBER)
		return false;
	s->has_date = true;
	s->year = full_year(year);
	s->at += 5;
	take_mark(s, ',');
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
take_word(struct scan *s)
{
	static const char *const fillers[] = { "th", "st", "nd", "rd", "de", "of", "at", "den", "le", "um", "à", "às",
		"a", "del", "o", "г", "uhr", "klo" };
	const struct token *t = peek(s, 0);
	int month = calendar_month(t->text, t->len);
	bool is_first = s->at == 0;

	s->at++;
	if (month > 0) {
		s->month = month;
		take_mark(s, '.');
		return true;
	}
	if (calendar_weekday(t->text, t->len) >= 0 || (is_first && is_mark(peek(s, 0), ',')))
		return true;
	for (size_t i = 0; i < COUNT_OF(fillers); i++)
		if (token_is_word(t, fillers[i]))
			return true;
	s->at--;
	return s->has_time && take_zone_word(s);
}

static bool
take_day_or_year(struct scan *s)
{
	const struct token *t = peek(s, 0);

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
take_piece(struct scan *s)
{
	const struct token *t = peek(s, 0);

	if (is_time_ahead(s))
		return !s->has_time && take_time(s) && take_zone(s);
	if (t->kind == TOKEN_WORD)
		return take_word(s);
	if (t->kind == TOKEN_NUMBER) {
		bool is_fresh = !s->has_date && s->day == 0 && s->year < 0 && s->month == 0;

		if (is_fresh && (t->len == 4 || t->len == 8 || t->len == 14))
			return take_year_first(s);
		if (is_fresh && t->len <= 2 && is_separator(peek(s, 1)) && peek(s, 2)->kind == TOKEN_NUMBER)
			return take_numbers(s);
		return !s->has_date && take_day_or_year(s);
	}
	if (s->has_time && (is_mark(t, '+') || is_mark(t, '-')))
		return take_zone(s);
	s->at++;
	return is_mark(t, ',') || is_mark(t, '.') || is_mark(t, '-') || is_mark(t, '/') || is_mark(t, '\'');
}

static bool
is_possible(const struct scan *s)
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
settle_ordinal(struct scan *s)
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
is_ordinal(const struct scan *s)
{
	const struct token *t = &s->tokens[2];

	return s->has_date && is_separator(&s->tokens[1]) &&
	       ((t->kind == TOKEN_NUMBER && t->len == 3) || token_is_word(t, "W"));
}

static int64_t
unix_seconds(const struct scan *s)
{
	int64_t days = days_from_civil(s->year, (unsigned)s->month, 1) + s->day - 1;

	return days * 86400 + s->hour * 3600 + s->minute * 60 + s->second - s->offset_s;
}

/* Seconds, or milliseconds, since 1970: nine digits at least, so that no year or compact date is taken for one. */
static bool
is_epoch(const struct scan *s, int64_t *out_s)
{
	const struct token *t = &s->tokens[0];
	bool is_alone =
	    s->tokens[1].kind == TOKEN_END || (is_mark(&s->tokens[1], '.') && s->tokens[3].kind == TOKEN_END);

	if (t->kind != TOKEN_NUMBER || !is_alone || (t->len != 9 && t->len != 10 && t->len != 13))
		return false;
	*out_s = t->len == 13 ? t->value / 1000 : t->value;
	return true;
}

static bool
read_all(struct scan *s)
{
	while (peek(s, 0)->kind != TOKEN_END)
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
	struct scan s = { .year = -1 };

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
