/*
 * feeds: the feeds followed and their health (GET /v1/feeds, /v1/feeds/{id}),
 * and the daemon's own (GET /v1/status).
 */
#ifndef CLI_RENDER_FEEDS_H
#define CLI_RENDER_FEEDS_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

/* `feeds` is an array. */
void render_feeds(const json_t *feeds, const struct look *look, struct buffer *out);
/* The same, each with what is wrong and when it is tried again. */
void render_feeds_failing(const json_t *feeds, const struct look *look, struct buffer *out);
void render_feed(const json_t *feed, const struct look *look, struct buffer *out);
/* The best first; below, how many brought nothing. Takes what GET /v1/yield answered. */
void render_yield(const json_t *yield, const struct look *look, struct buffer *out);
void render_status(const json_t *status, const struct look *look, struct buffer *out);

#endif
