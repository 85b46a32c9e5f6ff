/*
 * discover: the feeds that a web page names. Pure; any thread.
 *
 * WHATWG HTML, link type "alternate" with a feed's media type; anchors are not
 * guessed at. Addresses are absolute, each once, in the order of the page.
 */
#ifndef FEED_DISCOVER_H
#define FEED_DISCOVER_H

#include "base/arena.h"

#include <stddef.h>

struct discovered {
	const char *url;
	const char *title; /* plain text; NULL when the page gives none */
	const char *type;  /* media type, lower case */
};

/*
 * `link_header`: the page's Link headers (RFC 8288) joined by ", ", or NULL.
 * Answers how many there are; *out lives in the arena.
 */
size_t feed_discover(const char *page, size_t len, const char *content_type, const char *link_header, const char *url,
    struct arena *arena, struct discovered **out);
/* The first hub that Link headers name (W3C WebSub, section 4), or NULL. */
const char *feed_discover_hub(const char *link_header, const char *url, struct arena *arena);

#endif
