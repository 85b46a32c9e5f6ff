/* What each feed brought, over a window: from indexes alone, added up here so that nothing is sorted. */
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>

STATEMENT(sql_yield_came,
    "SELECT feed_id, duplicate_of IS NOT NULL FROM item INDEXED BY item_unread"
    " WHERE is_read = 0 AND sorted_at >= :since AND feed_id IS NOT NULL"
    " UNION ALL SELECT feed_id, duplicate_of IS NOT NULL FROM item INDEXED BY item_read"
    " WHERE is_read = 1 AND sorted_at >= :since AND feed_id IS NOT NULL");
STATEMENT(sql_yield_kept,
    "SELECT feed_id FROM item INDEXED BY item_kept"
    " WHERE verdict = 1 AND sorted_at >= :since AND feed_id IS NOT NULL");
STATEMENT(sql_yield_skipped,
    "SELECT feed_id FROM item INDEXED BY item_skipped"
    " WHERE verdict = 2 AND sorted_at >= :since AND feed_id IS NOT NULL");
/* Issues hold few items, and the index has those of one item side by side. */
STATEMENT(sql_yield_issued,
    "SELECT i.feed_id FROM (SELECT DISTINCT item_id FROM issue_item INDEXED BY issue_item_by_item) AS t"
    " CROSS JOIN item AS i ON i.id = t.item_id WHERE i.sorted_at >= :since AND i.feed_id IS NOT NULL");
STATEMENT(sql_yield_scored,
    "SELECT s.item_id, i.feed_id FROM score AS s CROSS JOIN item AS i ON i.id = s.item_id"
    " WHERE s.topic_id = :topic_id AND s.sorted_at >= :since AND s.margin >= :min_margin"
    " AND i.feed_id IS NOT NULL AND i.duplicate_of IS NULL");

/* Feeds in id order. */
struct yields {
	struct store_yield *list;
	size_t count;
};

static int
compare_feeds(const void *key, const void *entry)
{
	int64_t id = *(const int64_t *)key, other = ((const struct store_yield *)entry)->feed_id;

	return (id > other) - (id < other);
}

/* NULL: a feed that came since the list was made, which a snapshot does not have. */
static struct store_yield *
yield_of(const struct yields *yields, int64_t feed_id)
{
	if (yields->count == 0)
		return NULL;
	return bsearch(&feed_id, yields->list, yields->count, sizeof(*yields->list), compare_feeds);
}

static void
count_came(struct store_yield *yield, sqlite3_stmt *stmt)
{
	yield->came++;
	yield->copies += column_int(stmt, 1);
}

static void
count_kept(struct store_yield *yield, sqlite3_stmt *stmt)
{
	(void)stmt;
	yield->kept++;
}

static void
count_skipped(struct store_yield *yield, sqlite3_stmt *stmt)
{
	(void)stmt;
	yield->skipped++;
}

static void
count_issued(struct store_yield *yield, sqlite3_stmt *stmt)
{
	(void)stmt;
	yield->issued++;
}

/* Each lists items from :since on, their feed first. */
static const struct counting {
	const struct statement *items;
	void (*count)(struct store_yield *yield, sqlite3_stmt *stmt);
} countings[] = {
	{ &sql_yield_came, count_came },
	{ &sql_yield_kept, count_kept },
	{ &sql_yield_skipped, count_skipped },
	{ &sql_yield_issued, count_issued },
};

static bool
count_items(
    struct store *s, const struct counting *counting, int64_t since, const struct yields *yields, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, counting->items, &stmt, err))
		return false;
	bind_int(stmt, ":since", since);
	while (stmt_next(s, stmt, &has, err)) {
		struct store_yield *yield;

		if (!has)
			return true;
		yield = yield_of(yields, column_int(stmt, 0));
		if (yield != NULL)
			counting->count(yield, stmt);
	}
	return false;
}

struct scored {
	int64_t item_id;
	int64_t feed_id;
};

struct scored_list {
	struct scored *list;
	size_t count, room;
};

static void
scored_add(struct scored_list *scored, int64_t item_id, int64_t feed_id, struct arena *arena)
{
	if (scored->count == scored->room) {
		size_t room = scored->room == 0 ? 1024 : scored->room * 2;
		struct scored *list = arena_alloc(arena, room * sizeof(*list));

		for (size_t i = 0; i < scored->count; i++)
			list[i] = scored->list[i];
		scored->list = list;
		scored->room = room;
	}
	scored->list[scored->count++] = (struct scored) { item_id, feed_id };
}

static bool
read_scored(struct store *s, int64_t since, const struct store_yield_topic *topic, struct scored_list *scored,
    struct arena *arena, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_yield_scored, &stmt, err))
		return false;
	bind_int(stmt, ":topic_id", topic->topic_id);
	bind_int(stmt, ":since", since);
	bind_real(stmt, ":min_margin", topic->min_margin);
	while (stmt_next(s, stmt, &has, err)) {
		if (!has)
			return true;
		scored_add(scored, column_int(stmt, 0), column_int(stmt, 1), arena);
	}
	return false;
}

static int
compare_scored(const void *a, const void *b)
{
	int64_t x = ((const struct scored *)a)->item_id, y = ((const struct scored *)b)->item_id;

	return (x > y) - (x < y);
}

/* An item counts once, in however many topics it is. */
static void
add_scored(struct scored_list *scored, const struct yields *yields)
{
	if (scored->count == 0)
		return;
	qsort(scored->list, scored->count, sizeof(*scored->list), compare_scored);
	for (size_t i = 0; i < scored->count; i++) {
		struct store_yield *yield;

		if (i > 0 && scored->list[i].item_id == scored->list[i - 1].item_id)
			continue;
		yield = yield_of(yields, scored->list[i].feed_id);
		if (yield != NULL)
			yield->scored++;
	}
}

bool
store_feed_yields(struct store *s, int64_t since, const struct store_yield_topic *topics, size_t topic_count,
    struct store_yield *list, size_t count, struct arena *arena, struct err *err)
{
	const struct yields yields = { list, count };
	struct scored_list scored = { 0 };

	for (size_t i = 0; i < COUNT_OF(countings); i++)
		if (!count_items(s, &countings[i], since, &yields, err))
			return false;
	for (size_t i = 0; i < topic_count; i++)
		if (!read_scored(s, since, &topics[i], &scored, arena, err))
			return false;
	add_scored(&scored, &yields);
	return true;
}
