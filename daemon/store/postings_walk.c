#include "store/postings_walk.h"

enum { BITS = 64 };

/* ---- an entry ---- */

/* Whether it stands in one of the columns: their lists begin with a 1 and the column, but for that of the first. */
static inline bool
is_in_columns(struct index_bytes places, unsigned columns)
{
	unsigned column = 1;

	while (places.at < places.end) {
		if (*places.at != 1) {
			if ((columns & column) != 0)
				return true;
			while (places.at < places.end && *places.at++ >= 0x80)
				continue;
		} else if (places.end - places.at < 2 || places.at[1] >= BITS / 2) {
			return false;
		} else {
			column = 1U << places.at[1];
			places.at += 2;
		}
	}
	return false;
}

/* Whether a newer piece says that the item has no longer the term that the walk is at. Ids ascend. */
static inline bool
is_gone(struct walk *w, int64_t id)
{
	const struct gone *g = w->gone;

	if (g == NULL || w->gone_at == w->gone_end)
		return false;
	while (w->gone_at < w->gone_end && g->list[w->gone_at].id < id)
		w->gone_at++;
	return w->gone_at < w->gone_end && g->list[w->gone_at].id == id;
}

static inline bool
is_in_set(const uint64_t *set, uint64_t at)
{
	return (set[at / BITS] >> (at % BITS) & 1) != 0;
}

static inline void
take(struct walk *w, int64_t id, bool holds)
{
	uint64_t at = (uint64_t)(id - w->ask->from), bit = UINT64_C(1) << (at % BITS);

	if (w->seen != NULL && is_in_set(w->seen, at))
		return;
	if (holds && !is_gone(w, id))
		w->ask->bits[at / BITS] |= bit;
	if (w->mark != NULL)
		w->mark[at / BITS] |= bit;
	if (w->leaves != NULL && (!holds || w->word->columns != 0))
		gone_add(w->leaves, w->term.data, w->term.len, id);
}

/* No places: it was taken out. */
static void
take_places(struct walk *w, int64_t id, struct index_bytes places)
{
	uint64_t at = (uint64_t)(id - w->ask->from);

	if (w->ask->on_places == NULL) {
		take(w, id, is_in_columns(places, w->word->columns));
		return;
	}
	if (w->seen != NULL && is_in_set(w->seen, at))
		return;
	if (w->mark != NULL)
		w->mark[at / BITS] |= UINT64_C(1) << (at % BITS);
	if (places.at < places.end)
		w->ask->on_places(w->ask->context, id, places);
}

/* An entry of `size` bytes of places, as far as they are on this page. */
static inline void
take_entry(struct walk *w, int64_t id, struct index_bytes list, uint64_t size)
{
	size_t here = (size_t)(list.end - list.at);

	if (w->ask->wanted != NULL && !is_in_set(w->ask->wanted, (uint64_t)(id - w->ask->from)))
		return;
	if (w->word->columns == 0 && w->ask->on_places == NULL) {
		take(w, id, size > 0);
	} else if (size <= here) {
		take_places(w, id, (struct index_bytes) { list.at, list.at + size });
	} else {
		buffer_cut(&w->places, 0);
		buffer_add(&w->places, list.at, here);
		w->places_to_come = size - here;
	}
}

/* What the last entry of the page before goes on with. */
static void
take_rest(struct walk *w, struct index_bytes page)
{
	size_t here = (size_t)(page.end - page.at), more = w->places_to_come < here ? w->places_to_come : here;

	if (w->places_to_come == 0)
		return;
	buffer_add(&w->places, page.at, more);
	w->places_to_come -= more;
	if (w->places_to_come == 0) {
		const uint8_t *places = (const uint8_t *)w->places.data;

		take_places(w, w->last_id, (struct index_bytes) { places, places + w->places.len });
	}
}

/* ---- a page ---- */

/* Whether nobody is told the places of an entry, and it is no word that was taken out, nor to be remembered. */
static inline bool
is_usual(const struct walk *w)
{
	return w->ask->on_places == NULL && w->gone_at == w->gone_end && (w->word->columns == 0 || w->leaves == NULL);
}

