/* What people say of items: marks and verdicts. */
#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

STATEMENT(sql_item_mark,
    "UPDATE item SET is_read = coalesce(:is_read, is_read), is_starred = coalesce(:is_starred, is_starred),"
    " note = iif(:note IS NULL, note, nullif(:note, '')) WHERE id = :original OR duplicate_of = :original");

static void
bind_flag(sqlite3_stmt *stmt, const char *name, const bool *flag)
{
	if (flag != NULL)
		bind_int(stmt, name, *flag);
}

bool
store_item_mark(struct store *s, int64_t id, const struct store_mark *mark, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t original;

	if (!item_original(s, id, &original, err) || !stmt_borrow(s, &sql_item_mark, &stmt, err))
		return false;
	bind_int(stmt, ":original", original);
	bind_flag(stmt, ":is_read", mark->is_read);
	bind_flag(stmt, ":is_starred", mark->is_starred);
	bind_text(stmt, ":note", mark->note);
	return stmt_run(s, stmt, err);
}

/* ---- verdicts ---- */

/* The latest that was given on any member, for any topic. */
STATEMENT(sql_verdict_settle,
    "WITH latest AS (SELECT coalesce((SELECT v.verdict FROM verdict v WHERE v.item_id IN"
    "  (SELECT id FROM item WHERE id = :id OR duplicate_of = :id) ORDER BY v.id DESC LIMIT 1), 0) AS verdict)"
    " UPDATE item SET verdict = (SELECT verdict FROM latest) WHERE (id = :id OR duplicate_of = :id)"
    " AND verdict <> (SELECT verdict FROM latest)");

bool
item_settle_verdict(struct store *s, int64_t original, struct err *err)
{
	return stmt_run_for_id(s, &sql_verdict_settle, original, err);
}

STATEMENT(sql_verdict_take_back, "DELETE FROM verdict WHERE item_id = :id AND topic_id = :topic");

static bool
take_back(struct store *s, int64_t item_id, int64_t topic_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_verdict_take_back, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	bind_int(stmt, ":topic", topic_id);
	return stmt_run(s, stmt, err);
}

/* REPLACE gives a new id, and ids are the order in which verdicts were given. */
STATEMENT(
    sql_verdict_put, "REPLACE INTO verdict (item_id, topic_id, verdict, at) VALUES (:item, :topic, :verdict, :at)");

static bool
give(struct store *s, const struct store_verdict *v, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_verdict_put, &stmt, err))
		return false;
	bind_int(stmt, ":item", v->item_id);
	bind_int(stmt, ":topic", v->topic_id);
	bind_int(stmt, ":verdict", v->verdict);
	bind_int(stmt, ":at", v->at);
	return stmt_run(s, stmt, err);
}

bool
store_verdict_put(
    struct store *s, int64_t item_id, int64_t topic_id, enum verdict verdict, int64_t now, struct err *err)
{
	struct store_verdict v = { item_id, topic_id, verdict, now };
	int64_t original;

	if (!item_original(s, item_id, &original, err))
		return false;
	if (verdict == VERDICT_NONE ? !take_back(s, item_id, topic_id, err) : !give(s, &v, err))
		return false;
	return item_settle_verdict(s, original, err);
}

STATEMENT(sql_verdict_count, "SELECT count(*) FROM verdict WHERE topic_id = :id");

static bool
count_verdicts(struct store *s, const struct statement *which, int64_t id, size_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (size_t)column_int(stmt, 0) : 0;
	return true;
}

STATEMENT(sql_item_verdict_count, "SELECT count(*) FROM verdict WHERE item_id = :id");
STATEMENT(sql_item_verdicts, "SELECT topic_id FROM verdict WHERE item_id = :id ORDER BY topic_id");

bool
store_item_teaches(
    struct store *s, int64_t item_id, struct arena *arena, int64_t **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t *list;
	size_t max;

	if (!count_verdicts(s, &sql_item_verdict_count, item_id, &max, err) ||
	    !stmt_borrow(s, &sql_item_verdicts, &stmt, err))
		return false;
	list = arena_alloc(arena, (max + 1) * sizeof(*list));
	bind_int(stmt, ":id", item_id);
	if (!stmt_collect_ids(s, stmt, list, max, out_count, err))
		return false;
	*out = list;
	return true;
}

STATEMENT(sql_verdict_list,
    "SELECT item_id, topic_id, verdict, at FROM verdict WHERE topic_id = :topic ORDER BY id LIMIT :limit");

static void
read_verdict(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	(void)arena;
	*(struct store_verdict *)out = (struct store_verdict) { column_int(stmt, 0), column_int(stmt, 1),
		(enum verdict)column_int(stmt, 2), column_int(stmt, 3) };
}

bool
store_verdict_list(struct store *s, int64_t topic_id, struct arena *arena, struct store_verdict **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_verdict *list;
	size_t max;

	if (!count_verdicts(s, &sql_verdict_count, topic_id, &max, err) ||
	    !stmt_borrow(s, &sql_verdict_list, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_int(stmt, ":limit", (int64_t)max);
	list = stmt_rows(s, stmt, sizeof(*list), max, read_verdict, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}
