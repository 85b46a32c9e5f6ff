/*
 * link: addresses in documents. Pure; any thread.
 *
 * RFC 3986 resolution over what feeds really contain: IRIs, spaces, control
 * characters, protocol-relative and bare-domain forms (WHATWG URL where it is
 * more forgiving).
 */
#ifndef FEED_LINK_H
#define FEED_LINK_H

#include "base/arena.h"

#include <stdbool.h>

/* `reference` against `base` (NULL: must be absolute itself). NULL when nothing useful comes out. */
const char *link_resolve(const char *base, const char *reference, struct arena *arena);
/* A document's address as its server is asked for it: resolved, its host in small letters, no fragment. NULL as above. */
const char *link_document(const char *url, struct arena *arena);
/* An absolute http or https address with a host. */
bool link_is_web(const char *url);

#endif
