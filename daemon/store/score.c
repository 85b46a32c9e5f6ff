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

/* ---- the digest ---- */

/*
 * The margin is tested in the index, before anything of the item is read. What
 * is left is a window's worth of good items; of these the sorter holds only the
 * best `limit`. Age counts in whole windows of age_s; 0 divides to NULL.
 */
STATEMENT(sql_candidates,
    "SELECT i.id, i.feed_id, s.sorted_at, i.story_id, s.margin FROM score s CROSS JOIN item i ON i.id = s.item_id"
    " WHERE s.topic_id = :topic AND s.sorted_at >= :since AND s.sorted_at < :until AND s.margin >= :min_margin"
    " AND i.duplicate_of IS NULL AND (NOT :unread_only OR (i.is_read = 0 AND i.verdict <> 2))"
    " ORDER BY s.margin + iif(:age_s > 0, (s.sorted_at - :until) / :age_s, 0.0) DESC, s.sorted_at DESC, i.id DESC"
    " LIMIT :limit");

static void
read_candidate(sqlite3_stmt *stmt, struct store_candidate *out)
{
	out->item_id = column_int(stmt, 0);
	out->feed_id = column_int(stmt, 1);
	out->sorted_at = column_int(stmt, 2);
	out->story_id = column_int(stmt, 3);
	out->margin = column_real(stmt, 4);
}

bool
store_candidates(struct store *s, int64_t topic_id, double min_margin, int64_t since, int64_t until, bool unread_only,
    double age_s, size_t limit, struct arena *arena, struct store_candidate **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_candidate *list = arena_alloc(arena, limit * sizeof(*list));
	size_t count = 0;
	bool has;

	if (!stmt_borrow(s, &sql_candidates, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_real(stmt, ":min_margin", min_margin);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":until", until);
	bind_int(stmt, ":unread_only", unread_only);
	bind_real(stmt, ":age_s", age_s);
	bind_int(stmt, ":limit", (int64_t)limit);
	for (; count < limit; count++) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		read_candidate(stmt, &list[count]);
	}
	*out = list;
	*out_count = count;
	return true;
}
