/*
 * list_match: words that half of all items hold, without reading that half.
 * Private to this folder.
 *
 * The search index is in the order of ids, which is that of arrival, and no
 * item counts as published after it was seen. So when it is read from its end,
 * nothing that is still to come can be newer than what was read last was seen:
 * once a page is full of newer ones, the rest need not be looked at.
 */
#ifndef STORE_LIST_MATCH_H
#define STORE_LIST_MATCH_H

#include "store/cursor.h"
#include "store/statement.h"

/* Whether ids are in the order of seeing, as far as it matters: not while items are from a future that a wrong clock made. */
CHECKED bool list_match_is_in_order(struct store *s, bool *out, struct err *err);
/* Whether so many items hold the words that a page is found sooner among other items. */
CHECKED bool list_match_is_common(struct store *s, const struct store_item_query *query, bool *out, struct err *err);
/* Reads a statement of list_plan_scan, all bound, until the newest limit + 1 that are wanted are known. */
CHECKED bool list_match_newest(struct store *s, sqlite3_stmt *stmt, const struct store_item_query *query,
    struct cursor *out, size_t *out_count, struct err *err);

#endif
