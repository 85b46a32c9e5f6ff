#include "store/handle.h"
#include "store/score.h"
#include "store/statement.h"

/*
 * Each chore is short, and all can be done again: a failure (a reader in the
 * way, no room) only means that it is done later. Statistics are not among
 * them: every plan is pinned in its statement, and figures gathered while a
 * store was small made the search for a common word quadratic.
 */
enum { MERGE_PAGES = 64 };

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

/* What topics that are no more left. */
static bool
sweep_scores(struct store *s)
{
	bool has_more = false;

	if (!store_begin(s, STORE_FETCHED, NULL))
		return false;
	if (score_sweep(s, &has_more, NULL) && store_commit(s, NULL))
		return has_more;
	store_rollback(s);
	return false;
}

bool
store_tidy(struct store *s)
{
	static bool (*const chores[])(struct store *) = { merge_words, sweep_scores, checkpoint };
	enum { CHORES = sizeof(chores) / sizeof(chores[0]) };

	if (chores[s->tidy_turn](s))
		return true;
	s->tidy_turn = (s->tidy_turn + 1) % CHORES;
	return s->tidy_turn != 0;
}
