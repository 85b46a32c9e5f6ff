#include "store/cuts.h"

#include "store/item.h"
#include "store/prose_column.h"

#include <endian.h>
#include <string.h>

enum { CUT_BYTES = 8 };

static void
cuts_write(const struct text_span *spans, size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count && i < STORE_CUTS_MAX; i++) {
		uint32_t pair[2] = { htole32((uint32_t)spans[i].start), htole32((uint32_t)spans[i].len) };

		buffer_add(out, pair, sizeof(pair));
	}
}

const char *
cuts_apply(const char *text, sqlite3_stmt *stmt, int column, struct arena *arena)
{
	struct text_span spans[STORE_CUTS_MAX];
	BUFFER rest = { 0 };
	size_t len, count = 0;
	const char *bytes = column_blob_borrowed(stmt, column, &len);

	if (text == NULL || bytes == NULL || len == 0)
		return text;
	for (; count < STORE_CUTS_MAX && (count + 1) * CUT_BYTES <= len; count++) {
		uint32_t pair[2];

		memcpy(pair, bytes + count * CUT_BYTES, sizeof(pair));
		spans[count] = (struct text_span) { le32toh(pair[0]), le32toh(pair[1]) };
	}
	text_without(text, spans, count, &rest);
	return arena_strdup(arena, buffer_text(&rest));
}

/* ---- written with the item ---- */

/* REPLACE would need a journal of its own. */
STATEMENT(sql_cuts_put,
    "INSERT INTO body_cut (item_id, text, summary) VALUES (:id, :text, :summary)"
    " ON CONFLICT (item_id) DO UPDATE SET text = :text, summary = :summary");
STATEMENT(sql_cuts_drop, "DELETE FROM body_cut WHERE item_id = :id");

bool
store_item_cuts_put(struct store *s, int64_t id, const struct store_cuts *cuts, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	BUFFER text = { 0 };
	BUFFER summary = { 0 };

	if (cuts->text_count + cuts->summary_count == 0)
		return stmt_run_for_id(s, &sql_cuts_drop, id, err);
	if (!stmt_borrow(s, &sql_cuts_put, &stmt, err))
		return false;
	cuts_write(cuts->text, cuts->text_count, &text);
	cuts_write(cuts->summary, cuts->summary_count, &summary);
	bind_int(stmt, ":id", id);
	if (text.len > 0)
		bind_blob(stmt, ":text", text.data, text.len);
	if (summary.len > 0)
		bind_blob(stmt, ":summary", summary.data, summary.len);
	return stmt_run(s, stmt, err);
}

/* ---- what tells what is repeated ---- */

STATEMENT(sql_item_samples,
    "SELECT b.title, " BODY_TEXT ", " BODY_SUMMARY
    " FROM item i INDEXED BY item_by_feed"
    " CROSS JOIN body b ON b.item_id = i.id WHERE i.feed_id = :feed ORDER BY i.sorted_at DESC, i.id DESC LIMIT :limit");

static void
read_sample(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_item_sample *)out = (struct store_item_sample) { column_text(stmt, 0, arena),
		prose_column(stmt, 1, arena), prose_column(stmt, 2, arena) };
}

bool
store_item_samples(struct store *s, int64_t feed_id, size_t limit, struct arena *arena, struct store_item_sample **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_item_sample *samples;

	if (!stmt_borrow(s, &sql_item_samples, &stmt, err))
		return false;
	bind_int(stmt, ":feed", feed_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	samples = stmt_rows(s, stmt, sizeof(*samples), limit, read_sample, arena, out_count, err);
	if (samples == NULL)
		return false;
	*out = samples;
	return true;
}
