/* The few numbers an item's copies are found by: four bytes each, low byte first. */
#include "store/handle.h"
#include "store/statement.h"

#include <endian.h>
#include <string.h>

/* REPLACE would need a journal of its own. */
STATEMENT(sql_fingerprint_put,
    "INSERT INTO fingerprint (item_id, keys) VALUES (:id, :keys) ON CONFLICT (item_id) DO UPDATE SET keys = :keys");

bool
store_fingerprint_put(struct store *s, int64_t id, const uint32_t *keys, size_t count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	uint32_t stored[STORE_KEYS_MAX];

	if (count > STORE_KEYS_MAX)
		count = STORE_KEYS_MAX;
	if (!stmt_borrow(s, &sql_fingerprint_put, &stmt, err))
		return false;
	for (size_t i = 0; i < count; i++)
		stored[i] = htole32(keys[i]);
	bind_int(stmt, ":id", id);
	bind_blob(stmt, ":keys", stored, count * sizeof(*stored));
	if (stmt_run(s, stmt, err))
		return true;
	if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_FOREIGNKEY)
		err_set(err, ERR_NOT_FOUND, "no item %lld", (long long)id);
	return false;
}

/* Both tables are gone through side by side, in the order that they lie in. */
STATEMENT(sql_fingerprints,
    "SELECT i.id, i.sorted_at, p.item_id, p.keys FROM item i NOT INDEXED"
    " LEFT JOIN fingerprint p ON p.item_id = i.id WHERE i.id > :after ORDER BY i.id LIMIT :limit");

static void
read_fingerprint(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_fingerprint *out = row;
	const void *bytes;
	uint32_t *keys;
	size_t len;

	*out = (struct store_fingerprint) { column_int(stmt, 0), column_int(stmt, 1), NULL, 0 };
	if (column_int(stmt, 2) == 0)
		return;
	bytes = column_blob_borrowed(stmt, 3, &len);
	out->key_count = len / sizeof(*keys) < STORE_KEYS_MAX ? len / sizeof(*keys) : STORE_KEYS_MAX;
	out->keys = keys = arena_alloc(arena, (out->key_count + 1) * sizeof(*keys));
	if (out->key_count > 0)
		memcpy(keys, bytes, out->key_count * sizeof(*keys));
	for (size_t i = 0; i < out->key_count; i++)
		keys[i] = le32toh(keys[i]);
}

bool
store_fingerprints(struct store *s, int64_t after_id, size_t limit, struct arena *arena, struct store_fingerprint **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_fingerprint *list;

	if (!stmt_borrow(s, &sql_fingerprints, &stmt, err))
		return false;
	bind_int(stmt, ":after", after_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	list = stmt_rows(s, stmt, sizeof(*list), limit, read_fingerprint, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

STATEMENT(sql_fingerprints_drop,
    "DELETE FROM fingerprint WHERE item_id IN"
    " (SELECT item_id FROM fingerprint WHERE item_id < :before ORDER BY item_id LIMIT :limit)");

bool
store_fingerprints_drop(struct store *s, int64_t before_id, size_t limit, bool *out_is_over, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_fingerprints_drop, &stmt, err))
		return false;
	bind_int(stmt, ":before", before_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	if (!stmt_run(s, stmt, err))
		return false;
	*out_is_over = stmt_changes(s) < (int64_t)limit;
	return true;
}

STATEMENT(sql_fingerprint_first, "SELECT min(item_id) FROM fingerprint");
STATEMENT(sql_fingerprint_first_due,
    "SELECT min(first) FROM"
    " (SELECT min(id) AS first FROM item INDEXED BY item_unread WHERE is_read = 0 AND sorted_at >= :since"
    " UNION ALL SELECT min(id) FROM item INDEXED BY item_read WHERE is_read = 1 AND sorted_at >= :since)");

bool
store_fingerprints_first(struct store *s, int64_t since, int64_t *out_id, struct err *err)
{
	BORROWED_STMT known = NULL;
	BORROWED_STMT due = NULL;
	int64_t first_known, first_due;

	if (!stmt_borrow(s, &sql_fingerprint_first, &known, err) ||
	    !stmt_borrow(s, &sql_fingerprint_first_due, &due, err))
		return false;
	bind_int(due, ":since", since);
	if (!stmt_number(s, known, &first_known, err) || !stmt_number(s, due, &first_due, err))
		return false;
	*out_id = first_due == 0 || (first_known != 0 && first_known < first_due) ? first_known : first_due;
	return true;
}
