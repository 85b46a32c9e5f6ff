/*
 * word_index: the pages of the search index, as FTS5 writes them. Private to
 * this folder.
 *
 * Their format is FTS5's version 4, which it documents ("Internals" in
 * fts5.html) and has to keep, since tables are made of it. Nothing is written
 * here. Of another version, or while a transaction holds words that no page has
 * yet, nothing is known, and FTS5 is to be asked instead.
 */
#ifndef STORE_WORD_INDEX_H
#define STORE_WORD_INDEX_H

#include "base/buffer.h"
#include "store/index_bytes.h"
#include "store/statement.h"

/* FTS5's segment: words in their order, each with the items that have it. */
struct word_piece {
	int64_t id;
	int64_t first, last; /* pages; words before the first went into a merge that is going on; 0: all have */
};

struct word_index {
	struct store *store;
	struct word_piece *pieces; /* the newest first */
	size_t count;
	bool is_known;
};

void word_index_fini(struct word_index *x);
/* As it is now: good for one snapshot. */
CHECKED bool word_index_init(struct word_index *x, struct store *s, struct err *err);
/* False: ERR_DAMAGED. */
bool word_index_is_damaged(const struct word_index *x, struct err *err);

/* The page that a term is on, if it is anywhere, and the next one with a larger term before all others of it. */
CHECKED bool word_index_find(const struct word_index *x, const struct word_piece *piece, const struct buffer *term,
    int64_t *out_page, int64_t *out_next, struct err *err);

/*
 * A page begins with two numbers of 16 bits: where the first id is, if it comes before the first term, else 0; where
 * the footer is, which tells the places of the terms.
 */
enum { WORD_PAGE_HEAD = 4 };
/* To be asked for pages: their number, and what is on them. */
CHECKED bool word_index_borrow(const struct word_index *x, sqlite3_stmt **out, struct err *err);
void word_index_ask(sqlite3_stmt *stmt, const struct word_piece *piece, int64_t first, int64_t last);
CHECKED bool word_index_next(const struct word_index *x, sqlite3_stmt *stmt, struct index_bytes *out, int64_t *out_page,
    bool *out_has, struct err *err);
/* A page, an id that is about where it begins, and how many ids there are from one page to the next, about. */
struct word_index_place {
	int64_t page, id, ids_a_page;
};
/* Of pages that have nothing but one list, all but the last: moves on to where `id` is in it, or a little before. */
CHECKED bool word_index_seek(const struct word_index *x, const struct word_piece *piece, int64_t id, int64_t last,
    struct word_index_place *at, sqlite3_stmt *stmt, struct err *err);

#endif
