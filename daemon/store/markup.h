/*
 * markup: HTML as it is stored. Private to this folder.
 *
 * Deflated (RFC 1951) with the item's own text as the dictionary: nearly all of
 * it is that text with tags around, so it comes to a tenth, at 3 us an item, or
 * 13 where there is more to it (retelling.h). The first four bytes say its
 * length, low first.
 */
#ifndef STORE_MARKUP_H
#define STORE_MARKUP_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdbool.h>

/* The compressor, kept for the next item: setting one up costs more than using it. */
struct markup;

void markup_free(struct markup *m); /* NULL is fine */

/* Adds `html` to `out`; `*m` is made when it is NULL. `text` may be NULL. */
void markup_pack(struct markup **m, const char *html, const char *text, struct buffer *out);
/* NULL when it is damaged. `text` must be what it was packed with. */
const char *markup_unpack(const void *bytes, size_t len, const char *text, struct arena *arena);

#endif
