/*
 * item: one item to read (GET /v1/items/{id}), and why it scored as it did
 * (GET /v1/items/{id}/why).
 */
#ifndef CLI_RENDER_ITEM_H
#define CLI_RENDER_ITEM_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>
#include <stdbool.h>

void render_item(const json_t *item, const struct look *look, struct buffer *out);
/* Topics it belongs to, or the best one when it belongs to none; `all`: every topic. */
void render_why(const json_t *why, bool all, const struct look *look, struct buffer *out);
/* What keeps it out of the digest, and what would bring it in. */
void render_why_not(const json_t *why, const struct look *look, struct buffer *out);

/*
 * Rounds `exact` to hundredths such that the rounded ones sum to `sum` rounded:
 * those that rounding moved furthest give way. False, with each just rounded,
 * when they don't sum to it to begin with.
 */
CHECKED bool hundredths_round(const double *exact, size_t count, double sum, long long *out);

/* "issued  in issue 3 of weekly (Sun 1 Nov 2026), changed since", a line an issue of a list that the daemon gives. */
void issues_lines(const json_t *issues, const struct look *look, struct buffer *out);

#endif
