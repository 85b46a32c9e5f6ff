/*
 * list_windows: the items of a list whose texts hold beginnings of words,
 * looked at themselves (list_texts), a window of the list after the other.
 * Private to this folder.
 *
 * Of what very many items hold a page is soon full so, long before all that
 * the search index has of it would be read. It is left at that when the first
 * windows had so few of them that this takes longer.
 */
#ifndef STORE_LIST_WINDOWS_H
#define STORE_LIST_WINDOWS_H

#include "store/cursor.h"
#include "store/list_match.h"
#include "store/store.h"

/* The first limit + 1 that come after `from`. *out_is_done is false when it is for `match` to find them. ERR_SYNTAX. */
CHECKED bool list_windows(struct store *s, const struct store_item_query *query, const struct list_match *match,
    const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done, struct err *err);

#endif
