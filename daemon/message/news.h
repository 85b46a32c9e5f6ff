/*
 * news: what happened, on its way to those who watch (GET /v1/events).
 *
 * ingest notes what it committed and sends it to serve, but only while somebody
 * watches; serve sends it on to query together with the range of item ids that
 * are to be told; query fills in how each thing looks and sends it home; serve
 * hands it to each watcher whose filter it passes. All texts live in the
 * letter's arena.
 */
#ifndef MESSAGE_NEWS_H
#define MESSAGE_NEWS_H

#include "base/arena.h"
#include "message/letter.h"

#include <stdint.h>

/* Items in one letter, and happenings of other kinds that wait to be told. */
enum { NEWS_ITEMS_MAX = 100, NEWS_HAPPENINGS_MAX = 256 };

enum news_kind { NEWS_ITEM, NEWS_FEED, NEWS_ISSUE };
const char *news_kind_name(enum news_kind kind); /* "item": the event's name */

struct news_score {
	const char *topic;
	int score;
	bool is_over; /* the topic's threshold, or at it */
};

struct happening {
	enum news_kind kind;
	int64_t id;         /* of the item or the feed; an issue's number */
	const char *change; /* NEWS_FEED: "added", "removed", "moved", or its new state */
	const char *name;   /* NEWS_ISSUE: the digest's */
	/* filled by query */
	const char *json; /* NULL: it is gone again, nothing to tell */
	int64_t feed_id;  /* of an item; 0: none */
	bool is_duplicate;
	struct news_score *scores;
	size_t score_count;
};

struct news {
	struct letter letter;
	struct arena *arena;
	int64_t after, up_to; /* items with such ids are to be told */
	struct happening *list;
	size_t count;
	int64_t lost;     /* could not be told */
	bool is_rendered; /* on its way home from query */
};

/* Room for `most` happenings. */
struct news *news_new(size_t most);
void news_free(struct news *news); /* NULL is fine */
/* The next one of the list, zeroed. The caller minds the room. */
struct happening *news_add(struct news *news, enum news_kind kind, int64_t id);

/* What one watcher wants to hear of. */
struct news_filter {
	int only;               /* an enum news_kind; -1: all */
	char *topic;            /* owned; NULL: any */
	int64_t min_score;      /* in the topic, else in any; -1: not said */
	int64_t feed_id;        /* 0: any */
	bool is_over_threshold; /* of at least one topic */
	bool shows_duplicates;
};

/* Topic, score and threshold are about items; a feed's id is about items and feeds. */
CHECKED bool news_passes(const struct news_filter *filter, const struct happening *happening);

/* What a request to watch carries to query and home again. */
struct watching {
	int64_t since; /* told up to this item before; -1: begin with what comes next */
	int64_t told;  /* items up to this one are not told by letters to come */
	struct news_filter filter;
	struct news *missed; /* items after `since`; NULL: none */
};

struct watching *watching_new(void);
void watching_free(struct watching *watching); /* NULL is fine */

#endif
