/*
 * poll: what one poll brought, put into the store. Writer thread, inside a
 * part of a transaction.
 */
#ifndef INGEST_POLL_H
#define INGEST_POLL_H

#include "ingest/writer.h"

/* Stores the document under its feed_id and fills d->outcome but for is_stored. A feed that was removed meanwhile is no error. */
CHECKED bool poll_store(struct writer *w, struct document *d, struct err *err);

/* It changes one row with one statement, or nothing at all: it needs no part of its own. */
CHECKED bool poll_is_one_statement(const struct document *d);
/* As poll_store, for a feed just made and a document already parsed. */
CHECKED bool poll_store_parsed(struct writer *w, struct document *d, struct store_feed *feed, const struct feed *parsed,
    struct arena *arena, struct err *err);

/* The parsed document, or NULL with the reason in *err. */
struct feed *poll_parse(struct writer *w, const struct document *d, struct arena *arena, struct err *err);

#endif
