#include "base/text.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/packing.h"
#include "store/score.h"
#include "store/statement.h"
#include "store/wal.h"
#include "store/wal_length.h"

/*
 * Each chore is short, and all can be done again: a failure (a reader in the
 * way, no room) only means that it is done later. Statistics are not among
 * them: every plan is pinned in its statement, and figures gathered while a
 * store was small made the search for a common word quadratic.
 */
enum {
	MERGE_PAGES = 32,
	LONG_MERGE_PAGES = 128,
	BYTES_A_PAGE = 1600,
	ROOM_PAGES = 1000,
	LEFT_OVER_MANY = 1000,
	LEFT_OVER_SHARE = 4
};

static bool
empty_log(struct store *s)
{
	wal_length_move(s);
	return false;
}

/*
 * In a transaction like all others, so that the log tells whose it is (wal.h);
 * in none when the chore finds nothing to do.
 */
static bool
step(struct store *s, bool (*chore)(struct store *, bool *, struct err *))
{
	bool has_more = false;

	if (!store_begin(s, STORE_FETCHED, NULL))
		return false;
	if (chore(s, &has_more, NULL) && has_more && store_commit(s, NULL))
		return true;
	store_rollback(s);
	return false;
}

STATEMENT(sql_words_merge, "INSERT INTO item_words (item_words, rank) VALUES ('merge', :id)");

/*
 * FTS5 keeps words that were taken out, and those that take them out, until
 * both come into one merge: left to itself an index that is as large as ever
 * grew threefold in a year. A merge of a negative number of pages is the first
 * step of one of all pieces, and those after it go on with that.
 */
static bool
is_all_to_be_merged(struct store *s)
{
	int64_t items;

	if (s->left_over < LEFT_OVER_MANY || !item_count(s, &items, NULL) || s->left_over < items / LEFT_OVER_SHARE)
		return false;
	s->left_over = 0;
	return true;
}

/* FTS5 says through the count of changes whether there was anything to merge. */
static bool
merge_pages(struct store *s, int64_t pages, bool *out_more, struct err *err)
{
	int before = sqlite3_total_changes(s->db);

	if (!stmt_run_for_id(s, &sql_words_merge, pages, err))
		return false;
	*out_more = sqlite3_total_changes(s->db) - before >= 2;
	return true;
}

static bool
merge_some(struct store *s, bool *out_more, struct err *err)
{
	return merge_pages(s, is_all_to_be_merged(s) ? -MERGE_PAGES : MERGE_PAGES, out_more, err);
}

static bool
merge_many(struct store *s, bool *out_more, struct err *err)
{
	return merge_pages(s, is_all_to_be_merged(s) ? -MERGE_PAGES : LONG_MERGE_PAGES, out_more, err);
}

static bool
merge_words(struct store *s)
{
	return step(s, merge_some);
}

/*
 * FTS5 left to itself merges within the commit that comes to a round number of
 * pages: hundreds, that one person waits for. It is told not to (schema), and
 * gets its due here, about as much for the words written as it would take. Where
 * a step ends it writes some fifty pages of the pieces again, which the next
 * step writes once more: so the steps are long while nobody may come to wait.
 */
bool
store_merge(struct store *s, bool in_short_steps)
{
	size_t due = (in_short_steps ? MERGE_PAGES : LONG_MERGE_PAGES) * BYTES_A_PAGE;

	if (s->unmerged < due)
		return false;
	s->unmerged = step(s, in_short_steps ? merge_some : merge_many) ? s->unmerged - due : 0;
	return s->unmerged >= due;
}

/* What topics that are no more left. */
static bool
sweep_scores(struct store *s)
{
	return step(s, score_sweep);
}

static bool
pack_former_rows(struct store *s)
{
	return step(s, packing_step);
}

/* Pages that nothing uses go back to the file system once they are many: a few are soon used again. */
STATEMENT(sql_pages, "SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count");

static bool
has_much_room(struct store *s)
{
	BORROWED_STMT stmt = NULL;
	int64_t pages, unused;
	bool has;

	if (!stmt_borrow(s, &sql_pages, &stmt, NULL) || !stmt_next(s, stmt, &has, NULL) || !has)
		return false;
	pages = column_int(stmt, 0);
	unused = column_int(stmt, 1);
	return unused > ROOM_PAGES && unused > pages / 20;
}

static bool
give_some_back(struct store *s, bool *out_more, struct err *err)
{
	*out_more = has_much_room(s);
	/* SQLite counts no change of a row there. */
	return !*out_more || (store_exec(s, "PRAGMA incremental_vacuum(200)", err) && wal_count(s, 0, err));
}

static bool
give_room_back(struct store *s)
{
	return step(s, give_some_back);
}

bool
store_tidy(struct store *s)
{
	static bool (*const chores[])(struct store *) = { merge_words, sweep_scores, pack_former_rows, give_room_back,
		empty_log, wal_length_cut };
	enum { CHORES = COUNT_OF(chores) };

	if (chores[s->tidy_turn](s))
		return true;
	s->tidy_turn = (s->tidy_turn + 1) % CHORES;
	return s->tidy_turn != 0;
}

void
store_forget_pages(struct store *s)
{
	sqlite3_db_release_memory(s->db);
}
