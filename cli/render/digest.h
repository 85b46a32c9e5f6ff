/*
 * digest: the few items that matter, by topic, each with its reason, and what
 * is missing said honestly below. Takes what GET /v1/digest answered.
 */
#ifndef CLI_RENDER_DIGEST_H
#define CLI_RENDER_DIGEST_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

void render_digest(const json_t *digest, const struct look *look, struct buffer *out);

#endif
