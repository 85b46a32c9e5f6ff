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

#include <string.h>

/* A word that the lexicon knows. */
struct feature {
	uint32_t place : 19; /* lexicon_place of it */
	uint32_t word : 13;  /* index in words->list */
	float value;
};
enum { FEATURE_PLACE = (1 << 19) - 1, FEATURE_WORD = (1 << 13) - 1 };
_Static_assert((int)LEXICON_WORDS_MAX <= (int)FEATURE_PLACE, "a place fits");
_Static_assert(2 * ((int)WORDS_TITLE_MAX + (int)WORDS_BODY_MAX) <= (int)FEATURE_WORD, "a word fits");

struct spellings;

struct vector {
	const struct words *words; /* borrowed; NULL: condensed */
	struct feature *features;  /* NULL: condensed */
	size_t count;
	/* Of a condensed one: places, and above them values of thirteen bits, which are exact to a thousandth. */
	const uint32_t *condensed;
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

/*
 * A value in thirteen bits, four of exponent and nine of mantissa, from 2^-15 to
 * 2: no word of an item weighs less in it, or more.
 */
enum { VALUE_SHIFT = 19, VALUE_CUT = 14, VALUE_LEAST = 112 << 9, VALUE_MAX = (1 << 13) - 1 };

static inline uint32_t
condense_value(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	bits = (bits + (1u << (VALUE_CUT - 1))) >> VALUE_CUT;
	bits = bits <= VALUE_LEAST ? 0 : bits - VALUE_LEAST;
	return bits < VALUE_MAX ? bits : VALUE_MAX;
}

/* What a fit sees, the same whether a vector is condensed or not. */
static inline uint32_t
vector_place(const struct vector *vector, size_t at)
{
	return vector->condensed != NULL ? vector->condensed[at] & FEATURE_PLACE : vector->features[at].place;
}

static inline float
vector_value(const struct vector *vector, size_t at)
{
	uint32_t bits = vector->condensed != NULL ? vector->condensed[at] >> VALUE_SHIFT
						  : condense_value(vector->features[at].value);
	float value;

	bits = (bits + VALUE_LEAST) << VALUE_CUT;
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* How the words of some condensed vectors are written, each once, by place. */
enum { SPELLINGS_MAX = 32768 };                       /* of the commonest words: the others are never shown */
struct spellings *spellings_new(struct arena *arena); /* in `arena` */
/* NULL: a root, or not among them. */
const char *spellings_at(const struct spellings *spellings, uint32_t place);

/* All that a fit looks at, in a ninth of the memory. In `arena`, which must be that of `spellings`. */
struct vector *vector_condense(const struct vector *vector, struct spellings *spellings, struct arena *arena);

#endif
