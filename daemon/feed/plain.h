/*
 * plain: one line of plain text out of what a feed gives as a title, a name, a
 * tag. Pure; any thread.
 */
#ifndef FEED_PLAIN_H
#define FEED_PLAIN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * White space folded, control characters left out. `is_html`: tags dropped,
 * references decoded. What still looks escaped was escaped twice and is decoded
 * once more. NULL when nothing is left.
 */
const char *plain_line(const char *text, size_t len, bool is_html, struct arena *arena);

/* A copy without control characters; a tab or a line end becomes a space. */
const char *plain_verbatim(const char *text, size_t len, struct arena *arena);

#endif
