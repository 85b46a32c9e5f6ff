/* What the curator says of two items: they are one, or they are not. */
#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

STATEMENT(sql_pair_put,
    "INSERT INTO pair (item_id, other_id, is_same, said_at) VALUES (:a, :b, 1, :now), (:b, :a, 1, :now)"
    " ON CONFLICT (item_id, other_id) DO UPDATE SET is_same = 1, said_at = excluded.said_at");

static bool
put_same(struct store *s, int64_t a, int64_t b, int64_t now, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_pair_put, &stmt, err))
		return false;
	bind_int(stmt, ":a", a);
	bind_int(stmt, ":b", b);
	bind_int(stmt, ":now", now);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_pair_part,
    "INSERT INTO pair (item_id, other_id, is_same, said_at)"
    " SELECT :id, i.id, 0, :now FROM item i WHERE (i.id = :original OR i.duplicate_of = :original) AND i.id <> :id"
    " UNION ALL"
    " SELECT i.id, :id, 0, :now FROM item i WHERE (i.id = :original OR i.duplicate_of = :original) AND i.id <> :id"
    " ON CONFLICT (item_id, other_id) DO UPDATE SET is_same = 0, said_at = excluded.said_at");

/* It is none of its set. */
static bool
put_parted(struct store *s, int64_t id, int64_t original, int64_t now, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_pair_part, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_int(stmt, ":original", original);
	bind_int(stmt, ":now", now);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_pair_parted,
    "SELECT 1 FROM item i CROSS JOIN pair p ON p.item_id = i.id AND p.is_same = 0"
    " CROSS JOIN item o ON o.id = p.other_id"
    " WHERE (i.id = :a OR i.duplicate_of = :a) AND coalesce(o.duplicate_of, o.id) = :b LIMIT 1");

bool
store_items_are_parted(struct store *s, int64_t a, int64_t b, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t first, second;

	if (!item_original(s, a, &first, err) || !item_original(s, b, &second, err) ||
	    !stmt_borrow(s, &sql_pair_parted, &stmt, err))
		return false;
	bind_int(stmt, ":a", first);
	bind_int(stmt, ":b", second);
	return stmt_next(s, stmt, out, err);
}

STATEMENT(sql_pair_forget,
    "DELETE FROM pair WHERE is_same = 0 AND (item_id, other_id) IN (SELECT i.id, o.id FROM item i CROSS JOIN item o"
    " WHERE (i.id = :a OR i.duplicate_of = :a) AND (o.id = :b OR o.duplicate_of = :b))");

static bool
forget_parted(struct store *s, int64_t a, int64_t b, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_pair_forget, &stmt, err))
		return false;
	bind_int(stmt, ":a", a);
	bind_int(stmt, ":b", b);
	return stmt_run(s, stmt, err);
}

bool
store_item_join(struct store *s, int64_t id, int64_t to, const char *reason, int64_t now, struct err *err)
{
	int64_t moving, staying;

	if (!item_original(s, to, &staying, err) || !item_original(s, id, &moving, err))
		return false;
	if (id == to)
		return err_set(err, ERR_INVALID, "item %lld can't be a duplicate of itself", (long long)id);
	if (moving != staying && (!forget_parted(s, moving, staying, err) || !forget_parted(s, staying, moving, err) ||
				     !store_item_fold(s, moving, staying, reason, err)))
		return false;
	return put_same(s, id, to, now, err);
}

/* ---- splitting ---- */

/* The latest of each topic, in the order given: a new row's id tells when it was said. */
STATEMENT(sql_verdict_share,
    "REPLACE INTO verdict (item_id, topic_id, verdict, at)"
    " SELECT :to, topic_id, verdict, at FROM verdict WHERE id IN (SELECT max(v.id) FROM item i"
    "  CROSS JOIN verdict v ON v.item_id = i.id WHERE i.id = :original OR i.duplicate_of = :original"
    "  GROUP BY v.topic_id) ORDER BY id");

static bool
share_verdicts(struct store *s, int64_t original, int64_t to, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_verdict_share, &stmt, err))
		return false;
	bind_int(stmt, ":original", original);
	bind_int(stmt, ":to", to);
	return stmt_run(s, stmt, err);
}

/* Marks stand on every member already; verdicts on the one that was judged. */
static bool
leave(struct store *s, int64_t id, int64_t original, int64_t rest, int64_t now, struct err *err)
{
	if (!put_parted(s, id, original, now, err) || !share_verdicts(s, original, id, err) ||
	    !share_verdicts(s, original, rest, err))
		return false;
	if (id == original && (!item_point_at(s, rest, 0, NULL, err) || !item_move_followers(s, id, rest, err)))
		return false;
	return item_point_at(s, id, 0, NULL, err);
}

bool
store_item_split(struct store *s, int64_t id, int64_t now, struct err *err)
{
	int64_t original, rest;

	if (!item_original(s, id, &original, err))
		return false;
	rest = original;
	if (id == original && !item_successor(s, id, &rest, err))
		return false;
	return rest == 0 || leave(s, id, original, rest, now, err);
}
