/*
 * items: the items of one parsed document, put into the store, folded and
 * scored. Writer thread, inside a part of a transaction.
 */
#ifndef INGEST_ITEMS_H
#define INGEST_ITEMS_H

#include "ingest/writer.h"

struct items_stored {
	int64_t new_count;
	int64_t revised_count;
	int64_t newest_at;             /* sorted_at of the newest; TIME_NONE: none */
	const char *const *identities; /* of the document's items; in the arena */
};

/*
 * Older items are stored first, so that ids grow with time. `seen_at` bounds what the feed says of their dates. When
 * people had their turn in between, `feed` is read again into the arena: ERR_NOT_FOUND when it is followed no more.
 */
CHECKED bool items_store(struct writer *w, struct store_feed *feed, const struct feed *parsed, int64_t seen_at,
    struct arena *arena, struct items_stored *out, struct err *err);

#endif
