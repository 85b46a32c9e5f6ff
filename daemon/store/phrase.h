/*
 * phrase: which items hold words one after another. Private to this folder.
 *
 * By the search index: in the items that have the rarest of them its places are
 * looked up, and then those of the others beside them.
 */
#ifndef STORE_PHRASE_H
#define STORE_PHRASE_H

#include "store/postings.h"

struct phrase {
	const struct postings_word *words; /* whole ones, of the same columns */
	size_t count;
	size_t *order; /* the rarest first */
};

/* Sets the bit id - from of each with from <= id < to, both multiples of 64; of those that are wanted, unless NULL. */
CHECKED bool phrase_read(const struct word_index *x, const struct phrase *phrase, int64_t from, int64_t to,
    const uint64_t *wanted, uint64_t *bits, struct err *err);

#endif
