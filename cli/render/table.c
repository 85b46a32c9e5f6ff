#include "cli/render/table.h"

#include "base/arena.h"
#include "base/memory.h"
#include "cli/render/width.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, COLUMN_MIN = 6, COLUMNS_MAX = 16 };

struct cell {
	const char *text;
	const char *url;
	size_t width;
	enum ink ink;
};

struct table {
	struct arena *arena;
	const struct column *columns;
	size_t column_count;
	struct cell *cells;
	size_t cell_count;
	size_t cell_room;
};

struct table *
table_new(const struct column *columns, size_t count)
{
	struct table *t = mem_alloc(sizeof(*t));

	t->arena = arena_new();
	t->columns = columns;
	t->column_count = count < COLUMNS_MAX ? count : COLUMNS_MAX;
	return t;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	arena_free(t->arena);
	free(t->cells);
	free(t);
}

void
table_release(struct table **t)
{
	table_free(*t);
	*t = NULL;
}

void
table_cell_link(struct table *t, enum ink ink, const char *text, const char *url)
{
	if (t->cell_count == t->cell_room) {
		t->cell_room = t->cell_room * 2 + 64;
		t->cells = mem_resize(t->cells, t->cell_room * sizeof(*t->cells));
	}
	text = text != NULL ? text : "";
	t->cells[t->cell_count++] = (struct cell) {
		.text = arena_strdup(t->arena, text),
		.url = arena_strdup(t->arena, url),
		.width = width_of_text(text),
		.ink = ink,
	};
}

void
table_cell(struct table *t, enum ink ink, const char *text)
{
	table_cell_link(t, ink, text, NULL);
}

void
table_cell_int(struct table *t, enum ink ink, int64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	table_cell(t, ink, text);
}

static bool
has_heading(const struct table *t)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (t->columns[i].title != NULL)
			return true;
	return false;
}

static void
widths_wanted(const struct table *t, size_t *widths)
{
	for (size_t i = 0; i < t->column_count; i++)
		widths[i] = t->columns[i].title != NULL ? width_of_text(t->columns[i].title) : 0;
	for (size_t i = 0; i < t->cell_count; i++)
		if (t->cells[i].width > widths[i % t->column_count])
			widths[i % t->column_count] = t->cells[i].width;
}

static size_t
row_width(const struct table *t, const size_t *widths)
{
	size_t total = (t->column_count - 1) * GAP;

	for (size_t i = 0; i < t->column_count; i++)
		total += widths[i];
	return total;
}

/* The widest column that may still give; column_count when none may. */
static size_t
widest(const struct table *t, const size_t *widths)
{
	size_t found = t->column_count;

	for (size_t i = 0; i < t->column_count; i++)
		if (t->columns[i].gives && widths[i] > COLUMN_MIN &&
		    (found == t->column_count || widths[i] > widths[found]))
			found = i;
	return found;
}

static void
widths_fit(const struct table *t, size_t room, size_t *widths)
{
	size_t i;

	for (i = 0; i < t->column_count; i++)
		if (t->columns[i].max > 0 && widths[i] > t->columns[i].max)
			widths[i] = t->columns[i].max;
	/* No column needs more than a row has, so that the loop below is short. */
	for (i = 0; i < t->column_count; i++)
		if (t->columns[i].gives && widths[i] > room)
			widths[i] = room > COLUMN_MIN ? room : COLUMN_MIN;
	while (row_width(t, widths) > room && (i = widest(t, widths)) < t->column_count)
		widths[i]--;
}

static void
cell_write(const struct look *look, const struct column *column, const struct cell *cell, size_t width, bool is_last,
    struct buffer *out)
{
	size_t shown = cell->width, len = strlen(cell->text);
	bool is_cut = shown > width && column->gives && look->cuts;

	if (is_cut)
		len = width_fit(cell->text, len, width - 1, &shown);
	if (column->is_right && shown < width)
		ink_spaces(out, width - shown);
	ink_link(out, look, cell->ink, cell->url, cell->text, len);
	if (is_cut) {
		ink_text(out, look, cell->ink, "…");
		shown++;
	}
	if (!column->is_right && !is_last && shown < width)
		ink_spaces(out, width - shown);
}

static void
row_write(const struct table *t, const struct look *look, const struct cell *cells, const size_t *widths, size_t indent,
    struct buffer *out)
{
	size_t last = t->column_count;

	while (last > 1 && cells[last - 1].width == 0)
		last--;
	ink_spaces(out, indent);
	for (size_t i = 0; i < last; i++) {
		if (i > 0)
			ink_spaces(out, GAP);
		cell_write(look, &t->columns[i], &cells[i], widths[i], i + 1 == last, out);
	}
	buffer_add_char(out, '\n');
}

void
table_write(const struct table *t, const struct look *look, size_t indent, struct buffer *out)
{
	size_t widths[COLUMNS_MAX];
	struct cell titles[COLUMNS_MAX] = { 0 };

	if (t->column_count == 0)
		return;
	widths_wanted(t, widths);
	if (look->cuts)
		widths_fit(t, look->width > indent ? look->width - indent : 1, widths);
	for (size_t i = 0; i < t->column_count; i++) {
		titles[i].text = t->columns[i].title != NULL ? t->columns[i].title : "";
		titles[i].width = width_of_text(titles[i].text);
		titles[i].ink = INK_DIM;
	}
	if (has_heading(t))
		row_write(t, look, titles, widths, indent, out);
	for (size_t i = 0; i + t->column_count <= t->cell_count; i += t->column_count)
		row_write(t, look, t->cells + i, widths, indent, out);
}
