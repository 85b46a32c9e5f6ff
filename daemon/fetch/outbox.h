/*
 * outbox: letters for one mailbox, kept in order while that is full.
 *
 * What is in it is bounded by what was under way when the mailbox filled up:
 * while it holds anything its owner starts nothing new.
 */
#ifndef FETCH_OUTBOX_H
#define FETCH_OUTBOX_H

#include "base/mailbox.h"

#include <stdbool.h>

struct outbox {
	struct mailbox *box;
	struct letter *first, *last;
};

/* Posts it, or keeps it when the mailbox is full or others are before it. */
void outbox_post(struct outbox *o, struct letter *letter);
/* Posts what fits. */
void outbox_retry(struct outbox *o);
/* The first that is kept, given to the caller; NULL when there is none. */
struct letter *outbox_take(struct outbox *o);

static inline bool
outbox_is_empty(const struct outbox *o)
{
	return o->first == NULL;
}

#endif
