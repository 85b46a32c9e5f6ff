#include "store/postings.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "store/gone.h"

#include <stdlib.h>

enum { BITS = 64 };

struct walk {
	const struct word_index *index;
	const struct postings_word *word;
	const struct postings_ask *ask;
	const uint64_t *seen;     /* of a whole word: items that newer pieces have; NULL: none */
	uint64_t *mark;           /* the items that this piece has; NULL: nobody asks */
	const struct gone *gone;  /* of beginnings: what newer pieces say is no longer so ... */
	size_t gone_at, gone_end; /* ... of the term that the walk is at, from an item on */
	struct gone *leaves;      /* what this piece says is no longer so */
	struct buffer term;       /* the walk is at ... */
	bool is_in;               /* ... which is one that is looked for */
	bool is_past;             /* nothing comes after it */
	int64_t last_id;          /* the last entry seen ... */
	int64_t first_id;         /* ... and the first on this page */
	struct buffer places;     /* of an entry that goes on on the next page ... */
	size_t places_to_come;
};

/* ---- an entry ---- */

/* Whether it stands in one of the columns: their lists begin with a 1 and the column, but for that of the first. */
static bool
is_in_columns(struct index_bytes places, unsigned columns)
{
	uint64_t number, column = 0;

	while (index_bytes_read(&places, &number))
		if (number != 1) {
			if ((columns >> column & 1) != 0)
				return true;
		} else if (!index_bytes_read(&places, &column) || column >= BITS / 2) {
			return false;
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

static bool
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

/* ---- a piece ---- */

/* Whether there is a term on the page that comes after those that are looked for. */
static bool
ends_on(struct walk *w, const struct word_piece *piece, int64_t page, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct index_bytes bytes, list;
	struct rest rest = { .at = 0 };
	size_t first_id;
	bool has;

	if (!word_index_borrow(w->index, &stmt, err))
		return false;
	word_index_ask(stmt, piece, page, page);
	if (!word_index_next(w->index, stmt, &bytes, &page, &has, err))
		return false;
	if (has && !read_head(bytes, &first_id, &rest))
		return word_index_is_damaged(w->index, err);
	buffer_cut(&w->term, 0);
	for (w->is_past = false; rest.at < rest.end && !w->is_past;)
		if (!walk_term(w, &rest, &list))
			return word_index_is_damaged(w->index, err);
	*out = w->is_past;
	return true;
}

/* What comes next is the word and a NUL, or the beginning with a last byte that is one more: UTF-8 has none of 255. */
static bool
find_pages(struct walk *w, const struct word_piece *piece, int64_t *out_first, int64_t *out_last, struct err *err)
{
	BUFFER next = { 0 };
	int64_t last_terms;
	bool is_there = false;

	buffer_add(&next, w->word->term, w->word->len);
	if (!word_index_find(w->index, piece, &next, out_first, out_last, err))
		return false;
	if (w->word->is_beginning)
		next.data[next.len - 1]++;
	else
		buffer_add_char(&next, '\0');
	if (!word_index_find(w->index, piece, &next, &last_terms, out_last, err))
		return false;
	/* Else it is the list of the last of them that goes on up to there. */
	if (*out_last > last_terms + 1 && !ends_on(w, piece, last_terms, &is_there, err))
		return false;
	if (is_there)
		*out_last = last_terms;
	return true;
}

/* The next item that is wanted and not behind the walk; INT64_MAX: none is. */
static int64_t
next_wanted(const struct walk *w)
{
	const struct postings_ask *ask = w->ask;
	int64_t at = w->last_id < ask->from ? 0 : w->last_id + 1 - ask->from;

	while (at < ask->to - ask->from) {
		uint64_t bits = ask->wanted[at / BITS] >> (at % BITS);

		if (bits != 0)
			return ask->from + at + __builtin_ctzll(bits);
		at += BITS - at % BITS;
	}
	return INT64_MAX;
}

/* To find a place in a long list costs about as much as reading so many of its pages. */
enum { LEAP_PAGES = 12 };

/* Where to go on in a list of a whole word, if that is far; 0: on the next page. */
static int64_t
leap_from(struct walk *w)
{
	int64_t next;

	if (!w->is_in || w->is_past || w->word->is_beginning || w->places_to_come > 0)
		return 0;
	if (w->last_id < w->ask->from)
		next = w->ask->from;
	else if (w->ask->wanted == NULL)
		return 0;
	else
		next = next_wanted(w);
	w->is_past = next == INT64_MAX;
	return next - w->last_id > LEAP_PAGES * (w->last_id - w->first_id + 1) ? next : 0;
}

/* Up to the last page, or one from which to leap. */
static bool
walk_pages(struct walk *w, const struct word_piece *piece, int64_t *page, int64_t last, int64_t *out_leap,
    sqlite3_stmt *stmt, struct err *err)
{
	struct index_bytes bytes;
	bool has = true;

	word_index_ask(stmt, piece, *page, last);
	for (*out_leap = 0; *out_leap == 0 && !w->is_past;) {
		if (!word_index_next(w->index, stmt, &bytes, page, &has, err))
			return false;
		if (!has) {
			w->is_past = true;
			break;
		}
		if (!walk_page(w, bytes))
			return word_index_is_damaged(w->index, err);
		*out_leap = leap_from(w);
	}
	return true;
}

static bool
walk_piece(struct walk *w, const struct word_piece *piece, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t page, last, leap;

	if (piece->last == 0)
		return true;
	if (!find_pages(w, piece, &page, &last, err) || !word_index_borrow(w->index, &stmt, err))
		return false;
	w->is_in = w->is_past = false;
	w->last_id = w->first_id = 0;
	w->places_to_come = 0;
	w->gone_at = w->gone_end = 0;
	buffer_cut(&w->term, 0);
	while (!w->is_past) {
		if (!walk_pages(w, piece, &page, last, &leap, stmt, err))
			return false;
		page++;
		if (leap > 0 && !w->is_past && !word_index_seek(w->index, piece, leap, last, &page, stmt, err))
			return false;
	}
	return true;
}

/* ---- all pieces ---- */

/* Of items that a newer piece tells anything about, what older ones tell is no longer so. */
static bool
walk_for_word(struct walk *w, struct err *err)
{
	const struct word_index *x = w->index;
	size_t words = (size_t)((w->ask->to - w->ask->from) / BITS);
	uint64_t *seen = mem_array(words, sizeof(*seen)), *mark = mem_array(words, sizeof(*mark));
	bool is_good = true;

	for (size_t i = 0; is_good && i < x->count; i++) {
		w->seen = i > 0 ? seen : NULL;
		w->mark = i + 1 < x->count ? mark : NULL;
		is_good = walk_piece(w, &x->pieces[i], err);
		for (size_t n = 0; n < words; n++) {
			seen[n] |= mark[n];
			mark[n] = 0;
		}
	}
	free(seen);
	free(mark);
	return is_good;
}

/*
 * Nor here, but of a term, not of all that begin so: while a merge goes on, some terms of an item are in what it has
 * made, and others still in what it takes. Whoever has a term still is found all the same, so only what was taken out
 * counts; but where columns are told apart, all.
 */
static bool
walk_for_beginning(struct walk *w, struct err *err)
{
	const struct word_index *x = w->index;
	struct gone gone = { .list = NULL }, leaves = { .list = NULL };
	bool is_good = true;

	w->gone = &gone;
	for (size_t i = 0; is_good && i < x->count; i++) {
		w->leaves = i + 1 < x->count ? &leaves : NULL;
		is_good = walk_piece(w, &x->pieces[i], err);
		gone_merge(&gone, &leaves);
	}
	gone_fini(&gone);
	gone_fini(&leaves);
	return is_good;
}

bool
postings_read(
    const struct word_index *x, const struct postings_word *word, const struct postings_ask *ask, struct err *err)
{
	struct walk w = { .index = x, .word = word, .ask = ask };
	bool is_good = word->is_beginning ? walk_for_beginning(&w, err) : walk_for_word(&w, err);

	buffer_fini(&w.term);
	buffer_fini(&w.places);
	return is_good;
}

/* ---- what it costs ---- */

static bool
count_pages(struct walk *w, struct postings_pages *out, struct err *err)
{
	const struct word_index *x = w->index;
	int64_t first, last;

	for (size_t i = 0; i < x->count; i++) {
		if (x->pieces[i].last == 0)
			continue;
		if (!find_pages(w, &x->pieces[i], &first, &last, err))
			return false;
		out->all += last - first + 1;
		if (i + 1 < x->count)
			out->newer += last - first + 1;
	}
	return true;
}

bool
postings_pages(
    const struct word_index *x, const struct postings_word *word, struct postings_pages *out, struct err *err)
{
	struct walk w = { .index = x, .word = word };
	bool is_good;

	*out = (struct postings_pages) { 0 };
	is_good = count_pages(&w, out, err);
	buffer_fini(&w.term);
	return is_good;
}

/* Of which each entry is remembered, 16 bytes for 3. */
enum { REMEMBERED_PAGES = 500 };

bool
postings_can_read(const struct word_index *x, const struct postings_word *word, const struct postings_pages *pages)
{
	return x->is_known && (!word->is_beginning || word->columns == 0 || pages->newer <= REMEMBERED_PAGES);
}
