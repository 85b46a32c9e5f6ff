#include "store/postings.h"

#include "base/memory.h"
#include "store/postings_walk.h"

#include <stdlib.h>

enum { BITS = 64 };

/* ---- a piece ---- */

/* Whether there is a term on the page that comes after those that are looked for. */
static bool
ends_on(struct walk *w, const struct word_piece *piece, int64_t page, bool *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct index_bytes bytes;
	bool has;

	if (!word_index_borrow(w->index, &stmt, err))
		return false;
	word_index_ask(stmt, piece, page, page);
	if (!word_index_next(w->index, stmt, &bytes, &page, &has, err))
		return false;
	return !has || walk_finds_end(w, bytes, out) || word_index_is_damaged(w->index, err);
}

/* What comes next is the word and a NUL, or the beginning with a last byte that is one more: UTF-8 has none of 255. */
static bool
find_span(struct walk *w, const struct word_piece *piece, struct postings_span *out, struct err *err)
{
	BUFFER next = { 0 };
	int64_t last_terms;
	bool is_there = false;

	buffer_add(&next, w->word->term, w->word->len);
	if (!word_index_find(w->index, piece, &next, &out->first, &out->last, err))
		return false;
	if (w->word->is_beginning)
		next.data[next.len - 1]++;
	else
		buffer_add_char(&next, '\0');
	if (!word_index_find(w->index, piece, &next, &last_terms, &out->last, err))
		return false;
	/* Else it is the list of the last of them that goes on up to there. */
	if (out->last > last_terms + 1 && !ends_on(w, piece, last_terms, &is_there, err))
		return false;
	if (is_there)
		out->last = last_terms;
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
enum { LEAP_PAGES = 6 };

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
is_in_part(const struct walk *w, size_t piece)
{
	const struct postings_span *span = &w->word->spans[piece];

	return span->first <= span->last && span->first_id < w->ask->to;
}

static bool
walk_piece(struct walk *w, size_t which, struct err *err)
{
	const struct word_piece *piece = &w->index->pieces[which];
	const struct postings_span *span = &w->word->spans[which];
	int64_t page = span->first, leap;
	BORROWED_STMT stmt = NULL;

	if (!is_in_part(w, which))
		return true;
	if (!word_index_borrow(w->index, &stmt, err))
		return false;
	walk_begin(w);
	while (!w->is_past) {
		struct word_index_place at;

		if (!walk_pages(w, piece, &page, span->last, &leap, stmt, err))
			return false;
		at = (struct word_index_place) { page + 1, w->last_id, w->last_id - w->first_id + 1 };
		if (leap > 0 && !w->is_past && !word_index_seek(w->index, piece, leap, span->last, &at, stmt, err))
			return false;
		page = at.page;
	}
	return true;
}

/* ---- all pieces ---- */

/* The oldest piece that has anything of what is asked for. */
static size_t
oldest_in_part(const struct walk *w)
{
	size_t i = w->index->count;

	while (i > 0 && !is_in_part(w, i - 1))
		i--;
	return i;
}

/* Of items that a newer piece tells anything about, what older ones tell is no longer so. */
static bool
walk_for_word(struct walk *w, struct err *err)
{
	size_t count = oldest_in_part(w), bytes = (size_t)((w->ask->to - w->ask->from) / 8);
	uint64_t *seen = NULL;
	bool is_good = true;

	for (size_t i = 0; is_good && i < count; i++) {
		if (!is_in_part(w, i))
			continue;
		w->seen = seen;
		if (seen == NULL && i + 1 < count)
			seen = mem_array(bytes, 1);
		w->mark = i + 1 < count ? seen : NULL;
		is_good = walk_piece(w, i, err);
	}
	free(seen);
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
		is_good = walk_piece(w, i, err);
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

static const struct postings_span none = { 1, 0, 0 };

/* Newer pieces are small: many don't have the word, and those that have it, of the newest items alone. */
static bool
look_at_first(struct walk *w, const struct word_piece *piece, struct postings_span *span, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t page = span->first, leap;

	if (w->word->is_beginning || span->first > span->last)
		return true;
	if (!word_index_borrow(w->index, &stmt, err))
		return false;
	walk_begin(w);
	if (!walk_pages(w, piece, &page, page, &leap, stmt, err))
		return false;
	span->first_id = w->first_id;
	if (!w->is_in)
		*span = none;
	return true;
}

static bool
find_spans(struct walk *w, struct postings_span *spans, struct err *err)
{
	for (size_t i = 0; i < w->index->count; i++) {
		const struct word_piece *piece = &w->index->pieces[i];

		spans[i] = none;
		if (piece->last > 0 &&
		    (!find_span(w, piece, &spans[i], err) || !look_at_first(w, piece, &spans[i], err)))
			return false;
	}
	return true;
}

/* Words that went into a merge under way leave their entries behind: the pages these tell of are before the first. */
static int64_t
pages_of(const struct postings_span *span)
{
	return span->last >= span->first ? span->last - span->first + 1 : 0;
}

bool
postings_find(const struct word_index *x, struct postings_word *word, struct arena *arena, struct postings_pages *out,
    struct err *err)
{
	struct walk w = { .index = x, .word = word, .ask = &(struct postings_ask) { .to = 0 } };
	struct postings_span *spans = arena_alloc(arena, (x->count + 1) * sizeof(*spans));
	bool is_good = find_spans(&w, spans, err);

	buffer_fini(&w.term);
	if (!is_good)
		return false;
	*out = (struct postings_pages) { 0 };
	for (size_t i = 0; i < x->count; i++) {
		out->all += pages_of(&spans[i]);
		if (i + 1 < x->count)
			out->newer += pages_of(&spans[i]);
	}
	word->spans = spans;
	return true;
}

/* Of which each entry is remembered, 16 bytes for 3. */
enum { REMEMBERED_PAGES = 500 };

bool
postings_can_read(const struct word_index *x, const struct postings_word *word, const struct postings_pages *pages)
{
	return x->is_known && (!word->is_beginning || word->columns == 0 || pages->newer <= REMEMBERED_PAGES);
}
