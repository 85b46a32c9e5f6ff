/*
 * The one test here that knows what is behind store.h: how SQLite means to run
 * each statement of the program. A million items must never be read one by
 * one, nor sorted, to answer a question.
 */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"
#include "store/statement.h"

struct exception {
	const char *statement; /* NULL: any */
	const char *step;      /* how the line of the plan begins */
	const char *why;
};

static const struct exception allowed[] = {
	/* Everything is asked for. */
	{ "sql_plan_each", "SCAN feed", "all feeds, once at the start" },
	{ "sql_topic_list", "SCAN topic", "all topics are few" },
	{ "sql_score_topics", "SCAN topic", "all topics are few" },
	{ "sql_score_unlist", "SCAN t", "all topics are few" },
	{ "sql_check_tally", "SCAN", "the great check reads everything" },
	{ "sql_marked", "SCAN item USING INDEX item_", "what a person marked" },
	{ "sql_marked", "SCAN issue_item", "what stood in issues" },
	{ "sql_check_feed_counts", "SCAN feed", "the great check reads everything" },
	{ "sql_check_scores", "SCAN", "the great check reads everything" },
	{ "sql_check_list_size", "SCAN", "the great check reads everything" },
	/* A salvage goes through all there is, once. */
	{ "sql_drop_bare", "SCAN item", "after a salvage" },
	{ "sql_mark_bare", "SCAN item", "after a salvage" },
	{ "sql_dress_bare", "SCAN item", "after a salvage" },
	{ "sql_part_orphans", "SCAN item", "after a salvage" },
	{ "sql_count_again", "SCAN", "after a salvage" },
	{ "sql_count_feeds_again", "SCAN feed", "after a salvage" },
	{ "sql_first_id", "SCAN sqlite_sequence", "a row a table" },
	{ "sql_raise_id", "SCAN sqlite_sequence", "a row a table" },
	{ "sql_feed_stock", "SCAN sqlite_sequence", "a row a table" },
	/* One row, or none. */
	{ "sql_counts", "SCAN tally", "one row" },
	{ "sql_feed_count", "SCAN tally", "one row" },
	{ "sql_topic_count", "SCAN tally", "one row" },
	{ "sql_score_most", "SCAN tally", "one row" },
	{ "sql_snapshot_see", "SCAN tally", "one row" },
	{ "sql_outlook_removed", "SCAN tally", "one row" },
	{ "sql_store_mark", "SCAN tally", "one row" },
	{ "sql_store_act", "SCAN tally", "one row" },
	{ "sql_pages", "SCAN pragma_", "one row" },
	{ "sql_pair_put", "SCAN 2 CONSTANT ROWS", "two rows" },
	{ "sql_fold_marks", "SCAN met", "one row" },
	{ "sql_fold_marks", "SCAN (subquery", "two notes" },
	{ "sql_verdict_settle", "SCAN latest", "one row" },
	/* The partial index holds only what is meant, and that is few. */
	{ "sql_counts", "SCAN feed USING INDEX feed_", "the feeds in this state" },
	{ "sql_feeds_paused", "SCAN feed USING INDEX feed_paused", "the feeds in this state" },
	{ "sql_last_error", "SCAN feed USING INDEX feed_in_error", "from its end, the first row" },
	/* The search index finds; so there is no other way in. */
	{ "sql_holders_other", "SCAN item_words VIRTUAL TABLE INDEX 0:M", "a stretch of ids" },
	/* A LIMIT stands within. */
	{ "sql_feed_volume", "SCAN (subquery", "so many at most" },
	{ "sql_expire_own", "SCAN (subquery", "so many at most" },
	{ "sql_outlook_soon", "SCAN (subquery", "so many at most" },
	{ "sql_outlook_first", "SCAN (subquery", "as far as the first of them" },
	/* Few there are. */
	{ "sql_read_topic", "SCAN topic", "all topics are few" },
	{ "sql_recipe_list", "SCAN digest", "digests are few" },
	{ "sql_yield_issued", "SCAN issue_item USING COVERING INDEX", "what was told, by item" },
	{ "sql_yield_issued", "SCAN t", "the same, once" },
	{ "sql_words_order", "SCAN item", "from its end, one row" },
	{ "sql_driver_unread", "SCAN tally", "one row" },
	{ "sql_driver_tag", "SCAN (subquery", "so many at most" },
	{ "sql_driver_window", "SCAN (subquery", "so many at most" },
	{ "sql_sweep_next", "SCAN topic_gone", "the first" },
};

