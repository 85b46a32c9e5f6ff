#include "store/list_plan.h"

/*
 * The index is named in each, so that statistics gathered later can't change a
 * plan into one that reads a million items. Bounds that were not asked for are
 * given as the smallest or largest value, which keeps the range on the index.
 */
#define FOLDED " AND (:show_duplicates OR i.duplicate_of IS NULL)"
#define TAGGED " AND (:tag IS NULL OR i.feed_id IN (SELECT feed_id FROM feed_tag WHERE tag = :tag))"
#define OF_STORY " AND (:story = 0 OR i.story_id = :story)"
#define OF_FEED " AND (:feed = 0 OR i.feed_id = :feed)"
/* In the order of enum store_item_state. */
#define STATED                                                                                                         \
	" AND CASE :state WHEN 1 THEN i.is_read = 0 WHEN 2 THEN i.is_read = 1 WHEN 3 THEN i.is_starred = 1"            \
	" WHEN 4 THEN i.verdict = 1 WHEN 5 THEN i.verdict = 2 ELSE 1 END"

#define ITEM_SINCE_BEFORE " AND i.sorted_at >= :since AND (i.sorted_at, i.id) < (:at, :id)"
#define ITEM_NEWEST " ORDER BY i.sorted_at DESC, i.id DESC LIMIT :limit"
#define ITEM_SINCE_UNTIL " AND i.sorted_at >= :since AND i.sorted_at < :until"
#define ITEM_BEST                                                                                                      \
	" AND s.margin >= :min_margin AND (s.margin, i.sorted_at, i.id) < (:margin, :at, :id)"                         \
	" ORDER BY s.margin DESC, i.sorted_at DESC, i.id DESC LIMIT :limit"

/* An item's score in the topic: one look-up. */
#define ITEM_SCORE " CROSS JOIN score s ON s.topic_id = :topic AND s.sorted_at = i.sorted_at AND s.item_id = i.id"
#define SCORED_ENOUGH " AND s.margin >= :min_margin"

/* ---- no topic: by date, from one of the indexes of item ---- */

STATEMENT(sql_list_all,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_by_date WHERE 1" ITEM_SINCE_BEFORE FOLDED TAGGED
	ITEM_NEWEST);
STATEMENT(sql_list_feed,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_by_feed WHERE i.feed_id = :feed" ITEM_SINCE_BEFORE FOLDED
	TAGGED STATED ITEM_NEWEST);
STATEMENT(sql_list_unread,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_unread WHERE i.is_read = 0" ITEM_SINCE_BEFORE FOLDED
	TAGGED ITEM_NEWEST);
STATEMENT(sql_list_read,
    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY item_read WHERE i.is_read = 1" ITEM_SINCE_BEFORE FOLDED TAGGED
	ITEM_NEWEST);
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
/* The plus keeps the planner from leaping through the margins by date, which would need a sorter. */
STATEMENT(sql_list_topic_best,
    "SELECT s.item_id, s.sorted_at, s.margin FROM score s INDEXED BY score_by_margin"
    " CROSS JOIN item i NOT INDEXED ON i.id = s.item_id WHERE s.topic_id = :topic AND s.margin >= :min_margin"
    " AND (s.margin, s.sorted_at, s.item_id) < (:margin, :at, :id)"
    " AND +s.sorted_at >= :since AND +s.sorted_at < :until" FOLDED TAGGED STATED
    " ORDER BY s.margin DESC, s.sorted_at DESC, s.item_id DESC LIMIT :limit");

/* ---- a topic, and something that leaves fewer items than it: from there, with a look at each score ---- */

STATEMENT(sql_list_feed_topic,
    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_feed" ITEM_SCORE
    " WHERE i.feed_id = :feed" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED STATED ITEM_NEWEST);
STATEMENT(sql_list_feed_topic_best, "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY item_by_feed" ITEM_SCORE
				    " WHERE i.feed_id = :feed" ITEM_SINCE_UNTIL FOLDED TAGGED STATED ITEM_BEST);
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

