#include "store/pending.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>

void
pending_fini(struct pending *p)
{
	free(p->ids);
	*p = (struct pending) { 0 };
}

void
pending_cut(struct pending *p, size_t count)
{
	p->uncounted = 0;
	if (count < p->count)
		p->count = count;
}

void
pending_add(struct store *s, int64_t item_id)
{
	struct pending *p = &s->pending;

	if (p->count == p->cap) {
		p->cap = p->cap > 0 ? p->cap * 2 : 256;
		p->ids = mem_resize(p->ids, p->cap * sizeof(*p->ids));
	}
	p->ids[p->count++] = item_id;
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

/* From the newest: what is revised in the transaction that brought it came lately. */
static bool
is_noted(const struct pending *p, int64_t item_id)
{
	for (size_t i = p->count; i > 0; i--)
		if (p->ids[i - 1] == item_id)
			return true;
	return false;
}

STATEMENT(sql_words_remove,
    "INSERT INTO item_words (item_words, rowid, title, text, authors, tags)"
    " SELECT 'delete', id, title, text, authors, tags FROM item_search WHERE id = :id");

bool
pending_remove(struct store *s, int64_t item_id, struct err *err)
{
	return is_noted(&s->pending, item_id) || stmt_run_for_id(s, &sql_words_remove, item_id, err);
}

bool
pending_replace(struct store *s, int64_t item_id, struct err *err)
{
	if (is_noted(&s->pending, item_id))
		return true;
	if (!stmt_run_for_id(s, &sql_words_remove, item_id, err))
		return false;
	pending_add(s, item_id);
	return true;
}

/*
 * Read here, written there: one INSERT ... SELECT would open a savepoint, and
 * FTS5 would write out what it holds after every item, at twice the cost.
 */
STATEMENT(sql_words_read, "SELECT title, text, authors, tags FROM item_search WHERE id = :id");
STATEMENT(sql_words_add,
    "INSERT INTO item_words (rowid, title, text, authors, tags) VALUES (:id, :title, :text, :authors, :tags)");

/* One that was removed meanwhile has no row. */
static bool
add_words(struct store *s, sqlite3_stmt *read, sqlite3_stmt *add, int64_t id, struct err *err)
{
	bool has;

	bind_int(read, ":id", id);
	if (!stmt_next(s, read, &has, err))
		return false;
	if (!has)
		return true;
	bind_int(add, ":id", id);
	bind_text(add, ":title", column_borrowed(read, 0));
	bind_text(add, ":text", column_borrowed(read, 1));
	bind_text(add, ":authors", column_borrowed(read, 2));
	bind_text(add, ":tags", column_borrowed(read, 3));
	s->unmerged += (size_t)(sqlite3_column_bytes(read, 0) + sqlite3_column_bytes(read, 1));
	return stmt_run(s, add, err);
}

bool
pending_flush(struct store *s, struct err *err)
{
	BORROWED_STMT read = NULL;
	BORROWED_STMT add = NULL;

	if (!pending_settle(s, err))
		return false;
	if (s->pending.count == 0)
		return true;
	if (!stmt_borrow(s, &sql_words_read, &read, err) || !stmt_borrow(s, &sql_words_add, &add, err))
		return false;
	for (size_t i = 0; i < s->pending.count; i++) {
		if (!add_words(s, read, add, s->pending.ids[i], err))
			return false;
		sqlite3_reset(read);
		sqlite3_reset(add);
	}
	pending_cut(&s->pending, 0);
	return true;
}
