/*
 * atom: a digest as an Atom feed (RFC 4287), so that any newsreader can
 * subscribe to it.
 *
 * Ids stay: an issue's come from the number made when it was frozen, and an
 * item's from that and its own; those of a live digest from its name, and from
 * what the item was called by the feed it came in.
 */
#ifndef CLI_RENDER_ATOM_H
#define CLI_RENDER_ATOM_H

#include "base/buffer.h"

#include <jansson.h>

void render_atom(const json_t *digest, struct buffer *out);

#endif
