#include "store/handle.h"
#include "store/statement.h"
#include "store/tops.h"

#include <assert.h>
#include <string.h>

/*
 * The best of a window, by margin and age. Scores are read from the highest
 * margin on and from the newest on, in turn: nothing that neither has come to
 * can be worth more than the margin of the one and the age of the other. Once
 * that is less than the worst of those chosen, the rest need not be looked at
 * (Fagin's threshold). So neither a long past nor a busy present is read whole.
 */
enum { STORY_MAX = 4 };

struct choice {
	struct store_candidate *list; /* best first */
	double *worth;
	size_t count;
	size_t limit;
	size_t more; /* left to others of their story */
};

static bool
is_better(double worth, const struct store_candidate *a, double other_worth, const struct store_candidate *b)
{
	if (worth != other_worth)
		return worth > other_worth;
	if (a->sorted_at != b->sorted_at)
		return a->sorted_at > b->sorted_at;
	return a->item_id > b->item_id;
}

/* As curate/digest has it: one source's items on a subject are a series, not one thing told again. */
static bool
tells_the_same(const struct store_candidate *a, const struct store_candidate *b)
{
	return a->story_id != 0 && a->story_id == b->story_id && (a->feed_id == 0 || a->feed_id != b->feed_id);
}

/*
 * A big story would fill the list with itself, where one item of it is wanted: of what tells the same, only the best
 * few are chosen. Answers where the worst of them stands when there are enough, else the end.
 */
static size_t
last_of_story(const struct choice *c, const struct store_candidate *candidate)
{
	size_t found = 0, last = c->count;

	for (size_t i = 0; i < c->count; i++)
		if (tells_the_same(&c->list[i], candidate)) {
			found++;
			last = i;
		}
	return found < STORY_MAX ? c->count : last;
}

static void
take_out(struct choice *c, size_t at)
{
	size_t moved = --c->count - at;

	memmove(&c->list[at], &c->list[at + 1], moved * sizeof(*c->list));
	memmove(&c->worth[at], &c->worth[at + 1], moved * sizeof(*c->worth));
}

static bool
has_place_for(const struct choice *c, const struct store_candidate *candidate, double worth)
{
	size_t last = c->count - 1;

	return c->count < c->limit || is_better(worth, candidate, c->worth[last], &c->list[last]);
}

static void
choose(struct choice *c, const struct store_candidate *candidate, double worth)
{
	size_t at = last_of_story(c, candidate), moved;

	if (at < c->count) {
		c->more++;
		if (!is_better(worth, candidate, c->worth[at], &c->list[at]))
			return;
		take_out(c, at);
	}
	at = c->count;
	while (at > 0 && is_better(worth, candidate, c->worth[at - 1], &c->list[at - 1]))
		at--;
	if (c->count < c->limit)
		c->count++;
	moved = c->count - 1 - at;
	memmove(&c->list[at + 1], &c->list[at], moved * sizeof(*c->list));
	memmove(&c->worth[at + 1], &c->worth[at], moved * sizeof(*c->worth));
	c->list[at] = *candidate;
	c->worth[at] = worth;
}

STATEMENT(sql_candidate_news,
    "SELECT item.feed_id, story_id, revision, text_hash, rest_hash FROM item LEFT JOIN feed ON feed.id = item.feed_id"
    " WHERE item.id = :id AND item.id > :after_id AND duplicate_of IS NULL AND verdict <> 2"
    " AND (sorted_at >= :since OR feed.added_at <= :followed_by)"
    " AND NOT EXISTS (SELECT 1 FROM issue_item WHERE digest = :digest AND item_id = item.id)"
    " AND NOT EXISTS (SELECT 1 FROM item copy JOIN issue_item ON digest = :digest AND item_id = copy.id"
    " WHERE copy.duplicate_of = item.id)");

/* What is being looked for, and what was found so far. */
struct search {
	struct store *s;
	const struct store_candidate_query *q;
	struct choice *choice;
	sqlite3_stmt *look; /* borrowed for all of it */
};

