/*
 * list_texts: whether the texts of a few items hold the words of a search, told
 * by the texts themselves. Private to this folder.
 *
 * For what very many items hold: of those, a page is soon full, and the search
 * index would be read for all of them. The words are those of the index's own
 * tokenizer, so the answer is the same.
 */
#ifndef STORE_LIST_TEXTS_H
#define STORE_LIST_TEXTS_H

#include "store/cursor.h"
#include "store/expression.h"
#include "store/store.h"

/* Of what is not understood nothing can be told. */
bool list_texts_can_look(const struct expression *root);

struct list_look {
	const struct cursor *places;
	size_t count;
	struct expression *root; /* of which something can be told */
	bool *holds;             /* of each place */
	size_t enough;           /* of those that hold them, at least one */
	size_t looked;           /* of the places, at least one: until that was enough, or took a while */
};
CHECKED bool list_texts_look(struct store *s, struct list_look *look, struct err *err);

#endif
