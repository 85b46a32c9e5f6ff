/* Feeds: found, followed, changed by people and by polls, removed. */
#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/json.h"
#include "store/statement.h"

const char *
feed_state_name(enum feed_state state)
{
	static const char *const names[] = {
		[FEED_OK] = "ok",
		[FEED_FAILING] = "failing",
		[FEED_GONE] = "gone",
		[FEED_PAUSED] = "paused",
	};

	return names[state];
}

enum feed_state
store_feed_state(const struct store_feed *feed)
{
	if (feed->is_paused)
		return FEED_PAUSED;
	if (feed->is_gone)
		return FEED_GONE;
	return feed->failures > 0 ? FEED_FAILING : FEED_OK;
}

const char *
store_feed_name(const struct store_feed *feed)
{
	if (!text_is_blank(feed->title))
		return feed->title;
	return !text_is_blank(feed->feed_title) ? feed->feed_title : feed->url;
}

/* ---- finding ---- */

STATEMENT(sql_feed_find, "SELECT id FROM feed WHERE url = :url");

/* 0: there is none. */
static bool
find_by_url(struct store *s, const char *url, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_find, &stmt, err))
		return false;
	bind_text(stmt, ":url", url);
	return stmt_number(s, stmt, out_id, err);
}

bool
store_feed_find(struct store *s, const char *url, int64_t *out_id, struct err *err)
{
	int64_t id;

	if (!find_by_url(s, url, &id, err))
		return false;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "not followed: %s", url);
	*out_id = id;
	return true;
}

STATEMENT(sql_feed_count, "SELECT feeds FROM tally");

bool
store_feed_count(struct store *s, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_feed_count, &stmt, err) && stmt_number(s, stmt, out, err);
}

STATEMENT(sql_last_poll_at, "SELECT max(last_poll_at) FROM feed");

bool
store_last_poll_at(struct store *s, int64_t *out_at, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_last_poll_at, &stmt, err) && stmt_number(s, stmt, out_at, err);
}

/* ---- adding and changing ---- */

STATEMENT(sql_feed_add,
    "INSERT INTO feed (url, title, tags, added_at, due_at, due_reason)"
    " VALUES (:url, :title, :tags, :added_at, :due_at, :due_reason)");

static bool
insert(struct store *s, const struct store_feed *feed, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	OWNED_TEXT tags = json_from_texts(feed->tags, feed->tag_count);

	if (!stmt_borrow(s, &sql_feed_add, &stmt, err))
		return false;
	bind_text(stmt, ":url", feed->url);
	bind_text(stmt, ":title", feed->title);
	bind_text(stmt, ":tags", tags);
	bind_int(stmt, ":added_at", feed->added_at);
	bind_int(stmt, ":due_at", feed->due_at);
	bind_text(stmt, ":due_reason", feed->due_reason);
	if (!stmt_run(s, stmt, err))
		return false;
	*out_id = sqlite3_last_insert_rowid(s->db);
	return true;
}

bool
store_feed_add(struct store *s, const struct store_feed *feed, int64_t *out_id, struct err *err)
{
	int64_t known;

	if (!find_by_url(s, feed->url, &known, err))
		return false;
	if (known == 0)
		return insert(s, feed, out_id, err);
	*out_id = known;
	return err_set(err, ERR_EXISTS, "followed already: %s", feed->url);
}

STATEMENT(sql_feed_put,
    "UPDATE feed SET url = :url, title = :title, feed_title = :feed_title, home_url = :home_url,"
    " description = :description, icon = :icon, language = :language, format = :format, tags = :tags,"
    " is_paused = :is_paused, is_gone = :is_gone, etag = :etag, last_modified = :last_modified,"
    " body_hash = :body_hash, last_poll_at = :last_poll_at, last_change_at = :last_change_at,"
    " newest_at = :newest_at, due_at = :due_at, due_reason = :due_reason, failures = :failures,"
    " failure = :failure, last_error = :last_error, last_status = :last_status, max_age_s = :max_age_s,"
    " expires_s = :expires_s, retry_after_s = :retry_after_s, ttl_s = :ttl_s, update_s = :update_s,"
    " skip_hours = :skip_hours, skip_days = :skip_days, rhythm_s = :rhythm_s, moved_url = :moved_url,"
    " moved_since = :moved_since, hub_url = :hub_url, weight = :weight, is_weighed = :is_weighed,"
    " is_preferred = :is_preferred WHERE id = :id");

static void
bind_what_it_says(sqlite3_stmt *stmt, const struct store_feed *feed, const char *tags)
{
	bind_text(stmt, ":url", feed->url);
	bind_text(stmt, ":title", feed->title);
	bind_text(stmt, ":feed_title", feed->feed_title);
	bind_text(stmt, ":home_url", feed->home_url);
	bind_text(stmt, ":description", feed->description);
	bind_text(stmt, ":icon", feed->icon);
	bind_text(stmt, ":language", feed->language);
	bind_text(stmt, ":format", feed->format);
	bind_text(stmt, ":tags", tags);
	bind_text(stmt, ":hub_url", feed->hub_url);
	bind_real(stmt, ":weight", feed->weight);
	bind_int(stmt, ":is_weighed", feed->is_weighed);
	bind_int(stmt, ":is_preferred", feed->is_preferred);
	bind_int(stmt, ":is_paused", feed->is_paused);
}

