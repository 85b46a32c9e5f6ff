/*
 * plain: a digest for those who read their mail as text: no numbers to type,
 * but addresses to follow, each on a line of its own, since what is wrapped
 * can't be clicked.
 */
#ifndef CLI_RENDER_PLAIN_H
#define CLI_RENDER_PLAIN_H

#include "base/buffer.h"

#include <jansson.h>

void render_plain(const json_t *digest, struct buffer *out);

#endif
