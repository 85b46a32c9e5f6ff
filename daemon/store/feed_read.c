/* Feeds as they are stored: one, some, and what polling needs of all. */
#include "store/json.h"
#include "store/statement.h"

#define FEED_COLUMNS                                                                                                   \
	"id, url, title, feed_title, home_url, description, icon, language, format, tags, is_paused, is_gone, etag,"   \
	" last_modified, body_hash, added_at, last_poll_at, last_change_at, newest_at, due_at, due_reason, failures,"  \
	" failure, last_error, last_status, max_age_s, expires_s, retry_after_s, ttl_s, update_s, skip_hours,"         \
	" skip_days, rhythm_s, moved_url, moved_since, hub_url, weight, is_weighed, is_preferred,"                     \
	" item_count, coalesce(keep_s, -1), coalesce(keep_items, -1)"

/* In the order of FEED_COLUMNS. */
enum {
	FEED_ID,
	FEED_URL,
	FEED_TITLE,
	FEED_FEED_TITLE,
	FEED_HOME_URL,
	FEED_DESCRIPTION,
	FEED_ICON,
	FEED_LANGUAGE,
	FEED_FORMAT,
	FEED_TAGS,
	FEED_IS_PAUSED,
	FEED_IS_GONE,
	FEED_ETAG,
	FEED_LAST_MODIFIED,
	FEED_BODY_HASH,
	FEED_ADDED_AT,
	FEED_LAST_POLL_AT,
	FEED_LAST_CHANGE_AT,
	FEED_NEWEST_AT,
	FEED_DUE_AT,
	FEED_DUE_REASON,
	FEED_FAILURES,
	FEED_FAILURE,
	FEED_LAST_ERROR,
	FEED_LAST_STATUS,
	FEED_MAX_AGE_S,
	FEED_EXPIRES_S,
	FEED_RETRY_AFTER_S,
	FEED_TTL_S,
	FEED_UPDATE_S,
	FEED_SKIP_HOURS,
	FEED_SKIP_DAYS,
	FEED_RHYTHM_S,
	FEED_MOVED_URL,
	FEED_MOVED_SINCE,
	FEED_HUB_URL,
	FEED_WEIGHT,
	FEED_IS_WEIGHED,
	FEED_IS_PREFERRED,
	FEED_ITEM_COUNT,
	FEED_KEEP_S,
	FEED_KEEP_ITEMS,
};

static void
read_what_it_says(sqlite3_stmt *stmt, struct arena *arena, struct store_feed *feed)
{
	feed->id = column_int(stmt, FEED_ID);
	feed->url = column_text(stmt, FEED_URL, arena);
	feed->title = column_text(stmt, FEED_TITLE, arena);
	feed->feed_title = column_text(stmt, FEED_FEED_TITLE, arena);
	feed->home_url = column_text(stmt, FEED_HOME_URL, arena);
	feed->description = column_text(stmt, FEED_DESCRIPTION, arena);
	feed->icon = column_text(stmt, FEED_ICON, arena);
	feed->language = column_text(stmt, FEED_LANGUAGE, arena);
	feed->format = column_text(stmt, FEED_FORMAT, arena);
	json_to_texts(column_borrowed(stmt, FEED_TAGS), arena, &feed->tags, &feed->tag_count);
	feed->moved_url = column_text(stmt, FEED_MOVED_URL, arena);
	feed->moved_since = column_time(stmt, FEED_MOVED_SINCE);
	feed->hub_url = column_text(stmt, FEED_HUB_URL, arena);
	feed->weight = column_real(stmt, FEED_WEIGHT);
	feed->is_weighed = column_int(stmt, FEED_IS_WEIGHED) != 0;
	feed->is_preferred = column_int(stmt, FEED_IS_PREFERRED) != 0;
	feed->item_count = column_int(stmt, FEED_ITEM_COUNT);
	feed->keep_s = column_int(stmt, FEED_KEEP_S);
	feed->keep_items = column_int(stmt, FEED_KEEP_ITEMS);
}

static void
read_how_it_fares(sqlite3_stmt *stmt, struct arena *arena, struct store_feed *feed)
{
	feed->is_paused = column_int(stmt, FEED_IS_PAUSED) != 0;
	feed->is_gone = column_int(stmt, FEED_IS_GONE) != 0;
	feed->etag = column_text(stmt, FEED_ETAG, arena);
	feed->last_modified = column_text(stmt, FEED_LAST_MODIFIED, arena);
	feed->body_hash = (uint64_t)column_int(stmt, FEED_BODY_HASH);
	feed->added_at = column_int(stmt, FEED_ADDED_AT);
	feed->last_poll_at = column_time(stmt, FEED_LAST_POLL_AT);
	feed->last_change_at = column_time(stmt, FEED_LAST_CHANGE_AT);
	feed->newest_at = column_time(stmt, FEED_NEWEST_AT);
	feed->due_at = column_int(stmt, FEED_DUE_AT);
	feed->due_reason = column_text(stmt, FEED_DUE_REASON, arena);
	feed->failures = (int)column_int(stmt, FEED_FAILURES);
	feed->failure = column_text(stmt, FEED_FAILURE, arena);
	feed->last_error = column_text(stmt, FEED_LAST_ERROR, arena);
	feed->last_status = (int)column_int(stmt, FEED_LAST_STATUS);
}

