#include "store/handle.h"
#include "store/statement.h"

/*
 * Each chore is short, and all can be done again: a failure (a reader in the
 * way, no room) only means that it is done later. Statistics are not among
 * them: every plan is pinned in its statement, and figures gathered while a
 * store was small made the search for a common word quadratic.
 */
enum { MERGE_PAGES = 64 };

static bool
run_quietly(struct store *s, const struct statement *which)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, which, &stmt, NULL) && stmt_run(s, stmt, NULL);
}

/* Moves what no reader needs any more from the log into the file. */
static bool
checkpoint(struct store *s)
{
	int in_log = 0, moved = 0;

	sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
	return false;
}

STATEMENT(sql_words_merge, "INSERT INTO item_words (item_words, rank) VALUES ('merge', :id)");

/* FTS5 says through the count of changes whether there was anything to merge. */
static bool
merge_words(struct store *s)
{
	int before = sqlite3_total_changes(s->db);

	return stmt_run_for_id(s, &sql_words_merge, MERGE_PAGES, NULL) && sqlite3_total_changes(s->db) - before >= 2;
}

/* Distinct topics by leaps through the index, not by reading it. */
STATEMENT(sql_scores_orphaned,
    "WITH RECURSIVE scored (topic_id) AS (SELECT min(topic_id) FROM score UNION ALL"
    "  SELECT (SELECT min(topic_id) FROM score WHERE topic_id > scored.topic_id) FROM scored"
    "  WHERE scored.topic_id IS NOT NULL)"
    " DELETE FROM score WHERE (topic_id, sorted_at, item_id) IN (SELECT topic_id, sorted_at, item_id FROM score"
    "  WHERE topic_id = (SELECT topic_id FROM scored WHERE topic_id IS NOT NULL AND topic_id NOT IN"
    "   (SELECT id FROM topic) LIMIT 1) LIMIT 500)");

/* Of topics that are no more. */
static bool
drop_scores(struct store *s)
{
	return run_quietly(s, &sql_scores_orphaned) && stmt_changes(s) > 0;
}

bool
store_tidy(struct store *s)
{
	static bool (*const chores[])(struct store *) = { merge_words, drop_scores, checkpoint };
	enum { CHORES = sizeof(chores) / sizeof(chores[0]) };

	if (chores[s->tidy_turn](s))
		return true;
	s->tidy_turn = (s->tidy_turn + 1) % CHORES;
	return s->tidy_turn != 0;
}

/* ---- the great check ---- */

STATEMENT(sql_check_pages, "PRAGMA integrity_check(1)");
STATEMENT(sql_check_references, "PRAGMA foreign_key_check");
/* 1: against the texts themselves, not only the index's own order. */
STATEMENT(sql_check_words, "INSERT INTO item_words (item_words, rank) VALUES ('integrity-check', 1)");
STATEMENT(sql_check_tally,
    "SELECT 1 FROM tally WHERE (feeds, topics, items, duplicates, unread, starred, kept) IS NOT"
    " (SELECT (SELECT count(*) FROM feed), (SELECT count(*) FROM topic), count(*), count(duplicate_of),"
    " count(*) FILTER (WHERE is_read = 0 AND duplicate_of IS NULL),"
    " count(*) FILTER (WHERE is_starred = 1 AND duplicate_of IS NULL),"
    " count(*) FILTER (WHERE verdict = 1 AND duplicate_of IS NULL) FROM item)");

/* True when the statement answers nothing, or 'ok'. */
static bool
finds_nothing(struct store *s, const struct statement *which, const char *what, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	const char *found;
	bool has;

	if (!stmt_borrow(s, which, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return true;
	found = column_borrowed(stmt, 0);
	if (found != NULL && sqlite3_stricmp(found, "ok") == 0)
		return true;
	return err_set(err, ERR_DAMAGED, "store %s: %s: %s", s->path, what, found != NULL ? found : "");
}

bool
store_check(struct store *s, struct err *err)
{
	return finds_nothing(s, &sql_check_pages, "broken page", err) &&
	       finds_nothing(s, &sql_check_references, "dangling reference in", err) &&
	       finds_nothing(s, &sql_check_tally, "the counts are wrong", err) &&
	       finds_nothing(s, &sql_check_words, "search index", err);
}
