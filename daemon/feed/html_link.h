/*
 * html_link: judges the addresses in HTML.
 *
 * An address is looked at as a browser will see it: references decoded, tabs
 * and newlines taken out. What comes out is absolute and of a known scheme.
 */
#ifndef FEED_HTML_LINK_H
#define FEED_HTML_LINK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "feed/html_token.h"

enum html_link_use {
	LINK_PAGE,    /* http, https */
	LINK_ANCHOR,  /* also mailto, tel */
	LINK_PICTURE, /* also data: with a picture a browser draws without running anything */
};

/* `raw`: an attribute's value. NULL when it is not to be written. */
const char *html_link_judge(struct html_span raw, enum html_link_use use, const char *base, struct arena *arena);
/* Adds the candidates of a srcset that are fit, rewritten; false when none is. */
CHECKED bool html_srcset_judge(struct html_span raw, const char *base, struct arena *arena, struct buffer *out);

#endif
