#include "store/tops.h"

#include "base/memory.h"
#include "store/changes.h"
#include "store/handle.h"
#include "store/margins.h"
#include "store/ranking.h"
#include "store/score.h"
#include "store/statement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ROWS_MAX of an order take 400 KB; usual are a thousand. Who goes further reads on in the store. */
enum { TOPICS = 32, ROWS_MAX = 16384, ROWS_FIRST = 256, LOOKS = 8192, BITS = 8192 };
/* A window that ends so many items ago is looked at by itself. */
enum { NEWER_MAX = 64 };

struct tops {
	int64_t place; /* of changes.h: it is true up to there */
	struct {
		int64_t topic_id; /* 0: free */
		struct top_list lists[TOPS_ORDERS];
	} topics[TOPICS];             /* by id; who comes later takes the place */
	struct top_look looks[LOOKS]; /* by item, likewise */
};

static struct tops *
tops_of(struct store *s)
{
	if (s->tops == NULL)
		s->tops = mem_alloc(sizeof(*s->tops));
	return s->tops;
}

static void
forget_topic(struct tops *tops, size_t slot)
{
	for (size_t o = 0; o < TOPS_ORDERS; o++) {
		struct top_list *list = &tops->topics[slot].lists[o];

		list->count = list->used = 0;
		list->is_whole = false;
	}
	tops->topics[slot].topic_id = 0;
}

static void
forget(struct tops *tops)
{
	for (size_t i = 0; i < TOPICS; i++)
		forget_topic(tops, i);
	memset(tops->looks, 0, sizeof(tops->looks));
}

void
tops_free(struct tops *tops)
{
	if (tops == NULL)
		return;
	for (size_t i = 0; i < TOPICS; i++)
		for (size_t o = 0; o < TOPS_ORDERS; o++)
			free(tops->topics[i].lists[o].rows);
	free(tops);
}

/* ---- lists ---- */

static void
make_room(struct top_list *list)
{
	if (list->count < list->cap)
		return;
	list->cap = list->cap == 0 ? ROWS_FIRST : list->cap * 2;
	list->rows = mem_resize(list->rows, list->cap * sizeof(*list->rows));
}

static size_t
place_in(const struct top_list *list, enum store_sort order, const struct cursor *row)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cursor_is_before(order, &list->rows[middle], row))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What belongs behind all that is known stays in the store. */
static void
insert(struct top_list *list, enum store_sort order, const struct cursor *row)
{
	size_t at = place_in(list, order, row);

	if (at == list->count && !list->is_whole)
		return;
	make_room(list);
	memmove(&list->rows[at + 1], &list->rows[at], (list->count - at) * sizeof(*list->rows));
	list->rows[at] = *row;
	list->count++;
	if (list->count <= ROWS_MAX)
		return;
	list->count = ROWS_MAX;
	list->is_whole = false;
}

/* ---- catching up: what was written to is taken out, and put in as it is now ---- */

/* A set of ids that may have some more in it. */
struct mask {
	uint64_t bits[BITS / 64];
};

static void
mask_add(struct mask *mask, int64_t id)
{
	mask->bits[(uint64_t)id % BITS / 64] |= UINT64_C(1) << (uint64_t)id % 64;
}

static bool
mask_has(const struct mask *mask, int64_t id)
{
	return (mask->bits[(uint64_t)id % BITS / 64] >> (uint64_t)id % 64 & 1) != 0;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct written {
	struct change list[CHANGES_MAX];
	size_t count;
	int64_t ids[CHANGES_MAX]; /* items with other scores, in order, each once */
	size_t id_count;
	struct mask mask; /* of them */
};

static void
put_in_order(struct written *w)
{
	size_t count = 0;

	qsort(w->ids, w->id_count, sizeof(*w->ids), compare_ids);
	for (size_t i = 0; i < w->id_count; i++)
		if (count == 0 || w->ids[count - 1] != w->ids[i])
			w->ids[count++] = w->ids[i];
	w->id_count = count;
	for (size_t i = 0; i < count; i++)
		mask_add(&w->mask, w->ids[i]);
}

static bool
was_written(const struct written *w, int64_t id)
{
	return mask_has(&w->mask, id) && bsearch(&id, w->ids, w->id_count, sizeof(id), compare_ids) != NULL;
}

static void
take_out(struct top_list *list, const struct written *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!was_written(w, list->rows[i].id))
			list->rows[kept++] = list->rows[i];
	list->count = kept;
}

STATEMENT(sql_top_date, "SELECT sorted_at FROM item WHERE id = :id");

