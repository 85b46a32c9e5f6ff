/*
 * changes: what was written to lately, as the writer of a process tells those of
 * its readers who remember something of it: items, one by one, and topics that
 * were scored anew in all that they list.
 *
 * An id is noted when it is written to, offered before its transaction is
 * committed, and settled after that. So what a snapshot sees was offered before,
 * and it sees what was settled before it was begun: who looks at all that was
 * offered since a place, and goes on from what was settled before its snapshot,
 * misses nothing, and looks at some twice. Any thread.
 */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* So many are known: who was away for longer begins anew, and so may look whenever as many came as make a part. */
enum { CHANGES_MAX = 2048, CHANGES_PART = 512 };

struct changes;

struct changes *changes_new(void);
void changes_free(struct changes *c); /* NULL is fine */

enum {
	CHANGED_ROW = 1,    /* of an item: whose it is, what it says, whether it was dealt with */
	CHANGED_SCORES = 2, /* of an item: how it stands in what topics list */
	CHANGED_TOPIC = 4,  /* what a topic lists: any of it */
};
struct change {
	int64_t id;    /* of the item, or of the topic */
	unsigned what; /* several of an item */
};

void changes_note(struct changes *c, unsigned what, int64_t id);
void changes_offer(struct changes *c);
void changes_settle(struct changes *c);

/* A place: before the snapshot is begun. */
int64_t changes_settled(struct changes *c);
/* What was offered by now; false when it is too much. An id may be there more than once. */
CHECKED bool changes_since(struct changes *c, int64_t place, struct change out[CHANGES_MAX], size_t *out_count);

struct store;
/* A writer notes what it writes, a reader remembers. Borrowed until store_close. */
void store_share_changes(struct store *s, struct changes *c);

#endif
