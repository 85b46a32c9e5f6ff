/* What a feed's items are called, and calling them otherwise. */
#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

#include <string.h>
#include <xxhash.h>

uint64_t
item_identity_key(const char *identity)
{
	return XXH3_64bits(identity, strlen(identity));
}

STATEMENT(sql_item_named,
    "SELECT 1 FROM item WHERE feed_id = :feed_id AND identity_key = :identity_key"
    " UNION ALL SELECT 1 FROM tombstone WHERE feed_id = :feed_id AND identity_key = :identity_key");

bool
store_item_is_known(struct store *s, int64_t feed_id, const char *identity, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_named, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_hash(stmt, ":identity_key", item_identity_key(identity));
	return stmt_next(s, stmt, out, err);
}

STATEMENT(sql_item_find, "SELECT id FROM item WHERE feed_id IS :feed_id AND identity_key = :identity_key");

bool
store_item_find(struct store *s, int64_t feed_id, const char *identity, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_item_find, &stmt, err))
		return false;
	bind_id(stmt, ":feed_id", feed_id);
	bind_hash(stmt, ":identity_key", item_identity_key(identity));
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return err_set(err, ERR_NOT_FOUND, "no such item in feed %lld: %.200s", (long long)feed_id, identity);
	*out_id = column_int(stmt, 0);
	return true;
}

STATEMENT(sql_item_names,
    "SELECT i.id, " BODY_IDENTITY
    ", b.url, b.title, b.published_at FROM item i INDEXED BY item_by_feed"
    " CROSS JOIN body b ON b.item_id = i.id WHERE i.feed_id = :feed_id ORDER BY i.sorted_at DESC, i.id DESC"
    " LIMIT :limit");

static void
read_name(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_item_name *out = row;

	out->id = column_int(stmt, 0);
	out->identity = column_text(stmt, 1, arena);
	out->url = column_text(stmt, 2, arena);
	out->title = column_text(stmt, 3, arena);
	out->published_at = column_time(stmt, 4);
}

bool
store_item_names(struct store *s, int64_t feed_id, size_t limit, struct arena *arena, struct store_item_name **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_item_name *names;

	if (!stmt_borrow(s, &sql_item_names, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	names = stmt_rows(s, stmt, sizeof(*names), limit, read_name, arena, out_count, err);
	if (names == NULL)
		return false;
	*out = names;
	return true;
}

STATEMENT(sql_feed_newest,
    "SELECT id FROM item INDEXED BY item_by_feed WHERE feed_id = :feed_id AND id <> :but_id"
    " ORDER BY sorted_at DESC, id DESC LIMIT :limit");

bool
store_feed_newest(
    struct store *s, int64_t feed_id, int64_t but_id, size_t max, int64_t *out_ids, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_newest, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed_id);
	bind_int(stmt, ":but_id", but_id);
	bind_int(stmt, ":limit", (int64_t)max);
	return stmt_collect_ids(s, stmt, out_ids, max, out_count, err);
}

STATEMENT(sql_item_rekey, "UPDATE item SET identity_key = :identity_key WHERE id = :id");
STATEMENT(sql_item_rename, "UPDATE body SET identity = :identity WHERE item_id = :id");

static bool
rekey(struct store *s, int64_t id, const char *identity, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_item_rekey, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_hash(stmt, ":identity_key", item_identity_key(identity));
	if (!stmt_next(s, stmt, &has, err)) {
		if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_UNIQUE)
			return err_set(err, ERR_EXISTS, "another item is called so: %.200s", identity);
		return false;
	}
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "no item %lld", (long long)id);
}

bool
store_item_rename(struct store *s, int64_t id, const char *identity, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!rekey(s, id, identity, err) || !stmt_borrow(s, &sql_item_rename, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_text(stmt, ":identity", identity);
	return stmt_run(s, stmt, err);
}
