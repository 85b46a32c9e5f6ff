#include "store/postings.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "store/handle.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 64, STRUCTURE_ID = 10, COOKIE_BYTES = 4, PIECE_SHIFT = 37, PAGE_HEAD = 4 };
/* Of which each entry is remembered, 16 bytes for 3. */
enum { REMEMBERED_PAGES = 500 };

/* FTS5's segment: words in their order, each with the items that have it. */
struct postings_piece {
	int64_t id;
	int64_t first, last; /* pages; words before the first went into a merge that is going on */
};

static bool
is_damaged(const struct postings *p, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "store %s: the search index is damaged", p->store->path);
}

/* ---- numbers ---- */

struct bytes {
	const uint8_t *at, *end;
};

/* SQLite's: seven bits a byte, the highest first; the ninth has eight. */
static bool
read_long(struct bytes *b, uint64_t *out)
{
	*out = 0;
	for (int i = 0; b->at < b->end; i++) {
		uint8_t byte = *b->at++;

		if (i == 8) {
			*out = *out << 8 | byte;
			return true;
		}
		*out = *out << 7 | (byte & 0x7f);
		if (byte < 0x80)
			return true;
	}
	return false;
}

static inline bool
read_number(struct bytes *b, uint64_t *out)
{
	if (b->end - b->at >= 2 && (b->at[0] & b->at[1] & 0x80) == 0) {
		bool is_long = b->at[0] >= 0x80;

		*out = is_long ? (uint64_t)(b->at[0] & 0x7f) << 7 | b->at[1] : b->at[0];
		b->at += 1 + is_long;
		return true;
	}
	return read_long(b, out);
}

static size_t
read_16(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/* ---- the pieces ---- */

static void
turn_round(struct postings_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct postings_piece piece = pieces[i];

		pieces[i] = pieces[count - 1 - i];
		pieces[count - 1 - i] = piece;
	}
}

/* One level: how many of it are being merged, and all, the oldest first. */
static bool
read_level(struct postings *p, struct bytes *b)
{
	uint64_t merged, count, id, first, last;
	struct postings_piece *pieces;

	if (!read_number(b, &merged) || !read_number(b, &count) || count > (uint64_t)(b->end - b->at))
		return false;
	p->pieces = mem_resize(p->pieces, (p->count + count + 1) * sizeof(*p->pieces));
	pieces = p->pieces + p->count;
	for (uint64_t i = 0; i < count; i++) {
		if (!read_number(b, &id) || !read_number(b, &first) || !read_number(b, &last))
			return false;
		pieces[i] = (struct postings_piece) { (int64_t)id, (int64_t)first, (int64_t)last };
	}
	turn_round(pieces, count);
	p->count += count;
	return true;
}

static bool
read_structure(struct postings *p, struct bytes b)
{
	uint64_t levels, pieces, written;

	if (b.end - b.at < COOKIE_BYTES)
		return false;
	b.at += COOKIE_BYTES;
	if (!read_number(&b, &levels) || !read_number(&b, &pieces) || !read_number(&b, &written))
		return false;
	for (uint64_t i = 0; i < levels; i++)
		if (!read_level(p, &b))
			return false;
	return p->count == pieces;
}

STATEMENT(sql_postings_structure,
    "SELECT block FROM item_words_data WHERE id = :id"
    " AND EXISTS (SELECT 1 FROM item_words_config WHERE k = 'version' AND v = 4)");

bool
postings_init(struct postings *p, struct store *s, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct bytes b;
	size_t len;

	*p = (struct postings) { .store = s };
	if (s->is_begun)
		return true;
	if (!stmt_borrow(s, &sql_postings_structure, &stmt, err))
		return false;
	bind_int(stmt, ":id", STRUCTURE_ID);
	if (!stmt_next(s, stmt, &p->is_known, err))
		return false;
	if (!p->is_known)
		return true;
	b.at = column_blob_borrowed(stmt, 0, &len);
	b.end = b.at + len;
	return read_structure(p, b) || is_damaged(p, err);
}

void
postings_fini(struct postings *p)
{
	free(p->pieces);
}

/* ---- what is no longer so ---- */

