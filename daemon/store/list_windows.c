#include "store/list_windows.h"

#include "store/list_texts.h"
#include "store/list_words.h"

enum { WINDOW_FIRST = 24, WINDOW_MAX = 384 };

/* What it costs to look at an item and at each byte of it, and at a page of the search index. */
#define LOOK_US_AN_ITEM 6
#define LOOK_US_A_BYTE 0.034
#define READ_US_A_PAGE 6
struct window {
	struct cursor places[WINDOW_MAX];
	bool holds[WINDOW_MAX];
	size_t looked, bytes; /* of all so far */
};

/* Whether the rest of the page is found sooner among texts than in the index. */
static bool
is_sooner(const struct window *w, size_t found, size_t most, const struct list_match *match)
{
	double spent_us = LOOK_US_AN_ITEM * (double)w->looked + LOOK_US_A_BYTE * (double)w->bytes;

	return spent_us * (double)(most - found) / ((double)found + 0.5) <
	       READ_US_A_PAGE * (double)match->holders.pages;
}

/* One window of the list; *out_is_last: there is nothing after it. */
static bool
look_at_window(struct store *s, const struct store_item_query *query, struct list_match *at_least, struct cursor *at,
    struct window *w, struct cursor *out, size_t *out_count, bool *out_is_last, struct err *err)
{
	struct list_look look = { .places = w->places,
		.words = query->match,
		.stems = query->stems,
		.leaves_texts_out = query->leaves_texts_out,
		.holds = w->holds };

	if (!list_words(s, query, at_least, at, w->places, &look.count, err) ||
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
	return true;
}

/* *out_is_done is false when it would take longer than the other way. */
static bool
go_through(struct store *s, const struct store_item_query *query, const struct list_match *match,
    struct list_match *at_least, const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done,
    struct err *err)
{
	struct store_item_query part = *query;
	struct cursor at = *from, found[WINDOW_MAX];
	struct window window = { .looked = 0 };
	bool is_last = false, is_sooner_here = true;

	*out_count = 0;
	for (part.limit = WINDOW_FIRST - 1; !is_last && is_sooner_here && *out_count <= query->limit;) {
		size_t count = 0;

		if (!look_at_window(s, &part, at_least, &at, &window, found, &count, &is_last, err))
			return false;
		is_sooner_here = is_sooner(&window, *out_count + count, query->limit + 1, match);
		for (size_t i = 0; i < count && *out_count <= query->limit; i++)
			out[(*out_count)++] = found[i];
		if (part.limit < WINDOW_MAX / 2)
			part.limit = 2 * part.limit + 1;
	}
	*out_is_done = is_last || *out_count > query->limit;
	return true;
}

bool
list_windows(struct store *s, const struct store_item_query *query, const struct list_match *match,
    const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done, struct err *err)
{
	LIST_MATCH at_least = { .bits = NULL };
	bool has_words = query->at_least != NULL;

	return (!has_words || list_match_init(&at_least, s, query->at_least, err)) &&
	       go_through(s, query, match, has_words ? &at_least : NULL, from, out, out_count, out_is_done, err);
}
