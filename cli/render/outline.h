/*
 * outline: what every format of a digest says, and in which words.
 *
 * Reads the one document that GET /v1/digest and an issue share; what is
 * missing in it is not said. Gives plain text, still foreign: a format adds its
 * own escaping, and nothing that another format would have to repeat.
 */
#ifndef CLI_RENDER_OUTLINE_H
#define CLI_RENDER_OUTLINE_H

#include "base/buffer.h"
#include "base/error.h"

#include <jansson.h>
#include <stdint.h>

const char *outline_title(const json_t *digest); /* "Weekly, issue 3" */
/* "Sun 15 to Sun 22 Nov 2026 · 23 items", the days in local time, as far as they are known. */
void outline_extent(const json_t *digest, struct buffer *out);
/* When it was made: frozen, or else asked for. TIME_NONE: it doesn't say. */
int64_t outline_time(const json_t *digest);

/* What the section of an item is called; NULL when it is in none that is known. */
const char *outline_section(const json_t *digest, const json_t *item);
/* The heading that stands before item `index`; NULL when it belongs to the section of the one before. */
const char *outline_heading(const json_t *digest, size_t index);
/* The title of an item; of one that has none, the beginning of what it says, or where it is. */
void outline_item_title(const json_t *item, struct buffer *out);
/* What the feed says of it, at most some 500 bytes; nothing where the title has said it all. */
void outline_excerpt(const json_t *item, struct buffer *out);
/* "4 more on this: strike, port, wages". */
void outline_story(const json_t *item, struct buffer *out);
/* Source and authors: "Work Matters, by Ann Lee, Bo". */
void outline_origin(const json_t *item, struct buffer *out);
#define OUTLINE_LOOSE_TIE "from further away"

/* What a copy of an item is called by where it stands: its feed, else its address. */
const char *outline_copy(const json_t *copy);

/* How the machine was, so that a quiet week is told from a broken one: an array of sentences, the caller's. */
json_t *outline_remarks(const json_t *digest);

/* The next paragraph of `*rest` into `out`, its line ends made spaces: a blank line parts them. False at the end. */
CHECKED bool outline_paragraph(const char **rest, struct buffer *out);

#endif
