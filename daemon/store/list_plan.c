#include "store/list_plan.h"

/*
 * The index is named in each, so that statistics gathered later can't change a
 * plan into one that reads a million items. Bounds that were not asked for are
 * given as the smallest or largest value, which keeps the range on the index.
 */
#define FOLDED " AND (:show_duplicates OR i.duplicate_of IS NULL)"
#define TAGGED " AND (:tag IS NULL OR i.feed_id IN (SELECT feed_id FROM feed_tag WHERE tag = :tag))"
/* The same of an item alone: the feeds are not gathered for each anew. */
#define TAGGED_ONE                                                                                                     \
	" AND (:tag IS NULL OR EXISTS (SELECT 1 FROM feed_tag t WHERE t.tag = :tag AND t.feed_id = i.feed_id))"
#define OF_STORY " AND (:story = 0 OR i.story_id = :story)"
#define OF_FEED " AND (:feed = 0 OR i.feed_id = :feed)"
/* In the order of enum store_item_state. */
#define STATED                                                                                                         \
	" AND CASE :state WHEN 1 THEN i.is_read = 0 WHEN 2 THEN i.is_read = 1 WHEN 3 THEN i.is_starred = 1"            \
	" WHEN 4 THEN i.verdict = 1 WHEN 5 THEN i.verdict = 2 ELSE 1 END"

#define ITEM_SINCE_BEFORE " AND i.sorted_at >= :since AND (i.sorted_at, i.id) < (:at, :id)"
#define ITEM_NEWEST " ORDER BY i.sorted_at DESC, i.id DESC LIMIT :limit"
#define ITEM_SINCE_UNTIL " AND i.sorted_at >= :since AND i.sorted_at < :until"
#define ITEM_WORSE " AND s.margin >= :min_margin AND (s.margin, i.sorted_at, i.id) < (:margin, :at, :id)"
#define ITEM_BEST ITEM_WORSE " ORDER BY s.margin DESC, i.sorted_at DESC, i.id DESC LIMIT :limit"

/* An item's score in the topic: one look-up. */
#define ITEM_SCORE " CROSS JOIN score s ON s.topic_id = :topic AND s.sorted_at = i.sorted_at AND s.item_id = i.id"
#define SCORED_ENOUGH " AND s.margin >= :min_margin"

/* By way of the feeds that have the tag: all their items are sorted, so only when they are few. */
#define TAGGED_ITEMS " FROM feed_tag t CROSS JOIN item i INDEXED BY item_by_feed ON i.feed_id = t.feed_id"
#define IS_TAGGED " WHERE t.tag = :tag"

/* ---- no topic: by date, from one of the indexes of item ---- */

#define UNREAD_ITEMS                                                                                                   \
	"SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_unread WHERE i.is_read = 0" ITEM_SINCE_BEFORE       \
	    FOLDED TAGGED
#define READ_ITEMS                                                                                                     \
	"SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_read WHERE i.is_read = 1" ITEM_SINCE_BEFORE FOLDED  \
	    TAGGED

/* Both are in order, and are merged as far as the page goes. */
STATEMENT(sql_list_all, UNREAD_ITEMS " UNION ALL " READ_ITEMS " ORDER BY 2 DESC, 1 DESC LIMIT :limit");
STATEMENT(sql_list_feed,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_by_feed WHERE i.feed_id = :feed" ITEM_SINCE_BEFORE FOLDED
	TAGGED STATED ITEM_NEWEST);
STATEMENT(
    sql_list_tag, "SELECT i.id, i.sorted_at, 0.0" TAGGED_ITEMS IS_TAGGED ITEM_SINCE_BEFORE FOLDED STATED ITEM_NEWEST);
STATEMENT(sql_list_unread, UNREAD_ITEMS ITEM_NEWEST);
STATEMENT(sql_list_read, READ_ITEMS ITEM_NEWEST);
STATEMENT(sql_list_starred,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_starred WHERE i.is_starred = 1" ITEM_SINCE_BEFORE FOLDED
	TAGGED OF_FEED ITEM_NEWEST);
