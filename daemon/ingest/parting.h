/*
 * parting: people's turn in the middle of a long document.
 *
 * Between two of its items the transaction is committed, what people wait for
 * is done, and the document goes on in another one. Law 1 holds: validators are
 * in the feed's row, which is written after the last item; whoever is killed
 * before gets the document again, and knows what of it is stored. Writer thread.
 */
#ifndef INGEST_PARTING_H
#define INGEST_PARTING_H

#include "ingest/writer.h"

/* A transaction of documents begins: until when it is to last, on the steady clock. */
int64_t parting_begin(struct writer *w);
/* From the beginning of a part of it, and until its end. */
void parting_allow(struct writer *w);
void parting_forbid(struct writer *w);

/* The writer's turn to look whether it is time. Between two items, read or stored; for a pause as well. */
void parting_look(void *writer);
/* The same, and what came of it: `feed` is read again into the arena when people had their turn. ERR_NOT_FOUND: they removed it. */
CHECKED bool parting_pass(struct writer *w, struct store_feed *feed, struct arena *arena, struct err *err);
/* False with the reason when that failed: nothing of the transaction under way can be kept. */
CHECKED bool parting_is_whole(const struct writer *w, struct err *err);

#endif
