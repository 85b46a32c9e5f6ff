/*
 * markdown: a digest as CommonMark, to be pasted into a newsletter.
 *
 * Whatever comes from outside is escaped so that it can be nothing but text: no
 * title makes a heading, a link or HTML.
 */
#ifndef CLI_RENDER_MARKDOWN_H
#define CLI_RENDER_MARKDOWN_H

#include "base/buffer.h"

#include <jansson.h>

void render_markdown(const json_t *digest, struct buffer *out);

#endif
