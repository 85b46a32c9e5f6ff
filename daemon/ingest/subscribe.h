/*
 * subscribe: from an address that a person typed to a feed that is followed.
 *
 * An address is fetched before it is followed: a feed is stored with its first
 * items, a page is searched for the feeds it names, and what is neither is
 * refused with the reason. What could not be fetched is followed all the same
 * and told to be failing, since nothing shows that it is no feed. Writer thread.
 */
#ifndef INGEST_SUBSCRIBE_H
#define INGEST_SUBSCRIBE_H

#include "ingest/writer.h"

/* REQUEST_FEED_ADD. Takes the request. */
void subscribe_begin(struct writer *w, struct request *r);
/* DOCUMENT_SUBSCRIBE on its way back from fetch. Takes it. */
void subscribe_fetched(struct writer *w, struct document *d);

#endif
