/*
 * statement: every SQL statement of the program, prepared once a handle and
 * lent to one user at a time. Private to this folder.
 *
 * STATEMENT puts a constant into a section of its own, so that the list of all
 * of them (which the test of their plans goes through) writes itself.
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct statement {
	const char *name;
	const char *sql;
};

#define STATEMENT(ident, text)                                                                                         \
	static const struct statement ident __attribute__((used, section("store_statements"))) = { #ident, text }

/* All of the program. */
const struct statement *statement_all(size_t *out_count);

/* Reset and given back at the end of the scope. */
#define BORROWED_STMT __attribute__((cleanup(stmt_give_back))) sqlite3_stmt *
void stmt_give_back(sqlite3_stmt **stmt);

/* To be stepped from the beginning; what is bound stays so. */
void stmt_rewind(sqlite3_stmt *stmt);
CHECKED bool stmt_borrow(struct store *s, const struct statement *which, sqlite3_stmt **out, struct err *err);
/* Forgets all that was prepared, before the connection closes. */
void stmt_forget_all(struct store *s);

/* Bind by name. What is bound is borrowed until the statement is given back. */
void bind_int(sqlite3_stmt *stmt, const char *name, int64_t value);
void bind_id(sqlite3_stmt *stmt, const char *name, int64_t id);     /* 0: NULL */
void bind_time(sqlite3_stmt *stmt, const char *name, int64_t time); /* TIME_NONE: NULL */
void bind_hash(sqlite3_stmt *stmt, const char *name, uint64_t hash);
void bind_real(sqlite3_stmt *stmt, const char *name, double value);
void bind_text(sqlite3_stmt *stmt, const char *name, const char *text); /* NULL: NULL */
void bind_blob(sqlite3_stmt *stmt, const char *name, const void *bytes, size_t len);

/* Steps to the next row; *out_has false after the last. */
CHECKED bool stmt_next(struct store *s, sqlite3_stmt *stmt, bool *out_has, struct err *err);
/* Steps a statement that answers no rows, or of whose rows the caller wants none. */
CHECKED bool stmt_run(struct store *s, sqlite3_stmt *stmt, struct err *err);
/* Runs a statement with the one parameter :id. */
CHECKED bool stmt_run_for_id(struct store *s, const struct statement *which, int64_t id, struct err *err);
/* The rows that the last statement changed itself. */
int64_t stmt_changes(const struct store *s);
/* Runs what changes the one row of `what` ("feed") that has this id. ERR_NOT_FOUND: "no feed 7". */
CHECKED bool stmt_run_on(struct store *s, sqlite3_stmt *stmt, const char *what, int64_t id, struct err *err);

/* Binds its one parameter, :id, and steps to the one row of `what` ("feed") that has it. ERR_NOT_FOUND: "no feed 7". */
CHECKED bool stmt_find(struct store *s, sqlite3_stmt *stmt, const char *what, int64_t id, struct err *err);

/* NULL columns: 0, TIME_NONE, NULL. */
int64_t column_int(sqlite3_stmt *stmt, int column);
int64_t column_time(sqlite3_stmt *stmt, int column);
double column_real(sqlite3_stmt *stmt, int column);
const char *column_text(sqlite3_stmt *stmt, int column, struct arena *arena);
void column_blob(sqlite3_stmt *stmt, int column, struct arena *arena, const void **out, size_t *out_len);
const void *column_blob_borrowed(sqlite3_stmt *stmt, int column, size_t *out_len); /* until the next step */
const char *column_borrowed(sqlite3_stmt *stmt, int column);                       /* until the next step */

/* The first column of the only row; 0 when there is none. */
CHECKED bool stmt_number(struct store *s, sqlite3_stmt *stmt, int64_t *out, struct err *err);

/* One row, into an element of an array. */
typedef void (*stmt_reader)(sqlite3_stmt *stmt, struct arena *arena, void *out);
/* All rows, at most `max`, into an array of the arena. NULL when that fails: *out_count is untouched then. */
CHECKED void *stmt_rows(struct store *s, sqlite3_stmt *stmt, size_t row_bytes, size_t max, stmt_reader read,
    struct arena *arena, size_t *out_count, struct err *err);

/* The numbers in the first column of all rows, at most `max`. */
CHECKED bool
stmt_collect_ids(struct store *s, sqlite3_stmt *stmt, int64_t *out_ids, size_t max, size_t *out_count, struct err *err);

#endif
