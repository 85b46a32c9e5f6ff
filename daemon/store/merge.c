/* Two feeds become one: what was of the first is of the second from then on. */
#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

#include <inttypes.h>

enum { PAIRS_AT_ONCE = 500 };

struct pair {
	int64_t moving, staying; /* two items of one identity */
};

STATEMENT(sql_merge_pairs,
    "SELECT f.id, t.id FROM item f INDEXED BY item_by_feed CROSS JOIN item t"
    " ON t.feed_id = :to AND t.identity_key = f.identity_key WHERE f.feed_id = :from LIMIT :limit");

static bool
some_pairs(struct store *s, int64_t from, int64_t to, struct pair *out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_merge_pairs, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	bind_int(stmt, ":limit", PAIRS_AT_ONCE);
	for (*out_count = 0; *out_count < PAIRS_AT_ONCE; ++*out_count) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out[*out_count] = (struct pair) { column_int(stmt, 0), column_int(stmt, 1) };
	}
	return true;
}

STATEMENT(sql_identity_get, "SELECT " BODY_IDENTITY " FROM body b WHERE item_id = :id");

/* Of two items with one identity, one is called by the feed that moved as well. */
static bool
step_aside(struct store *s, int64_t id, int64_t from, struct err *err)
{
	ARENA arena = arena_new();
	const char *identity = NULL;
	bool has;

	{
		BORROWED_STMT stmt = NULL;

		if (!stmt_borrow(s, &sql_identity_get, &stmt, err))
			return false;
		bind_int(stmt, ":id", id);
		if (!stmt_next(s, stmt, &has, err))
			return false;
		identity = has ? column_text(stmt, 0, arena) : "";
	}
	return store_item_rename(s, id, arena_printf(arena, "feed %" PRId64 ": %s", from, identity), err);
}

/*
 * Both stay, as one set unless they were split by hand: marks, notes and
 * verdicts of either speak for it. The one that stands for the set keeps the
 * identity, so that revisions find it.
 */
static bool
unite(struct store *s, const struct pair *pair, int64_t from, struct err *err)
{
	int64_t a, b;
	bool is_parted;

	if (!item_original(s, pair->moving, &a, err) || !item_original(s, pair->staying, &b, err) ||
	    !store_items_are_parted(s, a, b, &is_parted, err))
		return false;
	if (a != b && !is_parted &&
	    (!store_item_fold(s, a, b, "the same entry, of a feed that moved here", err) ||
		!item_original(s, pair->moving, &a, err)))
		return false;
	return step_aside(s, a == pair->moving && !is_parted ? pair->staying : pair->moving, from, err);
}

static bool
unite_all(struct store *s, int64_t from, int64_t to, struct err *err)
{
	struct pair pairs[PAIRS_AT_ONCE];
	size_t count;

	do {
		if (!some_pairs(s, from, to, pairs, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!unite(s, &pairs[i], from, err))
				return false;
	} while (count == PAIRS_AT_ONCE);
	return true;
}

STATEMENT(sql_merge_items, "UPDATE item SET feed_id = :to WHERE feed_id = :from");
STATEMENT(sql_merge_count,
    "UPDATE feed SET item_count = item_count + CASE id WHEN :to THEN :count ELSE - :count END WHERE id IN (:from, :to)");

static bool
move_items(struct store *s, int64_t from, int64_t to, int64_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_merge_items, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	if (!stmt_run(s, stmt, err))
		return false;
	*out_count = stmt_changes(s);
	return true;
}

static bool
count_moved(struct store *s, int64_t from, int64_t to, int64_t count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_merge_count, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	bind_int(stmt, ":count", count);
	return stmt_run(s, stmt, err);
}

/* What either has removed is not new to the one that stays. */
STATEMENT(sql_merge_tombstones,
    "INSERT OR IGNORE INTO tombstone (feed_id, identity_key, link_key, published_at, missed_at)"
    " SELECT :to, identity_key, link_key, published_at, missed_at FROM tombstone WHERE feed_id = :from");

static bool
copy_tombstones(struct store *s, int64_t from, int64_t to, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_merge_tombstones, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	return stmt_run(s, stmt, err);
}

bool
store_feed_merge(struct store *s, int64_t from, int64_t to, struct err *err)
{
	int64_t count = 0;

	if (from == to)
		return err_set(err, ERR_INVALID, "feed %" PRId64 " can't be merged into itself", from);
	return unite_all(s, from, to, err) && copy_tombstones(s, from, to, err) &&
	       move_items(s, from, to, &count, err) && count_moved(s, from, to, count, err) &&
	       store_feed_remove(s, from, err);
}