static void
read_hints(sqlite3_stmt *stmt, struct store_feed *feed)
{
	feed->max_age_s = column_int(stmt, FEED_MAX_AGE_S);
	feed->expires_s = column_int(stmt, FEED_EXPIRES_S);
	feed->retry_after_s = column_int(stmt, FEED_RETRY_AFTER_S);
	feed->ttl_s = column_int(stmt, FEED_TTL_S);
	feed->update_s = column_int(stmt, FEED_UPDATE_S);
	feed->skip_hours = (uint32_t)column_int(stmt, FEED_SKIP_HOURS);
	feed->skip_days = (uint32_t)column_int(stmt, FEED_SKIP_DAYS);
	feed->rhythm_s = column_int(stmt, FEED_RHYTHM_S);
}

static void
read_feed(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_feed *feed = row;

	read_what_it_says(stmt, arena, feed);
	read_how_it_fares(stmt, arena, feed);
	read_hints(stmt, feed);
}

STATEMENT(sql_feed_get, "SELECT " FEED_COLUMNS " FROM feed WHERE id = :id");

bool
store_feed_get(struct store *s, int64_t id, struct arena *arena, struct store_feed **out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_get, &stmt, err) || !stmt_find(s, stmt, "feed", id, err))
		return false;
	*out = arena_alloc(arena, sizeof(**out));
	read_feed(stmt, arena, *out);
	return true;
}

/* Not one of its texts is read. In the order of the enum below. */
STATEMENT(sql_feed_well,
    "SELECT is_paused, max_age_s, expires_s, retry_after_s, ttl_s, update_s, skip_hours, skip_days, rhythm_s, newest_at"
    " FROM feed WHERE id = :id AND failures = 0 AND last_error IS NULL AND is_gone = 0 AND moved_url IS NULL");

enum {
	WELL_IS_PAUSED,
	WELL_MAX_AGE_S,
	WELL_EXPIRES_S,
	WELL_RETRY_AFTER_S,
	WELL_TTL_S,
	WELL_UPDATE_S,
	WELL_SKIP_HOURS,
	WELL_SKIP_DAYS,
	WELL_RHYTHM_S,
	WELL_NEWEST_AT,
};

bool
store_feed_well(struct store *s, int64_t id, struct store_feed *out, bool *out_is_well, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_well, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, out_is_well, err))
		return false;
	if (!*out_is_well)
		return true;
	*out = (struct store_feed) {
		.id = id,
		.is_paused = column_int(stmt, WELL_IS_PAUSED) != 0,
		.max_age_s = column_int(stmt, WELL_MAX_AGE_S),
		.expires_s = column_int(stmt, WELL_EXPIRES_S),
		.retry_after_s = column_int(stmt, WELL_RETRY_AFTER_S),
		.ttl_s = column_int(stmt, WELL_TTL_S),
		.update_s = column_int(stmt, WELL_UPDATE_S),
		.skip_hours = (uint32_t)column_int(stmt, WELL_SKIP_HOURS),
		.skip_days = (uint32_t)column_int(stmt, WELL_SKIP_DAYS),
		.rhythm_s = column_int(stmt, WELL_RHYTHM_S),
		.newest_at = column_time(stmt, WELL_NEWEST_AT),
	};
	return true;
}

STATEMENT(sql_feed_page, "SELECT " FEED_COLUMNS " FROM feed NOT INDEXED WHERE id > :after ORDER BY id LIMIT :limit");

bool
store_feed_page(struct store *s, int64_t after_id, size_t limit, struct arena *arena, struct store_feed **out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_feed *feeds;

	if (!stmt_borrow(s, &sql_feed_page, &stmt, err))
		return false;
	bind_int(stmt, ":after", after_id);
	bind_int(stmt, ":limit", (int64_t)limit);
	feeds = stmt_rows(s, stmt, sizeof(*feeds), limit, read_feed, arena, out_count, err);
	if (feeds == NULL)
		return false;
	*out = feeds;
	return true;
}

bool
store_feed_list(struct store *s, struct arena *arena, struct store_feed **out, size_t *out_count, struct err *err)
{
	int64_t count;

	return store_feed_count(s, &count, err) && store_feed_page(s, 0, (size_t)count, arena, out, out_count, err);
}

STATEMENT(sql_plan_each,
    "SELECT id, url, etag, last_modified, CASE WHEN is_paused OR is_gone THEN 9223372036854775807 ELSE due_at END"
    " FROM feed NOT INDEXED ORDER BY id");

bool
store_plan_each(
    struct store *s, void (*each)(const struct store_plan *plan, void *context), void *context, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_plan_each, &stmt, err))
		return false;
	for (;;) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			return true;
		each(
		    &(struct store_plan) {
			.feed_id = column_int(stmt, 0),
			.url = column_borrowed(stmt, 1),
			.etag = column_borrowed(stmt, 2),
			.last_modified = column_borrowed(stmt, 3),
			.due_at = column_int(stmt, 4),
		    },
		    context);
	}
}
