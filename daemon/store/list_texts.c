#include "store/list_texts.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <ctype.h>
#include <stdlib.h>

enum { TEXTS_MAX_BYTES = 1 << 20 };

struct list_texts {
	sqlite3 *db; /* in memory */
	sqlite3_stmt *put, *ask;
};

/* Columns and tokenizer are those of item_words. */
static const char sql_texts_make[] =
    "PRAGMA journal_mode = OFF;"
    "CREATE VIRTUAL TABLE words USING fts5 (title, text, authors, tags, content = '', columnsize = 0,"
    " tokenize = 'unicode61 remove_diacritics 2')";
static const char sql_texts_put[] = "INSERT INTO words (rowid, title, text, authors, tags) VALUES (?, ?, ?, ?, ?)";
static const char sql_texts_ask[] = "SELECT rowid FROM words WHERE words MATCH ?";
static const char sql_texts_clear[] = "INSERT INTO words (words) VALUES ('delete-all')";

void
list_texts_free(struct list_texts *t)
{
	if (t == NULL)
		return;
	sqlite3_finalize(t->put);
	sqlite3_finalize(t->ask);
	sqlite3_close(t->db);
	free(t);
}

static bool
texts_failed(const struct list_texts *t, struct err *err)
{
	if (sqlite3_errcode(t->db) == SQLITE_ERROR)
		return err_set(err, ERR_SYNTAX, "not a search: %s", sqlite3_errmsg(t->db));
	return err_set(err, ERR_STORE, "searching texts: %s", sqlite3_errmsg(t->db));
}

static bool
make(struct store *s, struct err *err)
{
	struct list_texts *t = mem_alloc(sizeof(*t));

	s->texts = t;
	if (sqlite3_open_v2(":memory:", &t->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	    sqlite3_exec(t->db, sql_texts_make, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(t->db, sql_texts_put, -1, &t->put, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(t->db, sql_texts_ask, -1, &t->ask, NULL) == SQLITE_OK)
		return true;
	texts_failed(t, err);
	list_texts_free(t);
	s->texts = NULL;
	return false;
}

/* ---- into it ---- */

enum { TITLE, TEXT, AUTHORS, TAGS, COLUMNS };

STATEMENT(sql_texts_read, "SELECT title, text, authors, tags FROM item_search WHERE id = :id");
STATEMENT(sql_texts_read_heads, "SELECT title, NULL, authors, tags FROM item_search WHERE id = :id");

/* Signs that are in no word, U+0080 to U+00BF and U+2000 to U+207F: marks of quotation, dashes, spaces. */
static bool
is_mark(const unsigned char *at)
{
	return at[0] == 0xc2 || (at[0] == 0xe2 && (at[1] == 0x80 || at[1] == 0x81));
}

/* What is not ASCII may be a letter with an accent, which counts as the letter. */
static bool
begins_with(const unsigned char *at, const char *stem)
{
	for (; *stem != '\0'; stem++, at++) {
		if (*at >= 0x80)
			return !is_mark(at);
		if (tolower(*at) != tolower((unsigned char)*stem))
			return false;
	}
	return true;
}

/* Never false when a word of the text begins so. */
static bool
may_hold(const unsigned char *text, const char *stem)
{
	for (const unsigned char *at = text; at != NULL && *at != '\0'; at++)
		if ((at == text || !isalnum(at[-1])) && begins_with(at, stem))
			return true;
	return false;
}

static bool
may_be_found(sqlite3_stmt *from, const struct list_look *look)
{
	for (const char *const *stem = look->stems; stem != NULL && *stem != NULL; stem++)
		for (int i = 0; i < COLUMNS; i++)
			if (may_hold(sqlite3_column_text(from, i), *stem))
				return true;
	return look->stems == NULL;
}

static bool
put(struct list_texts *t, sqlite3_stmt *from, struct list_look *look, struct err *err)
{
	int code;

	sqlite3_bind_int64(t->put, 1, (int64_t)look->looked);
	for (int i = 0; i < COLUMNS; i++) {
		sqlite3_bind_value(t->put, 2 + i, sqlite3_column_value(from, i));
		look->bytes += (size_t)sqlite3_column_bytes(from, i);
	}
	code = sqlite3_step(t->put);
	sqlite3_reset(t->put);
	return code == SQLITE_DONE || texts_failed(t, err);
}

static bool
fill(struct store *s, struct list_look *look, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, look->leaves_texts_out ? &sql_texts_read_heads : &sql_texts_read, &stmt, err))
		return false;
	look->bytes = 0;
	for (look->looked = 0; look->looked < look->count && look->bytes < TEXTS_MAX_BYTES; look->looked++) {
		sqlite3_reset(stmt);
		bind_int(stmt, ":id", look->places[look->looked].id);
		if (!stmt_next(s, stmt, &has, err) ||
		    (has && may_be_found(stmt, look) && !put(s->texts, stmt, look, err)))
			return false;
	}
	return true;
}

/* ---- out of it ---- */

static bool
ask(struct list_texts *t, const char *words, bool *holds, struct err *err)
{
	int code;

	sqlite3_bind_text(t->ask, 1, words, -1, SQLITE_STATIC);
	while ((code = sqlite3_step(t->ask)) == SQLITE_ROW)
		holds[sqlite3_column_int64(t->ask, 0)] = true;
	sqlite3_reset(t->ask);
	return code == SQLITE_DONE || texts_failed(t, err);
}

static bool
look_in_transaction(struct store *s, struct list_look *look, struct err *err)
{
	for (size_t i = 0; i < look->count; i++)
		look->holds[i] = false;
	return fill(s, look, err) && ask(s->texts, look->words, look->holds, err);
}

bool
list_texts_look(struct store *s, struct list_look *look, struct err *err)
{
	bool is_good;

	if (s->texts == NULL && !make(s, err))
		return false;
	sqlite3_exec(s->texts->db, "BEGIN", NULL, NULL, NULL);
	is_good = look_in_transaction(s, look, err);
	sqlite3_exec(s->texts->db, sql_texts_clear, NULL, NULL, NULL);
	sqlite3_exec(s->texts->db, "COMMIT", NULL, NULL, NULL);
	return is_good;
}
