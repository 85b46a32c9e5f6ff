/*
 * story_terms: the weighted words of one story, in as few bytes as will do.
 *
 * A word is its hash, a weight 16 bits: six bytes a word, without room to spare
 * but while a story is being changed. Thousands of stories are remembered, each
 * with some fifty words; nothing else of them weighs as much. Pure.
 */
#ifndef CURATE_STORY_TERMS_H
#define CURATE_STORY_TERMS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A positive number with five bits of exponent and eleven of mantissa, from 2^-17
 * to 2^14: exact to a 4,000th, and never 0.
 */
typedef uint16_t story_weight;

enum { STORY_WEIGHT_CUT = 12, STORY_WEIGHT_LEAST = 110 << 11 };

static inline story_weight
story_weight_of(double weight)
{
	float narrow = (float)weight;
	uint32_t bits;

	memcpy(&bits, &narrow, sizeof(bits));
	bits = (bits + (1u << (STORY_WEIGHT_CUT - 1))) >> STORY_WEIGHT_CUT;
	if (bits <= STORY_WEIGHT_LEAST)
		return 1;
	return bits - STORY_WEIGHT_LEAST > UINT16_MAX ? UINT16_MAX : (story_weight)(bits - STORY_WEIGHT_LEAST);
}

static inline double
story_weight_read(story_weight weight)
{
	uint32_t bits = ((uint32_t)weight + STORY_WEIGHT_LEAST) << STORY_WEIGHT_CUT;
	float narrow;

	memcpy(&narrow, &bits, sizeof(narrow));
	return (double)narrow;
}

struct story_terms {
	uint32_t *hashes; /* `room` of them, then as many weights */
	uint16_t count, room;
};

enum { STORY_TERM_NONE = UINT16_MAX };

void story_terms_fini(struct story_terms *terms);
/* Room for `room` of them, no less than there are. */
void story_terms_resize(struct story_terms *terms, size_t room);
/* Its place, or STORY_TERM_NONE. */
size_t story_terms_find(const struct story_terms *terms, uint32_t hash);
story_weight *story_terms_weight(const struct story_terms *terms, size_t at);
/* There must be room. */
void story_terms_add(struct story_terms *terms, uint32_t hash, story_weight weight);
/* The heaviest come first. */
void story_terms_sort(struct story_terms *terms);
double story_terms_norm(const struct story_terms *terms); /* Euclidean */
double story_terms_product(const struct story_terms *a, const struct story_terms *b);
size_t story_terms_bytes(const struct story_terms *terms);

#endif
