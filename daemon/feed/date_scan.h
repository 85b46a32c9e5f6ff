/*
 * date_scan: how far a date has been read, and what was found in it so far.
 */
#ifndef FEED_DATE_SCAN_H
#define FEED_DATE_SCAN_H

#include "feed/date_token.h"

struct date_scan {
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

static inline const struct token *
date_peek(const struct date_scan *s, size_t ahead)
{
	for (size_t i = s->at; i < s->at + ahead; i++)
		if (s->tokens[i].kind == TOKEN_END)
			return &s->tokens[i];
	return &s->tokens[s->at + ahead];
}

static inline bool
date_is_mark(const struct token *t, char mark)
{
	return t->kind == TOKEN_MARK && t->value == mark;
}

static inline bool
date_take_mark(struct date_scan *s, char mark)
{
	if (!date_is_mark(date_peek(s, 0), mark))
		return false;
	s->at++;
	return true;
}

#endif
