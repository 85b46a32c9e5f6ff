#include "store/list_walk.h"

#include "store/list_plan.h"

void
list_walk_fini(struct list_walk *w)
{
	ranking_free(w->ranking);
	stmt_give_back(&w->stmt);
}

bool
list_walk_begin(struct list_walk *w, struct store *s, const struct store_item_query *query, enum list_driver driver,
    const struct cursor *from, int64_t most, struct err *err)
{
	const struct statement *plan = list_plan_choose(driver, query);

	w->store = s;
	w->query = query;
	if (!stmt_borrow(s, plan, &w->stmt, err))
		return false;
	list_plan_bind(w->stmt, query, from);
	if (list_plan_is_ranked(plan))
		return ranking_new(s, query->topic_id, query->min_margin, from, &w->ranking, err);
	bind_int(w->stmt, ":limit", most);
	return true;
}

static bool
is_within(const struct store_item_query *query, const struct cursor *place)
{
	return place->sorted_at >= query->since && place->sorted_at < query->until;
}

static bool
next_of_ranking(struct list_walk *w, struct cursor *out, bool *out_has, struct err *err)
{
	struct cursor place;

	do
		if (!ranking_next(w->ranking, &place, out_has, err))
			return false;
	while (*out_has && !is_within(w->query, &place));
	if (*out_has)
		*out = place;
	return true;
}

bool
list_walk_next(struct list_walk *w, struct cursor *out, bool *out_has, struct err *err)
{
	if (w->ranking != NULL)
		return next_of_ranking(w, out, out_has, err);
	if (!stmt_next(w->store, w->stmt, out_has, err))
		return false;
	if (*out_has)
		*out = cursor_of_row(w->stmt);
	return true;
}

bool
list_walk_wants(struct list_walk *w, const struct cursor *place, bool *out, struct err *err)
{
	*out = true;
	if (w->ranking == NULL)
		return true;
	stmt_rewind(w->stmt);
	bind_int(w->stmt, ":item", place->id);
	return stmt_next(w->store, w->stmt, out, err);
}
