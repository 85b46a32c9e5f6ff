/*
 * wrap: a text into lines that fit, without copying it.
 *
 * Breaks at white space, between wide characters (Chinese and Japanese write no
 * spaces; their closing marks stay with what they close), and inside a word
 * only when the word alone is wider than a line.
 */
#ifndef CLI_RENDER_WRAP_H
#define CLI_RENDER_WRAP_H

#include "base/error.h"

#include <stddef.h>

struct line {
	const char *text; /* borrowed from what is wrapped */
	size_t len;
};

/* The next line of at most `columns` (at least one cluster); taken off *rest. False at the end. */
CHECKED bool wrap_next(struct line *rest, size_t columns, struct line *out);

#endif
