/*
 * vector: an item's words, weighed. What every topic judges.
 *
 * Pure; the same words and the same frozen lexicon give the same numbers.
 */
#ifndef CURATE_VECTOR_H
#define CURATE_VECTOR_H

#include "base/arena.h"
#include "curate/lexicon.h"
#include "curate/words.h"

struct vector {
	const struct words *words; /* borrowed */
	float *values;             /* one for each of words->list; 0: a word the lexicon does not know */
};

/*
 * (1 + ln tf) * rarity, a word in the title counting twice, the whole of length
 * 1. In `arena`, never NULL.
 */
struct vector *vector_of(const struct words *words, const struct lexicon *lexicon, struct arena *arena);

#endif
