/*
 * excerpt: the few words of a text that a list shows of it.
 *
 * Begins with the first real sentence: headings, bylines and what repeats the
 * title come before it and are passed over. Ends at a word; "[...]" and
 * "Continue reading" are no words of the text. Pure.
 */
#ifndef CURATE_EXCERPT_H
#define CURATE_EXCERPT_H

#include "base/buffer.h"

#include <stdbool.h>

enum { EXCERPT_MAX_BYTES = 300 };

/* Adds one line of plain text, nothing when `text` says no more than `title`; both may be NULL. `is_cut`: the text goes on. */
void excerpt_make(const char *title, const char *text, bool is_cut, struct buffer *out);

#endif