static bool
read_date(struct store *s, int64_t item_id, int64_t *out, bool *out_has, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_top_date, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	if (!stmt_next(s, stmt, out_has, err))
		return false;
	*out = column_int(stmt, 0);
	return true;
}

/* Whether the topic in that place lists it. */
static bool
is_listed(const struct tops *tops, size_t place, const struct buffer *margins, double *out_margin)
{
	size_t at;

	if (tops->topics[place].topic_id == 0 || !margins_find(margins, tops->topics[place].topic_id, &at))
		return false;
	*out_margin = margins_at(margins, at).margin;
	return *out_margin >= STORE_MARGIN_FLOOR;
}

static bool
put_in(struct store *s, int64_t item_id, struct err *err)
{
	BUFFER margins = { 0 };
	struct cursor row = { .id = item_id };
	bool has, is_dated = false;

	if (!score_read(s, item_id, &margins, &has, err))
		return false;
	for (size_t i = 0; i < TOPICS && has; i++) {
		if (!is_listed(s->tops, i, &margins, &row.margin))
			continue;
		if (!is_dated && !read_date(s, item_id, &row.sorted_at, &has, err))
			return false;
		is_dated = true;
		for (int o = 0; o < TOPS_ORDERS && has; o++)
			insert(&s->tops->topics[i].lists[o], (enum store_sort)o, &row);
	}
	return true;
}

/* What comes is newer than most: lists would grow by all of it, and no walk goes so far. */
static void
cut(struct top_list *list)
{
	size_t most = ROWS_FIRST + 2 * list->used;

	if (list->count <= most)
		return;
	list->count = most;
	list->is_whole = false;
}

static void
take_note(struct tops *tops, struct written *w, const struct change *change)
{
	struct top_look *look = &tops->looks[(uint64_t)change->id % LOOKS];
	size_t slot = (uint64_t)change->id % TOPICS;

	if ((change->what & CHANGED_TOPIC) != 0 && tops->topics[slot].topic_id == change->id)
		forget_topic(tops, slot);
	if ((change->what & CHANGED_ROW) != 0 && look->item_id == change->id)
		*look = (struct top_look) { 0 };
	if ((change->what & CHANGED_SCORES) != 0)
		w->ids[w->id_count++] = change->id;
}

static bool
follow(struct store *s, struct written *w, struct err *err)
{
	struct tops *tops = s->tops;

	for (size_t i = 0; i < w->count; i++)
		take_note(tops, w, &w->list[i]);
	put_in_order(w);
	for (size_t i = 0; i < TOPICS; i++)
		for (size_t o = 0; o < TOPS_ORDERS; o++)
			take_out(&tops->topics[i].lists[o], w);
	for (size_t i = 0; i < w->id_count; i++)
		if (!put_in(s, w->ids[i], err))
			return false;
	for (size_t i = 0; i < TOPICS; i++)
		for (size_t o = 0; o < TOPS_ORDERS; o++)
			cut(&tops->topics[i].lists[o]);
	return true;
}

bool
tops_catch_up(struct store *s, struct err *err)
{
	struct tops *tops = tops_of(s);
	struct written w = { 0 };

	if (s->is_snapshot && s->are_tops_current)
		return true;
	s->are_tops_current = false;
	if (s->changes == NULL || !s->is_snapshot || !changes_since(s->changes, tops->place, w.list, &w.count)) {
		forget(tops);
	} else if (!follow(s, &w, err)) {
		forget(tops);
		return false;
	}
	tops->place = s->settled;
	s->are_tops_current = s->changes != NULL && s->is_snapshot;
	return true;
}

/* ---- walking ---- */

STATEMENT(sql_top_times,
    "SELECT item_id, sorted_at, margin FROM score WHERE topic_id = :topic"
    " AND sorted_at <= :at ORDER BY sorted_at DESC, item_id DESC");

/* From now on without what is known, which would have to be known too far back. */
static void
go_alone(struct tops_walk *walk)
{
	stmt_give_back(&walk->stmt);
	walk->list = NULL;
	walk->last = (struct cursor) { walk->until - 1, INT64_MAX, INFINITY };
}

static void
pass_over_newer(struct tops_walk *walk)
{
	const struct cursor newer = { .sorted_at = walk->until, .id = INT64_MIN };

	walk->next = place_in(walk->list, STORE_BY_DATE, &newer);
	if (walk->next == walk->list->count && !walk->list->is_whole && walk->next >= NEWER_MAX)
		go_alone(walk);
}

