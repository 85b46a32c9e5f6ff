/*
 * weights: what the feeds weigh that weigh anything, at hand for every item
 * that is scored. Writer thread.
 */
#ifndef INGEST_WEIGHTS_H
#define INGEST_WEIGHTS_H

#include "store/store.h"

/* All zero: no feed weighs anything. */
struct weights {
	struct store_feed_weight *list; /* by feed */
	size_t count;
};

/* Reads them anew. */
CHECKED bool weights_load(struct weights *weights, struct store *store, struct err *err);
void weights_fini(struct weights *weights);
double weights_of(const struct weights *weights, int64_t feed_id);

#endif