/* ---- words: from the search index; the sorter holds one page ---- */

#define MATCHED " FROM item_words w CROSS JOIN item i NOT INDEXED ON i.id = w.rowid"

STATEMENT(sql_list_match,
    "SELECT i.id, i.sorted_at, 0.0" MATCHED
    " WHERE item_words MATCH :match" ITEM_SINCE_BEFORE FOLDED TAGGED OF_FEED OF_STORY STATED ITEM_NEWEST);
STATEMENT(sql_list_match_topic,
    "SELECT i.id, i.sorted_at, s.margin" MATCHED ITEM_SCORE
    " WHERE item_words MATCH :match" ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED OF_STORY STATED ITEM_NEWEST);
STATEMENT(sql_list_match_topic_best,
    "SELECT i.id, i.sorted_at, s.margin" MATCHED ITEM_SCORE
    " WHERE item_words MATCH :match" ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED OF_STORY STATED ITEM_BEST);

/*
 * ---- words that very many items hold: from what else was asked for, with a look at the words of each ----
 */

#define LOOKED_AT " CROSS JOIN item_words w"
#define HOLDS " AND w.rowid = i.id AND item_words MATCH :match"

#define COMMON_STATEMENTS(name, index, is)                                                                             \
	STATEMENT(sql_list_##name##_common,                                                                            \
	    "SELECT i.id, i.sorted_at, 0.0 FROM item i INDEXED BY " index LOOKED_AT                                    \
	    " WHERE " is ITEM_SINCE_BEFORE FOLDED TAGGED OF_FEED OF_STORY STATED HOLDS ITEM_NEWEST);                   \
	STATEMENT(sql_list_##name##_topic_common,                                                                      \
	    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY " index ITEM_SCORE LOOKED_AT                    \
	    " WHERE " is ITEM_SINCE_BEFORE SCORED_ENOUGH FOLDED TAGGED OF_FEED OF_STORY STATED HOLDS ITEM_NEWEST);     \
	STATEMENT(sql_list_##name##_topic_best_common,                                                                 \
	    "SELECT i.id, i.sorted_at, s.margin FROM item i INDEXED BY " index ITEM_SCORE LOOKED_AT                    \
	    " WHERE " is ITEM_SINCE_UNTIL FOLDED TAGGED OF_FEED OF_STORY STATED HOLDS ITEM_BEST)

COMMON_STATEMENTS(feed, "item_by_feed", "i.feed_id = :feed");
COMMON_STATEMENTS(story, "item_by_story", "i.story_id = :story");
COMMON_STATEMENTS(starred, "item_starred", "i.is_starred = 1");
COMMON_STATEMENTS(kept, "item_kept", "i.verdict = 1");
COMMON_STATEMENTS(skipped, "item_skipped", "i.verdict = 2");

STATEMENT(sql_list_topic_best_common,
    "SELECT s.item_id, s.sorted_at, s.margin FROM score s INDEXED BY score_by_margin"
    " CROSS JOIN item i NOT INDEXED ON i.id = s.item_id" LOOKED_AT
    " WHERE s.topic_id = :topic AND s.margin >= :min_margin"
    " AND (s.margin, s.sorted_at, s.item_id) < (:margin, :at, :id)"
    " AND +s.sorted_at >= :since AND +s.sorted_at < :until" FOLDED TAGGED STATED HOLDS
    " ORDER BY s.margin DESC, s.sorted_at DESC, s.item_id DESC LIMIT :limit");

/* ---- words, by date: what holds them, the latest seen first, and whether it is wanted ---- */

#define WANTED "i.sorted_at >= :since AND (i.sorted_at, i.id) < (:at, :id)" FOLDED TAGGED OF_FEED OF_STORY STATED

STATEMENT(sql_scan_match,
    "SELECT i.id, i.sorted_at, 0.0, i.seen_at, " WANTED MATCHED " WHERE item_words MATCH :match ORDER BY w.rowid DESC");
STATEMENT(sql_scan_match_topic,
    "SELECT i.id, i.sorted_at, s.margin, i.seen_at, " WANTED SCORED_ENOUGH MATCHED
    " LEFT JOIN score s ON s.topic_id = :topic AND s.sorted_at = i.sorted_at AND s.item_id = i.id"
    " WHERE item_words MATCH :match ORDER BY w.rowid DESC");

/* ---- the choice ---- */

enum driver { BY_ALL, BY_FEED, BY_MATCH, BY_STORY, BY_UNREAD, BY_READ, BY_STARRED, BY_KEPT, BY_SKIPPED, DRIVERS };

/* But for words. */
static enum driver
driver_of(const struct store_item_query *query)
{
	static const enum driver of_state[] = {
		[STORE_ANY] = BY_ALL,
		[STORE_UNREAD] = BY_UNREAD,
		[STORE_READ] = BY_READ,
		[STORE_STARRED] = BY_STARRED,
		[STORE_KEPT] = BY_KEPT,
		[STORE_SKIPPED] = BY_SKIPPED,
	};

	if (query->story_id != 0)
		return BY_STORY;
	if (query->feed_id != 0 && query->state < STORE_STARRED)
		return BY_FEED;
	return of_state[query->state];
}

enum { PLAIN, TOPIC, TOPIC_BEST, WAYS };

static int
way_of(const struct store_item_query *query)
{
	return query->topic_id == 0 ? PLAIN : query->sort == STORE_BY_SCORE ? TOPIC_BEST : TOPIC;
}

const struct statement *
list_plan_choose(const struct store_item_query *query)
{
	static const struct statement *const plans[DRIVERS][WAYS] = {
		[BY_ALL] = { &sql_list_all, &sql_list_topic, &sql_list_topic_best },
		[BY_FEED] = { &sql_list_feed, &sql_list_feed_topic, &sql_list_feed_topic_best },
		[BY_MATCH] = { &sql_list_match, &sql_list_match_topic, &sql_list_match_topic_best },
		[BY_STORY] = { &sql_list_story, &sql_list_story_topic, &sql_list_story_topic_best },
		[BY_UNREAD] = { &sql_list_unread, &sql_list_topic, &sql_list_topic_best },
		[BY_READ] = { &sql_list_read, &sql_list_topic, &sql_list_topic_best },
		[BY_STARRED] = { &sql_list_starred, &sql_list_starred_topic, &sql_list_starred_topic_best },
		[BY_KEPT] = { &sql_list_kept, &sql_list_kept_topic, &sql_list_kept_topic_best },
		[BY_SKIPPED] = { &sql_list_skipped, &sql_list_skipped_topic, &sql_list_skipped_topic_best },
	};

	return plans[query->match != NULL ? BY_MATCH : driver_of(query)][way_of(query)];
}

const struct statement *
list_plan_choose_common(const struct store_item_query *query)
{
#define COMMON_PLANS(name)                                                                                             \
	{                                                                                                              \
		&sql_list_##name##_common, &sql_list_##name##_topic_common, &sql_list_##name##_topic_best_common       \
	}
	static const struct statement *const plans[DRIVERS][WAYS] = {
		[BY_ALL] = { NULL, NULL, &sql_list_topic_best_common },
		[BY_UNREAD] = { NULL, NULL, &sql_list_topic_best_common },
		[BY_READ] = { NULL, NULL, &sql_list_topic_best_common },
		[BY_FEED] = COMMON_PLANS(feed),
		[BY_STORY] = COMMON_PLANS(story),
		[BY_STARRED] = COMMON_PLANS(starred),
		[BY_KEPT] = COMMON_PLANS(kept),
		[BY_SKIPPED] = COMMON_PLANS(skipped),
	};

	return query->match == NULL ? NULL : plans[driver_of(query)][way_of(query)];
}

const struct statement *
list_plan_scan(const struct store_item_query *query)
{
	if (query->match == NULL || query->sort != STORE_BY_DATE || list_plan_choose_common(query) != NULL)
		return NULL;
	return query->topic_id == 0 ? &sql_scan_match : &sql_scan_match_topic;
}
