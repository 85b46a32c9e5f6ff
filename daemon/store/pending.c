#include "store/pending.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"
#include "store/word_piece.h"

#include <stdlib.h>
#include <string.h>

/* What is beyond is read from its row again. */
enum { TEXTS_MAX_BYTES = 768 << 10 };

void
pending_fini(struct pending *p)
{
	free(p->list);
	new_words_free(p->words);
	*p = (struct pending) { 0 };
}

static void
cut(struct pending *p, size_t count, size_t words)
{
	p->uncounted = 0;
	if (count < p->count)
		p->count = count;
	if (p->words != NULL)
		new_words_cut(p->words, words);
}

void
pending_clear(struct pending *p)
{
	cut(p, 0, 0);
	p->has_left = false;
}

void
pending_begin_part(struct pending *p)
{
	p->part_from = p->count;
	p->words_from = p->words != NULL ? new_words_items(p->words) : 0;
}

void
pending_undo_part(struct pending *p)
{
	cut(p, p->part_from, p->words_from);
}

void
pending_rest(struct pending *p)
{
	if (p->count > 0)
		return;
	new_words_free(p->words);
	p->words = NULL;
}

static void
note(struct pending *p, int64_t item_id, bool is_kept)
{
	if (p->count == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 256;
		p->list = mem_resize(p->list, p->cap * sizeof(*p->list));
	}
	p->list[p->count++] = (struct noted) { item_id, is_kept };
}

static bool
keep(struct store *s, int64_t item_id, const struct searched *texts)
{
	struct pending *p = &s->pending;

	if (p->words == NULL)
		p->words = new_words_new(s->db);
	return p->words != NULL && !store_has_enough(s) && new_words_add(p->words, item_id, texts);
}

void
pending_add(struct store *s, int64_t item_id, const struct searched *texts)
{
	note(&s->pending, item_id, keep(s, item_id, texts));
}

bool
store_has_enough(const struct store *s)
{
	return s->pending.words != NULL && new_words_bytes(s->pending.words) >= TEXTS_MAX_BYTES;
}

STATEMENT(sql_count_items, "UPDATE tally SET items = items + :count, unread = unread + :count WHERE one = 1");
STATEMENT(sql_count_items_of_feed, "UPDATE feed SET item_count = item_count + :count WHERE id = :feed_id");

/* A new item is unread and nobody's duplicate. */
static bool
count_in_all(struct store *s, int64_t count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_count_items, &stmt, err))
		return false;
	bind_int(stmt, ":count", count);
	return stmt_run(s, stmt, err);
}

static bool
count_in_feed(struct store *s, int64_t feed_id, int64_t count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_count_items_of_feed, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_int(stmt, ":count", count);
	return stmt_run(s, stmt, err);
}

bool
pending_settle(struct store *s, struct err *err)
{
	struct pending *p = &s->pending;
	int64_t count = p->uncounted;

	p->uncounted = 0;
	return count == 0 || (count_in_all(s, count, err) && count_in_feed(s, p->feed_id, count, err));
}

bool
pending_count(struct store *s, int64_t feed_id, struct err *err)
{
	struct pending *p = &s->pending;

	if (feed_id != p->feed_id && !pending_settle(s, err))
		return false;
	p->feed_id = feed_id;
	p->uncounted++;
	return true;
}

/*
 * Whether the index gets it at the commit anyway: then what its row says by
 * then. From the newest: what is revised in the transaction that brought it
 * came lately.
 */
static bool
is_noted(struct pending *p, int64_t item_id)
{
	for (size_t i = p->count; i > 0; i--)
		if (p->list[i - 1].id == item_id) {
			if (p->list[i - 1].is_kept)
				new_words_forget(p->words, item_id);
			p->list[i - 1].is_kept = false;
			return true;
		}
	return false;
}

STATEMENT(sql_words_remove,
    "INSERT INTO item_words (item_words, rowid, title, text, authors, tags)"
    " SELECT 'delete', id, title, text, authors, tags FROM item_search WHERE id = :id");

static bool
take_out(struct store *s, int64_t item_id, struct err *err)
{
	s->left_over++;
	s->pending.has_left = true;
	return stmt_run_for_id(s, &sql_words_remove, item_id, err);
}

bool
pending_remove(struct store *s, int64_t item_id, struct err *err)
{
	return is_noted(&s->pending, item_id) || take_out(s, item_id, err);
}

bool
pending_replace(struct store *s, int64_t item_id, struct err *err)
{
	if (is_noted(&s->pending, item_id))
		return true;
	if (!take_out(s, item_id, err))
		return false;
	note(&s->pending, item_id, false);
	return true;
}

/*
 * Read here, written there: one INSERT ... SELECT would open a savepoint, and
 * FTS5 would write out what it holds after every item, at twice the cost.
 */
STATEMENT(sql_words_read, "SELECT title, text, authors, tags FROM item_search WHERE id = :id");
STATEMENT(sql_words_add,
    "INSERT INTO item_words (rowid, title, text, authors, tags) VALUES (:id, :title, :text, :authors, :tags)");

static size_t
bytes_of(const struct searched *texts)
{
	size_t bytes = 0;

	for (size_t i = 0; i < SEARCHED_COLUMNS; i++)
		bytes += texts->columns[i] != NULL ? strlen(texts->columns[i]) : 0;
	return bytes;
}

static bool
add_words(struct store *s, int64_t id, const struct searched *texts, struct err *err)
{
	static const char *const names[SEARCHED_COLUMNS] = { ":title", ":text", ":authors", ":tags" };
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_words_add, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	for (size_t i = 0; i < SEARCHED_COLUMNS; i++)
		bind_text(stmt, names[i], texts->columns[i]);
	s->unmerged += bytes_of(texts);
	return stmt_run(s, stmt, err);
}

/* One that was removed meanwhile has no row. */
static bool
read_and_add_words(struct store *s, int64_t id, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct searched texts;
	bool has;

	if (!stmt_borrow(s, &sql_words_read, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	for (int i = 0; has && i < SEARCHED_COLUMNS; i++)
		texts.columns[i] = column_borrowed(stmt, i);
	return !has || add_words(s, id, &texts, err);
}

/* FTS5 writes out what it holds at each savepoint: here what was taken out, which is older than what is added. */
static bool
let_fts5_write(struct store *s, struct err *err)
{
	bool has_left = s->pending.has_left;

	s->pending.has_left = false;
	return !has_left || store_exec(s, "SAVEPOINT words; RELEASE words", err);
}

static bool
add_kept(struct store *s, struct err *err)
{
	struct pending *p = &s->pending;
	bool is_done = false;

	if (p->words == NULL || new_words_items(p->words) == 0)
		return true;
	if (!let_fts5_write(s, err) || !word_piece_add(s, p->words, &is_done, err))
		return false;
	if (is_done)
		s->unmerged += new_words_bytes(p->words);
	for (size_t i = 0; i < p->count && !is_done; i++)
		p->list[i].is_kept = false;
	return true;
}

bool
pending_flush(struct store *s, struct err *err)
{
	struct pending *p = &s->pending;

	if (!pending_settle(s, err) || !add_kept(s, err))
		return false;
	for (size_t i = 0; i < p->count; i++)
		if (!p->list[i].is_kept && !read_and_add_words(s, p->list[i].id, err))
			return false;
	pending_clear(p);
	return true;
}
