#include "store/handle.h"
#include "store/statement.h"

#include <assert.h>
#include <string.h>

/*
 * The best of a window, by margin and age. Scores are read from the highest
 * margin on; age only takes away, so nothing that is still to come can be worth
 * more than the margin that was just read: once that is less than the worst of
 * those chosen, the rest need not be looked at (Fagin's threshold).
 */
struct choice {
	struct store_candidate *list; /* best first */
	double *worth;
	size_t count;
	size_t limit;
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

static bool
has_place_for(const struct choice *c, const struct store_candidate *candidate, double worth)
{
	size_t last = c->count - 1;

	return c->count < c->limit || is_better(worth, candidate, c->worth[last], &c->list[last]);
}

static void
choose(struct choice *c, const struct store_candidate *candidate, double worth)
{
	size_t at = c->count;
	size_t moved;

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

/* The plus keeps the planner from leaping through the margins by date, which would need a sorter. */
STATEMENT(sql_candidate_scores,
    "SELECT item_id, sorted_at, margin FROM score INDEXED BY score_by_margin WHERE topic_id = :topic"
    " AND margin >= :min_margin AND +sorted_at >= :since AND +sorted_at < :until"
    " ORDER BY margin DESC, sorted_at DESC, item_id DESC");

STATEMENT(sql_candidate_item,
    "SELECT feed_id, story_id FROM item WHERE id = :id AND duplicate_of IS NULL"
    " AND (NOT :unread_only OR (is_read = 0 AND verdict <> 2))");

/* *out_is_one is false for one that is no original, is no more, or was dealt with. */
static bool
look_at_item(struct store *s, struct store_candidate *candidate, bool unread_only, bool *out_is_one, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_candidate_item, &stmt, err))
		return false;
	bind_int(stmt, ":id", candidate->item_id);
	bind_int(stmt, ":unread_only", unread_only);
	if (!stmt_next(s, stmt, out_is_one, err))
		return false;
	if (*out_is_one) {
		candidate->feed_id = column_int(stmt, 0);
		candidate->story_id = column_int(stmt, 1);
	}
	return true;
}

struct window {
	int64_t until;
	double age_s;
	bool unread_only;
};

static double
worth_of(const struct store_candidate *candidate, const struct window *w)
{
	if (w->age_s <= 0)
		return candidate->margin;
	return candidate->margin + ((double)candidate->sorted_at - (double)w->until) / w->age_s;
}

static bool
read_scores(struct store *s, sqlite3_stmt *stmt, const struct window *w, struct choice *c, struct err *err)
{
	for (;;) {
		struct store_candidate candidate = { 0 };
		double worth;
		bool has, is_one;

		if (!stmt_next(s, stmt, &has, err))
			return false;
		candidate.item_id = column_int(stmt, 0);
		candidate.sorted_at = column_int(stmt, 1);
		candidate.margin = column_real(stmt, 2);
		if (!has || (c->count == c->limit && candidate.margin < c->worth[c->count - 1]))
			return true;
		worth = worth_of(&candidate, w);
		if (!has_place_for(c, &candidate, worth))
			continue;
		if (!look_at_item(s, &candidate, w->unread_only, &is_one, err))
			return false;
		if (is_one)
			choose(c, &candidate, worth);
	}
}

bool
store_candidates(struct store *s, int64_t topic_id, double min_margin, int64_t since, int64_t until, bool unread_only,
    double age_s, size_t limit, struct arena *arena, struct store_candidate **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct window window = { until, age_s, unread_only };
	struct choice choice = { .limit = limit };

	assert(limit > 0);
	choice.list = arena_alloc(arena, limit * sizeof(*choice.list));
	choice.worth = arena_alloc(arena, limit * sizeof(*choice.worth));
	if (!stmt_borrow(s, &sql_candidate_scores, &stmt, err))
		return false;
	bind_int(stmt, ":topic", topic_id);
	bind_real(stmt, ":min_margin", min_margin);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":until", until);
	if (!read_scores(s, stmt, &window, &choice, err))
		return false;
	*out = choice.list;
	*out_count = choice.count;
	return true;
}
