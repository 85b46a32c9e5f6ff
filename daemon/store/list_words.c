#include "store/list_words.h"

#include "base/clock.h"
#include "store/list_match.h"
#include "store/list_plan.h"
#include "store/list_walk.h"

#include <string.h>

struct search {
	struct store *store;
	const struct store_item_query *query;
	const struct cursor *from;
	struct list_match *match;
	struct cursor *out;
	size_t count, most;
	bool may_stop;             /* see sql_words_order */
	int64_t begun_ns, read_ns; /* CPU: the start, and how much of it was spent on reading on ... */
	int64_t read_from;         /* ... which went down from here */
};

/* ---- those that hold the words, from the largest id down: the first of them ---- */

static void
keep_first(struct search *r, const struct cursor *found)
{
	size_t at = r->count;

	while (at > 0 && cursor_is_before(r->query->sort, found, &r->out[at - 1]))
		at--;
	if (at == r->most)
		return;
	if (r->count < r->most)
		r->count++;
	memmove(&r->out[at + 1], &r->out[at], (r->count - 1 - at) * sizeof(*r->out));
	r->out[at] = *found;
}

/*
 * Ids are in the order of seeing, and no item counts as published after it was seen: so what is to come can't be newer
 * than what was read last was seen. Not while items are from a future that a wrong clock made.
 */
STATEMENT(sql_words_order,
    "SELECT NOT EXISTS (SELECT 1 FROM item INDEXED BY item_unread WHERE is_read = 0 AND sorted_at >"
    " (SELECT seen_at FROM item ORDER BY id DESC LIMIT 1))"
    " AND NOT EXISTS (SELECT 1 FROM item INDEXED BY item_read WHERE is_read = 1 AND sorted_at >"
    " (SELECT seen_at FROM item ORDER BY id DESC LIMIT 1))");

static bool
find_order(struct search *r, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t is_in_order;

	if (!stmt_borrow(r->store, &sql_words_order, &stmt, err) || !stmt_number(r->store, stmt, &is_in_order, err))
		return false;
	r->may_stop = r->query->sort == STORE_BY_DATE && is_in_order != 0;
	return true;
}

/* What was seen before this is not wanted any more. */
static int64_t
least_seen_at(const struct search *r)
{
	int64_t last = r->count == r->most ? r->out[r->most - 1].sorted_at : INT64_MIN;

	return last > r->query->since ? last : r->query->since;
}

STATEMENT(sql_words_seen, "SELECT seen_at FROM item WHERE id < :id ORDER BY id DESC LIMIT 1");

/* Reads on, unless nothing that is wanted has so small an id. */
static bool
read_down(struct search *r, bool *out_is_over, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t seen_at;

	*out_is_over = r->match->is_complete;
	if (*out_is_over || !stmt_borrow(r->store, &sql_words_seen, &stmt, err))
		return *out_is_over;
	bind_int(stmt, ":id", r->match->low);
	if (!stmt_number(r->store, stmt, &seen_at, err))
		return false;
	*out_is_over = r->may_stop && seen_at < least_seen_at(r);
	return *out_is_over || list_match_read(r->match, err);
}

/* *out_is_over: neither is anything after it wanted. */
static bool
look_at(struct search *r, sqlite3_stmt *stmt, int64_t id, bool *out_is_over, struct err *err)
{
	struct cursor place;
	bool is_wanted;

	sqlite3_reset(stmt);
	bind_int(stmt, ":item", id);
	if (!stmt_next(r->store, stmt, &is_wanted, err))
		return false;
	if (!is_wanted)
		return true;
	place = cursor_of_row(stmt);
	*out_is_over = r->may_stop && column_int(stmt, 3) < least_seen_at(r);
	if (!*out_is_over)
		keep_first(r, &place);
	return true;
}

/* *out_is_over is false when so many looks were not enough; nothing is found then. */
static bool
go_down(struct search *r, size_t most_looks, bool *out_is_over, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	size_t looks = 0;

	if (!stmt_borrow(r->store, list_plan_one(r->query), &stmt, err))
		return false;
	list_plan_bind(stmt, r->query, r->from);
	r->count = 0;
	*out_is_over = false;
	for (int64_t below = INT64_MAX; !*out_is_over && looks < most_looks;) {
		int64_t id = list_match_before(r->match, below);

		below = id > 0 ? id : r->match->low;
		looks += id > 0;
		if (id > 0 ? !look_at(r, stmt, id, out_is_over, err) : !read_down(r, out_is_over, err))
			return false;
	}
	if (!*out_is_over)
		r->count = 0;
	return true;
}

/* ---- the list: the first that are among them ---- */

enum { LOOKS_A_TURN = 64 };

