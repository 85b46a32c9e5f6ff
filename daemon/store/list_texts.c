#include "store/list_texts.h"

#include "store/handle.h"
#include "store/statement.h"
#include "store/tokenizer.h"

#include <string.h>

enum { TEXTS_MAX_BYTES = 1 << 20, PHRASE_MAX_WORDS = 64 };

bool
list_texts_can_look(const struct expression *e)
{
	if (e->left != NULL)
		return list_texts_can_look(e->left) && list_texts_can_look(e->right);
	return e->word_count <= PHRASE_MAX_WORDS && (e->word_count > 0 || e->kind == EXPRESSION_NOTHING);
}

/* ---- what is known of a text, as far as it was read ---- */

enum answer { NO, OPEN, YES };

static enum answer
answer_of(const struct expression *e, bool is_over)
{
	enum answer left, right;

	if (e->left == NULL)
		return e->is_held ? YES : is_over || e->kind == EXPRESSION_NOTHING ? NO : OPEN;
	left = answer_of(e->left, is_over);
	right = answer_of(e->right, is_over);
	if (e->kind == EXPRESSION_NOT)
		right = YES - right;
	if (e->kind == EXPRESSION_OR)
		return left > right ? left : right;
	return left < right ? left : right;
}

static void
forget(struct expression *e)
{
	e->is_held = false;
	if (e->left != NULL) {
		forget(e->left);
		forget(e->right);
	}
}

/* A column begins; no phrase goes over from one to another. */
static void
begin_column(struct expression *e)
{
	e->begun = 0;
	if (e->left != NULL) {
		begin_column(e->left);
		begin_column(e->right);
	}
}

/* Which of the words of a leaf it is, a bit each. */
static uint64_t
words_it_is(const struct expression *leaf, const char *text, size_t len)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < leaf->word_count; i++) {
		const struct postings_word *word = &leaf->words[i];
		size_t least = word->len - 1; /* but for the mark */

		if ((len == least || (len > least && word->is_beginning)) && memcmp(text, word->term + 1, least) == 0)
			bits |= UINT64_C(1) << i;
	}
	return bits;
}

/* The next word of a column; whether a leaf came to be held by it. */
static bool
take_word(struct expression *e, unsigned column, const char *text, size_t len)
{
	bool is_left;

	if (e->left != NULL) {
		is_left = take_word(e->left, column, text, len);
		return take_word(e->right, column, text, len) || is_left;
	}
	if (e->is_held || e->word_count == 0 || (e->words->columns != 0 && (e->words->columns & column) == 0))
		return false;
	e->begun = (e->begun << 1 | 1) & words_it_is(e, text, len);
	e->is_held = (e->begun >> (e->word_count - 1) & 1) != 0;
	return e->is_held;
}

/* ---- a text ---- */

enum { TITLE, TEXT, AUTHORS, TAGS, COLUMNS };

STATEMENT(sql_texts_read, "SELECT title, text, authors, tags FROM item_search WHERE id = :id");
STATEMENT(sql_texts_read_heads, "SELECT title, NULL, authors, tags FROM item_search WHERE id = :id");

/* Whether a word is looked for in texts, which are most of all there is. */
static bool
asks_for_texts(const struct expression *e)
{
	if (e->left != NULL)
		return asks_for_texts(e->left) || asks_for_texts(e->right);
	return e->word_count > 0 && (e->words->columns == 0 || (e->words->columns & 1U << TEXT) != 0);
}

struct reading {
	struct expression *root;
	unsigned column; /* its bit */
	enum answer answer;
};

static int
on_word(void *context, int flags, const char *text, int len, int start, int end)
{
	struct reading *r = context;

	(void)flags;
	(void)start;
	(void)end;
	if (take_word(r->root, r->column, text, (size_t)len))
		r->answer = answer_of(r->root, false);
	return r->answer == OPEN ? SQLITE_OK : SQLITE_DONE;
}

static bool
read_words(struct store *s, sqlite3_stmt *item, struct expression *root, bool *out, struct err *err)
{
	struct reading r = { .root = root };

	forget(root);
	r.answer = answer_of(root, false);
	for (int i = 0; r.answer == OPEN && i < COLUMNS; i++) {
		const char *text = (const char *)sqlite3_column_text(item, i);

		r.column = 1U << i;
		begin_column(root);
		if (text != NULL && tokenizer_run(tokenizer_of(s), FTS5_TOKENIZE_DOCUMENT, text,
					sqlite3_column_bytes(item, i), on_word, &r) != SQLITE_OK)
			return err_set(err, ERR_STORE, "searching texts: no memory");
	}
	*out = answer_of(root, true) == YES;
	return true;
}

static size_t
bytes_of(sqlite3_stmt *item)
{
	size_t bytes = 0;

	for (int i = 0; i < COLUMNS; i++)
		bytes += (size_t)sqlite3_column_bytes(item, i);
	return bytes;
}

bool
list_texts_look(struct store *s, struct list_look *look, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	size_t bytes = 0, found = 0;
	bool has;

	if (!stmt_borrow(s, asks_for_texts(look->root) ? &sql_texts_read : &sql_texts_read_heads, &stmt, err))
		return false;
	for (look->looked = 0; look->looked < look->count && found < look->enough && bytes < TEXTS_MAX_BYTES;
	     look->looked++) {
		bool *holds = &look->holds[look->looked];

		*holds = false;
		stmt_rewind(stmt);
		bind_int(stmt, ":id", look->places[look->looked].id);
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (has && !read_words(s, stmt, look->root, holds, err))
			return false;
		found += *holds;
		bytes += has ? bytes_of(stmt) : 0;
	}
	return true;
}
