#include "store/list_search.h"

#include "store/item.h"
#include "store/list_plan.h"
#include "store/list_texts.h"
#include "store/list_words.h"
#include "store/statement.h"

#include <math.h>

/* ---- whatever words they hold ---- */

static bool
read_places(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	enum list_driver driver;
	bool has;

	if (!list_driver_choose(s, query, &driver, err) || !stmt_borrow(s, list_plan_choose(driver, query), &stmt, err))
		return false;
	list_plan_bind(stmt, query, from);
	bind_int(stmt, ":limit", (int64_t)query->limit + 1); /* one more tells whether there is a next page */
	for (*out_count = 0; *out_count <= query->limit; ++*out_count) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		out[*out_count] = list_plan_place(stmt);
	}
	return true;
}

static bool
find_whole(struct store *s, const struct store_item_query *query, const char *words, const struct cursor *from,
    struct cursor *out, size_t *out_count, struct err *err)
{
	if (words == NULL)
		return read_places(s, query, from, out, out_count, err);
	return list_words(s, query, words, false, from, out, out_count, err);
}

/* ---- beginnings of words ---- */

enum { WINDOW_FIRST = 24, WINDOW_MAX = 384 };

/* What it costs to look at an item and at each byte of it, and to put together what the great index has of an item. */
#define LOOK_US_AN_ITEM 6
#define LOOK_US_A_BYTE 0.034
#define MERGE_US_AN_ITEM 0.2
/* So much is looked at anyhow, before a guess is made. */
#define LOOK_US_ANYHOW 1000

struct window {
	struct cursor places[WINDOW_MAX];
	bool holds[WINDOW_MAX];
	size_t looked, bytes; /* of all so far */
	double begun;         /* the share of the first that hold a word that begins so */
};

/* Whether the rest of the page is found sooner among texts than by putting together what the great index has. */
static bool
is_sooner(struct store *s, const struct window *w, size_t found, size_t most, bool *out, struct err *err)
{
	double spent_us = LOOK_US_AN_ITEM * (double)w->looked + LOOK_US_A_BYTE * (double)w->bytes;
	double look_us = spent_us * (double)(most - found) / ((double)found + 0.5);
	int64_t items;

	if (!item_count(s, &items, err))
		return false;
	*out = spent_us < LOOK_US_ANYHOW || look_us < MERGE_US_AN_ITEM * (double)items * -log1p(-w->begun);
	return true;
}

/* One window of the list; *out_is_last: there is nothing after it. */
static bool
look_at_window(struct store *s, const struct store_item_query *query, struct cursor *at, struct window *w,
    struct cursor *out, size_t *out_count, bool *out_is_last, struct err *err)
{
	struct list_look look = { .places = w->places,
		.words = query->match,
		.beginnings = query->beginnings,
		.stems = query->stems,
		.leaves_texts_out = query->leaves_texts_out,
		.counts_begun = w->looked == 0,
		.holds = w->holds };

	if (!find_whole(s, query, query->at_least, at, w->places, &look.count, err) ||
	    (look.count > 0 && !list_texts_look(s, &look, err)))
		return false;
	*out_is_last = look.looked == look.count && look.count <= query->limit;
	for (size_t i = 0; i < look.looked; i++) {
		*at = w->places[i];
		if (w->holds[i])
			out[(*out_count)++] = w->places[i];
	}
	w->looked += look.looked;
	w->bytes += look.bytes;
	if (look.counts_begun)
		w->begun = ((double)look.begun + 0.5) / ((double)look.looked + 1);
	return true;
}

/* *out_is_done is false when it would take longer than the other way. */
static bool
find_among_texts(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, bool *out_is_done, struct err *err)
{
	struct store_item_query part = *query;
	struct cursor at = *from, found[WINDOW_MAX];
	struct window window = { .looked = 0 };
	bool is_last = false, is_sooner_here = true;

	*out_count = 0;
	for (part.limit = WINDOW_FIRST - 1; !is_last && is_sooner_here && *out_count <= query->limit;) {
		size_t count = 0;

		if (!look_at_window(s, &part, &at, &window, found, &count, &is_last, err) ||
		    !is_sooner(s, &window, *out_count + count, query->limit + 1, &is_sooner_here, err))
			return false;
		for (size_t i = 0; i < count && *out_count <= query->limit; i++)
			out[(*out_count)++] = found[i];
		if (part.limit < WINDOW_MAX / 2)
			part.limit = 2 * part.limit + 1;
	}
	*out_is_done = is_last || *out_count > query->limit;
	return true;
}

bool
list_search(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, struct err *err)
{
	bool is_done;

	if (query->match == NULL || query->beginnings == NULL)
		return find_whole(s, query, query->match, from, out, out_count, err);
	if (!find_among_texts(s, query, from, out, out_count, &is_done, err))
		return false;
	return is_done || list_words(s, query, query->match, true, from, out, out_count, err);
}