/* Words of items, in the order of both. */
struct gone {
	struct gone_word {
		uint32_t term, len; /* in `terms` */
		int64_t id;
	} * list;
	size_t count, cap;
	struct buffer terms;
};

static void
gone_fini(struct gone *g)
{
	free(g->list);
	buffer_fini(&g->terms);
}

static int
compare_texts(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : a_len < b_len ? -1 : a_len > b_len;
}

static int
compare_gone(const struct gone *g, const struct gone_word *word, const char *term, size_t len)
{
	return compare_texts(g->terms.data + word->term, word->len, term, len);
}

static void
add_gone(struct gone *g, const char *term, size_t len, int64_t id)
{
	struct gone_word word = { .len = (uint32_t)len, .id = id };

	if (g->count == g->cap) {
		g->cap = g->cap > 0 ? 2 * g->cap : 64;
		g->list = mem_resize(g->list, g->cap * sizeof(*g->list));
	}
	if (g->count > 0 && compare_gone(g, &g->list[g->count - 1], term, len) == 0) {
		word.term = g->list[g->count - 1].term;
	} else {
		word.term = (uint32_t)g->terms.len;
		buffer_add(&g->terms, term, len);
	}
	g->list[g->count++] = word;
}

static bool
is_before(const struct gone *a, const struct gone_word *x, const struct gone *b, const struct gone_word *y)
{
	int order = compare_gone(a, x, b->terms.data + y->term, y->len);

	return order < 0 || (order == 0 && x->id < y->id);
}

/* What is in both comes to be in `into`. */
static void
merge_gone(struct gone *into, struct gone *more)
{
	struct gone all = { .list = NULL };

	if (more->count == 0)
		return;
	for (size_t i = 0, j = 0; i < into->count || j < more->count;) {
		bool is_first =
		    j == more->count || (i < into->count && is_before(into, &into->list[i], more, &more->list[j]));
		const struct gone *from = is_first ? into : more;
		const struct gone_word *word = &from->list[is_first ? i++ : j++];

		add_gone(&all, from->terms.data + word->term, word->len, word->id);
	}
	gone_fini(into);
	gone_fini(more);
	*into = all;
	*more = (struct gone) { .list = NULL };
}

/* ---- a walk through the lists of a piece ---- */

struct walk {
	const struct postings_word *word;
	int64_t from, to;
	uint64_t *bits;
	const uint64_t *seen;     /* of a whole word: items that newer pieces have; NULL: none */
	uint64_t *mark;           /* the items that this piece has; NULL: nobody asks */
	const struct gone *gone;  /* of beginnings: what newer pieces say is no longer so ... */
	size_t gone_at, gone_end; /* ... of the term that the walk is at, from an item on */
	struct gone *leaves;      /* what this piece says is no longer so */
	struct buffer term;       /* the walk is at ... */
	bool is_in;               /* ... which is one that is looked for */
	bool is_past;             /* nothing comes after it */
	int64_t last_id;          /* the last entry seen */
	struct buffer places;     /* of an entry that goes on on the next page ... */
	size_t places_to_come;
};

