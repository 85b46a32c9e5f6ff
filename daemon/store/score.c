#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

/* The date is the item's own: a score under another would list it twice. */
STATEMENT(sql_score_put,
    "INSERT INTO score (topic_id, sorted_at, item_id, margin, generation)"
    " SELECT :topic, sorted_at, id, :margin, :generation FROM item WHERE id = :item"
    " ON CONFLICT (topic_id, sorted_at, item_id)"
    " DO UPDATE SET margin = excluded.margin, generation = excluded.generation");

bool
store_score_put(struct store *s, int64_t topic_id, int64_t generation, int64_t item_id, double margin, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_score_put, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_int(stmt, ":generation", generation);
	bind_int(stmt, ":item", item_id);
	bind_real(stmt, ":margin", margin);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "no item %lld", (long long)item_id);
}

STATEMENT(sql_item_scores,
    "SELECT t.id, t.name, t.title, t.threshold, s.margin FROM item i CROSS JOIN topic t"
    " CROSS JOIN score s ON s.topic_id = t.id AND s.sorted_at = i.sorted_at AND s.item_id = i.id WHERE i.id = :id"
    " ORDER BY s.margin DESC, t.id");

static void
read_score(sqlite3_stmt *stmt, struct arena *arena, struct store_score *out)
{
	out->topic_id = column_int(stmt, 0);
	out->name = column_text(stmt, 1, arena);
	out->title = column_text(stmt, 2, arena);
	out->threshold = (int)column_int(stmt, 3);
	out->margin = column_real(stmt, 4);
}

STATEMENT(sql_score_most, "SELECT topics FROM tally");

static bool
most_scores(struct store *s, size_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_score_most, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (size_t)column_int(stmt, 0) : 0;
	return true;
}

bool
store_item_scores(
    struct store *s, int64_t item_id, struct arena *arena, struct store_score **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_score *list;
	size_t max, count = 0;
	bool has;

	if (!most_scores(s, &max, err) || !stmt_borrow(s, &sql_item_scores, &stmt, err))
		return false;
	list = arena_alloc(arena, max * sizeof(*list));
	bind_int(stmt, ":id", item_id);
	for (; count < max; count++) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		read_score(stmt, arena, &list[count]);
	}
	*out = list;
	*out_count = count;
	return true;
}
