/*
 * problems: what is wrong in a text that somebody wrote, by line.
 *
 * Readers of such texts go on after a mistake, so that one look shows them all;
 * past PROBLEMS_MAX they are only counted.
 */
#ifndef CLI_PROBLEMS_H
#define CLI_PROBLEMS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROBLEMS_MAX = 20 };

struct problems {
	struct buffer *text; /* "line 3: ...", a line each; borrowed */
	size_t count;
};

void problems_add(struct problems *problems, size_t line, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* After the last: says how many were left out. False: there was none. */
bool problems_end(struct problems *problems);

/* Complains of what is wrong in the file at `path`, a line each. Writes into `text`. */
void problems_complain(const char *path, struct buffer *text);

#endif