/* Whether it stands in one of the columns: their lists begin with a 1 and the column, but for that of the first. */
static bool
is_in_columns(struct bytes places, unsigned columns)
{
	uint64_t number, column = 0;

	while (read_number(&places, &number))
		if (number != 1) {
			if ((columns >> column & 1) != 0)
				return true;
		} else if (!read_number(&places, &column) || column >= BITS / 2) {
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

static inline void
take(struct walk *w, int64_t id, bool holds)
{
	uint64_t at = (uint64_t)(id - w->from), bit = UINT64_C(1) << (at % BITS);

	if (w->seen != NULL && (w->seen[at / BITS] & bit) != 0)
		return;
	if (holds && !is_gone(w, id))
		w->bits[at / BITS] |= bit;
	if (w->mark != NULL)
		w->mark[at / BITS] |= bit;
	if (w->leaves != NULL && (!holds || w->word->columns != 0))
		add_gone(w->leaves, w->term.data, w->term.len, id);
}

/* An entry of `size` bytes of places, as far as they are on this page: none is a word that was taken out. */
static inline void
take_entry(struct walk *w, int64_t id, struct bytes list, uint64_t size)
{
	size_t here = (size_t)(list.end - list.at);

	if (w->word->columns == 0 || size == 0) {
		take(w, id, size > 0);
	} else if (size <= here) {
		take(w, id, is_in_columns((struct bytes) { list.at, list.at + size }, w->word->columns));
	} else {
		buffer_cut(&w->places, 0);
		buffer_add(&w->places, list.at, here);
		w->places_to_come = size - here;
	}
}

/* What the last entry of the page before goes on with. */
static void
take_rest(struct walk *w, struct bytes page)
{
	size_t here = (size_t)(page.end - page.at), more = w->places_to_come < here ? w->places_to_come : here;

	if (w->places_to_come == 0)
		return;
	buffer_add(&w->places, page.at, more);
	w->places_to_come -= more;
	if (w->places_to_come == 0) {
		const uint8_t *places = (const uint8_t *)w->places.data;

		take(w, w->last_id, is_in_columns((struct bytes) { places, places + w->places.len }, w->word->columns));
	}
}

/* As much of the list of a word as is on a page; the first id is told whole. */
static bool
walk_list(struct walk *w, struct bytes list)
{
	uint64_t id = 0, step, size;

	while (list.at < list.end) {
		if (!read_number(&list, &step) || !read_number(&list, &size))
			return false;
		id += step;
		size /= 2; /* the lowest bit: what was there before was taken out */
		if (id > INT64_MAX || size > INT32_MAX)
			return false;
		w->last_id = (int64_t)id;
		if ((int64_t)id >= w->to) {
			w->is_past = !w->word->is_beginning;
			return true;
		}
		if ((int64_t)id >= w->from)
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

	return compare_texts(term->data, len, word->term, word->len);
}

static void
find_gone(struct walk *w)
{
	const struct gone *g = w->gone;

	for (w->gone_at = w->gone_end; w->gone_at < g->count; w->gone_at++)
		if (compare_gone(g, &g->list[w->gone_at], w->term.data, w->term.len) >= 0)
			break;
	for (w->gone_end = w->gone_at; w->gone_end < g->count; w->gone_end++)
		if (compare_gone(g, &g->list[w->gone_end], w->term.data, w->term.len) != 0)
			break;
}

/* What it shares with the term before it is left out, but for the first of a page. */
static bool
read_term(struct walk *w, struct bytes *b, bool is_first)
{
	uint64_t kept = 0, added;

	if ((!is_first && !read_number(b, &kept)) || !read_number(b, &added) || kept > w->term.len || added == 0 ||
	    added > (uint64_t)(b->end - b->at))
		return false;
	buffer_cut(&w->term, kept);
	buffer_add(&w->term, b->at, added);
	b->at += added;
	return true;
}

static bool
walk_terms(struct walk *w, const uint8_t *page, size_t at, size_t end, struct bytes footer)
{
	for (bool is_first = true; at < end && !w->is_past; is_first = false) {
		struct bytes here = { page + at, NULL };
		bool is_last = footer.at == footer.end;
		uint64_t step = end - at;
		int order;

		if ((!is_last && !read_number(&footer, &step)) || step == 0 || step > end - at)
			return false;
		here.end = page + at + step;
		if (!read_term(w, &here, is_first))
			return false;
		order = compare_term(&w->term, w->word);
		w->is_in = order == 0;
		w->is_past = order > 0;
		if (w->is_in && w->gone != NULL)
			find_gone(w);
		if (w->is_in && !walk_list(w, here))
			return false;
		if (w->is_in && !is_last)
			w->is_past = !w->word->is_beginning;
		at += step;
	}
	return true;
}

/* Head: where the first id is, if it comes before the first term; where the footer is, which tells the terms' places. */
static bool
walk_page(struct walk *w, const uint8_t *page, size_t size)
{
	struct bytes footer = { NULL, page + size };
	size_t first_id, end, first_term;
	uint64_t place;

	if (size < PAGE_HEAD)
		return false;
	first_id = read_16(page);
	end = read_16(page + 2);
	if (end > size || end < PAGE_HEAD || first_id > end)
		return false;
	footer.at = page + end;
	place = end;
	if (footer.at < footer.end && !read_number(&footer, &place))
		return false;
	if (place < PAGE_HEAD || place > end || first_id > place)
		return false;
	first_term = (size_t)place;
	if (w->is_in) {
		take_rest(w, (struct bytes) { page + PAGE_HEAD, page + (first_id > 0 ? first_id : first_term) });
		if (first_id > 0 && !walk_list(w, (struct bytes) { page + first_id, page + first_term }))
			return false;
		if (first_term < end)
			w->is_past = w->is_past || !w->word->is_beginning;
	}
	return walk_terms(w, page, first_term, end, footer);
}

/* ---- which pages ---- */

STATEMENT(sql_postings_page,
    "SELECT pgno >> 1 FROM item_words_idx WHERE segid = :piece AND term <= :term ORDER BY term DESC LIMIT 1");
STATEMENT(sql_postings_page_after,
    "SELECT pgno >> 1 FROM item_words_idx WHERE segid = :piece AND term > :term ORDER BY term LIMIT 1");

static bool
find_page(const struct postings *p, const struct statement *which, const struct postings_piece *piece, const char *term,
    size_t len, int64_t *io_page, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(p->store, which, &stmt, err))
		return false;
	bind_int(stmt, ":piece", piece->id);
	bind_blob(stmt, ":term", term, len);
	if (!stmt_next(p->store, stmt, &has, err))
		return false;
	if (has)
		*io_page = column_int(stmt, 0);
	return true;
}

/* The pages that may have something of it: there is a term after it on the last, or none anywhere. */
static bool
find_pages(const struct postings *p, const struct postings_piece *piece, const struct postings_word *word,
    int64_t *out_first, int64_t *out_last, struct err *err)
{
	char *after = mem_strndup(word->term, word->len);
	bool is_good;

	after[word->len - 1] = (char)(after[word->len - 1] + word->is_beginning);
	*out_first = piece->first;
	*out_last = piece->last;
	is_good = find_page(p, &sql_postings_page, piece, word->term, word->len, out_first, err) &&
		  find_page(p, &sql_postings_page_after, piece, after, word->len, out_last, err);
	free(after);
	if (*out_first < piece->first)
		*out_first = piece->first;
	if (*out_last > piece->last)
		*out_last = piece->last;
	return is_good;
}

bool
postings_pages(const struct postings *p, const struct postings_word *word, struct postings_pages *out, struct err *err)
{
	int64_t first, last;

	*out = (struct postings_pages) { 0 };
	for (size_t i = 0; i < p->count; i++) {
		if (p->pieces[i].last == 0)
			continue;
		if (!find_pages(p, &p->pieces[i], word, &first, &last, err))
			return false;
		out->all += last - first + 1;
		if (i + 1 < p->count)
			out->newer += last - first + 1;
	}
	return true;
}

bool
postings_can_read(const struct postings *p, const struct postings_word *word, const struct postings_pages *pages)
{
	return p->is_known && (!word->is_beginning || word->columns == 0 || pages->newer <= REMEMBERED_PAGES);
}

/* ---- the pages ---- */

STATEMENT(sql_postings_read, "SELECT block FROM item_words_data WHERE id >= :from AND id <= :to");

static void
ask_for(sqlite3_stmt *stmt, const struct postings_piece *piece, int64_t first, int64_t last)
{
	sqlite3_reset(stmt);
	bind_int(stmt, ":from", (piece->id << PIECE_SHIFT) + first);
	bind_int(stmt, ":to", (piece->id << PIECE_SHIFT) + last);
}

static bool
walk_pages(const struct postings *p, const struct postings_piece *piece, int64_t first, int64_t last, struct walk *w,
    sqlite3_stmt *stmt, struct err *err)
{
	bool has;

	ask_for(stmt, piece, first, last);
	for (;;) {
		const uint8_t *page;
		size_t size;

		if (w->is_past)
			return true;
		if (!stmt_next(p->store, stmt, &has, err))
			return false;
		if (!has)
			return true;
		page = column_blob_borrowed(stmt, 0, &size);
		if (!walk_page(w, page, size))
			return is_damaged(p, err);
	}
}

/* The first id on a page that has nothing but a list, or on the first after it; 0: there is none up to `end`. */
static bool
first_id_from(const struct postings *p, const struct postings_piece *piece, int64_t page, int64_t end,
    sqlite3_stmt *stmt, int64_t *out, struct err *err)
{
	bool has = true;

	ask_for(stmt, piece, page, end);
	for (*out = 0; has && *out == 0;) {
		struct bytes b;
		uint64_t id;
		size_t size;

		if (!stmt_next(p->store, stmt, &has, err))
			return false;
		if (!has)
			break;
		b.at = column_blob_borrowed(stmt, 0, &size);
		if (size < PAGE_HEAD || read_16(b.at) >= size)
			return is_damaged(p, err);
		b.end = b.at + size;
		if (read_16(b.at) == 0)
			continue;
		b.at += read_16(b.at);
		if (!read_number(&b, &id))
			return is_damaged(p, err);
		*out = (int64_t)id;
	}
	return true;
}

enum { FEW_PAGES = 4 };

/* A list of many pages, all but the last of which have nothing else: where `from` is in it, or a little before. */
static bool
skip_pages(const struct postings *p, const struct postings_piece *piece, int64_t from, int64_t last, int64_t *page,
    sqlite3_stmt *stmt, struct err *err)
{
	int64_t end = last, id;

	while (end - *page > FEW_PAGES) {
		int64_t middle = *page + (end - *page) / 2;

		if (!first_id_from(p, piece, middle, end - 1, stmt, &id, err))
			return false;
		if (id == 0 || id > from)
			end = middle;
		else
			*page = middle;
	}
	return true;
}

static bool
walk_piece(const struct postings *p, const struct postings_piece *piece, struct walk *w, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	int64_t first, last;

	if (piece->last == 0)
		return true;
	if (!find_pages(p, piece, w->word, &first, &last, err) ||
	    !stmt_borrow(p->store, &sql_postings_read, &stmt, err) || !walk_pages(p, piece, first, first, w, stmt, err))
		return false;
	first++;
	if (w->is_in && !w->word->is_beginning && w->last_id < w->from && w->places_to_come == 0 &&
	    !skip_pages(p, piece, w->from, last, &first, stmt, err))
		return false;
	return first > last || walk_pages(p, piece, first, last, w, stmt, err);
}

/* ---- all pieces ---- */

static void
start_piece(struct walk *w)
{
	w->is_in = w->is_past = false;
	w->last_id = 0;
	w->places_to_come = 0;
	w->gone_at = w->gone_end = 0;
	buffer_cut(&w->term, 0);
}

/* Of items that a newer piece tells anything about, what older ones tell is no longer so. */
static bool
walk_for_word(const struct postings *p, struct walk *w, struct err *err)
{
	size_t words = (size_t)((w->to - w->from + BITS - 1) / BITS);
	uint64_t *seen = mem_array(words, sizeof(*seen)), *mark = mem_array(words, sizeof(*mark));
	bool is_good = true;

	for (size_t i = 0; is_good && i < p->count; i++) {
		start_piece(w);
		w->seen = i > 0 ? seen : NULL;
		w->mark = i + 1 < p->count ? mark : NULL;
		is_good = walk_piece(p, &p->pieces[i], w, err);
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
walk_for_beginning(const struct postings *p, struct walk *w, struct err *err)
{
	struct gone gone = { .list = NULL }, leaves = { .list = NULL };
	bool is_good = true;

	w->gone = &gone;
	for (size_t i = 0; is_good && i < p->count; i++) {
		start_piece(w);
		w->leaves = i + 1 < p->count ? &leaves : NULL;
		is_good = walk_piece(p, &p->pieces[i], w, err);
		merge_gone(&gone, &leaves);
	}
	gone_fini(&gone);
	gone_fini(&leaves);
	return is_good;
}

bool
postings_read(const struct postings *p, const struct postings_word *word, int64_t from, int64_t to, uint64_t *bits,
    struct err *err)
{
	struct walk w = { .word = word, .from = from, .to = to, .bits = bits };
	bool is_good = word->is_beginning ? walk_for_beginning(p, &w, err) : walk_for_word(p, &w, err);

	buffer_fini(&w.term);
	buffer_fini(&w.places);
	return is_good;
}
