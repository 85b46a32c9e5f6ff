/*
 * ink: the only way text gets into what is printed.
 *
 * The choke point of the law that nothing from outside reaches a terminal with
 * a control character in it: each text passes text_without_controls here, and
 * all escape sequences of ours begin and end here.
 */
#ifndef CLI_RENDER_INK_H
#define CLI_RENDER_INK_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <stddef.h>

enum ink {
	INK_PLAIN,
	INK_STRONG,  /* titles */
	INK_DIM,     /* what is read second */
	INK_HEADING, /* sections */
	INK_NUMBER,  /* ids: what to type next */
	INK_GOOD,
	INK_WARN,
	INK_BAD,
	INK_HIGH,    /* a high score */
	INK_REMOVED, /* struck out */
};

void ink_text(struct buffer *out, const struct look *look, enum ink ink, const char *text);
void ink_bytes(struct buffer *out, const struct look *look, enum ink ink, const char *text, size_t len);
void ink_format(struct buffer *out, const struct look *look, enum ink ink, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* As a link where links can be shown; `url` NULL or no web address: as text. */
void ink_link(struct buffer *out, const struct look *look, enum ink ink, const char *url, const char *text, size_t len);
/* Wrapped to the look's width; the first line begins where the cursor is, taken to be column `indent`, as all others do. Ends the line. */
void ink_wrapped(struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *text);
void ink_wrapped_link(
    struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *url, const char *text);
/* Pieces with a dot between them; a line is broken between pieces where it can be. Blank ones are left out. Begins and ends the line. */
void ink_pieces(
    struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *const *pieces, size_t count);
void ink_spaces(struct buffer *out, size_t columns);

/* Adds a web address with whatever RFC 3986 has no place for percent-encoded. False, adding nothing, when it is no http or https address. */
CHECKED bool ink_web_address(struct buffer *out, const char *url);

#endif
