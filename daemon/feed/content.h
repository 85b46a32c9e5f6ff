/*
 * content: what an Atom text construct says, whatever its type: text, HTML,
 * XHTML, base64, a media type; and plain text as HTML.
 */
#ifndef FEED_CONTENT_H
#define FEED_CONTENT_H

#include "feed/dialect.h"

/* RFC 4287 3.1 and 4.1.3.3, Atom 0.3's mode. False when it is nothing to be read (a picture in base64). */
CHECKED bool content_read(struct scene *s, const struct value *v, struct value *out);
/* The value as HTML: text is escaped, its lines and paragraphs kept. Adds to `out`. */
void content_to_html(const struct value *v, struct buffer *out);
/* HTML that was meant although nobody said so. */
CHECKED bool content_looks_like_html(const char *text, size_t len);

#endif
