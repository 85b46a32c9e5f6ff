/*
 * repeat: the answer given last, for who asks the same again before anything
 * has changed: one digest is asked for as text, as a page and as a feed.
 *
 * A reading thread's own. One answer, and none that is very large.
 */
#ifndef QUERY_REPEAT_H
#define QUERY_REPEAT_H

#include "base/buffer.h"
#include "store/store.h"

enum { REPEAT_BYTES_MAX = 512 << 10 };

struct repeat {
	struct buffer question; /* all that the answer depends on but the store */
	int64_t version;        /* of the store */
	struct buffer answer;   /* empty: there is none */
};

void repeat_fini(struct repeat *repeat);

/* NULL: it was something else, or is no more so. Borrowed, until something else is noted. Inside a snapshot. */
const struct buffer *repeat_find(const struct repeat *repeat, const struct store *store, const char *question);
/* Inside the snapshot that it was made in. */
void repeat_note(struct repeat *repeat, const struct store *store, const char *question, const struct buffer *answer);

#endif
