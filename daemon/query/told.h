/* told: in which issues an item stood, and whether it changed since. */
#ifndef QUERY_TOLD_H
#define QUERY_TOLD_H

#include "store/store.h"

#include <jansson.h>

/* Sets "issues" of `into`, [{"digest","issue","frozen_at","changed"}]; not when it stood in none. Inside a snapshot. */
CHECKED bool
told_render(struct store *store, const struct store_item *item, json_t *into, struct arena *arena, struct err *err);

#endif
