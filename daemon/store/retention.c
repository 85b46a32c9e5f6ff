/* What goes with time, and the memory of it. */
#include "store/handle.h"
#include "store/item.h"
#include "store/lesson.h"
#include "store/removed.h"
#include "store/statement.h"

/* A step looks at so many feeds, and removes so many items: a person's action waits no longer than that. */
enum { FEEDS_A_STEP = 100, ITEMS_A_STEP = 25 };

STATEMENT(
    sql_feed_keep, "UPDATE feed SET keep_s = nullif(:keep_s, -1), keep_items = nullif(:keep_items, -1) WHERE id = :id");

bool
store_feed_keep(struct store *s, int64_t id, int64_t keep_s, int64_t keep_items, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_keep, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	bind_int(stmt, ":keep_s", keep_s);
	bind_int(stmt, ":keep_items", keep_items);
	return stmt_run_on(s, stmt, "feed", id, err);
}

/* ---- the feeds, one after the other ---- */

/* A feed as the sweep sees it. */
struct swept {
	int64_t id;
	struct store_keep keep;
	bool is_own; /* how long items stay is said of this feed */
	int64_t item_count;
};

STATEMENT(sql_expire_feeds,
    "SELECT id, keep_s, keep_items, item_count FROM feed NOT INDEXED WHERE id > :after AND item_count > 0 ORDER BY id LIMIT :limit");

static void
read_swept(sqlite3_stmt *stmt, const struct store_keep *usual, struct swept *out)
{
	*out = (struct swept) { .id = column_int(stmt, 0), .keep = *usual, .item_count = column_int(stmt, 3) };
	if (sqlite3_column_type(stmt, 1) != SQLITE_NULL) {
		out->keep.keep_s = column_int(stmt, 1);
		out->is_own = true;
		/* Who says how long a feed's items stay, means all of them. */
		out->keep.keep_unread_s = 0;
	}
	if (sqlite3_column_type(stmt, 2) != SQLITE_NULL)
		out->keep.keep_items = column_int(stmt, 2);
}

static bool
next_feeds(struct store *s, const struct store_keep *usual, int64_t after_id, struct swept *out, size_t *out_count,
    struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_expire_feeds, &stmt, err))
		return false;
	bind_int(stmt, ":after", after_id);
	bind_int(stmt, ":limit", FEEDS_A_STEP);
	for (*out_count = 0; *out_count < FEEDS_A_STEP; ++*out_count) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		read_swept(stmt, usual, &out[*out_count]);
	}
	return true;
}

/* ---- what is too old ---- */

#define IS_EXPENDABLE                                                                                                  \
	"is_starred = 0 AND verdict <> 1 AND note IS NULL"                                                             \
	" AND NOT EXISTS (SELECT 1 FROM issue_item WHERE item_id = id)"

/* An item counts as published at the latest when it was seen: the index ends the search. */
STATEMENT(sql_expire_old,
    "SELECT id FROM item INDEXED BY item_by_feed WHERE feed_id IS :feed_id AND sorted_at < max(:before, :unread_before)"
    " AND (seen_at < :before OR (seen_at < :unread_before AND is_read = 0)) AND " IS_EXPENDABLE
    " ORDER BY sorted_at, id LIMIT :limit");

static int64_t
moment_before(int64_t now, int64_t keep_s)
{
	return keep_s > 0 ? now - keep_s : INT64_MIN;
}

static bool
find_old(struct store *s, const struct swept *feed, int64_t now, int64_t *out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (feed->keep.keep_s == 0 && feed->keep.keep_unread_s == 0) {
		*out_count = 0;
		return true;
	}
	if (!stmt_borrow(s, &sql_expire_old, &stmt, err))
		return false;
	bind_id(stmt, ":feed_id", feed->id);
	bind_int(stmt, ":before", moment_before(now, feed->keep.keep_s));
	bind_int(stmt, ":unread_before", moment_before(now, feed->keep.keep_unread_s));
	bind_int(stmt, ":limit", ITEMS_A_STEP);
	return stmt_collect_ids(s, stmt, out, ITEMS_A_STEP, out_count, err);
}

/* ---- what is one too many ---- */

/* The oldest that stays. */
STATEMENT(sql_expire_last,
    "SELECT sorted_at, id FROM item INDEXED BY item_by_feed WHERE feed_id = :feed_id"
    " ORDER BY sorted_at DESC, id DESC LIMIT 1 OFFSET :offset");
STATEMENT(sql_expire_surplus,
    "SELECT id FROM item INDEXED BY item_by_feed WHERE feed_id = :feed_id AND (sorted_at, id) < (:sorted_at, :id)"
    " AND " IS_EXPENDABLE " ORDER BY sorted_at, id LIMIT :limit");

