#include "store/statement.h"

#include "base/memory.h"
#include "store/handle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_FIRST = 32 };

/* The linker's names for the ends of the section. */
extern const struct statement __start_store_statements[] __attribute__((visibility("hidden")));
extern const struct statement __stop_store_statements[] __attribute__((visibility("hidden")));

const struct statement *
statement_all(size_t *out_count)
{
	*out_count = (size_t)(__stop_store_statements - __start_store_statements);
	return __start_store_statements;
}

bool
stmt_borrow(struct store *s, const struct statement *which, sqlite3_stmt **out, struct err *err)
{
	size_t count;
	const struct statement *all = statement_all(&count);
	sqlite3_stmt **slot;

	if (s->is_begun && !store_is_in_transaction(s))
		return err_set(err, ERR_STORE, "store %s: the transaction was undone by an earlier failure", s->path);
	if (s->prepared == NULL)
		s->prepared = mem_array(count, sizeof(*s->prepared));
	slot = &s->prepared[which - all];
	if (*slot == NULL &&
	    sqlite3_prepare_v3(s->db, which->sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK) {
		store_failed(s, err);
		return err_wrap(err, "%s", which->name);
	}
	assert(!sqlite3_stmt_busy(*slot)); /* lent to one user at a time */
	*out = *slot;
	return true;
}

void
stmt_give_back(sqlite3_stmt **stmt)
{
	if (*stmt == NULL)
		return;
	sqlite3_reset(*stmt);
	sqlite3_clear_bindings(*stmt); /* what is bound was only borrowed */
	*stmt = NULL;
}

void
stmt_rewind(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
}

void
stmt_forget_all(struct store *s)
{
	size_t count;

	(void)statement_all(&count);
	for (size_t i = 0; s->prepared != NULL && i < count; i++)
		sqlite3_finalize(s->prepared[i]);
	free(s->prepared);
	s->prepared = NULL;
}

static int
place_of(sqlite3_stmt *stmt, const char *name)
{
	int place = sqlite3_bind_parameter_index(stmt, name);

	assert(place > 0);
	return place;
}

void
bind_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
	sqlite3_bind_int64(stmt, place_of(stmt, name), value);
}

/* A parameter that was never bound, or was cleared, is NULL. */
void
bind_id(sqlite3_stmt *stmt, const char *name, int64_t id)
{
	if (id != 0)
		bind_int(stmt, name, id);
}

void
bind_time(sqlite3_stmt *stmt, const char *name, int64_t time)
{
	if (time != TIME_NONE)
		bind_int(stmt, name, time);
}

void
bind_hash(sqlite3_stmt *stmt, const char *name, uint64_t hash)
{
	bind_int(stmt, name, (int64_t)hash);
}

void
bind_real(sqlite3_stmt *stmt, const char *name, double value)
{
	sqlite3_bind_double(stmt, place_of(stmt, name), value);
}

void
bind_text(sqlite3_stmt *stmt, const char *name, const char *text)
{
	if (text != NULL)
		sqlite3_bind_text(stmt, place_of(stmt, name), text, -1, SQLITE_STATIC);
}

void
bind_blob(sqlite3_stmt *stmt, const char *name, const void *bytes, size_t len)
{
	sqlite3_bind_blob64(stmt, place_of(stmt, name), len > 0 ? bytes : "", len, SQLITE_STATIC);
}

bool
stmt_next(struct store *s, sqlite3_stmt *stmt, bool *out_has, struct err *err)
{
	int code = sqlite3_step(stmt);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return store_failed(s, err);
	*out_has = code == SQLITE_ROW;
	return true;
}

bool
stmt_run(struct store *s, sqlite3_stmt *stmt, struct err *err)
{
	bool has;

	do
		if (!stmt_next(s, stmt, &has, err))
			return false;
	while (has);
	return true;
}

bool
stmt_run_for_id(struct store *s, const struct statement *which, int64_t id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	return stmt_run(s, stmt, err);
}

int64_t
stmt_changes(const struct store *s)
{
	return sqlite3_changes64(s->db);
}

bool
stmt_run_on(struct store *s, sqlite3_stmt *stmt, const char *what, int64_t id, struct err *err)
{
	if (!stmt_run(s, stmt, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "no %s %lld", what, (long long)id);
}

bool
stmt_find(struct store *s, sqlite3_stmt *stmt, const char *what, int64_t id, struct err *err)
{
	bool has = false;

	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	return has || err_set(err, ERR_NOT_FOUND, "no %s %lld", what, (long long)id);
}

int64_t
column_int(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt, column);
}

int64_t
column_time(sqlite3_stmt *stmt, int column)
{
	if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
		return TIME_NONE;
	return sqlite3_column_int64(stmt, column);
}

double
column_real(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_double(stmt, column);
}

const char *
column_text(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const char *text = column_borrowed(stmt, column);

	if (text == NULL)
		return NULL;
	return arena_strndup(arena, text, (size_t)sqlite3_column_bytes(stmt, column));
}

void
column_blob(sqlite3_stmt *stmt, int column, struct arena *arena, const void **out, size_t *out_len)
{
	const void *bytes = column_blob_borrowed(stmt, column, out_len);

	*out = bytes != NULL ? arena_strndup(arena, bytes, *out_len) : NULL;
}

const void *
column_blob_borrowed(sqlite3_stmt *stmt, int column, size_t *out_len)
{
	const void *bytes = sqlite3_column_blob(stmt, column);

	*out_len = (size_t)sqlite3_column_bytes(stmt, column);
	return bytes;
}

const char *
column_borrowed(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

bool
stmt_collect_ids(struct store *s, sqlite3_stmt *stmt, int64_t *out_ids, size_t max, size_t *out_count, struct err *err)
{
	size_t count = 0;
	bool has = true;

	while (count < max) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out_ids[count++] = column_int(stmt, 0);
	}
	*out_count = count;
	return true;
}

bool
stmt_number(struct store *s, sqlite3_stmt *stmt, int64_t *out, struct err *err)
{
	bool has = false;

	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? column_int(stmt, 0) : 0;
	return true;
}

/* Twice as many, up to `max`. */
static void *
widen(const void *rows, size_t row_bytes, size_t *io_cap, size_t max, struct arena *arena)
{
	size_t cap = *io_cap <= max / 2 ? *io_cap * 2 : max;
	void *wider = arena_alloc(arena, cap * row_bytes);

	memcpy(wider, rows, *io_cap * row_bytes);
	*io_cap = cap;
	return wider;
}

/* Room for few at first: `max` is mostly a bound that is never come near. */
void *
stmt_rows(struct store *s, sqlite3_stmt *stmt, size_t row_bytes, size_t max, stmt_reader read, struct arena *arena,
    size_t *out_count, struct err *err)
{
	size_t count = 0, cap = max < ROWS_FIRST ? max : ROWS_FIRST;
	char *rows = arena_alloc(arena, cap * row_bytes);
	bool has = true;

	while (count < max) {
		if (!stmt_next(s, stmt, &has, err))
			return NULL;
		if (!has)
			break;
		if (count == cap)
			rows = widen(rows, row_bytes, &cap, max, arena);
		read(stmt, arena, rows + count++ * row_bytes);
	}
	*out_count = count;
	return rows;
}
