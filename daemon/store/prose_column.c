#include "store/prose_column.h"

#include "store/prose.h"
#include "store/statement.h"

#include <string.h>

const char *
prose_column(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const void *bytes;
	size_t len;

	if (sqlite3_column_type(stmt, column) != SQLITE_BLOB)
		return column_text(stmt, column, arena);
	bytes = column_blob_borrowed(stmt, column, &len);
	return prose_unpack(bytes, len, arena);
}

const char *
prose_column_beginning(sqlite3_stmt *stmt, int column, size_t max, struct arena *arena, size_t *out_whole)
{
	const void *bytes;
	const char *text;
	size_t len;

	if (sqlite3_column_type(stmt, column) == SQLITE_BLOB) {
		bytes = column_blob_borrowed(stmt, column, &len);
		return prose_unpack_beginning(bytes, len, max, arena, out_whole);
	}
	text = column_text(stmt, column, arena);
	*out_whole = text != NULL ? strlen(text) : 0;
	return text;
}

void
prose_bind(sqlite3_stmt *stmt, const char *packed_name, const char *name, const char *text, struct buffer *packed)
{
	if (text != NULL && prose_pack(text, packed))
		bind_blob(stmt, packed_name, packed->data, packed->len);
	else
		bind_text(stmt, name, text);
}

static void
on_text_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	ARENA arena = arena_new();
	const void *bytes = sqlite3_value_blob(values[0]);
	const char *text;

	(void)count;
	if (sqlite3_value_type(values[0]) != SQLITE_BLOB)
		return;
	text = prose_unpack(bytes, (size_t)sqlite3_value_bytes(values[0]), arena);
	sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static void
on_text_packed(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	BUFFER packed = { 0 };

	(void)count;
	if (text != NULL && prose_pack(text, &packed))
		sqlite3_result_blob64(context, packed.data, packed.len, SQLITE_TRANSIENT);
}

bool
prose_offer_functions(sqlite3 *db)
{
	static const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	return sqlite3_create_function(db, "text_of", 1, flags | SQLITE_INNOCUOUS, NULL, on_text_of, NULL, NULL) ==
		   SQLITE_OK &&
	       sqlite3_create_function(
		   db, "text_packed", 1, flags | SQLITE_DIRECTONLY, NULL, on_text_packed, NULL, NULL) == SQLITE_OK;
}
