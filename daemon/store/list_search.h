/*
 * list_search: the places of a page of a list. Private to this folder.
 *
 * Words are found by the search index (list_words). So are beginnings of words,
 * but for those that so many items hold that a page is sooner found among the
 * texts of the list (list_windows).
 */
#ifndef STORE_LIST_SEARCH_H
#define STORE_LIST_SEARCH_H

#include "store/cursor.h"
#include "store/store.h"

/* The first limit + 1 that come after `from`. ERR_SYNTAX. */
CHECKED bool list_search(struct store *s, const struct store_item_query *query, const struct cursor *from,
    struct cursor *out, size_t *out_count, struct err *err);

#endif
