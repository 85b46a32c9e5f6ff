/*
 * answer: what comes back for one request, taken in with every byte counted,
 * and read when it has ended.
 */
#ifndef FETCH_ANSWER_H
#define FETCH_ANSWER_H

#include "fetch/transfer.h"

/* Tells libcurl whom to call. Once an easy handle. */
void answer_attach(struct transfer *t);
/* Reads how the hop ended. True: another one is to follow; false: the document is complete. */
CHECKED bool answer_end(struct transfer *t, CURLcode code);
/* Completes a document for which nothing was asked: the failure is set. */
void answer_finish(struct transfer *t);
/* Forgets what belonged to one hop. */
void answer_clear(struct transfer *t);

#endif
