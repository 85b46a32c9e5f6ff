/*
 * markup: the only way text gets into HTML and XML, as ink is for the terminal.
 *
 * Whatever it is given comes out as text: escaped, without control characters
 * and what XML 1.0 has no place for.
 */
#ifndef CLI_RENDER_MARKUP_H
#define CLI_RENDER_MARKUP_H

#include "base/buffer.h"

#include <stdint.h>

void markup_text(struct buffer *out, const char *text); /* NULL adds nothing */
/* `<tag>text</tag>`, where `tag` may carry attributes of ours; nothing when there is no text. */
void markup_element(struct buffer *out, const char *tag, const char *text);
/* A link that tells the other end nothing of where it was followed; the text alone when `url` is no web address. */
void markup_link(struct buffer *out, const char *url, const char *text);
/* `<p>` for each paragraph; NULL has none. */
void markup_paragraphs(struct buffer *out, const char *text);
/* `<time datetime="...">Fri 21 Nov 2025</time>`; nothing for TIME_NONE. */
void markup_day(struct buffer *out, int64_t time);

#endif
