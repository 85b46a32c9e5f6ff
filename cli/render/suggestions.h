/*
 * suggestions: what would make topics better, with the lines to paste
 * (GET /v1/topics/{name}/suggestions, GET /v1/suggestions).
 */
#ifndef CLI_RENDER_SUGGESTIONS_H
#define CLI_RENDER_SUGGESTIONS_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

/* Terms to add and to drop. */
void render_suggestions(const json_t *suggestions, const struct look *look, struct buffer *out);
/* Topics that are missing. */
void render_clusters(const json_t *suggestions, const struct look *look, struct buffer *out);

#endif
