#include "store/list_match.h"

#include <math.h>
#include <string.h>

STATEMENT(sql_match_order,
    "SELECT coalesce((SELECT max(sorted_at) FROM item INDEXED BY item_by_date)"
    " <= (SELECT seen_at FROM item ORDER BY id DESC LIMIT 1), 1)");

bool
list_match_is_in_order(struct store *s, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_match_order, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = column_int(stmt, 0) != 0;
	return true;
}

/* ---- how common ---- */

STATEMENT(sql_match_items, "SELECT items FROM tally");

static bool
count_items(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_match_items, &stmt, err) || !stmt_next(s, stmt, &has, err))
		return false;
	*out = column_int(stmt, 0);
	return true;
}

STATEMENT(sql_match_count, "SELECT count(*) FROM (SELECT 1 FROM item_words WHERE item_words MATCH :match LIMIT :most)");

/*
 * To read n items that hold the words and to sort them costs n small steps. To look through N others until `limit` of
 * them hold the words costs limit * N / n steps, each some ten times as dear. The two meet where n is the root of
 * 10 * limit * N. The beginning of a word is looked up anew each time, in all the words that begin so: never for it.
 */
bool
list_match_is_common(struct store *s, const struct store_item_query *query, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t items, most;
	bool has;

	*out = false;
	if (strchr(query->match, '*') != NULL)
		return true;
	if (!count_items(s, &items, err) || !stmt_borrow(s, &sql_match_count, &stmt, err))
		return false;
	most = 1 + (int64_t)sqrt(10.0 * (double)query->limit * (double)items);
	bind_text(stmt, ":match", query->match);
	bind_int(stmt, ":most", most);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = column_int(stmt, 0) >= most;
	return true;
}

/* ---- the newest ---- */

static bool
is_newer(const struct cursor *a, const struct cursor *b)
{
	return a->sorted_at != b->sorted_at ? a->sorted_at > b->sorted_at : a->id > b->id;
}

static void
keep_newest(struct cursor *list, size_t *count, size_t most, const struct cursor *found)
{
	size_t at = *count;

	while (at > 0 && is_newer(found, &list[at - 1]))
		at--;
	if (at == most)
		return;
	if (*count < most)
		(*count)++;
	memmove(&list[at + 1], &list[at], (*count - 1 - at) * sizeof(*list));
	list[at] = *found;
}

bool
list_match_newest(struct store *s, sqlite3_stmt *stmt, const struct store_item_query *query, struct cursor *out,
    size_t *out_count, struct err *err)
{
	size_t most = query->limit + 1;
	bool has;

	for (*out_count = 0;;) {
		int64_t seen_at;

		if (!stmt_next(s, stmt, &has, err))
			return false;
		seen_at = column_int(stmt, 3);
		if (!has || seen_at < query->since || (*out_count == most && seen_at <= out[most - 1].sorted_at))
			return true;
		if (column_int(stmt, 4) != 0)
			keep_newest(out, out_count, most,
			    &(struct cursor) { column_int(stmt, 1), column_int(stmt, 0), column_real(stmt, 2) });
	}
}
