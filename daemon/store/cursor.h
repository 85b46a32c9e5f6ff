/*
 * cursor: a place in a list, and the same as opaque text. Private to this folder.
 */
#ifndef STORE_CURSOR_H
#define STORE_CURSOR_H

#include "store/store.h"

#include <sqlite3.h>

/* The item to go on after. */
struct cursor {
	int64_t sorted_at;
	int64_t id;
	double margin;
};

/* Of a row that begins with id, sorted_at and margin. */
struct cursor cursor_of_row(sqlite3_stmt *stmt);
/* Whether `a` stands before `b`: as the indexes have it, backwards. */
bool cursor_is_before(enum store_sort sort, const struct cursor *a, const struct cursor *b);

/* A cursor is good for one order: by date, or by the score in one topic. */
const char *cursor_write(const struct cursor *c, const struct store_item_query *query, struct arena *arena);
/* ERR_SYNTAX for anything that cursor_write did not write for such a query. */
CHECKED bool cursor_read(const char *text, const struct store_item_query *query, struct cursor *out, struct err *err);

#endif
