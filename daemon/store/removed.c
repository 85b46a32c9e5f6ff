#include "store/removed.h"

#include "store/item.h"
#include "store/statement.h"

#include <stdlib.h>

enum { FORGOTTEN_A_STEP = 100 };

/* ---- remembering ---- */

STATEMENT(sql_removed_link, "SELECT url FROM body WHERE item_id = :id");
STATEMENT(sql_tombstone_put,
    "INSERT OR IGNORE INTO tombstone (feed_id, identity_key, link_key, published_at)"
    " SELECT i.feed_id, i.identity_key, nullif(:link_key, 0), b.published_at"
    " FROM item i LEFT JOIN body b ON b.item_id = i.id WHERE i.id = :id");

static bool
link_key_of(struct store *s, int64_t item_id, store_link_key *key_of, uint64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	const char *url;
	bool has;

	if (!stmt_borrow(s, &sql_removed_link, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	url = has ? column_borrowed(stmt, 0) : NULL;
	*out = url != NULL ? key_of(url) : 0;
	return true;
}

bool
removed_put(struct store *s, int64_t item_id, store_link_key *key_of, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	uint64_t link_key;

	if (!link_key_of(s, item_id, key_of, &link_key, err) || !stmt_borrow(s, &sql_tombstone_put, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	bind_hash(stmt, ":link_key", link_key);
	return stmt_run(s, stmt, err);
}

/* ---- meeting one again ---- */

STATEMENT(sql_removed_find,
    "SELECT missed_at IS NOT NULL FROM tombstone WHERE feed_id = :feed_id AND identity_key = :identity_key");
STATEMENT(sql_removed_mark,
    "UPDATE tombstone SET missed_at = nullif(:missed_at, -1) WHERE feed_id = :feed_id AND identity_key = :identity_key");

static bool
mark(struct store *s, int64_t feed_id, uint64_t identity_key, int64_t missed_at, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_removed_mark, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_hash(stmt, ":identity_key", identity_key);
	bind_int(stmt, ":missed_at", missed_at);
	return stmt_run(s, stmt, err);
}

static bool
find(struct store *s, int64_t feed_id, uint64_t identity_key, bool *out_has, bool *out_is_missed, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_removed_find, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_hash(stmt, ":identity_key", identity_key);
	if (!stmt_next(s, stmt, out_has, err))
		return false;
	*out_is_missed = *out_has && column_int(stmt, 0) != 0;
	return true;
}

bool
removed_meet(struct store *s, int64_t feed_id, uint64_t identity_key, bool *out, struct err *err)
{
	bool is_missed;

	return find(s, feed_id, identity_key, out, &is_missed, err) &&
	       (!is_missed || mark(s, feed_id, identity_key, -1, err));
}

/* ---- those that a feed still shows ---- */

STATEMENT(sql_removed_shown,
    "SELECT identity_key, link_key, published_at FROM tombstone INDEXED BY tombstone_shown"
    " WHERE feed_id = :feed_id AND missed_at IS NULL LIMIT :limit");

static void
read_shown(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	(void)arena;
	*(struct store_removed *)row = (struct store_removed) { (uint64_t)column_int(stmt, 0),
		(uint64_t)column_int(stmt, 1), column_time(stmt, 2) };
}

bool
store_removed_shown(struct store *s, int64_t feed_id, size_t limit, struct arena *arena, struct store_removed **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_removed *shown;

	if (!stmt_borrow(s, &sql_removed_shown, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	shown = stmt_rows(s, stmt, sizeof(*shown), limit, read_shown, arena, out_count, err);
	if (shown == NULL)
		return false;
	*out = shown;
	return true;
}

static int
compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t *
sorted_keys(const char *const *identities, size_t count, struct arena *arena)
{
	uint64_t *keys = arena_alloc(arena, (count + 1) * sizeof(*keys));

	for (size_t i = 0; i < count; i++)
		keys[i] = item_identity_key(identities[i]);
	qsort(keys, count, sizeof(*keys), compare_keys);
	return keys;
}

bool
store_removed_miss(
    struct store *s, int64_t feed_id, const char *const *identities, size_t count, int64_t now, struct err *err)
{
	ARENA arena = arena_new();
	const uint64_t *keys;
	struct store_removed *shown;
	size_t shown_count;

	if (!store_removed_shown(s, feed_id, STORE_REMOVED_SHOWN_MAX, arena, &shown, &shown_count, err))
		return false;
	if (shown_count == 0)
		return true;
	keys = sorted_keys(identities, count, arena);
	for (size_t i = 0; i < shown_count; i++)
		if (bsearch(&shown[i].identity_key, keys, count, sizeof(*keys), compare_keys) == NULL &&
		    !mark(s, feed_id, shown[i].identity_key, now, err))
			return false;
	return true;
}

/* ---- another name ---- */

STATEMENT(sql_removed_rename,
    "INSERT OR IGNORE INTO tombstone (feed_id, identity_key, link_key, published_at)"
    " SELECT feed_id, :to, link_key, published_at FROM tombstone WHERE feed_id = :feed_id AND identity_key = :from");

bool
store_removed_rename(struct store *s, int64_t feed_id, uint64_t identity_key, const char *identity, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_removed_rename, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_hash(stmt, ":from", identity_key);
	bind_hash(stmt, ":to", item_identity_key(identity));
	return stmt_run(s, stmt, err);
}

/* ---- forgetting ---- */

STATEMENT(sql_removed_forget,
    "DELETE FROM tombstone WHERE (feed_id, identity_key) IN (SELECT feed_id, identity_key FROM tombstone"
    " INDEXED BY tombstone_missed WHERE missed_at < :before ORDER BY missed_at LIMIT :limit)");

bool
removed_forget(struct store *s, int64_t before, bool *out_has_more, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_removed_forget, &stmt, err))
		return false;
	bind_int(stmt, ":before", before);
	bind_int(stmt, ":limit", FORGOTTEN_A_STEP);
	if (!stmt_run(s, stmt, err))
		return false;
	*out_has_more = stmt_changes(s) == FORGOTTEN_A_STEP;
	return true;
}