static bool
borrow_news(const struct search *search, sqlite3_stmt **out, struct err *err)
{
	const struct store_candidate_query *q = search->q;

	if (!stmt_borrow(search->s, &sql_candidate_news, out, err))
		return false;
	bind_text(*out, ":digest", q->issue_of);
	bind_int(*out, ":after_id", q->after_id);
	bind_int(*out, ":since", q->since);
	bind_int(*out, ":followed_by", q->followed_by);
	return true;
}

static bool
look_at_news(struct search *search, struct store_candidate *candidate, bool *out_is_one, struct err *err)
{
	if (search->look == NULL && !borrow_news(search, &search->look, err))
		return false;
	stmt_rewind(search->look);
	bind_int(search->look, ":id", candidate->item_id);
	if (!stmt_next(search->s, search->look, out_is_one, err))
		return false;
	if (*out_is_one) {
		candidate->feed_id = column_int(search->look, 0);
		candidate->story_id = column_int(search->look, 1);
		candidate->wording = tops_wording(search->look);
	}
	return true;
}

/* *out_is_one is false for one that is no original, is no more, or was dealt with. */
static bool
look_at_item(struct search *search, struct store_candidate *candidate, bool *out_is_one, struct err *err)
{
	const struct top_look *look;

	if (search->q->issue_of != NULL)
		return look_at_news(search, candidate, out_is_one, err);
	if (!tops_look(search->s, candidate->item_id, &search->look, &look, err))
		return false;
	candidate->feed_id = look->feed_id;
	candidate->story_id = look->story_id;
	candidate->wording = look->wording;
	*out_is_one = look->is_original && (look->is_undealt || !search->q->unread_only);
	return true;
}

static double
worth_of(double margin, int64_t sorted_at, const struct store_candidate_query *q)
{
	if (q->age_s <= 0)
		return margin;
	return margin + ((double)sorted_at - (double)q->until) / q->age_s;
}

/* ---- the two orders ---- */

struct order {
	struct tops_walk walk;
	struct cursor at; /* what was read last */
	bool is_begun, is_over;
};

static bool
go_on(struct store *s, struct order *order, struct err *err)
{
	bool has;

	if (!tops_walk_on(s, &order->walk, &order->at, &has, err))
		return false;
	order->is_begun = true;
	order->is_over = !has;
	return true;
}

static bool
was_met_by_time(const struct order *times, const struct cursor *c)
{
	return times->is_begun && !cursor_is_before(STORE_BY_DATE, &times->at, c);
}

static bool
was_met_by_margin(const struct order *margins, const struct cursor *c)
{
	return !cursor_is_before(STORE_BY_SCORE, &margins->at, c);
}

static bool
consider(struct search *search, const struct cursor *met, struct err *err)
{
	struct store_candidate candidate = { .item_id = met->id, .sorted_at = met->sorted_at, .margin = met->margin };
	double worth = worth_of(met->margin, met->sorted_at, search->q);
	bool is_one;

	if (!has_place_for(search->choice, &candidate, worth))
		return true;
	if (!look_at_item(search, &candidate, &is_one, err))
		return false;
	if (is_one)
		choose(search->choice, &candidate, worth);
	return true;
}

static bool
read_scores(struct search *search, struct order *margins, struct order *times, int64_t since, struct err *err)
{
	const struct store_candidate_query *q = search->q;
	const struct choice *c = search->choice;

	for (;;) {
		const struct cursor *best = &margins->at, *newest = &times->at;

		if (!go_on(search->s, margins, err))
			return false;
		if (margins->is_over || best->margin < q->min_margin)
			return true;
		if (best->sorted_at >= since && best->sorted_at < q->until && !was_met_by_time(times, best) &&
		    !consider(search, best, err))
			return false;
		if (!go_on(search->s, times, err))
			return false;
		if (times->is_over || newest->sorted_at < since)
			return true;
		if (newest->margin >= q->min_margin && !was_met_by_margin(margins, newest) &&
		    !consider(search, newest, err))
			return false;
		if (c->count == c->limit && worth_of(best->margin, newest->sorted_at, q) < c->worth[c->count - 1])
			return true;
	}
}

