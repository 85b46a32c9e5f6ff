/*
 * folding: copies point to their original, and items about one event are tied.
 *
 * Owns the indexes of curate/duplicate and curate/story, which live in memory
 * and are built anew from the store after a start, in short steps: from the
 * fingerprints written with each item, and the texts of the newest. Documents
 * wait until that is done, so that a restart changes no verdict. Writer thread.
 */
#ifndef INGEST_FOLDING_H
#define INGEST_FOLDING_H

#include "ingest/writer.h"

CHECKED bool folding_new(struct writer *w, struct folding **out, struct err *err);
void folding_free(struct folding *f); /* NULL is fine */

struct fold_item {
	int64_t id;
	int64_t feed_id;
	int64_t sorted_at;
	const char *title;
	const char *text;
	const char *url;
	bool is_new; /* a revision keeps its place: only its new words are remembered */
};
/* Inside the item's transaction. */
CHECKED bool folding_item(struct folding *f, const struct fold_item *item, struct err *err);

CHECKED bool folding_is_pending(const struct folding *f);
void folding_step(struct folding *f); /* one short step of building the indexes */
/* A transaction was rolled back: build the indexes anew. */
void folding_forget(struct folding *f);

#endif