/* Whether all is likely to be read before the page is full, as both went so far. */
static bool
is_soon_read(const struct search *r, int64_t listed_ns)
{
	double list_ns = (double)listed_ns * (double)(r->most - r->count) / ((double)r->count + 0.5);
	double read_ns = (double)r->read_ns * (double)r->match->low / (double)(r->read_from - r->match->low + 1);

	return r->read_ns > 0 && read_ns < list_ns;
}

/* So many times as much goes into what is likely to be done first. */
enum { LIKELIER_TIMES = 4 };

/*
 * Nobody knows beforehand how soon a page is full, or how long it takes to read all that hold the words. So as much
 * time goes into the one as into the other, and neither costs more than twice what the better one would have; or five
 * times where all speaks for the other.
 */
static bool
read_on(struct search *r, struct err *err)
{
	int64_t now = clock_thread_cpu_ns(), listed_ns = now - r->begun_ns - r->read_ns, from = now;
	int64_t until = r->begun_ns + listed_ns * (1 + (is_soon_read(r, listed_ns) ? LIKELIER_TIMES : 1));

	for (; !r->match->is_complete && now < until; now = clock_thread_cpu_ns())
		if (!list_match_read(r->match, err))
			return false;
	r->read_ns += now - from;
	return true;
}

/* Of a ranking, the next may be anywhere in the index: reading around each would take longer than reading all. */
static bool
prepare(struct search *r, const struct list_walk *list, struct err *err)
{
	while (list->ranking != NULL && !r->match->is_complete)
		if (!list_match_read(r->match, err))
			return false;
	return true;
}

/* *out_is_few: there was no end to it, and it is left at that. */
static bool
go_through(struct search *r, enum list_driver driver, bool *out_is_few, struct err *err)
{
	LIST_WALK list = { .store = NULL };
	struct cursor place = { 0 };
	bool has, is_found;

	if (!list_walk_begin(&list, r->store, r->query, driver, r->from, -1, err) || !prepare(r, &list, err))
		return false;
	r->begun_ns = clock_thread_cpu_ns();
	r->read_from = r->match->low;
	for (size_t looks = 1; r->count < r->most; looks++) {
		if (!list_walk_next(&list, &place, &has, err))
			return false;
		if (!has)
			return true;
		if (!list_match_holds(r->match, place.id, &is_found, err) ||
		    (is_found && !list_walk_wants(&list, &place, &is_found, err)))
			return false;
		if (is_found)
			r->out[r->count++] = place;
		if (looks % LOOKS_A_TURN == 0 && !read_on(r, err))
			return false;
		*out_is_few = r->match->is_complete && looks > r->match->count;
		if (*out_is_few)
			return true;
	}
	return true;
}

/*
 * More, and the last that were seen are not the newest, as after a first poll of many feeds: each brings years at once.
 */
enum { LOOKS_AT_THE_LAST = 400 };

/* The first page of all there is, by date: the items of it are likely among the last that were seen. */
static bool
is_of_the_last(const struct search *r, enum list_driver driver)
{
	return r->may_stop && (driver == LIST_BY_ALL || driver == LIST_BY_UNREAD) && r->query->topic_id == 0 &&
	       r->from->sorted_at == INT64_MAX;
}

static bool
find(struct search *r, struct err *err)
{
	enum list_driver driver;
	bool is_few = false, is_over = false;

	if (!list_match_read(r->match, err) || !list_driver_choose(r->store, r->query, &driver, err) ||
	    !find_order(r, err))
		return false;
	if (is_of_the_last(r, driver) && !go_down(r, LOOKS_AT_THE_LAST, &is_over, err))
		return false;
	if (is_over)
		return true;
	return go_through(r, driver, &is_few, err) && (!is_few || go_down(r, SIZE_MAX, &is_over, err));
}

/* ---- whatever words they hold ---- */

static bool
list_all(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, struct err *err)
{
	LIST_WALK list = { .store = NULL };
	enum list_driver driver;
	bool has, is_wanted;

	/* One more tells whether there is a next page. */
	if (!list_driver_choose(s, query, &driver, err) ||
	    !list_walk_begin(&list, s, query, driver, from, (int64_t)query->limit + 1, err))
		return false;
	for (*out_count = 0; *out_count <= query->limit; *out_count += is_wanted) {
		struct cursor *place = &out[*out_count];

		if (!list_walk_next(&list, place, &has, err))
			return false;
		if (!has)
			break;
		if (!list_walk_wants(&list, place, &is_wanted, err))
			return false;
	}
	return true;
}

bool
list_words(struct store *s, const struct store_item_query *query, struct list_match *match, const struct cursor *from,
    struct cursor *out, size_t *out_count, struct err *err)
{
	struct search r = {
		.store = s, .query = query, .match = match, .from = from, .out = out, .most = query->limit + 1
	};

	if (match == NULL)
		return list_all(s, query, from, out, out_count, err);
	if (!find(&r, err))
		return false;
	*out_count = r.count;
	return true;
}
