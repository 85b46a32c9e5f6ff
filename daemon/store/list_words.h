/*
 * list_words: the items of a list that hold words. Private to this folder.
 *
 * The list is gone through in its order, and of each item it is asked whether
 * it holds the words: a page of common words is soon full. Words that fewer
 * items hold than were looked at so far are taken from the other end: each of
 * their items is looked at, and the first in the order are kept. So is at once
 * the first page of all there is.
 */
#ifndef STORE_LIST_WORDS_H
#define STORE_LIST_WORDS_H

#include "store/cursor.h"
#include "store/list_match.h"

/* The first limit + 1 that come after `from` and are in `match`, which may be NULL: whatever words they hold. ERR_SYNTAX. */
CHECKED bool list_words(struct store *s, const struct store_item_query *query, struct list_match *match,
    const struct cursor *from, struct cursor *out, size_t *out_count, struct err *err);

#endif
