/* Sets of copies, and how an item leaves its set; stories. */
#include "base/text.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/score.h"
#include "store/statement.h"

STATEMENT(sql_item_original, "SELECT coalesce(duplicate_of, id) FROM item WHERE id = :id");

bool
item_original(struct store *s, int64_t id, int64_t *out_original, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_original, &stmt, err) || !stmt_find(s, stmt, "item", id, err))
		return false;
	*out_original = column_int(stmt, 0);
	return true;
}

/* ---- folding ---- */

STATEMENT(sql_fold,
    "UPDATE item SET duplicate_of = :original, duplicate_reason = :reason WHERE id = :id"
    " AND (duplicate_of, duplicate_reason) IS NOT (:original, :reason)");

bool
item_point_at(struct store *s, int64_t id, int64_t original, const char *reason, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_fold, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_id(stmt, ":original", original);
	bind_text(stmt, ":reason", reason);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_fold_followers, "UPDATE item SET duplicate_of = :original WHERE duplicate_of = :id");

bool
item_move_followers(struct store *s, int64_t from, int64_t to, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_fold_followers, &stmt, err))
		return false;
	bind_int(stmt, ":id", from);
	bind_int(stmt, ":original", to);
	return stmt_run(s, stmt, err);
}

/*
 * Marks speak for the whole set. Two notes of a person are both kept. The
 * members of either part are alike already, so the two that meet stand for all.
 */
STATEMENT(sql_fold_marks,
    "WITH met AS (SELECT max(is_read) AS is_read, max(is_starred) AS is_starred,"
    "  (SELECT group_concat(note, char(10)) FROM (SELECT DISTINCT note FROM item"
    "   WHERE id IN (:original, :id) AND note IS NOT NULL ORDER BY id <> :original)) AS note"
    "  FROM item WHERE id IN (:original, :id))"
    " UPDATE item SET (is_read, is_starred, note) = (SELECT is_read, is_starred, note FROM met)"
    " WHERE (id = :original OR duplicate_of = :original)"
    " AND (is_read, is_starred, note) IS NOT (SELECT is_read, is_starred, note FROM met)");

static bool
merge_marks(struct store *s, int64_t id, int64_t original, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_fold_marks, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_int(stmt, ":original", original);
	return stmt_run(s, stmt, err) && item_settle_verdict(s, original, err);
}

bool
store_item_fold(struct store *s, int64_t id, int64_t original, const char *reason, struct err *err)
{
	int64_t to, from;

	if (!item_original(s, original, &to, err) || !item_original(s, id, &from, err))
		return false;
	if (to == id)
		return err_set(err, ERR_INVALID, "item %lld can't be a duplicate of itself", (long long)id);
	if (!item_point_at(s, id, to, reason, err) || !item_move_followers(s, id, to, err))
		return false;
	return from == to || (merge_marks(s, id, to, err) && item_elect(s, to, false, err));
}

/* ---- the set ---- */

STATEMENT(sql_item_duplicates,
    "SELECT i.id, i.feed_id, coalesce(nullif(trim(f.title), ''), nullif(trim(f.feed_title), ''), f.url, ''), b.url,"
    " i.duplicate_reason FROM item i JOIN body b ON b.item_id = i.id LEFT JOIN feed f ON f.id = i.feed_id"
    " WHERE (i.id = :original OR i.duplicate_of = :original) AND i.id <> :id ORDER BY i.id <> :original, i.id");

static void
read_duplicate(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_duplicate *out = row;

	out->id = column_int(stmt, 0);
	out->feed_id = column_int(stmt, 1);
	out->feed_title = column_text(stmt, 2, arena);
	out->url = column_text(stmt, 3, arena);
	out->reason = column_text(stmt, 4, arena);
}

STATEMENT(sql_item_set,
    "SELECT coalesce(i.duplicate_of, i.id),"
    " (SELECT count(*) FROM item d WHERE d.duplicate_of = coalesce(i.duplicate_of, i.id))"
    " FROM item i WHERE i.id = :id");

static bool
set_of(struct store *s, int64_t id, int64_t *out_original, size_t *out_followers, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_set, &stmt, err) || !stmt_find(s, stmt, "item", id, err))
		return false;
	*out_original = column_int(stmt, 0);
	*out_followers = (size_t)column_int(stmt, 1);
	return true;
}

bool
store_item_duplicates(
    struct store *s, int64_t id, struct arena *arena, struct store_duplicate **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_duplicate *list;
	int64_t original = 0;
	size_t followers = 0;

	if (!set_of(s, id, &original, &followers, err))
		return false;
	*out = NULL;
	*out_count = 0;
	if (followers == 0)
		return true; /* as for most */
	if (!stmt_borrow(s, &sql_item_duplicates, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_int(stmt, ":original", original);
	list = stmt_rows(s, stmt, sizeof(*list), followers, read_duplicate, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}

/* ---- removing ---- */

STATEMENT(sql_item_successor, "SELECT min(id) FROM item WHERE duplicate_of = :id");

bool
item_successor(struct store *s, int64_t id, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_successor, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	return stmt_number(s, stmt, out, err);
}

STATEMENT(sql_item_remove, "DELETE FROM item WHERE id = :id");

bool
item_remove(struct store *s, int64_t id, struct err *err)
{
	int64_t successor;

	if (!item_successor(s, id, &successor, err))
		return false;
	if (successor != 0 &&
	    (!item_point_at(s, successor, 0, NULL, err) || !item_move_followers(s, id, successor, err)))
		return false;
	return pending_remove(s, id, err) && score_remove(s, id, err) && stmt_run_for_id(s, &sql_item_remove, id, err);
}

/* ---- stories ---- */

STATEMENT(sql_item_story,
    "UPDATE item SET story_id = :story, story_words = iif(:story IS NULL, NULL, coalesce(story_words, :words))"
    " WHERE id = :id");

bool
store_item_story(struct store *s, int64_t id, int64_t story_id, const char *words, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_story, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_id(stmt, ":story", story_id);
	bind_text(stmt, ":words", words);
	return stmt_run_on(s, stmt, "item", id, err);
}
