/*
 * sniff: which format a document is, and what it seems to be when it is none.
 *
 * Looks for the root element behind whatever junk stands before it. Pure; any
 * thread.
 */
#ifndef FEED_SNIFF_H
#define FEED_SNIFF_H

#include "feed/feed.h"

/*
 * `text` is valid UTF-8. On true `*out_root` is the offset of the root's '<', or
 * of the '{' of a JSON Feed. On false the error says what it seems to be:
 * "an HTML page: 'Title'".
 */
CHECKED bool
sniff_format(const char *text, size_t len, enum feed_format *out_format, size_t *out_root, struct err *err);
/* Raw bytes that are no text at all: "a picture (PNG)"; NULL when they may be text. */
const char *sniff_binary(const char *bytes, size_t len);

#endif
