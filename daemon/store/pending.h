/*
 * pending: what is owed for new items: their words to the search index, and
 * themselves to the counts. Private to this folder.
 *
 * FTS5 writes out what it holds at every savepoint, and a transaction has one a
 * document: so items are noted, and their texts go into the index together when
 * the transaction commits. What leaves the index leaves it at once. Items are
 * counted feed by feed, at the latest when the part of the transaction ends.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct store;

/* An item as it is searched; NULL is none. The columns of item_search. */
enum { SEARCHED_COLUMNS = 4 };
struct searched {
	const char *columns[SEARCHED_COLUMNS]; /* title, text, authors, tags */
};

struct noted {
	int64_t id;     /* one that is removed before the commit has no row by then */
	size_t text_at; /* in `texts`; SIZE_MAX: its row is to be read */
};

struct pending {
	struct noted *list;
	struct buffer texts; /* of new items: their rows need not be read again */
	size_t count;
	size_t cap;
	size_t part_from;  /* where the open part of the transaction began */
	int64_t feed_id;   /* whose new items are not counted yet ... */
	int64_t uncounted; /* ... and how many they are */
};

void pending_fini(struct pending *p);
void pending_cut(struct pending *p, size_t count);

/* A new item, whose row is as it is given here. */
void pending_add(struct store *s, int64_t item_id, const struct searched *texts);
/* Counts one more new item of the feed, now or later. */
CHECKED bool pending_count(struct store *s, int64_t feed_id, struct err *err);
/* Writes down what is not counted yet. */
CHECKED bool pending_settle(struct store *s, struct err *err);
/* Before an item's texts change, and before it goes. */
CHECKED bool pending_replace(struct store *s, int64_t item_id, struct err *err);
CHECKED bool pending_remove(struct store *s, int64_t item_id, struct err *err);
/* Indexes all that was noted, and counts it. */
CHECKED bool pending_flush(struct store *s, struct err *err);

#endif
