/*
 * retelling: HTML that says what its text says, in the same order, deflated.
 * Private to this folder.
 *
 * zlib looks for every three bytes wherever they may have stood before. But the
 * text was taken from the HTML: so both are gone through side by side, and only
 * the tags are written, at a quarter of the time. What comes out is a stream
 * like any other (RFC 1951, one block with the fixed codes), for inflate with
 * the text as its dictionary.
 */
#ifndef STORE_RETELLING_H
#define STORE_RETELLING_H

#include "base/buffer.h"

#include <stdbool.h>

/* Adds the stream to `out`. False, and nothing is added, when too much of the HTML is not in the text, or it is too long: then zlib packs it better. */
CHECKED bool retelling_pack(const char *html, size_t len, const char *text, size_t text_len, struct buffer *out);

#endif