/* The usual entry has numbers of one or two bytes, and places, all of them on this page. False: it is not so. */
static inline bool
read_usual(struct index_bytes list, uint64_t to, uint64_t *io_id, struct index_bytes *out)
{
	const uint8_t *next = list.at;
	uint64_t step, size;

	if (list.end - next < 4)
		return false;
	step = *next++;
	if (step >= 0x80)
		step = (step & 0x7f) << 7 | *next++;
	size = *next++;
	if (size >= 0x80)
		size = (size & 0x7f) << 7 | *next++;
	if ((next[-1] & 0x80) != 0 || (list.at[0] & list.at[1] & 0x80) != 0 || size < 2 ||
	    size / 2 > (uint64_t)(list.end - next) || *io_id + step >= to)
		return false;
	*io_id += step;
	*out = (struct index_bytes) { next, next + size / 2 };
	return true;
}

/* Most of the time of a search is spent here, and in what comes next: so the usual entries are gone through by themselves. */
static void
walk_usual(struct walk *w, struct index_bytes *list, uint64_t *io_id)
{
	const uint64_t *seen = w->seen, *wanted = w->ask->wanted;
	uint64_t *bits = w->ask->bits, *mark = w->mark;
	uint64_t id = *io_id, from = (uint64_t)w->ask->from, to = (uint64_t)w->ask->to;
	unsigned columns = w->word->columns;
	struct index_bytes b = *list, places;

	while (read_usual(b, to, &id, &places)) {
		uint64_t at = id - from, bit = UINT64_C(1) << (at % BITS), item = bit;

		if (seen != NULL)
			item &= ~seen[at / BITS];
		if (mark != NULL)
			mark[at / BITS] |= bit;
		if (wanted != NULL)
			item &= wanted[at / BITS];
		if (columns == 0 || (item != 0 && is_in_columns(places, columns)))
			bits[at / BITS] |= item;
		b.at = places.end;
	}
	list->at = b.at;
	*io_id = id;
}

/* Those that are not asked for. */
static void
pass_over(const struct walk *w, struct index_bytes *list, uint64_t *io_id)
{
	const uint64_t *wanted = w->ask->wanted;
	uint64_t id = *io_id, from = (uint64_t)w->ask->from, to = (uint64_t)w->ask->to;
	struct index_bytes b = *list, places;

	while (read_usual(b, to, &id, &places) && (id < from || (wanted != NULL && !is_in_set(wanted, id - from)))) {
		b.at = places.end;
		*io_id = id;
	}
	list->at = b.at;
}

/* As much of the list of a word as is on a page; the first id is told whole. */
static bool
walk_list(struct walk *w, struct index_bytes list)
{
	uint64_t id = 0, step, size;

	for (bool is_first = true; list.at < list.end; is_first = false) {
		if (!index_bytes_read(&list, &step) || !index_bytes_read(&list, &size))
			return false;
		id += step;
		size /= 2; /* the lowest bit: what was there before was taken out */
		if (id > INT64_MAX || size > INT32_MAX)
			return false;
		w->last_id = (int64_t)id;
		if (is_first)
			w->first_id = w->last_id;
		if ((int64_t)id >= w->ask->to) {
			w->is_past = !w->word->is_beginning;
			return true;
		}
		if ((int64_t)id >= w->ask->from)
			take_entry(w, (int64_t)id, list, size);
		if (size >= (uint64_t)(list.end - list.at))
			return true;
		list.at += size;
		if ((int64_t)id < w->ask->from || w->ask->on_places != NULL)
			pass_over(w, &list, &id);
		else if (is_usual(w))
			walk_usual(w, &list, &id);
		w->last_id = (int64_t)id;
	}
	return true;
}

/* Under 0: before what is looked for. */
static int
compare_term(const struct buffer *term, const struct postings_word *word)
{
	size_t len = word->is_beginning && term->len > word->len ? word->len : term->len;

	return gone_compare_terms(term->data, len, word->term, word->len);
}

static void
find_gone(struct walk *w)
{
	const struct gone *g = w->gone;

	for (w->gone_at = w->gone_end; w->gone_at < g->count; w->gone_at++)
		if (gone_compare(g, &g->list[w->gone_at], w->term.data, w->term.len) >= 0)
			break;
	for (w->gone_end = w->gone_at; w->gone_end < g->count; w->gone_end++)
		if (gone_compare(g, &g->list[w->gone_end], w->term.data, w->term.len) != 0)
			break;
}

