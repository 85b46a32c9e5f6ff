#include "store/list_windows.h"

#include "base/clock.h"
#include "store/list_texts.h"
#include "store/list_words.h"

enum { SOME = 24, WINDOW_MAX = 16 * SOME };

/* What it costs to read a page of the search index. */
#define READ_US_A_PAGE 6

struct search {
	struct store *store;
	const struct store_item_query *query;
	const struct list_match *match;
	struct list_match *narrowed; /* what is found is among these; NULL: nobody knows */
	struct cursor at;            /* the place to go on after */
	struct cursor *out;
	size_t count, most;
	struct cursor places[WINDOW_MAX];
	size_t read, next; /* of the places: how many there are, and which is looked at next */
	bool is_last;      /* nothing comes after them */
	int64_t spent_ns;  /* CPU, on looking at texts */
};

/* Whether the rest of the page is found sooner among texts than in the index. */
static bool
is_sooner(const struct search *r)
{
	return (double)r->spent_ns / 1000 * (double)(r->most - r->count) / ((double)r->count + 0.5) <
	       READ_US_A_PAGE * (double)holders_pages_at_once(&r->match->holders);
}

/* What it takes counts: to find the items is much the same for the index. */
static bool
look_at_texts(struct search *r, struct list_look *look, struct err *err)
{
	int64_t begun_ns = clock_thread_cpu_ns();
	bool is_good = list_texts_look(r->store, look, err);

	r->spent_ns += clock_thread_cpu_ns() - begun_ns;
	return is_good;
}

/* The next items of the list, up to so many. */
static bool
read_window(struct search *r, size_t most, struct err *err)
{
	struct store_item_query part = *r->query;

	part.limit = most - 1;
	r->next = 0;
	if (!list_words(r->store, &part, r->narrowed, &r->at, r->places, &r->read, err))
		return false;
	r->is_last = r->read < most;
	if (r->read > 0)
		r->at = r->places[r->read - 1];
	return true;
}

/* Some of them. */
static bool
look_at_some(struct search *r, struct err *err)
{
	size_t some = r->read - r->next < SOME ? r->read - r->next : SOME;
	bool holds[SOME];
	struct list_look look = { .places = r->places + r->next,
		.count = some,
		.root = r->match->holders.root,
		.holds = holds,
		.enough = r->most - r->count };

	if (!look_at_texts(r, &look, err))
		return false;
	for (size_t i = 0; i < look.looked; i++)
		if (holds[i])
			r->out[r->count++] = look.places[i];
	r->next += look.looked;
	return true;
}

/* *out_is_done is false when it would take longer than the other way. */
static bool
go_through(struct search *r, bool *out_is_done, struct err *err)
{
	size_t window = r->narrowed != NULL ? WINDOW_MAX / 2 : SOME;

	*out_is_done = false;
	do {
		if (r->next == r->read && !read_window(r, window, err))
			return false;
		if (window < WINDOW_MAX)
			window *= 2;
		if (!look_at_some(r, err))
			return false;
		*out_is_done = (r->is_last && r->next == r->read) || r->count == r->most;
	} while (!*out_is_done && is_sooner(r));
	return true;
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
		return list_match_init_reversed(match, s, query->without, err);
	*out = NULL;
	return true;
}

bool
list_windows(struct store *s, const struct store_item_query *query, const struct list_match *match,
    const struct cursor *from, struct cursor *out, size_t *out_count, bool *out_is_done, struct err *err)
{
	LIST_MATCH some = { .bits = NULL };
	struct search r = {
		.store = s, .query = query, .match = match, .at = *from, .out = out, .most = query->limit + 1
	};

	*out_is_done = false;
	if (!list_texts_can_look(match->holders.root))
		return true;
	if (!narrow(s, query, &some, &r.narrowed, err) || !go_through(&r, out_is_done, err))
		return false;
	*out_count = r.count;
	return true;
}