/* What comes with a document. */
static void
bind_document(sqlite3_stmt *stmt, const struct store_feed *feed)
{
	bind_hash(stmt, ":body_hash", feed->body_hash);
	bind_time(stmt, ":last_change_at", feed->last_change_at);
	bind_time(stmt, ":newest_at", feed->newest_at);
	bind_int(stmt, ":ttl_s", feed->ttl_s);
	bind_int(stmt, ":update_s", feed->update_s);
	bind_int(stmt, ":skip_hours", feed->skip_hours);
	bind_int(stmt, ":skip_days", feed->skip_days);
	bind_int(stmt, ":rhythm_s", feed->rhythm_s);
}

/* What every poll changes. */
static void
bind_times(sqlite3_stmt *stmt, const struct store_feed *feed)
{
	bind_time(stmt, ":last_poll_at", feed->last_poll_at);
	bind_int(stmt, ":due_at", feed->due_at);
	bind_text(stmt, ":due_reason", feed->due_reason);
	bind_int(stmt, ":last_status", feed->last_status);
}

/* What a poll may change without a document. */
static void
bind_poll(sqlite3_stmt *stmt, const struct store_feed *feed)
{
	bind_times(stmt, feed);
	bind_int(stmt, ":is_gone", feed->is_gone);
	bind_text(stmt, ":etag", feed->etag);
	bind_text(stmt, ":last_modified", feed->last_modified);
	bind_int(stmt, ":failures", feed->failures);
	bind_text(stmt, ":failure", feed->failure);
	bind_text(stmt, ":last_error", feed->last_error);
	bind_int(stmt, ":max_age_s", feed->max_age_s);
	bind_int(stmt, ":expires_s", feed->expires_s);
	bind_int(stmt, ":retry_after_s", feed->retry_after_s);
	bind_text(stmt, ":moved_url", feed->moved_url);
	bind_time(stmt, ":moved_since", feed->moved_since);
}

bool
store_feed_put(struct store *s, const struct store_feed *feed, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	OWNED_TEXT tags = json_from_texts(feed->tags, feed->tag_count);
	bool has;

	if (!stmt_borrow(s, &sql_feed_put, &stmt, err))
		return false;
	bind_int(stmt, ":id", feed->id);
	bind_what_it_says(stmt, feed, tags);
	bind_document(stmt, feed);
	bind_poll(stmt, feed);
	if (!stmt_next(s, stmt, &has, err)) {
		if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_UNIQUE)
			return err_set(err, ERR_EXISTS, "followed already: %s", feed->url);
		return false;
	}
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "no feed %lld", (long long)feed->id);
}

/* Most polls bring nothing: no index but that of failing feeds is touched, and no trigger runs. */
STATEMENT(sql_feed_polled,
    "UPDATE feed SET is_gone = :is_gone, etag = :etag, last_modified = :last_modified, last_poll_at = :last_poll_at,"
    " due_at = :due_at, due_reason = :due_reason, failures = :failures, failure = :failure, last_error = :last_error,"
    " last_status = :last_status, max_age_s = :max_age_s, expires_s = :expires_s, retry_after_s = :retry_after_s,"
    " moved_url = :moved_url, moved_since = :moved_since WHERE id = :id");

bool
store_feed_polled(struct store *s, const struct store_feed *feed, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_polled, &stmt, err))
		return false;
	bind_int(stmt, ":id", feed->id);
	bind_poll(stmt, feed);
	return stmt_run_on(s, stmt, "feed", feed->id, err);
}

/* Most of them even leave all but the times as they were. */
STATEMENT(sql_feed_unchanged,
    "UPDATE feed SET last_poll_at = :last_poll_at, due_at = :due_at, due_reason = :due_reason,"
    " last_status = :last_status WHERE id = :id");

bool
store_feed_unchanged(struct store *s, const struct store_feed *feed, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_unchanged, &stmt, err))
		return false;
	bind_times(stmt, feed);
	bind_int(stmt, ":id", feed->id);
	return stmt_run_on(s, stmt, "feed", feed->id, err);
}

/* ---- removing ---- */

STATEMENT(sql_feed_remove, "DELETE FROM feed WHERE id = :id");

/* An original that somebody cares for stays; a copy of one that is elsewhere need not. */
STATEMENT(sql_feed_expendable,
    "SELECT id FROM item INDEXED BY item_by_feed WHERE feed_id = :id"
    " AND (duplicate_of IS NOT NULL OR (is_starred = 0 AND verdict <> 1 AND note IS NULL)) LIMIT :limit");
STATEMENT(sql_feed_orphan, "UPDATE item SET feed_id = NULL WHERE feed_id = :id");

enum { REMOVE_AT_ONCE = 500 };

static bool
some_expendable(struct store *s, int64_t feed_id, int64_t *out_ids, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_expendable, &stmt, err))
		return false;
	bind_int(stmt, ":id", feed_id);
	bind_int(stmt, ":limit", REMOVE_AT_ONCE);
	return stmt_collect_ids(s, stmt, out_ids, REMOVE_AT_ONCE, out_count, err);
}

static bool
remove_items(struct store *s, int64_t feed_id, struct err *err)
{
	int64_t ids[REMOVE_AT_ONCE];
	size_t count;

	do {
		if (!some_expendable(s, feed_id, ids, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!item_remove(s, ids[i], err))
				return false;
	} while (count > 0);
	return stmt_run_for_id(s, &sql_feed_orphan, feed_id, err);
}

bool
store_feed_remove(struct store *s, int64_t id, struct err *err)
{
	if (!remove_items(s, id, err) || !stmt_run_for_id(s, &sql_feed_remove, id, err))
		return false;
	return stmt_changes(s) > 0 || err_set(err, ERR_NOT_FOUND, "no feed %lld", (long long)id);
}
