#include "curate/story_terms.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { TERM_BYTES = sizeof(uint32_t) + sizeof(story_weight) };

void
story_terms_fini(struct story_terms *terms)
{
	free(terms->hashes);
	*terms = (struct story_terms) { 0 };
}

static story_weight *
weights_at(uint32_t *hashes, size_t room)
{
	return (story_weight *)(hashes + room);
}

/* The weights lie behind the room for hashes: they move before it shrinks, after it has grown. */
void
story_terms_resize(struct story_terms *terms, size_t room)
{
	size_t bytes = terms->count * sizeof(story_weight);

	assert(room >= terms->count && room < STORY_TERM_NONE);
	if (room == terms->room)
		return;
	if (room < terms->room && bytes > 0)
		memmove(weights_at(terms->hashes, room), weights_at(terms->hashes, terms->room), bytes);
	terms->hashes = mem_resize(terms->hashes, room * TERM_BYTES);
	if (room > terms->room && bytes > 0)
		memmove(weights_at(terms->hashes, room), weights_at(terms->hashes, terms->room), bytes);
	terms->room = (uint16_t)room;
}

size_t
story_terms_find(const struct story_terms *terms, uint32_t hash)
{
	for (size_t i = 0; i < terms->count; i++)
		if (terms->hashes[i] == hash)
			return i;
	return STORY_TERM_NONE;
}

story_weight *
story_terms_weight(const struct story_terms *terms, size_t at)
{
	return weights_at(terms->hashes, terms->room) + at;
}

void
story_terms_add(struct story_terms *terms, uint32_t hash, story_weight weight)
{
	assert(terms->count < terms->room);
	terms->hashes[terms->count] = hash;
	*story_terms_weight(terms, terms->count++) = weight;
}

struct term {
	uint32_t hash;
	story_weight weight;
};

static int
by_weight(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

void
story_terms_sort(struct story_terms *terms)
{
	struct term *list = mem_array(terms->count, sizeof(*list));

	for (size_t i = 0; i < terms->count; i++)
		list[i] = (struct term) { terms->hashes[i], *story_terms_weight(terms, i) };
	qsort(list, terms->count, sizeof(*list), by_weight);
	for (size_t i = 0; i < terms->count; i++) {
		terms->hashes[i] = list[i].hash;
		*story_terms_weight(terms, i) = list[i].weight;
	}
	free(list);
}

double
story_terms_norm(const struct story_terms *terms)
{
	double sum = 0;

	for (size_t i = 0; i < terms->count; i++) {
		double weight = story_weight_read(*story_terms_weight(terms, i));

		sum += weight * weight;
	}
	return sqrt(sum);
}

double
story_terms_product(const struct story_terms *a, const struct story_terms *b)
{
	double sum = 0;

	for (size_t i = 0; i < a->count; i++) {
		size_t at = story_terms_find(b, a->hashes[i]);

		if (at != STORY_TERM_NONE)
			sum += story_weight_read(*story_terms_weight(a, i)) *
			       story_weight_read(*story_terms_weight(b, at));
	}
	return sum;
}

size_t
story_terms_bytes(const struct story_terms *terms)
{
	return terms->room * TERM_BYTES;
}
