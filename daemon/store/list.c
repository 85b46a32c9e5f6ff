/* Lists of items, a page at a time. */
#include "store/cursor.h"
#include "store/item.h"
#include "store/list_search.h"

#include <assert.h>
#include <math.h>

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
	if (!list_search(s, query, &from, places, &count, err))
		return false;
	has_more = count > query->limit;
	if (!load(s, places, has_more ? query->limit : count, arena, out, out_count, err))
		return false;
	*out_cursor = has_more ? cursor_write(&places[query->limit - 1], query, arena) : NULL;
	return true;
}
