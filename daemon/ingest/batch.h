/*
 * batch: documents on their way into the store, several to a transaction.
 *
 * Committing costs more than storing a small document, so documents that wait
 * are taken together for a moment. Each is a part of the transaction that can
 * fail alone; outcomes go home only after the commit (law 1). A person's action
 * ends the batch: it waits for one item and the commit. Writer thread.
 */
#ifndef INGEST_BATCH_H
#define INGEST_BATCH_H

#include "ingest/writer.h"

/* Stores this document and, for a moment, those that wait behind it. Takes it. A request found among them is handled after the commit. */
void batch_store(struct writer *w, struct document *d);

#endif
