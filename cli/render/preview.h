/*
 * preview: what POST /v1/preview answered, so that a source can be judged
 * before it is followed: what it is, how often it brings something and how
 * much of it, what had to be mended, and its newest items.
 */
#ifndef CLI_RENDER_PREVIEW_H
#define CLI_RENDER_PREVIEW_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

void render_preview(const json_t *feed, const struct look *look, struct buffer *out);

#endif
