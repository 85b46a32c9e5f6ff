#include "store/list_words.h"

#include "store/list_match.h"
#include "store/list_plan.h"

#include <string.h>
#include <time.h>

struct search {
	struct store *store;
	const struct store_item_query *query;
	const struct cursor *from;
	struct list_match match;
	struct cursor *out;
	size_t count, most;
	int64_t begun_ns, read_ns; /* CPU: the start, and how much of it was spent on reading on */
};

static void
search_fini(struct search *search)
{
	list_match_fini(&search->match);
}

/* ---- few items hold the words: the first of them ---- */

static void
keep_first(struct search *r, const struct cursor *found)
{
	size_t at = r->count;

	while (at > 0 && list_plan_is_before(r->query, found, &r->out[at - 1]))
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
    "SELECT coalesce((SELECT max(sorted_at) FROM item INDEXED BY item_by_date)"
    " <= (SELECT seen_at FROM item ORDER BY id DESC LIMIT 1), 1)");

static bool
may_stop_early(struct search *r, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t is_in_order;

	if (!stmt_borrow(r->store, &sql_words_order, &stmt, err) || !stmt_number(r->store, stmt, &is_in_order, err))
		return false;
	*out = r->query->sort == STORE_BY_DATE && is_in_order != 0;
	return true;
}

static bool
look_at_each(struct search *r, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool is_wanted, may_stop;

	r->count = 0;
	if (!may_stop_early(r, &may_stop, err) || !stmt_borrow(r->store, list_plan_one(r->query), &stmt, err))
		return false;
	list_plan_bind(stmt, r->query, r->from);
	for (size_t i = 0; i < r->match.count; i++) {
		struct cursor place;

		sqlite3_reset(stmt);
		bind_int(stmt, ":item", r->match.ids[i]);
		if (!stmt_next(r->store, stmt, &is_wanted, err))
			return false;
		if (!is_wanted)
			continue;
		place = list_plan_place(stmt);
		if (may_stop && r->count == r->most && column_int(stmt, 3) < r->out[r->most - 1].sorted_at)
			return true;
		keep_first(r, &place);
	}
	return true;
}

/* ---- many do: the first of the list that are among them ---- */

enum { LOOKS_A_TURN = 64 };

static int64_t
spent_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/*
 * Nobody knows beforehand how soon a page is full, or how long it takes to read all that hold the words. So as much
 * time goes into the one as into the other, and neither costs more than twice what the better one would have.
 */
static bool
read_on(struct search *r, struct err *err)
{
	int64_t now = spent_ns(), until = 2 * (now - r->begun_ns - r->read_ns) + r->begun_ns, from = now;

	for (; !r->match.is_complete && now < until; now = spent_ns())
		if (!list_match_read(&r->match, r->match.count + LOOKS_A_TURN, err))
			return false;
	r->read_ns += now - from;
	return true;
}

/* *out_is_few: there was no end to it, and it is left at that. */
static bool
go_through(struct search *r, sqlite3_stmt *list, bool *out_is_few, struct err *err)
{
	bool has, holds;

	r->begun_ns = spent_ns();
	for (size_t looks = 1; r->count < r->most; looks++) {
		if (!stmt_next(r->store, list, &has, err))
			return false;
		if (!has)
			return true;
		if (!list_match_holds(&r->match, column_int(list, 0), &holds, err))
			return false;
		if (holds)
			r->out[r->count++] = list_plan_place(list);
		if (looks % LOOKS_A_TURN == 0 && !read_on(r, err))
			return false;
		*out_is_few = r->match.is_complete && looks > r->match.count;
		if (*out_is_few)
			return true;
	}
	return true;
}

bool
list_words(struct store *s, const struct store_item_query *query, const char *words, bool is_dear,
    const struct cursor *from, struct cursor *out, size_t *out_count, struct err *err)
{
	__attribute__((cleanup(search_fini))) struct search r = {
		.store = s, .query = query, .from = from, .out = out, .most = query->limit + 1
	};
	BORROWED_STMT list = NULL;
	enum list_driver driver;
	bool is_few = false;

	if (!list_match_init(&r.match, s, words, is_dear, err) || !list_match_read(&r.match, 1, err) ||
	    !list_driver_choose(s, query, &driver, err) || !stmt_borrow(s, list_plan_choose(driver, query), &list, err))
		return false;
	list_plan_bind(list, query, from);
	bind_int(list, ":limit", -1);
	if (!go_through(&r, list, &is_few, err) || (is_few && !look_at_each(&r, err)))
		return false;
	*out_count = r.count;
	return true;
}
