#include "curate/likeness.h"

#include <math.h>
#include <stdlib.h>

static int
by_hash(const void *a, const void *b)
{
	uint32_t x = ((const struct story_word *)a)->hash, y = ((const struct story_word *)b)->hash;

	return x < y ? -1 : x > y;
}

struct likeness *
likeness_of(struct story_words *words, const char *title, const char *text, struct arena *arena)
{
	struct likeness *out;
	double sum = 0;

	story_words_read(words, title, text);
	qsort(words->list, words->count, sizeof(words->list[0]), by_hash);
	out = arena_alloc(arena, sizeof(*out) + words->count * sizeof(out->words[0]));
	for (; out->count < words->count; out->count++) {
		double weight = 1 + log(words->list[out->count].times);

		out->words[out->count].hash = words->list[out->count].hash;
		out->words[out->count].weight = (float)weight;
		sum += weight * weight;
	}
	for (size_t i = 0; i < out->count; i++)
		out->words[i].weight /= (float)sqrt(sum);
	return out;
}

size_t
likeness_bytes(const struct likeness *likeness)
{
	return sizeof(*likeness) + likeness->count * sizeof(likeness->words[0]);
}

double
likeness_cosine(const struct likeness *a, const struct likeness *b)
{
	double sum = 0;

	for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
		uint32_t x = a->words[i].hash, y = b->words[j].hash;

		if (x == y)
			sum += (double)a->words[i].weight * (double)b->words[j].weight;
		i += x <= y;
		j += y <= x;
	}
	return sum;
}