static bool
find_last(struct store *s, const struct swept *feed, struct store_place *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_expire_last, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed->id);
	bind_int(stmt, ":offset", feed->keep.keep_items - 1);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (struct store_place) { column_int(stmt, 0), column_int(stmt, 1) }
		   : (struct store_place) { INT64_MIN, 0 };
	return true;
}

static bool
find_surplus(struct store *s, const struct swept *feed, int64_t *out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_place last;

	*out_count = 0;
	if (feed->keep.keep_items == 0 || feed->item_count <= feed->keep.keep_items)
		return true;
	if (!find_last(s, feed, &last, err) || !stmt_borrow(s, &sql_expire_surplus, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed->id);
	bind_int(stmt, ":sorted_at", last.sorted_at);
	bind_int(stmt, ":id", last.id);
	bind_int(stmt, ":limit", ITEMS_A_STEP);
	return stmt_collect_ids(s, stmt, out, ITEMS_A_STEP, out_count, err);
}

/* ---- removing ---- */

static bool
remove_all(struct store *s, const int64_t *ids, size_t count, store_link_key *key_of_link, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!removed_put(s, ids[i], key_of_link, err) || !lesson_keep(s, ids[i], err) ||
		    !item_remove(s, ids[i], err))
			return false;
	return true;
}

/* What will go of a feed that has its own time: of its oldest items, by what it says of when they were published. */
STATEMENT(sql_expire_own,
    "SELECT count(CASE WHEN seen_at < :soon THEN 1 END), min(seen_at) FROM"
    " (SELECT id, seen_at, is_starred, verdict, note FROM item INDEXED BY item_by_feed WHERE feed_id = :feed_id"
    " ORDER BY sorted_at, id LIMIT 2000) WHERE " IS_EXPENDABLE);

enum { SOON_S = 7 * 86400 };

static bool
look_at_own(struct store *s, const struct swept *feed, int64_t now, struct store_own_keep *own, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t first;
	bool has;

	own->feeds += feed->is_own;
	if (!feed->is_own || feed->keep.keep_s == 0)
		return true;
	if (!stmt_borrow(s, &sql_expire_own, &stmt, err))
		return false;
	bind_int(stmt, ":feed_id", feed->id);
	bind_int(stmt, ":soon", now + SOON_S - feed->keep.keep_s);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	own->soon += column_int(stmt, 0);
	first = column_time(stmt, 1);
	if (first != TIME_NONE && (own->next_at == 0 || first + feed->keep.keep_s < own->next_at))
		own->next_at = first + feed->keep.keep_s;
	return true;
}

/* True in *out_is_done when nothing of this feed is left to remove. */
static bool
expire_feed(struct store *s, const struct swept *feed, int64_t now, store_link_key *key_of_link,
    struct store_expiry *expiry, bool *out_is_done, struct err *err)
{
	int64_t ids[ITEMS_A_STEP];
	size_t count;

	if (!find_old(s, feed, now, ids, &count, err) || (count == 0 && !find_surplus(s, feed, ids, &count, err)))
		return false;
	expiry->removed += (int64_t)count;
	*out_is_done = count == 0;
	if (count == 0)
		return look_at_own(s, feed, now, &expiry->own, err);
	return remove_all(s, ids, count, key_of_link, err);
}

bool
store_expire(struct store *s, const struct store_keep *usual, int64_t now, store_link_key *key_of_link,
    struct store_expiry *expiry, struct err *err)
{
	const struct swept alone = { .keep = { usual->keep_s, usual->keep_unread_s, 0 } };
	struct swept feeds[FEEDS_A_STEP];
	size_t count;
	bool is_done = true, has_more = true;

	expiry->removed = 0;
	if (!next_feeds(s, usual, expiry->feed_id, feeds, &count, err))
		return false;
	for (size_t i = 0; i < count && is_done; i++) {
		if (!expire_feed(s, &feeds[i], now, key_of_link, expiry, &is_done, err))
			return false;
		if (is_done)
			expiry->feed_id = feeds[i].id;
	}
	/* Past the last feed, what outlived its own since somebody marked it, and does no more. */
	if (is_done && count < FEEDS_A_STEP && !expire_feed(s, &alone, now, key_of_link, expiry, &is_done, err))
		return false;
	/* Past that, what feeds have not shown for long is forgotten. */
	if (is_done && count < FEEDS_A_STEP && !removed_forget(s, now - STORE_REMEMBERED_S, &has_more, err))
		return false;
	expiry->is_over = !has_more;
	if (expiry->is_over)
		expiry->feed_id = 0;
	return true;
}

/* ---- what is to come ---- */

