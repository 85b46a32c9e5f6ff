/*
 * cursor: a place in a list, as opaque text. Private to this folder.
 */
#ifndef STORE_CURSOR_H
#define STORE_CURSOR_H

#include "store/store.h"

/* The item to go on after. */
struct cursor {
	int64_t sorted_at;
	int64_t id;
	double margin;
};

/* A cursor is good for one order: by date, or by the score in one topic. */
const char *cursor_write(const struct cursor *c, const struct store_item_query *query, struct arena *arena);
/* ERR_SYNTAX for anything that cursor_write did not write for such a query. */
CHECKED bool cursor_read(const char *text, const struct store_item_query *query, struct cursor *out, struct err *err);

#endif