STATEMENT(sql_list_kept,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_kept WHERE i.verdict = 1" ITEM_SINCE_BEFORE FOLDED TAGGED
	OF_FEED ITEM_NEWEST);
STATEMENT(sql_list_skipped,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_skipped WHERE i.verdict = 2" ITEM_SINCE_BEFORE FOLDED
	TAGGED OF_FEED ITEM_NEWEST);

/* ---- a topic: from the scores ---- */

STATEMENT(sql_list_topic,
    "SELECT s.item_id, s.sorted_at, s.margin FROM score s CROSS JOIN item i NOT INDEXED ON i.id = s.item_id"
    " WHERE s.topic_id = :topic AND s.sorted_at >= :since AND (s.sorted_at, s.item_id) < (:at, :id)" SCORED_ENOUGH
	FOLDED TAGGED STATED " ORDER BY s.sorted_at DESC, s.item_id DESC LIMIT :limit");
/* Of those by margin (store/ranking.h), one by one: whether it is wanted, whenever it was published. */
STATEMENT(sql_list_topic_best,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i NOT INDEXED WHERE i.id = :item" FOLDED TAGGED_ONE STATED);

/* By margin from the items of a window, all of which are sorted: only when they are few. */
STATEMENT(sql_list_topic_window_best,
    "SELECT s.item_id, s.sorted_at, s.margin FROM score s CROSS JOIN item i NOT INDEXED ON i.id = s.item_id"
    " WHERE s.topic_id = :topic AND s.sorted_at >= :since AND s.sorted_at < :until AND s.margin >= :min_margin"
    " AND (s.margin, s.sorted_at, s.item_id) < (:margin, :at, :id)" FOLDED TAGGED STATED
    " ORDER BY s.margin DESC, s.sorted_at DESC, s.item_id DESC LIMIT :limit");

/* ---- a topic, and something that leaves fewer items than it: from there, with a look at each score ---- */

STATEMENT(sql_list_feed_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_feed" ITEM_SCORE
    " WHERE i.feed_id = :feed" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED STATED ITEM_NEWEST);
STATEMENT(sql_list_feed_topic_best, "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_feed" ITEM_SCORE
				    " WHERE i.feed_id = :feed" ITEM_SINCE_UNTIL FOLDED TAGGED STATED ITEM_BEST);
STATEMENT(sql_list_tag_topic, "SELECT i.id, i.sorted_at, s.margin" TAGGED_ITEMS ITEM_SCORE IS_TAGGED ITEM_SINCE_BEFORE
				  SCORED_ENOUGH FOLDED STATED ITEM_NEWEST);
STATEMENT(sql_list_tag_topic_best,
    "SELECT i.id, i.sorted_at, s.margin" TAGGED_ITEMS ITEM_SCORE IS_TAGGED ITEM_SINCE_UNTIL FOLDED STATED ITEM_BEST);
STATEMENT(sql_list_unread_topic, "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_unread" ITEM_SCORE
				 " WHERE i.is_read = 0" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED ITEM_NEWEST);
STATEMENT(sql_list_unread_topic_best, "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_unread" ITEM_SCORE
				      " WHERE i.is_read = 0" ITEM_SINCE_UNTIL FOLDED TAGGED ITEM_BEST);
STATEMENT(sql_list_starred_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_starred" ITEM_SCORE
    " WHERE i.is_starred = 1" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED ITEM_NEWEST);
STATEMENT(sql_list_starred_topic_best,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_starred" ITEM_SCORE
    " WHERE i.is_starred = 1" ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED ITEM_BEST);
STATEMENT(sql_list_kept_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_kept" ITEM_SCORE
    " WHERE i.verdict = 1" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED ITEM_NEWEST);
STATEMENT(sql_list_kept_topic_best, "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_kept" ITEM_SCORE
				    " WHERE i.verdict = 1" ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED ITEM_BEST);
STATEMENT(sql_list_skipped_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_skipped" ITEM_SCORE
    " WHERE i.verdict = 2" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED ITEM_NEWEST);
STATEMENT(sql_list_skipped_topic_best,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_skipped" ITEM_SCORE
    " WHERE i.verdict = 2" ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED ITEM_BEST);

/* ---- a story: few items, whatever else is asked of them ---- */

STATEMENT(sql_list_story,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_by_story WHERE i.story_id = :story" ITEM_SINCE_BEFORE
	FOLDED TAGGED OF_FEED STATED ITEM_NEWEST);
STATEMENT(sql_list_story_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_story" ITEM_SCORE
    " WHERE i.story_id = :story" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED STATED ITEM_NEWEST);
STATEMENT(sql_list_story_topic_best,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_story" ITEM_SCORE
    " WHERE i.story_id = :story" ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED STATED ITEM_BEST);

/* ---- one item, which holds words: whether it is wanted ---- */

#define ONE_ITEM " FROM item i NOT INDEXED"
#define IS_THIS " WHERE i.id = :item"

STATEMENT(sql_list_one, "SELECT i.id, i.sorted_at, 0.0, i.seen_at" ONE_ITEM IS_THIS ITEM_SINCE_BEFORE FOLDED TAGGED_ONE
			    OF_FEED OF_STORY STATED);
STATEMENT(sql_list_one_topic, "SELECT i.id, i.sorted_at, s.margin, i.seen_at" ONE_ITEM ITEM_SCORE IS_THIS
				  ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED_ONE OF_FEED OF_STORY STATED);
STATEMENT(sql_list_one_topic_best, "SELECT i.id, i.sorted_at, s.margin, i.seen_at" ONE_ITEM ITEM_SCORE IS_THIS
				       ITEM_SINCE_UNTIL ITEM_WORSE FOLDED TAGGED_ONE OF_FEED OF_STORY STATED);

/* ---- the choice ---- */

enum { PLAIN, TOPIC, TOPIC_BEST, WAYS };

static int
way_of(const struct store_item_query *query)
{
	return query->topic_id == 0 ? PLAIN : query->sort == STORE_BY_SCORE ? TOPIC_BEST : TOPIC;
}

const struct statement *
list_plan_choose(enum list_driver driver, const struct store_item_query *query)
{
	static const struct statement *const plans[LIST_DRIVERS][WAYS] = {
		[LIST_BY_ALL] = { &sql_list_all, &sql_list_topic, &sql_list_topic_best },
		[LIST_BY_WINDOW] = { &sql_list_all, &sql_list_topic, &sql_list_topic_window_best },
		[LIST_BY_FEED] = { &sql_list_feed, &sql_list_feed_topic, &sql_list_feed_topic_best },
		[LIST_BY_TAG] = { &sql_list_tag, &sql_list_tag_topic, &sql_list_tag_topic_best },
		[LIST_BY_STORY] = { &sql_list_story, &sql_list_story_topic, &sql_list_story_topic_best },
		[LIST_BY_UNREAD] = { &sql_list_unread, &sql_list_unread_topic, &sql_list_unread_topic_best },
		[LIST_BY_READ] = { &sql_list_read, &sql_list_topic, &sql_list_topic_best },
		[LIST_BY_STARRED] = { &sql_list_starred, &sql_list_starred_topic, &sql_list_starred_topic_best },
		[LIST_BY_KEPT] = { &sql_list_kept, &sql_list_kept_topic, &sql_list_kept_topic_best },
		[LIST_BY_SKIPPED] = { &sql_list_skipped, &sql_list_skipped_topic, &sql_list_skipped_topic_best },
	};

	return plans[driver][way_of(query)];
}

bool
list_plan_is_ranked(const struct statement *plan)
{
	return plan == &sql_list_topic_best;
}

const struct statement *
list_plan_one(const struct store_item_query *query)
{
	static const struct statement *const plans[WAYS] = { &sql_list_one, &sql_list_one_topic,
		&sql_list_one_topic_best };

	return plans[way_of(query)];
}

/* ---- what they are asked ---- */

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

void
list_plan_bind(sqlite3_stmt *stmt, const struct store_item_query *query, const struct cursor *from)
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
	if (query->tag != NULL && sqlite3_bind_parameter_index(stmt, ":tag") > 0)
		bind_text(stmt, ":tag", query->tag);
	offer_int(stmt, ":state", query->state);
	offer_int(stmt, ":show_duplicates", query->show_duplicates);
}
