/*
 * list_texts: whether the texts of a few items hold the words of a search, by
 * an index of these alone. Private to this folder.
 *
 * For beginnings of words that very many items hold: of those, a page is soon
 * full, and the great index would be read for all of them. Here the same
 * expression is asked of the same tokenizer over a handful of items, so the
 * answer is the same.
 */
#ifndef STORE_LIST_TEXTS_H
#define STORE_LIST_TEXTS_H

#include "store/cursor.h"
#include "store/store.h"

struct list_texts;

void list_texts_free(struct list_texts *t); /* NULL is fine */

struct list_look {
	const struct cursor *places;
	size_t count;
	const char *words;
	const char *const *stems; /* as in store.h */
	bool leaves_texts_out;    /* no word is looked for in texts */
	bool *holds;              /* of each place */
	size_t looked;            /* of the places: as many as go in at a time, at least one */
	size_t bytes;             /* of what was indexed */
};
/* ERR_SYNTAX. */
CHECKED bool list_texts_look(struct store *s, struct list_look *look, struct err *err);

#endif
