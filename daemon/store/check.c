/* The great check: reads everything, and says of the first thing that is wrong what it is. */
#include "store/handle.h"
#include "store/margins.h"
#include "store/score.h"
#include "store/statement.h"

#include <inttypes.h>

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

STATEMENT(sql_check_feed_counts,
    "SELECT 1 FROM feed WHERE item_count <> (SELECT count(*) FROM item WHERE feed_id = feed.id) LIMIT 1");

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

/* ---- scores: each margin from the floor on is listed, and nothing else is ---- */

STATEMENT(sql_check_scores, "SELECT item_id FROM item_score ORDER BY item_id");
/* Nothing when the topic is no more; NULL when it doesn't list the item. */
STATEMENT(sql_check_listed,
    "SELECT (SELECT margin FROM score WHERE topic_id = :topic AND item_id = :item"
    " AND sorted_at = (SELECT sorted_at FROM item WHERE id = :item)) FROM topic WHERE id = :topic");
STATEMENT(sql_check_list_size, "SELECT count(*) FROM score WHERE topic_id IN (SELECT id FROM topic)");

/* Counts it when it is, and must be, listed. */
static bool
check_margin(struct store *s, int64_t item_id, const struct store_margin *margin, int64_t *listed, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool is_listed, is_right, has;

	if (!stmt_borrow(s, &sql_check_listed, &stmt, err))
		return false;
	bind_int(stmt, ":topic", margin->topic_id);
	bind_int(stmt, ":item", item_id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	if (!has)
		return true;
	is_listed = sqlite3_column_type(stmt, 0) != SQLITE_NULL;
	is_right = is_listed ? column_real(stmt, 0) == margin->margin : margin->margin < STORE_MARGIN_FLOOR;
	*listed += is_listed;
	return (is_right && is_listed == (margin->margin >= STORE_MARGIN_FLOOR)) ||
	       err_set(err, ERR_DAMAGED, "store %s: item %" PRId64 " is listed wrongly in topic %" PRId64, s->path,
		   item_id, margin->topic_id);
}

static bool
check_item(struct store *s, int64_t item_id, int64_t *listed, struct err *err)
{
	BUFFER margins = { 0 };
	bool has;

	if (!score_read(s, item_id, &margins, &has, err))
		return false;
	for (size_t at = 0; at < margins.len; at += MARGIN_BYTES) {
		struct store_margin margin = margins_at(&margins, at);

		if (!check_margin(s, item_id, &margin, listed, err))
			return false;
	}
	return true;
}

static bool
count_listed(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_check_list_size, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = column_int(stmt, 0);
	return true;
}

static bool
check_scores(struct store *s, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t listed = 0, all;
	bool has;

	if (!stmt_borrow(s, &sql_check_scores, &stmt, err))
		return false;
	for (;;) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		if (!check_item(s, column_int(stmt, 0), &listed, err))
			return false;
	}
	return count_listed(s, &all, err) &&
	       (all == listed || err_set(err, ERR_DAMAGED, "store %s: topics list what was not scored", s->path));
}

bool
store_check_rows(struct store *s, struct err *err)
{
	return finds_nothing(s, &sql_check_pages, "broken page", err) &&
	       finds_nothing(s, &sql_check_references, "dangling reference in", err) &&
	       finds_nothing(s, &sql_check_tally, "the counts are wrong", err) &&
	       finds_nothing(s, &sql_check_feed_counts, "the count of a feed's items is wrong", err);
}

bool
store_check(struct store *s, struct err *err)
{
	return store_check_rows(s, err) && check_scores(s, err) &&
	       finds_nothing(s, &sql_check_words, "search index", err);
}