void
tops_walk_begin(struct store *s, struct tops_walk *walk, enum store_sort order, int64_t topic_id, int64_t until)
{
	struct tops *tops = tops_of(s);
	size_t slot = (uint64_t)topic_id % TOPICS;

	if (tops->topics[slot].topic_id != topic_id)
		forget_topic(tops, slot);
	tops->topics[slot].topic_id = topic_id;
	*walk = (struct tops_walk) { .order = order,
		.topic_id = topic_id,
		.until = until,
		.list = &tops->topics[slot].lists[order],
		.last = { INT64_MAX, INT64_MAX, INFINITY } };
	if (order == STORE_BY_DATE)
		pass_over_newer(walk);
}

void
tops_walk_end(struct tops_walk *walk)
{
	if (walk->list != NULL && walk->next > walk->list->used)
		walk->list->used = walk->next;
	stmt_give_back(&walk->stmt);
	ranking_free(walk->ranking);
	walk->ranking = NULL;
}

static bool
next_by_margin(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	if (walk->ranking == NULL && !ranking_new(s, walk->topic_id, -INFINITY, &walk->last, &walk->ranking, err))
		return false;
	return ranking_next(walk->ranking, out, out_has, err);
}

/* Those that are known already are met again when they are of the time of the last one. */
static bool
next_by_time(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	if (walk->stmt == NULL) {
		if (!stmt_borrow(s, &sql_top_times, &walk->stmt, err))
			return false;
		bind_int(walk->stmt, ":topic", walk->topic_id);
		bind_int(walk->stmt, ":at", walk->last.sorted_at);
	}
	do {
		if (!stmt_next(s, walk->stmt, out_has, err))
			return false;
		*out = cursor_of_row(walk->stmt);
	} while (*out_has && !cursor_is_before(walk->order, &walk->last, out));
	return true;
}

static bool
read_behind(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	return walk->order == STORE_BY_SCORE ? next_by_margin(s, walk, out, out_has, err)
					     : next_by_time(s, walk, out, out_has, err);
}

static void
remember(struct tops_walk *walk, const struct cursor *row, bool has)
{
	struct top_list *list = walk->list;

	if (list == NULL || list->count != walk->next || list->count == ROWS_MAX)
		return;
	list->is_whole = !has;
	if (!has)
		return;
	make_room(list);
	list->rows[list->count++] = *row;
}

static bool
step_far(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	const struct top_list *list = walk->list;

	*out_has = false;
	if (list != NULL && list->is_whole)
		return true;
	if (list != NULL && walk->next == list->count && walk->next > 0)
		walk->last = list->rows[walk->next - 1];
	if (!read_behind(s, walk, out, out_has, err))
		return false;
	remember(walk, out, *out_has);
	walk->next++;
	walk->last = *out;
	return true;
}

static bool
is_newer(const struct tops_walk *walk, const struct cursor *row)
{
	return walk->order == STORE_BY_DATE && row->sorted_at >= walk->until;
}

bool
tops_walk_far(struct store *s, struct tops_walk *walk, struct cursor *out, bool *out_has, struct err *err)
{
	do {
		if (!step_far(s, walk, out, out_has, err))
			return false;
		if (*out_has && is_newer(walk, out) && walk->next == NEWER_MAX)
			go_alone(walk);
	} while (*out_has && is_newer(walk, out));
	return true;
}

/* ---- looking ---- */

STATEMENT(sql_top_item,
    "SELECT feed_id, story_id, revision, text_hash, rest_hash, duplicate_of IS NULL, is_read = 0 AND verdict <> 2"
    " FROM item WHERE id = :id");

/* What an item says changes with these alone, and what is cut from it with its revision. */
uint64_t
tops_wording(sqlite3_stmt *stmt)
{
	int64_t said[] = { column_int(stmt, 2), column_int(stmt, 3), column_int(stmt, 4) };

	return XXH3_64bits(said, sizeof(said));
}

bool
tops_look(struct store *s, int64_t item_id, sqlite3_stmt **stmt, const struct top_look **out, struct err *err)
{
	struct top_look *look = &tops_of(s)->looks[(uint64_t)item_id % LOOKS];
	bool has;

	*out = look;
	if (look->item_id == item_id)
		return true;
	look->item_id = 0;
	if (*stmt == NULL && !stmt_borrow(s, &sql_top_item, stmt, err))
		return false;
	stmt_rewind(*stmt);
	bind_int(*stmt, ":id", item_id);
	if (!stmt_next(s, *stmt, &has, err))
		return false;
	*look = (struct top_look) { .item_id = item_id };
	if (has)
		*look = (struct top_look) { item_id, column_int(*stmt, 0), column_int(*stmt, 1), tops_wording(*stmt),
			column_int(*stmt, 5) != 0, column_int(*stmt, 6) != 0 };
	return true;
}
