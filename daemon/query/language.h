/*
 * language: what people type to find items, as a filter for the store.
 *
 *   learning circles         both words (stems of neither: as typed, accents and case aside)
 *   "learning circles"       the phrase
 *   learn*                   words that begin so; two letters at least
 *   -recruiting              not this word
 *   leadership OR strategy   either
 *   title:remote author:lee  in one field (title, text, author, tag)
 *   is:unread topic:work feed:12 story:34 in:TAG since:7d until:2026-11-01 score:60
 */
#ifndef QUERY_LANGUAGE_H
#define QUERY_LANGUAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"

enum { LANGUAGE_BYTES_MAX = 2000, LANGUAGE_WORDS_MAX = 60 };

struct language_query {
	const char *match, *at_least, *without; /* for struct store_item_query */
	const char *topic;                      /* NULL: not said */
	const char *tag;                        /* of the feed */
	int64_t feed_id;                        /* 0: not said */
	int64_t story_id;                       /* 0: not said */
	int64_t since, until;
	int64_t min_score; /* -1: not said */
	enum store_item_state state;
};

/* Fails with ERR_SYNTAX and the word it stumbled over. */
CHECKED bool
language_read(const char *text, int64_t now, struct arena *arena, struct language_query *out, struct err *err);

#endif
