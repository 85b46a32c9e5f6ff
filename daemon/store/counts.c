/* How many of each there are, and what went wrong last. */
#include "store/handle.h"
#include "store/item.h"
#include "store/place.h"
#include "store/statement.h"

STATEMENT(sql_counts,
    "SELECT feeds, topics, items, duplicates, unread, starred, kept,"
    " (SELECT count(*) FROM feed WHERE failures > 0 AND is_gone = 0 AND is_paused = 0),"
    " (SELECT count(*) FROM feed WHERE is_gone = 1 AND is_paused = 0) FROM tally");

bool
store_counts_brief(struct store *s, struct store_counts *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_counts, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return err_set(err, ERR_DAMAGED, "store %s: the counts are missing", s->path);
	*out = (struct store_counts) { .last_error_at = TIME_NONE };
	out->feeds = column_int(stmt, 0);
	out->topics = column_int(stmt, 1);
	out->items = column_int(stmt, 2);
	out->duplicates = column_int(stmt, 3);
	out->items_unread = column_int(stmt, 4);
	out->items_starred = column_int(stmt, 5);
	out->items_kept = column_int(stmt, 6);
	out->feeds_failing = column_int(stmt, 7);
	out->feeds_gone = column_int(stmt, 8);
	return true;
}

STATEMENT(sql_feeds_paused, "SELECT count(*) FROM feed WHERE is_paused = 1");

static bool
count_paused(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_feeds_paused, &stmt, err) && stmt_number(s, stmt, out, err);
}

STATEMENT(sql_last_error,
    "SELECT last_poll_at, url || ': ' || last_error FROM feed WHERE last_error IS NOT NULL"
    " ORDER BY last_poll_at DESC LIMIT 1");

static bool
read_last_error(struct store *s, struct arena *arena, struct store_counts *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_last_error, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	out->last_error_at = has ? column_time(stmt, 0) : TIME_NONE;
	out->last_error = has ? column_text(stmt, 1, arena) : NULL;
	return true;
}

bool
store_counts(struct store *s, struct arena *arena, struct store_counts *out, struct err *err)
{
	struct store_counts counts;

	if (!store_counts_brief(s, &counts, err) || !count_paused(s, &counts.feeds_paused, err) ||
	    !read_last_error(s, arena, &counts, err))
		return false;
	counts.bytes = place_bytes(s->path);
	*out = counts;
	return true;
}

STATEMENT(sql_item_count, "SELECT items FROM tally WHERE one = 1");

bool
item_count(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_item_count, &stmt, err) && stmt_number(s, stmt, out, err);
}
