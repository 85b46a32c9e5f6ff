#include "store/cursor.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/list_match.h"
#include "store/list_plan.h"
#include "store/statement.h"

#include <assert.h>
#include <math.h>

/* Not every statement has every parameter. */
static void
offer_int(sqlite3_stmt *stmt, const char *name, int64_t value)
{
	if (sqlite3_bind_parameter_index(stmt, name) > 0)
		bind_int(stmt, name, value);
}

static void
offer_real(sqlite3_stmt *stmt, const char *name, double value)
{
	if (sqlite3_bind_parameter_index(stmt, name) > 0)
		bind_real(stmt, name, value);
}

static void
offer_text(sqlite3_stmt *stmt, const char *name, const char *text)
{
	if (text != NULL && sqlite3_bind_parameter_index(stmt, name) > 0)
		bind_text(stmt, name, text);
}

/* Where the first page starts; by date the upper bound is a place as well. */
static struct cursor
start_of(const struct store_item_query *query)
{
	if (query->sort == STORE_BY_SCORE)
		return (struct cursor) { INT64_MAX, INT64_MAX, INFINITY };
	return (struct cursor) { query->until, 0, INFINITY };
}

static bool
place_of(const struct store_item_query *query, struct cursor *out, struct err *err)
{
	struct cursor start = start_of(query);

	if (query->cursor == NULL) {
		*out = start;
		return true;
	}
	if (!cursor_read(query->cursor, query, out, err))
		return false;
	if (query->sort == STORE_BY_DATE && out->sorted_at >= start.sorted_at)
		*out = start;
	return true;
}

static void
bind_query(sqlite3_stmt *stmt, const struct store_item_query *query, const struct cursor *from)
{
	offer_int(stmt, ":since", query->since);
	offer_int(stmt, ":until", query->until);
	offer_int(stmt, ":at", from->sorted_at);
	offer_int(stmt, ":id", from->id);
	offer_real(stmt, ":margin", from->margin);
	offer_int(stmt, ":topic", query->topic_id);
	offer_real(stmt, ":min_margin", query->min_margin);
	offer_int(stmt, ":feed", query->feed_id);
	offer_int(stmt, ":story", query->story_id);
	offer_text(stmt, ":tag", query->tag);
	offer_int(stmt, ":state", query->state);
	offer_int(stmt, ":show_duplicates", query->show_duplicates);
	offer_text(stmt, ":match", query->match);
	offer_int(stmt, ":limit", (int64_t)query->limit + 1); /* one more tells whether there is a next page */
}

/* What FTS5 can't read is the asker's mistake, not the store's. */
static bool
tell_mistake(struct store *s, const struct store_item_query *query, struct err *err)
{
	if (query->match != NULL && sqlite3_errcode(s->db) == SQLITE_ERROR)
		return err_set(err, ERR_SYNTAX, "not a search: %s", sqlite3_errmsg(s->db));
	return false;
}

static bool
read_places(struct store *s, sqlite3_stmt *stmt, const struct store_item_query *query, struct cursor *out,
    size_t *out_count, struct err *err)
{
	bool has;

	for (*out_count = 0; *out_count <= query->limit; ++*out_count) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out[*out_count] = (struct cursor) { column_int(stmt, 1), column_int(stmt, 0), column_real(stmt, 2) };
	}
	return true;
}

/* NULL unless the newest that hold some words can be found from the end of the search index. */
static bool
choose_scan(struct store *s, const struct store_item_query *query, const struct statement **out, struct err *err)
{
	bool in_order;

	*out = list_plan_scan(query);
	if (*out == NULL)
		return true;
	if (!list_match_is_in_order(s, &in_order, err))
		return false;
	if (!in_order)
		*out = NULL;
	return true;
}

static bool
choose_list(struct store *s, const struct store_item_query *query, const struct statement **out, struct err *err)
{
	const struct statement *common = list_plan_choose_common(query);
	bool is_common = false;

	if (common != NULL && !list_match_is_common(s, query, &is_common, err))
		return false;
	*out = is_common ? common : list_plan_choose(query);
	return true;
}

/* The places of up to limit + 1 items. */
static bool
find(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, struct err *err)
{
	const struct statement *scan, *which;
	BORROWED_STMT stmt = NULL;

	if (!choose_scan(s, query, &scan, err))
		return false;
	if ((scan == NULL && !choose_list(s, query, &which, err)) ||
	    !stmt_borrow(s, scan != NULL ? scan : which, &stmt, err))
		return tell_mistake(s, query, err);
	bind_query(stmt, query, from);
	return (scan != NULL ? list_match_newest(s, stmt, query, out, out_count, err)
			     : read_places(s, stmt, query, out, out_count, err)) ||
	       tell_mistake(s, query, err);
}

static bool
load(struct store *s, const struct cursor *places, size_t count, struct arena *arena, struct store_item **out,
    size_t *out_count, struct err *err)
{
	struct store_item *items = arena_alloc(arena, count * sizeof(*items));
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct store_item *item;

		if (!item_load(s, places[i].id, arena, &item, err))
			return false;
		if (item == NULL)
			continue;
		items[found] = *item;
		items[found++].margin = places[i].margin;
	}
	*out = items;
	*out_count = found;
	return true;
}

bool
store_item_list(struct store *s, const struct store_item_query *query, struct arena *arena, struct store_item **out,
    size_t *out_count, const char **out_cursor, struct err *err)
{
	struct cursor from, *places;
	size_t count;
	bool has_more;

	assert(query->limit > 0 && (query->sort == STORE_BY_DATE || query->topic_id != 0));
	if (!place_of(query, &from, err))
		return false;
	places = arena_alloc(arena, (query->limit + 1) * sizeof(*places));
	if (!find(s, query, &from, places, &count, err))
		return false;
	has_more = count > query->limit;
	if (!load(s, places, has_more ? query->limit : count, arena, out, out_count, err))
		return false;
	*out_cursor = has_more ? cursor_write(&places[query->limit - 1], query, arena) : NULL;
	return true;
}
