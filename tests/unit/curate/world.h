/*
 * world: items that arrive and are folded, for the tests of curate/duplicate,
 * and texts for them.
 */
#ifndef TESTS_UNIT_CURATE_WORLD_H
#define TESTS_UNIT_CURATE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "curate/duplicate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 3000, HOUR = 3600, DAY = 24 * HOUR, START = 1700000000 };

struct world {
	struct duplicate_index *index;
	struct duplicate_item items[ITEMS_MAX]; /* by id / stride - 1; texts borrowed */
	struct duplicate_keys keys[ITEMS_MAX];  /* theirs */
	int64_t count;
	int64_t stride;    /* ids are its multiples */
	int64_t hidden_id; /* that fetch won't bring */
	int64_t parted[2]; /* by hand */
	struct duplicate_verdict last;
	size_t fetches;
};

static inline int
set_up(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct duplicate_settings settings = { 0 };

	w->index = duplicate_index_new(&settings);
	w->stride = 1;
	*state = w;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	duplicate_index_free(w->index);
	free(w);
	return 0;
}

static inline bool
fetch(void *context, int64_t id, struct duplicate_item *out)
{
	struct world *w = context;

	w->fetches++;
	if (id == w->hidden_id)
		return false;
	*out = w->items[id / w->stride - 1];
	return true;
}

static inline size_t
of_feed(void *context, int64_t feed_id, int64_t but_id, int64_t *out_ids, size_t max)
{
	struct world *w = context;
	size_t n = 0;

	for (int64_t i = w->count; i-- > 0 && n < max;)
		if (w->items[i].feed_id == feed_id && w->items[i].id != but_id)
			out_ids[n++] = w->items[i].id;
	return n;
}

static inline bool
is_parted(void *context, int64_t original, int64_t other)
{
	const struct world *w = context;

	return (original == w->parted[0] && other == w->parted[1]) ||
	       (original == w->parted[1] && other == w->parted[0]);
}

static inline bool
looks_up(struct world *w, const struct duplicate_item *item)
{
	const struct duplicate_source source = { fetch, of_feed, is_parted, w };

	return duplicate_find(w->index, item, &source, &w->last);
}

/* Answers the original, 0 when there is none. */
static inline int64_t
arrives(struct world *w, struct duplicate_item item)
{
	int64_t number = w->count++;
	bool is_copy;

	item.id = w->count * w->stride;
	if (item.sorted_at == 0)
		item.sorted_at = START + item.id * 60;
	w->last = (struct duplicate_verdict) { 0 };
	is_copy = looks_up(w, &item);
	item.duplicate_of = is_copy ? w->last.original_id : 0;
	w->items[number] = item;
	for (size_t i = 0; i < w->last.also_count; i++)
		w->items[w->last.also[i] / w->stride - 1].duplicate_of = w->last.original_id;
	duplicate_index_add(w->index, &item, &w->keys[number]);
	return item.duplicate_of;
}

/* An item of an own feed at an own address, given by title and text. */
static inline int64_t
tells(struct world *w, const char *title, const char *text)
{
	static const char *const urls[] = { "https://a.example/1", "https://b.example/2", "https://c.example/3",
		"https://d.example/4", "https://e.example/5", "https://f.example/6", "https://g.example/7",
		"https://h.example/8", "https://i.example/9" };
	struct duplicate_item item = { .feed_id = w->count + 1, .title = title, .text = text };

	item.url = urls[(size_t)w->count % COUNT_OF(urls)];
	return arrives(w, item);
}

static const char ferry_title[] = "Harbour crews vote for a shorter week";
static const char ferry_lead[] =
    "Crews of the harbour ferries in Northport have voted to try a shorter working week, the council said. "
    "Under the plan boats will be staffed by 3 teams of 14 people from 6 March, each working 4 days. ";
static const char ferry_rest[] =
    "The timetable stays as it is, apart from the last crossing on Sunday, which leaves at 22:15. "
    "Managers had feared that fewer days would mean more overtime, but a trial on the island line showed "
    "the opposite: sick leave fell by 18 percent and nobody asked to go back. Deckhand Ruth Okafor said "
    "that she finally knew which evenings she would be at home. The union wants the council to publish "
    "the figures every quarter, so that other yards along the coast can judge for themselves. "
    "A spokesman for the rail company, which shares the pier, called the vote brave and a little early.";
static const char bakery_title[] = "A village bakery that belongs to its ovens";
static const char bakery_text[] =
    "When the last baker of Oberhalden retired, his customers bought the shop in shares of fifty francs. "
    "Nobody is the boss, and the rota hangs beside the flour. Children learn to fold croissants after "
    "school, pensioners deliver, and the loaf of the week is chosen by whoever gets up first. Losses of "
    "the first winter were covered by a concert in the empty grain loft, which sold out in an hour.";
static const char notice[] =
    " You are reading a free edition of our letter. If a friend sent you this, please subscribe and support "
    "independent reporting. Read the comments, join the forum, write to the editor, follow us everywhere. All "
    "rights are ours, reprints need written permission, links are welcome. Our offices are closed on holidays.";

static inline const char *
joined(struct buffer *out, const char *a, const char *b, const char *c)
{
	buffer_cut(out, 0);
	buffer_add_text(out, a);
	buffer_add_text(out, b);
	buffer_add_text(out, c);
	return buffer_text(out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
