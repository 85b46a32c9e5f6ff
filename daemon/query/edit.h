/*
 * edit: what a curator made of an issue before it is frozen: which items, in
 * which order, with which notes, and a beginning.
 *
 * {"intro"?, "items"?: [{"id","note"?}]}. With items, those are the issue and
 * no others; their notes are those given here alone.
 */
#ifndef QUERY_EDIT_H
#define QUERY_EDIT_H

#include "query/compose.h"

#include <jansson.h>

struct edit_item {
	int64_t id;
	const char *note; /* NULL: none */
};

struct edit {
	const char *intro; /* NULL: none */
	bool has_items;
	struct edit_item *items;
	size_t item_count;
};

/* Borrows from `body`; NULL or {} is no edit at all. ERR_INVALID says what is wrong. */
CHECKED bool edit_read(const json_t *body, struct arena *arena, struct edit *out, struct err *err);
/* Whether there is anything in it. */
bool edit_is_any(const struct edit *edit);
/*
 * Makes the sections hold what the edit says. They come to stand in the order in which their first item does, and the
 * items of one section together. ERR_INVALID for an item that the issue may not hold.
 */
CHECKED bool
edit_apply(const struct edit *edit, struct section *sections, size_t count, struct arena *arena, struct err *err);
/* The intro and the notes. */
void edit_annotate(const struct edit *edit, json_t *document);

#endif
