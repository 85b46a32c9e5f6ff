/*
 * html: a digest as one page that stands alone.
 *
 * No script, no picture, nothing fetched from anywhere: the page says so to the
 * browser itself. Light and dark, for a phone as for a desk. The same page is
 * the HTML part of a mail, so the layout asks for no more than blocks, margins
 * and a widest line, and reads well where the style sheet is thrown away.
 */
#ifndef CLI_RENDER_HTML_H
#define CLI_RENDER_HTML_H

#include "base/buffer.h"

#include <jansson.h>

void render_html(const json_t *digest, struct buffer *out);
/* What is said of an item below its title: the curator's note, the excerpt, where else it stands. For Atom too. */
/* The list of what changed since earlier issues; nothing when nothing did. */
void html_changed(const json_t *digest, struct buffer *out);
void html_item_body(const json_t *item, struct buffer *out);

#endif
