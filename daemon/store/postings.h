/*
 * postings: which items hold a word, or words that begin so, read from the
 * pages of the search index itself. Private to this folder.
 *
 * FTS5 goes through a list an entry at a time, and puts all lists of all words
 * that begin so together before it tells the first entry: 60 to 250 ns each. Its
 * pages, read in their order into a set of ids, take a tenth of that. Their
 * format is FTS5's version 4, which it documents ("Internals" in fts5.html) and
 * has to keep, since tables are made of it. Nothing is written here. Of another
 * version, or while a transaction holds words that no page has yet, nothing is
 * known, and FTS5 is to be asked instead.
 */
#ifndef STORE_POSTINGS_H
#define STORE_POSTINGS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct store;
struct postings_piece;

struct postings {
	struct store *store;
	struct postings_piece *pieces; /* of the index, the newest first */
	size_t count;
	bool is_known;
};

void postings_fini(struct postings *p);
/* As the index is now: good for one snapshot. */
CHECKED bool postings_init(struct postings *p, struct store *s, struct err *err);

struct postings_word {
	const char *term; /* as it is indexed, POSTINGS_MARK before it */
	size_t len;
	bool is_beginning;
	unsigned columns; /* a bit each, of those it must be in; 0: any */
};
/* FTS5's, of the index of whole words. */
#define POSTINGS_MARK '0'

/* How many pages there are to be read for all of it, at most. */
struct postings_pages {
	int64_t all, newer; /* `newer`: but for the oldest piece */
};
CHECKED bool
postings_pages(const struct postings *p, const struct postings_word *word, struct postings_pages *out, struct err *err);
/* Not beginnings in one column while much was written lately: too much would have to be remembered. */
CHECKED bool
postings_can_read(const struct postings *p, const struct postings_word *word, const struct postings_pages *pages);
/* Sets the bit id - from of each item that holds it, of those with from <= id < to. ERR_DAMAGED. */
CHECKED bool postings_read(const struct postings *p, const struct postings_word *word, int64_t from, int64_t to,
    uint64_t *bits, struct err *err);

#endif
