/*
 * example_page: a web page that is to teach a topic, and is no item that is known.
 *
 * It is fetched, and its request then handled again as if the page had been
 * sent along. Writer thread.
 */
#ifndef INGEST_EXAMPLE_PAGE_H
#define INGEST_EXAMPLE_PAGE_H

#include "ingest/writer.h"

/* True: `r` was taken, since its page has to be fetched or can't be. False: all that is needed is there. */
CHECKED bool example_fetch(struct writer *w, struct request *r);
/* DOCUMENT_EXAMPLE on its way back from fetch. Takes it. */
void example_fetched(struct writer *w, struct document *d);

#endif
