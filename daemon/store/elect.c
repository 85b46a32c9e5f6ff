/* Who leads a set of duplicates: an item of a feed that the curator prefers, else the first seen. */
#include "store/handle.h"
#include "store/item.h"
#include "store/statement.h"

STATEMENT(sql_elect,
    "SELECT i.id FROM item i LEFT JOIN feed f ON f.id = i.feed_id WHERE i.id = :original OR i.duplicate_of = :original"
    " ORDER BY coalesce(f.is_preferred, 0) DESC, NOT :by_age AND i.id <> :original, i.id LIMIT 1");

static bool
find_leader(struct store *s, int64_t original, bool by_age, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_elect, &stmt, err))
		return false;
	bind_int(stmt, ":original", original);
	bind_int(stmt, ":by_age", by_age);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? column_int(stmt, 0) : original;
	return true;
}

/* What made the one a copy of the other made the other a copy of the one; and both stand in one story. */
STATEMENT(sql_elect_step_down,
    "UPDATE item SET (duplicate_of, duplicate_reason) = (SELECT id, duplicate_reason FROM item WHERE id = :leader)"
    " WHERE id = :original");
STATEMENT(sql_elect_story,
    "UPDATE item SET (story_id, story_words) = (SELECT story_id, story_words FROM item WHERE id = :original)"
    " WHERE id = :leader AND story_id IS NULL");

static bool
run_for_both(struct store *s, const struct statement *which, int64_t original, int64_t leader, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":original", original);
	bind_int(stmt, ":leader", leader);
	return stmt_run(s, stmt, err);
}

bool
item_elect(struct store *s, int64_t original, bool by_age, struct err *err)
{
	int64_t leader;

	if (!find_leader(s, original, by_age, &leader, err))
		return false;
	return leader == original ||
	       (run_for_both(s, &sql_elect_story, original, leader, err) &&
		   run_for_both(s, &sql_elect_step_down, original, leader, err) &&
		   item_point_at(s, leader, 0, NULL, err) && item_move_followers(s, original, leader, err));
}

/* ---- a feed's sets ---- */

STATEMENT(sql_elect_sets,
    "SELECT coalesce(i.duplicate_of, i.id) FROM item i INDEXED BY item_by_feed WHERE i.feed_id = :feed"
    " AND i.sorted_at >= :since AND (i.duplicate_of IS NOT NULL OR EXISTS"
    " (SELECT 1 FROM item c INDEXED BY item_by_original WHERE c.duplicate_of = i.id))"
    " ORDER BY i.sorted_at DESC, i.id DESC LIMIT :limit");

static bool
find_sets(struct store *s, int64_t feed_id, int64_t since, size_t max, int64_t *out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_elect_sets, &stmt, err))
		return false;
	bind_int(stmt, ":feed", feed_id);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":limit", (int64_t)max);
	for (*out_count = 0; *out_count < max; ++*out_count) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out[*out_count] = column_int(stmt, 0);
	}
	return true;
}

bool
store_feed_elect(struct store *s, int64_t feed_id, int64_t since, size_t sets_max, struct err *err)
{
	ARENA arena = arena_new();
	int64_t *sets = arena_alloc(arena, sets_max * sizeof(*sets)), original;
	size_t count;

	if (!find_sets(s, feed_id, since, sets_max, sets, &count, err))
		return false;
	/* A set may be there twice, and have another original by then. */
	for (size_t i = 0; i < count; i++)
		if (!item_original(s, sets[i], &original, err) || !item_elect(s, original, true, err))
			return false;
	return true;
}
