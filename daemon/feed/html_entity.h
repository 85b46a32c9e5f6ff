/*
 * html_entity: character references of HTML, and text made fit to be kept.
 *
 * All references of the standard are known, by name and by number, also the
 * old ones without their semicolon. Control characters never come out.
 */
#ifndef FEED_HTML_ENTITY_H
#define FEED_HTML_ENTITY_H

#include "base/buffer.h"

#include <stddef.h>

enum { HTML_REFERENCE_SIZE = 9 }; /* room for the longest text a reference stands for, and its NUL */

/*
 * Reads the reference that begins with the '&' at `at`. Answers the bytes it
 * takes and what it stands for ("" when that is a control character), or 0 when
 * it is no reference. In an attribute "&copy=1" is none.
 */
size_t html_reference(const char *at, size_t len, bool in_attribute, char out[static HTML_REFERENCE_SIZE]);

/* How many bytes from `at` on can be taken as they are: no markup, nothing to leave out. */
size_t html_plain_length(const char *at, size_t len);
/* Reads what stops a plain run: a reference, a control character (gives ""), a line end, or a lone character. */
size_t html_odd_piece(const char *at, size_t len, bool in_attribute, char out[static HTML_REFERENCE_SIZE]);

/* Adds `text` with references decoded and control characters left out. */
void html_decode(const char *text, size_t len, bool in_attribute, struct buffer *out);
/* Adds text with & < > escaped; in an attribute the double quote as well. */
void html_escape(const char *text, size_t len, bool in_attribute, struct buffer *out);

#endif
