/*
 * postings: which items hold a word, or words that begin so, read from the
 * pages of the search index themselves. Private to this folder.
 *
 * FTS5 goes through a list an entry at a time, and puts all lists of all words
 * that begin so together before it tells the first entry: 60 to 250 ns each. Its
 * pages, read in their order into a set of ids, take a tenth of that.
 */
#ifndef STORE_POSTINGS_H
#define STORE_POSTINGS_H

#include "base/arena.h"
#include "store/word_index.h"

struct postings_word {
	const char *term; /* as it is indexed, POSTINGS_MARK before it */
	size_t len;
	bool is_beginning;
	unsigned columns; /* a bit each, of those it must be in; 0: any */
	struct postings_span {
		int64_t first, last; /* pages; none when the first comes after the last */
		int64_t first_id;    /* of the items there; 0: not known */
	} * spans;                   /* of each piece: where it is, if it is there; NULL: not looked up yet */
};
/* FTS5's, of the index of whole words. */
#define POSTINGS_MARK '0'

/* How many pages there are to be read for all of it, at most. */
struct postings_pages {
	int64_t all, newer; /* `newer`: but for the oldest piece */
};
/* Looks up where the word is, once: whatever else is asked about it comes after that. */
CHECKED bool postings_find(const struct word_index *x, struct postings_word *word, struct arena *arena,
    struct postings_pages *out, struct err *err);
/* Not beginnings in one column while much was written lately: too much would have to be remembered. */
CHECKED bool
postings_can_read(const struct word_index *x, const struct postings_word *word, const struct postings_pages *pages);

/* Of items with from <= id < to, both multiples of 64. Sets are by id - from, a bit each. */
struct postings_ask {
	int64_t from, to;
	const uint64_t *wanted; /* of these alone; NULL: of all */
	uint64_t *bits;         /* set are those of items that hold it */
	/* NULL, or instead, for a whole word: all its places in an item, as FTS5's position list. Items in any order. */
	void (*on_places)(void *context, int64_t id, struct index_bytes places);
	void *context;
};
/* ERR_DAMAGED. */
CHECKED bool postings_read(
    const struct word_index *x, const struct postings_word *word, const struct postings_ask *ask, struct err *err);

#endif
