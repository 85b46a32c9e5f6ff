/*
 * changes: what became of an item since it first came (GET
 * /v1/items/{id}/revisions), as wdiff shows it: [-removed-] {+added+}, struck
 * out and green where there is colour.
 */
#ifndef CLI_RENDER_CHANGES_H
#define CLI_RENDER_CHANGES_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

void render_changes(const json_t *revisions, const struct look *look, struct buffer *out);

#endif