static bool
read_orders(struct search *search, struct err *err)
{
	const struct store_candidate_query *q = search->q;
	int64_t since = q->issue_of != NULL && q->late_since < q->since ? q->late_since : q->since;
	struct order margins = { 0 }, times = { 0 };
	bool is_good;

	tops_walk_begin(search->s, &margins.walk, STORE_BY_SCORE, q->topic_id, q->until);
	tops_walk_begin(search->s, &times.walk, STORE_BY_DATE, q->topic_id, q->until);
	is_good = read_scores(search, &margins, &times, since, err);
	tops_walk_end(&margins.walk);
	tops_walk_end(&times.walk);
	stmt_give_back(&search->look);
	return is_good;
}

bool
store_candidates(struct store *s, const struct store_candidate_query *query, struct arena *arena,
    struct store_candidate **out, size_t *out_count, size_t *out_more, struct err *err)
{
	struct choice choice = { .limit = query->limit };
	struct search search = { .s = s, .q = query, .choice = &choice };

	assert(query->limit > 0);
	choice.list = arena_alloc(arena, query->limit * sizeof(*choice.list));
	choice.worth = arena_alloc(arena, query->limit * sizeof(*choice.worth));
	if (!tops_catch_up(s, err) || !read_orders(&search, err))
		return false;
	*out = choice.list;
	*out_count = choice.count;
	if (out_more != NULL)
		*out_more = choice.more;
	return true;
}

bool
store_candidates_follow(struct store *s, struct err *err)
{
	return s->tops == NULL || tops_catch_up(s, err);
}

/* ---- how much a source publishes ---- */

STATEMENT(sql_feed_volume,
    "SELECT count(*) FROM (SELECT 1 FROM item INDEXED BY item_by_feed"
    " WHERE feed_id = :feed AND sorted_at >= :since AND sorted_at < :until LIMIT :most)");

static bool
count_items(struct store *s, int64_t feed_id, int64_t since, int64_t until, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_feed_volume, &stmt, err))
		return false;
	bind_int(stmt, ":feed", feed_id);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":until", until);
	bind_int(stmt, ":most", STORE_VOLUME_MAX);
	return stmt_number(s, stmt, out, err);
}

#define OF_FEED " FROM item INDEXED BY item_by_feed WHERE feed_id = :feed AND sorted_at >= "

STATEMENT(sql_feed_bounds, "SELECT coalesce((SELECT min(sorted_at)" OF_FEED
			   ":since AND sorted_at < :until), :never),"
			   " coalesce((SELECT max(sorted_at)" OF_FEED
			   ":since AND sorted_at < :until), -:never - 1),"
			   " coalesce((SELECT min(sorted_at)" OF_FEED ":until), :never)");

bool
store_feed_volume(
    struct store *s, int64_t feed_id, int64_t since, int64_t until, struct store_volume *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t items;
	bool has;

	if (!count_items(s, feed_id, since, until, &items, err) || !stmt_borrow(s, &sql_feed_bounds, &stmt, err))
		return false;
	bind_int(stmt, ":feed", feed_id);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":until", until);
	bind_int(stmt, ":never", INT64_MAX);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = (struct store_volume) { items, column_int(stmt, 0), column_int(stmt, 1), column_int(stmt, 2) };
	return true;
}

/* Ids are given in turn and never again: those that have no item any more are of items that were removed. */
STATEMENT(sql_feed_stock,
    "SELECT item_count, (SELECT seq FROM sqlite_sequence WHERE name = 'item') - (SELECT items FROM tally WHERE one = 1)"
    " FROM feed WHERE id = :feed");

bool
store_feed_stock(struct store *s, int64_t feed_id, struct store_feed_stock *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_feed_stock, &stmt, err))
		return false;
	bind_int(stmt, ":feed", feed_id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? (struct store_feed_stock) { column_int(stmt, 0), column_int(stmt, 1) }
		   : (struct store_feed_stock) { 0 };
	return true;
}
