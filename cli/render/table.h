/*
 * table: cells in columns that line up by display width.
 *
 * Columns are as wide as their widest cell; where the look cuts, those marked
 * `gives` become narrower, the widest first, until a row fits.
 */
#ifndef CLI_RENDER_TABLE_H
#define CLI_RENDER_TABLE_H

#include "base/buffer.h"
#include "cli/render/ink.h"
#include "cli/render/look.h"

#include <stddef.h>

struct column {
	const char *title; /* NULL in all columns: no heading */
	bool is_right;     /* numbers */
	bool gives;        /* may be cut */
	size_t max;        /* cut to so much to begin with; 0: not */
};

struct table;

#define TABLE __attribute__((cleanup(table_release))) struct table *

/* `columns` is borrowed. */
struct table *table_new(const struct column *columns, size_t count);
void table_free(struct table *t); /* NULL is fine */
void table_release(struct table **t);
/* Cells go row by row. Text is copied; NULL is an empty cell. */
void table_cell(struct table *t, enum ink ink, const char *text);
void table_cell_link(struct table *t, enum ink ink, const char *text, const char *url);
void table_cell_int(struct table *t, enum ink ink, int64_t number);
/* Writes heading and rows, each row after `indent` spaces. */
void table_write(const struct table *t, const struct look *look, size_t indent, struct buffer *out);

#endif
