/*
 * list_walk: the items of a list one by one, in its order, whatever words they
 * hold: by the statement that list_plan has chosen, or along a topic's ranking.
 * Private to this folder.
 */
#ifndef STORE_LIST_WALK_H
#define STORE_LIST_WALK_H

#include "store/list_driver.h"
#include "store/ranking.h"
#include "store/statement.h"

struct list_walk {
	struct store *store;
	const struct store_item_query *query;
	sqlite3_stmt *stmt;      /* borrowed */
	struct ranking *ranking; /* NULL: `stmt` answers the list itself */
};

void list_walk_fini(struct list_walk *w);
#define LIST_WALK __attribute__((cleanup(list_walk_fini))) struct list_walk

/* What comes after `from`; `most` items at most are asked for, -1: nobody knows. `w` is empty. */
CHECKED bool list_walk_begin(struct list_walk *w, struct store *s, const struct store_item_query *query,
    enum list_driver driver, const struct cursor *from, int64_t most, struct err *err);
/* *out_has is false, and *out untouched, after the last. It may be one that is not wanted ... */
CHECKED bool list_walk_next(struct list_walk *w, struct cursor *out, bool *out_has, struct err *err);
/* ... which takes a look at it: along a ranking; who knows already that it is of no use need not ask. */
CHECKED bool list_walk_wants(struct list_walk *w, const struct cursor *place, bool *out, struct err *err);

#endif
