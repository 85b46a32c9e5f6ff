/*
 * list_match: which items hold the words of a search. Private to this folder.
 *
 * The search index answers in the order of ids. It is read from its end, and
 * only as far down as somebody asks: the newest items have the largest ids.
 * Of words that very many items hold, a stretch of ids around the one that is
 * asked about is read instead, once that would be far.
 */
#ifndef STORE_LIST_MATCH_H
#define STORE_LIST_MATCH_H

#include "store/statement.h"

struct list_match {
	struct store *store;
	const char *words;
	bool is_dear; /* each reading of the index costs much: one reading, of all there is */
	sqlite3_stmt *scan;
	int64_t *ids; /* the largest first */
	size_t count, cap;
	size_t most, a_stretch; /* so many ids are read from the end, and so many with a stretch, or there about */
	int64_t low;            /* what is not under it is known */
	bool is_complete;
	uint64_t **stretches; /* by id / stretch: a bit an id; NULL: not read */
	int64_t stretch;      /* ids in each; 0: none was needed yet */
};

void list_match_fini(struct list_match *m);
#define LIST_MATCH __attribute__((cleanup(list_match_fini))) struct list_match

/* `words` stay the caller's. ERR_SYNTAX. */
CHECKED bool list_match_init(struct list_match *m, struct store *s, const char *words, bool is_dear, struct err *err);
CHECKED bool list_match_holds(struct list_match *m, int64_t id, bool *out, struct err *err);
/* Reads on until `count` ids are known, or all. */
CHECKED bool list_match_read(struct list_match *m, size_t count, struct err *err);

#endif
