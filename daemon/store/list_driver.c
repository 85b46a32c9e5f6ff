#include "store/list_driver.h"

#include "base/text.h"
#include "store/statement.h"

/* Feeds are looked up one by one, items are sorted: what either costs is bounded by these. */
enum { FEW_FEEDS = 500, FEW_ITEMS = 5000 };

static enum list_driver
driver_of_state(enum store_item_state state)
{
	static const enum list_driver of_state[] = {
		[STORE_ANY] = LIST_BY_ALL,
		[STORE_UNREAD] = LIST_BY_UNREAD,
		[STORE_READ] = LIST_BY_READ,
		[STORE_STARRED] = LIST_BY_STARRED,
		[STORE_KEPT] = LIST_BY_KEPT,
		[STORE_SKIPPED] = LIST_BY_SKIPPED,
	};

	return of_state[state];
}

/* How many there are, or, when they are not few, some number that is not. */
static bool
is_count_few(struct store *s, sqlite3_stmt *stmt, bool *out, struct err *err)
{
	int64_t count;

	if (!stmt_number(s, stmt, &count, err))
		return false;
	*out = count <= FEW_ITEMS;
	return true;
}

STATEMENT(sql_driver_tag,
    "SELECT sum(n) + :many * (count(*) > :most) FROM (SELECT f.item_count AS n FROM feed_tag t"
    " CROSS JOIN feed f ON f.id = t.feed_id WHERE t.tag = :tag LIMIT :most + 1)");

static bool
is_tag_narrow(struct store *s, const struct store_item_query *query, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_driver_tag, &stmt, err))
		return false;
	bind_text(stmt, ":tag", query->tag);
	bind_int(stmt, ":most", FEW_FEEDS);
	bind_int(stmt, ":many", FEW_ITEMS + 1);
	return is_count_few(s, stmt, out, err);
}

STATEMENT(sql_driver_window,
    "SELECT count(*) FROM (SELECT 1 FROM score WHERE topic_id = :topic AND sorted_at >= :since AND sorted_at < :until"
    " LIMIT :most)");

static bool
is_window_narrow(struct store *s, const struct store_item_query *query, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_driver_window, &stmt, err))
		return false;
	bind_int(stmt, ":topic", query->topic_id);
	bind_int(stmt, ":since", query->since);
	bind_int(stmt, ":until", query->until);
	bind_int(stmt, ":most", FEW_ITEMS + 1);
	return is_count_few(s, stmt, out, err);
}

STATEMENT(sql_driver_unread, "SELECT unread FROM tally");

static bool
is_unread_narrow(struct store *s, const struct store_item_query *query, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	(void)query;
	return stmt_borrow(s, &sql_driver_unread, &stmt, err) && is_count_few(s, stmt, out, err);
}

/* ---- the choice ---- */

static bool
has_tag(const struct store_item_query *query)
{
	return query->tag != NULL;
}

static bool
wants_best_of_window(const struct store_item_query *query)
{
	return query->sort == STORE_BY_SCORE && (query->since != TIME_NONE || query->until != INT64_MAX);
}

static bool
wants_unread_of_topic(const struct store_item_query *query)
{
	return query->topic_id != 0 && query->state == STORE_UNREAD;
}

static const struct {
	bool (*is_asked)(const struct store_item_query *query);
	bool (*are_few)(struct store *s, const struct store_item_query *query, bool *out, struct err *err);
	enum list_driver driver;
} narrow[] = {
	{ has_tag, is_tag_narrow, LIST_BY_TAG },
	{ wants_best_of_window, is_window_narrow, LIST_BY_WINDOW },
	{ wants_unread_of_topic, is_unread_narrow, LIST_BY_UNREAD },
};

/* What always leaves few, or is all there is to go by. */
static enum list_driver
usual_driver(const struct store_item_query *query)
{
	if (query->story_id != 0)
		return LIST_BY_STORY;
	if (query->feed_id != 0 && query->state < STORE_STARRED)
		return LIST_BY_FEED;
	return query->topic_id != 0 && query->state < STORE_STARRED ? LIST_BY_ALL : driver_of_state(query->state);
}

static bool
leaves_many(enum list_driver driver)
{
	return driver == LIST_BY_ALL || driver == LIST_BY_UNREAD || driver == LIST_BY_READ;
}

bool
list_driver_choose(struct store *s, const struct store_item_query *query, enum list_driver *out, struct err *err)
{
	enum list_driver driver = usual_driver(query);

	for (size_t i = 0; leaves_many(driver) && i < COUNT_OF(narrow); i++) {
		bool are_few = false;

		if (narrow[i].is_asked(query) && !narrow[i].are_few(s, query, &are_few, err))
			return false;
		if (are_few)
			driver = narrow[i].driver;
	}
	*out = driver;
	return true;
}
