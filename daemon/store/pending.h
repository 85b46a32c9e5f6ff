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

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct store;

struct pending {
	int64_t *ids; /* one that is removed before the commit has no texts by then */
	size_t count;
	size_t cap;
	size_t part_from;  /* where the open part of the transaction began */
	int64_t feed_id;   /* whose new items are not counted yet ... */
	int64_t uncounted; /* ... and how many they are */
};

void pending_fini(struct pending *p);
void pending_cut(struct pending *p, size_t count);

/* A new item: its texts are read when the transaction commits. */
void pending_add(struct store *s, int64_t item_id);
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
