/* What each feed brought, the best first. */
#include "base/memory.h"
#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/feeds.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/table.h"

#include <stdlib.h>

/* What was kept says more than what was told to others, that more than what was scored in, and that than what came. */
static int
compare(const void *a, const void *b)
{
	static const char *const keys[] = { "kept", "issued", "scored", "came" };
	const json_t *x = *(const json_t *const *)a, *y = *(const json_t *const *)b;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		int64_t m = field_int(x, keys[i], 0), n = field_int(y, keys[i], 0);

		if (m != n)
			return m > n ? -1 : 1;
	}
	return (field_int(x, "id", 0) > field_int(y, "id", 0)) - (field_int(x, "id", 0) < field_int(y, "id", 0));
}

static void
count_cell(struct table *table, enum ink ink, int64_t count)
{
	if (count > 0)
		table_cell_int(table, ink, count);
	else
		table_cell(table, INK_DIM, "-");
}

static void
row_add(struct table *table, const json_t *feed, const struct look *look)
{
	char id[FIELD_ID_SIZE], age[AGE_SIZE];
	const char *state = field_text_or(feed, "state", "");

	table_cell(table, INK_NUMBER, field_id(feed, "id", id));
	count_cell(table, INK_PLAIN, field_int(feed, "came", 0));
	count_cell(table, INK_DIM, field_int(feed, "copies", 0));
	count_cell(table, INK_GOOD, field_int(feed, "scored", 0));
	count_cell(table, INK_GOOD, field_int(feed, "issued", 0));
	count_cell(table, INK_HIGH, field_int(feed, "kept", 0));
	count_cell(table, INK_WARN, field_int(feed, "skipped", 0));
	table_cell(table, INK_DIM, age_format(field_time(feed, "newest_item"), look->now, age));
	table_cell(table, text_equal(state, "ok") ? INK_DIM : INK_BAD, state);
	table_cell(table, INK_PLAIN, field_text_or(feed, "title", ""));
}

static void
remark_write(size_t silent, size_t idle, const struct look *look, struct buffer *out)
{
	BUFFER text = { 0 };

	if (silent + idle == 0)
		return;
	if (silent > 0)
		buffer_addf(&text, "%zu brought nothing", silent);
	if (idle > 0)
		buffer_addf(&text, "%s%zu nothing over a threshold", silent > 0 ? ", " : "", idle);
	buffer_add_text(&text, ": winnow feed remove ID, or winnow feed pause ID");
	buffer_add_char(out, '\n');
	ink_wrapped(out, look, INK_WARN, 0, buffer_text(&text));
}

void
render_yield(const json_t *yield, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "id", true, false, 0 }, { "came", true, false, 0 },
		{ "copies", true, false, 0 }, { "in", true, false, 0 }, { "issued", true, false, 0 },
		{ "kept", true, false, 0 }, { "skipped", true, false, 0 }, { "newest", true, false, 0 },
		{ "state", false, false, 0 }, { "feed", false, true, 0 } };
	const json_t *feeds = field(yield, "feeds"), *feed;
	const json_t **order = mem_array(json_array_size(feeds) + 1, sizeof(*order));
	TABLE table = table_new(columns, COUNT_OF(columns));
	size_t silent = 0, idle = 0;

	FIELD_EACH(i, feeds, feed)
	{
		order[i] = feed;
		silent += field_int(feed, "came", 0) == 0;
		idle += field_int(feed, "came", 0) > 0 && field_int(feed, "scored", 0) == 0;
	}
	qsort(order, json_array_size(feeds), sizeof(*order), compare);
	for (size_t i = 0; i < json_array_size(feeds); i++)
		row_add(table, order[i], look);
	free(order);
	table_write(table, look, 0, out);
	remark_write(silent, idle, look, out);
}