STATEMENT(sql_outlook_removed, "SELECT removed FROM tally");
/*
 * Ids grow with the time an item was seen: so the first that may go is the one
 * that was seen first, and nothing is read behind it. Of those that stay for
 * ever, so many are passed over.
 */
#define IS_AS_USUAL "(:has_own = 0 OR (SELECT keep_s FROM feed WHERE feed.id = feed_id) IS NULL)"

STATEMENT(sql_outlook_first,
    "SELECT seen_at FROM (SELECT id, seen_at, feed_id, is_read, is_starred, verdict, note FROM item WHERE id >= :from"
    " ORDER BY id LIMIT 1000) WHERE feed_id IS NOT NULL AND is_read <= :is_read AND " IS_AS_USUAL " AND " IS_EXPENDABLE
    " LIMIT 1");
STATEMENT(sql_outlook_seen, "SELECT seen_at FROM item WHERE id >= :id ORDER BY id LIMIT 1");
STATEMENT(sql_outlook_soon,
    "SELECT count(*) FROM (SELECT id, feed_id, is_read, is_starred, verdict, note FROM item WHERE id >= :from AND id < :to"
    " ORDER BY id LIMIT :limit) WHERE feed_id IS NOT NULL AND is_read <= :is_read AND " IS_AS_USUAL
    " AND " IS_EXPENDABLE);

static bool
one_number(struct store *s, sqlite3_stmt *stmt, int64_t *out, struct err *err)
{
	bool has;

	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? column_time(stmt, 0) : TIME_NONE;
	return true;
}

static bool
number_of(struct store *s, const struct statement *which, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, which, &stmt, err) && one_number(s, stmt, out, err);
}

static bool
seen_from(struct store *s, int64_t id, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_outlook_seen, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	return one_number(s, stmt, out, err);
}

/* The first id that was not seen before `before`. */
static bool
first_after(struct store *s, int64_t before, int64_t *out, struct err *err)
{
	int64_t low = 1, high, seen_at;

	if (!store_item_last_id(s, &high, err))
		return false;
	for (high++; low < high;) {
		int64_t middle = low + (high - low) / 2;

		if (!seen_from(s, middle, &seen_at, err))
			return false;
		if (seen_at != TIME_NONE && seen_at < before)
			low = middle + 1;
		else
			high = middle;
	}
	*out = low;
	return true;
}

/* Items of an age that go, be they read or not, or only if nobody has read them. */
struct leaving {
	int64_t keep_s;
	bool is_read; /* these, too */
	bool has_own; /* but for those of feeds that have a time of their own */
};

/* Of those from an id on. TIME_NONE: none, or not among the first. */
static bool
first_leaving(struct store *s, const struct leaving *l, int64_t from, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_outlook_first, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":is_read", l->is_read);
	bind_int(stmt, ":has_own", l->has_own);
	return one_number(s, stmt, out, err);
}

static bool
count_leaving(struct store *s, const struct leaving *l, int64_t from, int64_t to, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_outlook_soon, &stmt, err))
		return false;
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", to);
	bind_int(stmt, ":is_read", l->is_read);
	bind_int(stmt, ":has_own", l->has_own);
	bind_int(stmt, ":limit", STORE_OUTLOOK_MAX);
	return one_number(s, stmt, out, err);
}

/* `*seen`: items before this id are counted already. What nobody read and is overdue goes with the next sweep. */
static bool
look_ahead(
    struct store *s, const struct leaving *l, int64_t now, int64_t *seen, struct store_outlook *out, struct err *err)
{
	int64_t from = 0, first, to, count;

	if (l->keep_s == 0)
		return true;
	if ((!l->is_read && !first_after(s, now - l->keep_s, &from, err)) || !first_leaving(s, l, from, &first, err) ||
	    !first_after(s, now + SOON_S - l->keep_s, &to, err) || !count_leaving(s, l, *seen, to, &count, err))
		return false;
	out->soon += count;
	*seen = to;
	if (first != TIME_NONE && (out->next_at == TIME_NONE || first + l->keep_s < out->next_at))
		out->next_at = first + l->keep_s;
	return true;
}

bool
store_outlook(struct store *s, const struct store_keep *usual, const struct store_own_keep *own, int64_t now,
    struct store_outlook *out, struct err *err)
{
	int64_t seen = 0;
	bool has_own = own->feeds > 0;

	*out = (struct store_outlook) { .next_at = own->next_at != 0 ? own->next_at : TIME_NONE, .soon = own->soon };
	return number_of(s, &sql_outlook_removed, &out->removed, err) &&
	       look_ahead(s, &(struct leaving) { usual->keep_s, true, has_own }, now, &seen, out, err) &&
	       look_ahead(s, &(struct leaving) { usual->keep_unread_s, false, has_own }, now, &seen, out, err);
}
