/*
 * repeating: leaves out of an item's texts what its feed says again in every
 * item, before topics judge it.
 *
 * The document tells, and where that has few items the feed's stored ones as
 * well. What is left out is decided when an item is new or its text changes, is
 * stored with it, and stays: a later poll changes nothing about items that it
 * does not change. Writer thread, inside the document's transaction.
 */
#ifndef INGEST_REPEATING_H
#define INGEST_REPEATING_H

#include "ingest/writer.h"

struct repeats;

/* The first three are the caller's; `repeats` is made when the first item asks. */
struct repeating {
	struct writer *w;
	const struct store_feed *feed;
	const struct feed *parsed;
	struct repeats *repeats;
};

#define REPEATING __attribute__((cleanup(repeating_fini))) struct repeating
void repeating_fini(struct repeating *r);

/* Stores what is left out of item `id`; *out_text is what is left, as store_item_text reads it: said's own, or in `own`. */
CHECKED bool repeating_cut(struct repeating *r, int64_t id, const struct feed_item *said, bool is_new,
    struct buffer *own, const char **out_text, struct err *err);

#endif
