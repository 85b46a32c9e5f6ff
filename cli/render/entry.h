/*
 * entry: an item in a list: what it is called, where and when it is from, and
 * the one line that it has in a table.
 */
#ifndef CLI_RENDER_ENTRY_H
#define CLI_RENDER_ENTRY_H

#include "base/buffer.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/look.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What is typed to name it: the number it is printed with, else its id. Returns `out`. */
const char *entry_number(const json_t *item, char out[static FIELD_ID_SIZE]);
/* Columns of the longest number among `items`. */
size_t entry_id_columns(const json_t *items);
/* One line an item, of what GET /v1/items answered. */
void render_items(const json_t *list, const struct look *look, struct buffer *out);

/* "How to lead", or its address when it has no title. */
const char *entry_title(const json_t *item);
const char *entry_url(const json_t *item); /* NULL: none */
const char *entry_source(const json_t *item);
/* The feed that a copy of an item stands in; "" when it isn't known. */
const char *copy_feed(const json_t *copy);
/* "also in Two, Three and 3 more"; nothing when it has no copies. */
void entry_copies(const json_t *item, struct buffer *out);
/*
 * "4 more on this (story:1042): ferry, strike", of an item's extension or of
 * what says why; nothing when it stands alone. The hint is what to list it by.
 */
void story_tell(const json_t *extension, bool has_hint, struct buffer *out);
int64_t entry_time(const json_t *item);
enum ink score_ink(int64_t score);

#endif
