/*
 * holders: which items hold an expression. Private to this folder.
 *
 * Words and phrases are read from the search index's pages, and tied as sets of
 * ids, a bit each; FTS5 is asked for what is left. What is not sought is passed
 * over: on the right side of an AND or a NOT, all that the left one doesn't find.
 * Beginnings cost as much for a few items as for all, so all are found, once.
 */
#ifndef STORE_HOLDERS_H
#define STORE_HOLDERS_H

#include "base/arena.h"
#include "store/expression.h"

struct holders {
	struct store *store;
	struct arena *arena;
	struct word_index index;
	struct expression *root;
	bool has_beginning;
	int64_t pages;            /* of the index, about, for all there is ... */
	int64_t beginnings_pages; /* ... and those that are read at once, whatever is sought */
	int64_t last;             /* the largest id ... */
	int64_t top;              /* ... and what is over it: a multiple of 64 */
};

void holders_fini(struct holders *h);
/* Good for one snapshot. */
CHECKED bool holders_init(struct holders *h, struct store *s, const char *match, struct err *err);
/* About as many pages are read before anything is known; of whole words alone, for all there is to be known. */
int64_t holders_pages_at_once(const struct holders *h);
/* Sets the bit id - from of each with from <= id < to <= top; none was set. Both are multiples of 64. ERR_SYNTAX. */
CHECKED bool holders_read(const struct holders *h, int64_t from, int64_t to, uint64_t *bits, struct err *err);

#endif
