#include "store/packing.h"

#include "store/handle.h"
#include "store/statement.h"

#include <assert.h>

enum { ROWS_A_STEP = 50, BYTES_A_STEP = 1 << 20, COLUMNS_MAX = 32 };

STATEMENT(sql_packing_rest, "SELECT swept_to FROM packing WHERE one = 1");

static bool
find_rest(struct store *s, int64_t *out_swept_to, bool *out_has, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_packing_rest, &stmt, err) || !stmt_next(s, stmt, out_has, err))
		return false;
	*out_swept_to = *out_has ? column_int(stmt, 0) : 0;
	return true;
}

/* ---- rows in memory ---- */

struct rows {
	sqlite3_value *values[ROWS_A_STEP][COLUMNS_MAX];
	size_t count;
	int64_t last_id;
	bool has_more;
};

static void
rows_fini(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t n = 0; n < COLUMNS_MAX; n++)
			sqlite3_value_free(rows->values[i][n]);
}

#define ROWS __attribute__((cleanup(rows_fini))) struct rows

/* As item_put.c writes them. In the order of the parameters below. */
STATEMENT(sql_packing_rows,
    "SELECT item_id, iif(identity = coalesce(nullif(guid, ''), url), '', identity), iif(guid = url, '', guid), url,"
    " external_url, title, image, published_at, modified_at, language, comments_url, rights, source_title, source_url,"
    " source_id, iif(authors = json_array(json_object('name', author_names)), NULL, authors), author_names, tags,"
    " attachments, iif(text_packed(summary) IS NULL, summary, NULL), iif(text_packed(text) IS NULL, text, NULL), html,"
    " summary_html, coalesce(packed_text, text_packed(text)), coalesce(packed_summary, text_packed(summary))"
    " FROM body WHERE item_id > :after ORDER BY item_id LIMIT :limit");

static size_t
take_row(sqlite3_stmt *stmt, struct rows *rows)
{
	size_t bytes = 0;

	assert(sqlite3_column_count(stmt) <= COLUMNS_MAX);
	for (int i = 0; i < sqlite3_column_count(stmt); i++) {
		rows->values[rows->count][i] = sqlite3_value_dup(sqlite3_column_value(stmt, i));
		bytes += (size_t)sqlite3_column_bytes(stmt, i);
	}
	rows->last_id = column_int(stmt, 0);
	rows->count++;
	return bytes;
}

static bool
take_rows(struct store *s, int64_t after, struct rows *rows, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	size_t bytes = 0;

	if (!stmt_borrow(s, &sql_packing_rows, &stmt, err))
		return false;
	bind_int(stmt, ":after", after);
	bind_int(stmt, ":limit", ROWS_A_STEP);
	for (rows->has_more = true; rows->count < ROWS_A_STEP && bytes < BYTES_A_STEP; bytes += take_row(stmt, rows)) {
		if (!stmt_next(s, stmt, &rows->has_more, err))
			return false;
		if (!rows->has_more)
			return true;
	}
	return true;
}

/* ---- and back ---- */

STATEMENT(sql_packing_remove, "DELETE FROM body WHERE item_id > :after AND item_id <= :last");

static bool
remove_rows(struct store *s, int64_t after, int64_t last, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_packing_remove, &stmt, err))
		return false;
	bind_int(stmt, ":after", after);
	bind_int(stmt, ":last", last);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_packing_put,
    "INSERT INTO body (item_id, identity, guid, url, external_url, title, image, published_at, modified_at, language,"
    " comments_url, rights, source_title, source_url, source_id, authors, author_names, tags, attachments, summary,"
    " text, html, summary_html, packed_text, packed_summary)"
    " VALUES (:item_id, :identity, :guid, :url, :external_url, :title, :image, :published_at, :modified_at, :language,"
    " :comments_url, :rights, :source_title, :source_url, :source_id, :authors, :author_names, :tags, :attachments,"
    " :summary, :text, :html, :summary_html, :packed_text, :packed_summary)");

static bool
put_row(struct store *s, sqlite3_value *const *values, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_packing_put, &stmt, err))
		return false;
	for (int i = 0; i < sqlite3_bind_parameter_count(stmt); i++)
		sqlite3_bind_value(stmt, i + 1, values[i]);
	return stmt_run(s, stmt, err);
}

/*
 * All out, then all in again: SQLite joins pages only when they are nearly
 * empty, and rows that shrink where they are give nothing back.
 */
static bool
put_anew(struct store *s, int64_t after, const struct rows *rows, struct err *err)
{
	if (rows->count > 0 && !remove_rows(s, after, rows->last_id, err))
		return false;
	for (size_t i = 0; i < rows->count; i++)
		if (!put_row(s, rows->values[i], err))
			return false;
	return true;
}

/* ---- a step ---- */

STATEMENT(sql_packing_on, "UPDATE packing SET swept_to = :id WHERE one = 1");
STATEMENT(sql_packing_end, "DELETE FROM packing WHERE one = :id");

bool
packing_step(struct store *s, bool *out_more, struct err *err)
{
	ROWS rows = { 0 };
	int64_t swept_to;

	if (!find_rest(s, &swept_to, out_more, err))
		return false;
	if (!*out_more)
		return true;
	if (!take_rows(s, swept_to, &rows, err) || !put_anew(s, swept_to, &rows, err))
		return false;
	if (rows.has_more)
		return stmt_run_for_id(s, &sql_packing_on, rows.last_id, err);
	return stmt_run_for_id(s, &sql_packing_end, 1, err);
}
