/*
 * recognise: the identity guard. Publishers who move house give all their items
 * new guids, and nothing of it is new.
 *
 * When a document brings no identity that is known, but most of its items have
 * the link or the title of one that is, those known are called by their new
 * identities before the document is stored. Writer thread, inside a part of a
 * transaction.
 */
#ifndef INGEST_RECOGNISE_H
#define INGEST_RECOGNISE_H

#include "ingest/writer.h"

enum {
	RECOGNISE_ITEMS_MIN = 3, /* fewer say too little */
	RECOGNISE_KNOWN_MAX = 2000,
};

/* `identities` are those of the document's items. Costs one look-up when the first of them is known. */
CHECKED bool recognise_renamed(struct writer *w, const struct store_feed *feed, const struct feed *parsed,
    const char *const *identities, struct arena *arena, struct err *err);

/*
 * Which of `known` each item of the document is: an index, or -1. One to one; nothing when these and the `others`,
 * which are recognised already, are fewer than half. Pure. Answers how many all are.
 */
size_t recognise_match(const struct feed *parsed, const struct store_item_name *known, size_t known_count,
    size_t others, struct arena *arena, int *out_known);

/* The same of items that were removed here: by link and date alone. Sorts `removed`. Pure. */
size_t recognise_removed(const struct feed *parsed, struct store_removed *removed, size_t removed_count,
    struct arena *arena, int *out_removed);

#endif