/* A page at most is in the sorter (all have a LIMIT), or a set of duplicates, or an item's scores. */
static const char *const may_sort[] = {
	"sql_list_story_topic_best", "sql_list_feed_topic_best", "sql_list_starred_topic_best",
	"sql_list_kept_topic_best", "sql_list_skipped_topic_best", "sql_list_tag", "sql_list_tag_topic",
	"sql_list_tag_topic_best", "sql_list_topic_window_best", "sql_list_unread_topic_best", "sql_item_duplicates",
	"sql_item_find_url", "sql_elect", "sql_fold_marks", "sql_verdict_settle", "sql_verdict_share", "sql_read_topic",
	"sql_marked", /* for an export: ids alone, of what a person marked */
};

static bool
is_scan_allowed(const char *statement, const char *step)
{
	for (size_t i = 0; i < COUNT_OF(allowed); i++)
		if ((allowed[i].statement == NULL || text_equal(allowed[i].statement, statement)) &&
		    text_starts(step, allowed[i].step))
			return true;
	return false;
}

static bool
is_sort_allowed(const char *statement)
{
	for (size_t i = 0; i < COUNT_OF(may_sort); i++)
		if (text_equal(may_sort[i], statement))
			return true;
	return false;
}

/* How many steps of the plan are not as they should be; each is shown. */
static size_t
look_at(struct fixture *f, const struct statement *statement)
{
	char *sql = arena_printf(f->arena, "EXPLAIN QUERY PLAN %s", statement->sql);
	sqlite3_stmt *stmt;
	size_t offences = 0;

	if (sqlite3_prepare_v2(f->store->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", statement->name, sqlite3_errmsg(f->store->db));
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);
		bool is_scan = text_starts(step, "SCAN") && !text_starts(step, "SCAN CONSTANT ROW");
		bool is_sort = text_starts(step, "USE TEMP B-TREE");

		if ((is_scan && !is_scan_allowed(statement->name, step)) ||
		    (is_sort && !is_sort_allowed(statement->name))) {
			print_error("%s: %s\n", statement->name, step);
			offences++;
		}
	}
	sqlite3_finalize(stmt);
	return offences;
}

static size_t
look_at_all(struct fixture *f)
{
	size_t count, offences = 0;
	const struct statement *all = statement_all(&count);

	assert_true(count > 60);
	for (size_t i = 0; i < count; i++)
		if (!text_starts(all[i].sql, "PRAGMA"))
			offences += look_at(f, &all[i]);
	return offences;
}

static void
reads_no_more_than_it_answers(void **state)
{
	assert_int_equal(look_at_all(*state), 0);
}

/* Statistics must not talk the planner into another plan. */
static void
reads_no_more_than_it_answers_with_statistics(void **state)
{
	struct fixture *f = *state;
	int64_t feed, topic;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	topic = put_topic(f, "a");
	for (int i = 0; i < 2000; i++) {
		int64_t id = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON - i);

		put_score(f, topic, id, i % 10 - 5);
	}
	commit(f);
	MUST(store_exec(f->store, "ANALYZE", err));
	assert_int_equal(look_at_all(f), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(reads_no_more_than_it_answers),
		STORE_TEST(reads_no_more_than_it_answers_with_statistics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
