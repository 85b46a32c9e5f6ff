/*
 * html: hostile HTML in, harmless HTML or plain text out. Pure; any thread.
 *
 * The serialiser writes an allow-list and quotes and escapes everything, so
 * what comes out can be put into a page or a mail. Linear in the input.
 */
#ifndef FEED_HTML_H
#define FEED_HTML_H

#include "base/buffer.h"

#include <stddef.h>

/* Adds to `out_html` what of `html` is allowed, with absolute addresses against `base`, and to `out_text` its text. Either may be NULL. */
void html_sanitise(const char *html, size_t len, const char *base, struct buffer *out_html, struct buffer *out_text);

/* As the text of html_sanitise, with a number behind each link, "words[1]", and where they lead at the end, "[1] address" a line. */
void html_footnotes(const char *html, size_t len, const char *base, struct buffer *out_text);

/* Adds the text of a title or another short piece: tags dropped, entities decoded, white space folded to single spaces. */
void html_to_line(const char *html, size_t len, struct buffer *out);

/* Adds what a page calls itself, of at most `max` bytes; nothing when it doesn't. `html` ends with a NUL. */
void html_page_title(const char *html, size_t max, struct buffer *out);

#endif