/* What is still to come of a page. */
struct rest {
	const uint8_t *page;
	size_t at, end;            /* the next term; where the footer is */
	struct index_bytes footer; /* the places of those after it */
	bool is_first;             /* of the page */
};

static bool
read_head(struct index_bytes whole, size_t *out_first_id, struct rest *out)
{
	size_t first_id = index_bytes_16(whole.at), end = index_bytes_16(whole.at + 2);
	struct index_bytes footer = { whole.at + end, whole.end };
	uint64_t first_term = end;

	if (end > (size_t)(whole.end - whole.at) ||
	    (footer.at < footer.end && !index_bytes_read(&footer, &first_term)) || first_term < WORD_PAGE_HEAD ||
	    first_term > end || first_id > first_term || (first_id > 0 && first_id < WORD_PAGE_HEAD))
		return false;
	*out_first_id = first_id;
	*out = (struct rest) { whole.at, first_term, end, footer, true };
	return true;
}

/* What it shares with the term before it is left out, but for the first of a page. */
static bool
read_term(struct walk *w, struct index_bytes *b, bool is_first)
{
	uint64_t kept = 0, added;

	if ((!is_first && !index_bytes_read(b, &kept)) || !index_bytes_read(b, &added) || kept > w->term.len ||
	    added == 0 || added > (uint64_t)(b->end - b->at))
		return false;
	buffer_cut(&w->term, kept);
	buffer_add(&w->term, b->at, added);
	b->at += added;
	return true;
}

/* To the next term of the page. */
static bool
walk_term(struct walk *w, struct rest *rest, struct index_bytes *out_list)
{
	uint64_t step = rest->end - rest->at;
	bool is_last = rest->footer.at == rest->footer.end;
	int order;

	if ((!is_last && !index_bytes_read(&rest->footer, &step)) || step == 0 || step > rest->end - rest->at)
		return false;
	*out_list = (struct index_bytes) { rest->page + rest->at, rest->page + rest->at + step };
	if (!read_term(w, out_list, rest->is_first))
		return false;
	order = compare_term(&w->term, w->word);
	w->is_in = order == 0;
	w->is_past = order > 0;
	rest->at += step;
	rest->is_first = false;
	return true;
}

static bool
walk_terms(struct walk *w, struct rest *rest)
{
	while (rest->at < rest->end && !w->is_past) {
		struct index_bytes list;

		if (!walk_term(w, rest, &list))
			return false;
		if (!w->is_in)
			continue;
		if (w->gone != NULL)
			find_gone(w);
		if (!walk_list(w, list))
			return false;
		if (rest->at < rest->end)
			w->is_past = !w->word->is_beginning;
	}
	return true;
}

bool
walk_page(struct walk *w, struct index_bytes whole)
{
	const uint8_t *page = whole.at, *first_term;
	struct rest rest;
	size_t first_id;

	if (!read_head(whole, &first_id, &rest))
		return false;
	first_term = page + rest.at;
	if (w->is_in) {
		/* Where the list goes on that the page before ended in. */
		take_rest(
		    w, (struct index_bytes) { page + WORD_PAGE_HEAD, first_id > 0 ? page + first_id : first_term });
		if (first_id > 0 && !walk_list(w, (struct index_bytes) { page + first_id, first_term }))
			return false;
		if (rest.at < rest.end)
			w->is_past = w->is_past || !w->word->is_beginning;
	}
	return walk_terms(w, &rest);
}

void
walk_begin(struct walk *w)
{
	w->is_in = w->is_past = false;
	w->last_id = w->first_id = 0;
	w->places_to_come = 0;
	w->gone_at = w->gone_end = 0;
	buffer_cut(&w->term, 0);
}

bool
walk_finds_end(struct walk *w, struct index_bytes page, bool *out)
{
	struct index_bytes list;
	struct rest rest;
	size_t first_id;

	if (!read_head(page, &first_id, &rest))
		return false;
	buffer_cut(&w->term, 0);
	for (w->is_past = false; rest.at < rest.end && !w->is_past;)
		if (!walk_term(w, &rest, &list))
			return false;
	*out = w->is_past;
	return true;
}
