#include "store/pending.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

/* What is beyond is read from its row again. */
enum { TEXTS_MAX_BYTES = 768 << 10 };

void
pending_fini(struct pending *p)
{
	free(p->list);
	buffer_fini(&p->texts);
	*p = (struct pending) { 0 };
}

/* Texts stay where they are until all are cut: they are few. */
void
pending_cut(struct pending *p, size_t count)
{
	p->uncounted = 0;
	if (count < p->count)
		p->count = count;
	if (p->count == 0)
		buffer_cut(&p->texts, 0);
}

static void
note(struct pending *p, int64_t item_id, size_t text_at)
{
	if (p->count == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 256;
		p->list = mem_resize(p->list, p->cap * sizeof(*p->list));
	}
	p->list[p->count++] = (struct noted) { item_id, text_at };
}

/* Each behind a byte that says whether it is there. */
static void
keep_texts(struct buffer *out, const struct searched *texts)
{
	for (size_t i = 0; i < SEARCHED_COLUMNS; i++) {
		const char *text = texts->columns[i];

		buffer_add_char(out, text != NULL);
		if (text != NULL)
			buffer_add(out, text, strlen(text) + 1);
	}
}

static struct searched
kept_texts(const struct buffer *texts, size_t at)
{
	struct searched kept = { 0 };

	for (size_t i = 0; i < SEARCHED_COLUMNS; i++) {
		if (texts->data[at++] == 0)
			continue;
		kept.columns[i] = texts->data + at;
		at += strlen(kept.columns[i]) + 1;
	}
	return kept;
}

void
pending_add(struct store *s, int64_t item_id, const struct searched *texts)
{
	struct pending *p = &s->pending;
	size_t at = p->texts.len;

	if (at >= TEXTS_MAX_BYTES) {
		note(p, item_id, SIZE_MAX);
		return;
	}
	keep_texts(&p->texts, texts);
	note(p, item_id, at);
}

bool
store_has_enough(const struct store *s)
{
	return s->pending.texts.len >= TEXTS_MAX_BYTES;
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
			p->list[i - 1].text_at = SIZE_MAX;
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
	note(&s->pending, item_id, SIZE_MAX);
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

bool
pending_flush(struct store *s, struct err *err)
{
	struct pending *p = &s->pending;

	if (!pending_settle(s, err))
		return false;
	for (size_t i = 0; i < p->count; i++) {
		const struct noted *item = &p->list[i];
		struct searched texts;

		if (item->text_at == SIZE_MAX) {
			if (!read_and_add_words(s, item->id, err))
				return false;
			continue;
		}
		texts = kept_texts(&p->texts, item->text_at);
		if (!add_words(s, item->id, &texts, err))
			return false;
	}
	pending_cut(p, 0);
	return true;
}
