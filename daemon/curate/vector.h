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
	uint32_t place : 19; /* lexicon_place of it */
	uint32_t word : 13;  /* index in words->list; of a condensed vector 0 */
	float value;
};
enum { FEATURE_PLACE = (1 << 19) - 1, FEATURE_WORD = (1 << 13) - 1 };
_Static_assert((int)LEXICON_WORDS_MAX <= (int)FEATURE_PLACE, "a place fits");
_Static_assert(2 * ((int)WORDS_TITLE_MAX + (int)WORDS_BODY_MAX) <= (int)FEATURE_WORD, "a word fits");

struct spellings;

struct vector {
	const struct words *words; /* borrowed; NULL: condensed */
	struct feature *features;
	size_t count;
	/* What a condensed one has left of its words. */
	enum language language;
	const uint16_t *
	    order; /* the title's, then the body's in reading order: indexes of features, ORDER_UNKNOWN what has none */
	size_t title_count, body_count;
	const struct spellings *spellings; /* borrowed */
};
enum { ORDER_UNKNOWN = UINT16_MAX };

/*
 * (1 + ln tf) * rarity, a word in the title counting twice. Stems and roots are
 * brought to a length of their own, the whole to 1. In `arena`, never NULL.
 */
struct vector *vector_of(const struct words *words, const struct lexicon *lexicon, struct arena *arena);

/* How the words of some condensed vectors are written, each once, by place. */
enum { SPELLINGS_MAX = 32768 };                       /* of the commonest words: the others are never shown */
struct spellings *spellings_new(struct arena *arena); /* in `arena` */
/* NULL: a root, or not among them. */
const char *spellings_at(const struct spellings *spellings, uint32_t place);

/* All that a fit looks at, in a sixth of the memory. In `arena`, which must be that of `spellings`. */
struct vector *vector_condense(const struct vector *vector, struct spellings *spellings, struct arena *arena);

#endif
