/*
 * prose_column: texts in rows. Private to this folder.
 *
 * A text stands in one of two columns, packed in one (prose.h) or as it is in
 * the other: when it is short, or an older winnow wrote it.
 */
#ifndef STORE_PROSE_COLUMN_H
#define STORE_PROSE_COLUMN_H

#include "base/arena.h"
#include "base/buffer.h"

#include <sqlite3.h>
#include <stdbool.h>

/* Of coalesce(packed, plain). NULL when there is none, or it is damaged. */
const char *prose_column(sqlite3_stmt *stmt, int column, struct arena *arena);
/* Its first `max` bytes at least, if there are as many; *out_whole is how many there are. */
const char *prose_column_beginning(sqlite3_stmt *stmt, int column, size_t max, struct arena *arena, size_t *out_whole);
/* Binds one of the two. `packed` must live until the statement is given back. `text` may be NULL. */
void prose_bind(sqlite3_stmt *stmt, const char *packed_name, const char *name, const char *text, struct buffer *packed);
/*
 * For SQL, on every connection: text_of(packed), which the view needs that the search index reads, NULL for what is
 * damaged; and text_packed(text), NULL for what is not to be packed.
 */
CHECKED bool prose_offer_functions(sqlite3 *db);

#endif
