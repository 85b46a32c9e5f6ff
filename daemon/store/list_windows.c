#include "store/list_windows.h"

#include "store/list_texts.h"
#include "store/list_words.h"

#include <time.h>

enum { WINDOW_FIRST = 24, WINDOW_MAX = 384 };

/* What it costs to read a page of the search index. */
#define READ_US_A_PAGE 6

struct window {
	struct cursor places[WINDOW_MAX];
	bool holds[WINDOW_MAX];
	int64_t begun_ns; /* CPU, the first of all */
};

static int64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Whether the rest of the page is found sooner among texts than in the index. */
static bool
is_sooner(const struct window *w, size_t found, size_t most, const struct list_match *match)
{
	double spent_us = (double)(cpu_ns() - w->begun_ns) / 1000;

	return spent_us * (double)(most - found) / ((double)found + 0.5) <
	       READ_US_A_PAGE * (double)match->holders.pages;
}

/* One window of the list; *out_is_last: there is nothing after it. */
static bool
look_at_window(struct store *s, const struct store_item_query *query, struct list_match *narrowed, struct cursor *at,
    struct window *w, struct cursor *out, size_t *out_count, bool *out_is_last, struct err *err)
{
	struct list_look look = { .places = w->places,
		.words = query->match,
		.stems = query->stems,
		.leaves_texts_out = query->leaves_texts_out,
		.holds = w->holds };

	if (!list_words(s, query, narrowed, at, w->places, &look.count, err) ||
	    (look.count > 0 && !list_texts_look(s, &look, err)))
		return false;
	*out_is_last = look.looked == look.count && look.count <= query->limit;
	for (size_t i = 0; i < look.looked; i++) {
		*at = w->places[i];
		if (w->holds[i])
			out[(*out_count)++] = w->places[i];
	}
	return true;
}

/* *out_is_done is false when it would take longer than the other way. */
static bool
go_through(struct store *s, const struct store_item_query *query, const struct list_match *match,
    struct list_match *narrowed, const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done,
    struct err *err)
{
	struct store_item_query part = *query;
	struct cursor at = *from, found[WINDOW_MAX];
	struct window window = { .begun_ns = cpu_ns() };
	bool is_last = false, is_sooner_here = true;

	*out_count = 0;
	for (part.limit = WINDOW_FIRST - 1; !is_last && is_sooner_here && *out_count <= query->limit;) {
		size_t count = 0;

		if (!look_at_window(s, &part, narrowed, &at, &window, found, &count, &is_last, err))
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

/* What few items are without, a list is long in finding. */
enum { FEW_SHARE = 64 };

static bool
are_without_few(const struct list_match *match)
{
	return (int64_t)match->count < (match->top - match->low) / FEW_SHARE;
}

/* What can be told of what is found without looking at texts. *out is NULL: nothing. */
static bool
narrow(struct store *s, const struct store_item_query *query, struct list_match *match, struct list_match **out,
    struct err *err)
{
	*out = match;
	if (query->at_least != NULL)
		return list_match_init(match, s, query->at_least, err);
	if (query->without != NULL)
		return list_match_init_reversed(match, s, query->without, err) && list_match_read(match, err);
	*out = NULL;
	return true;
}

bool
list_windows(struct store *s, const struct store_item_query *query, const struct list_match *match,
    const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done, struct err *err)
{
	LIST_MATCH some = { .bits = NULL };
	struct list_match *narrowed;

	if (!narrow(s, query, &some, &narrowed, err))
		return false;
	*out_is_done = false;
	return (some.is_reversed && are_without_few(&some)) ||
	       go_through(s, query, match, narrowed, from, out, out_count, out_is_done, err);
}
