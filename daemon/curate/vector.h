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

/* A word that the lexicon knows. */
struct feature {
	uint32_t place; /* lexicon_place of it */
	uint32_t word;  /* index in words->list */
	float value;
};

struct vector {
	const struct words *words; /* borrowed */
	struct feature *features;
	size_t count;
};

/*
 * (1 + ln tf) * rarity, a word in the title counting twice. Stems and roots are
 * brought to a length of their own, the whole to 1. In `arena`, never NULL.
 */
struct vector *vector_of(const struct words *words, const struct lexicon *lexicon, struct arena *arena);

#endif
