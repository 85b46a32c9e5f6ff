/*
 * retention: what is too old goes, a little at a time, when there is nothing
 * else to do. Writer thread.
 */
#ifndef INGEST_RETENTION_H
#define INGEST_RETENTION_H

#include "ingest/writer.h"

/* Once, when the store has been opened and nothing polled: whether the clock can be believed. */
CHECKED bool retention_begin(struct writer *w, struct err *err);
/* A short step of the sweep; false when it is over, until the next is due. */
CHECKED bool retention_step(struct writer *w);

#endif
