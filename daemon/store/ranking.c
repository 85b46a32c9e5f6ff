#include "store/ranking.h"

#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <math.h>
#include <stdlib.h>

/* Of most stretches only the first few are wanted. */
enum { ROWS_FIRST = 16, ROWS_MOST = 128 };

struct stretch {
	int64_t number;
	struct cursor *rows;
	size_t at, count; /* of the rows: which is next, and how many there are */
	size_t most;      /* so many were asked for */
};

struct ranking {
	struct store *store;
	sqlite3_stmt *rows;   /* borrowed for all of it */
	struct stretch *list; /* a heap: the one whose next row is the best comes first, and none is at its end */
	size_t count, cap;
};

/* ---- a stretch ---- */

STATEMENT(sql_ranking_rows,
    "SELECT item_id, sorted_at, margin FROM score INDEXED BY score_by_margin WHERE topic_id = :topic"
    " AND stretch = :stretch AND margin >= :least AND (margin, sorted_at, item_id) < (:margin, :at, :id)"
    " ORDER BY margin DESC, sorted_at DESC, item_id DESC LIMIT :limit");

static bool
read_rows(struct ranking *r, struct stretch *stretch, const struct cursor *from, struct err *err)
{
	bool has;

	stmt_rewind(r->rows);
	bind_int(r->rows, ":stretch", stretch->number);
	bind_real(r->rows, ":margin", from->margin);
	bind_int(r->rows, ":at", from->sorted_at);
	bind_int(r->rows, ":id", from->id);
	bind_int(r->rows, ":limit", (int64_t)stretch->most);
	stretch->at = stretch->count = 0;
	while (stretch->count < stretch->most) {
		if (!stmt_next(r->store, r->rows, &has, err))
			return false;
		if (!has)
			break;
		stretch->rows[stretch->count++] = cursor_of_row(r->rows);
	}
	return true;
}

/* After its last row. Where much is wanted of it, more is. */
static bool
read_on(struct ranking *r, struct stretch *stretch, struct err *err)
{
	const struct cursor last = stretch->rows[stretch->count - 1];

	if (stretch->count < stretch->most) {
		stretch->at = stretch->count = 0;
		return true;
	}
	if (stretch->most < ROWS_MOST) {
		stretch->most *= 2;
		stretch->rows = mem_resize(stretch->rows, stretch->most * sizeof(*stretch->rows));
	}
	return read_rows(r, stretch, &last, err);
}

/* ---- all of them ---- */

static bool
is_before(const struct stretch *x, const struct stretch *y)
{
	return cursor_is_before(STORE_BY_SCORE, &x->rows[x->at], &y->rows[y->at]);
}

static void
sink(struct ranking *r, size_t at)
{
	for (size_t child = 2 * at + 1; child < r->count; child = 2 * at + 1) {
		const struct stretch former = r->list[at];

		if (child + 1 < r->count && is_before(&r->list[child + 1], &r->list[child]))
			child++;
		if (!is_before(&r->list[child], &r->list[at]))
			return;
		r->list[at] = r->list[child];
		r->list[child] = former;
		at = child;
	}
}

static bool
add(struct ranking *r, int64_t number, const struct cursor *from, struct err *err)
{
	struct stretch *stretch;

	if (r->count == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 16;
		r->list = mem_resize(r->list, r->cap * sizeof(*r->list));
	}
	stretch = &r->list[r->count++];
	*stretch = (struct stretch) { .number = number, .most = ROWS_FIRST };
	stretch->rows = mem_array(ROWS_FIRST, sizeof(*stretch->rows));
	if (!read_rows(r, stretch, from, err))
		return false;
	if (stretch->count == 0)
		free(r->list[--r->count].rows);
	return true;
}

STATEMENT(sql_ranking_stretch,
    "SELECT stretch FROM score INDEXED BY score_by_margin WHERE topic_id = :topic AND stretch < :below"
    " ORDER BY stretch DESC LIMIT 1");

static bool
read_all(struct ranking *r, int64_t topic_id, const struct cursor *from, struct err *err)
{
	BORROWED_STMT next = NULL;
	int64_t below = INT64_MAX;
	bool has = true;

	if (!stmt_borrow(r->store, &sql_ranking_stretch, &next, err))
		return false;
	bind_int(next, ":topic", topic_id);
	while (has) {
		stmt_rewind(next);
		bind_int(next, ":below", below);
		if (!stmt_next(r->store, next, &has, err))
			return false;
		below = has ? column_int(next, 0) : below;
		if (has && !add(r, below, from, err))
			return false;
	}
	for (size_t i = r->count / 2; i > 0; i--)
		sink(r, i - 1);
	return true;
}

bool
ranking_new(
    struct store *s, int64_t topic_id, double least, const struct cursor *from, struct ranking **out, struct err *err)
{
	static const struct cursor start = { INT64_MAX, INT64_MAX, INFINITY };
	struct ranking *r = mem_alloc(sizeof(*r));

	r->store = s;
	if (stmt_borrow(s, &sql_ranking_rows, &r->rows, err)) {
		bind_int(r->rows, ":topic", topic_id);
		bind_real(r->rows, ":least", least);
		if (read_all(r, topic_id, from != NULL ? from : &start, err)) {
			*out = r;
			return true;
		}
	}
	ranking_free(r);
	return false;
}

void
ranking_free(struct ranking *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->count; i++)
		free(r->list[i].rows);
	free(r->list);
	stmt_give_back(&r->rows);
	free(r);
}

bool
ranking_next(struct ranking *r, struct cursor *out, bool *out_has, struct err *err)
{
	struct stretch *best = r->list;

	*out_has = r->count > 0;
	if (r->count == 0)
		return true;
	*out = best->rows[best->at++];
	if (best->at == best->count && !read_on(r, best, err))
		return false;
	if (best->count == 0) {
		free(best->rows);
		*best = r->list[--r->count];
	}
	sink(r, 0);
	return true;
}
