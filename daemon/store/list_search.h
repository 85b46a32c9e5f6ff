/*
 * list_search: the places of a page of a list. Private to this folder.
 *
 * Whole words are found by the search index (list_words). So are beginnings of
 * words, when few items hold them; else the texts of the list's items are
 * looked at themselves (list_texts), a window after the other, since a page of
 * what so many hold is soon full.
 */
#ifndef STORE_LIST_SEARCH_H
#define STORE_LIST_SEARCH_H

#include "store/cursor.h"
#include "store/store.h"

/* The first limit + 1 that come after `from`. ERR_SYNTAX. */
CHECKED bool list_search(struct store *s, const struct store_item_query *query, const struct cursor *from,
    struct cursor *out, size_t *out_count, struct err *err);

#endif
