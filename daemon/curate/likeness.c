#include "curate/likeness.h"

#include <math.h>

/* They are few: a call for each comparison would cost more than all of it. */
static void
put_in_order(uint64_t *keys, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint64_t key = keys[i];
		size_t at = i;

		for (; at > 0 && keys[at - 1] > key; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

struct likeness *
likeness_of(struct story_words *words, const char *title, const char *text, struct arena *arena)
{
	uint64_t keys[STORY_WORDS_MAX]; /* a hash, and how often that word is there */
	struct likeness *out;
	double sum = 0;

	story_words_read(words, title, text);
	for (size_t i = 0; i < words->count; i++)
		keys[i] = (uint64_t)words->list[i].hash << 32 | words->list[i].times;
	put_in_order(keys, words->count);
	out = arena_alloc(arena, sizeof(*out) + words->count * sizeof(out->words[0]));
	for (; out->count < words->count; out->count++) {
		double weight = 1 + log((uint32_t)keys[out->count]);

		out->words[out->count].hash = (uint32_t)(keys[out->count] >> 32);
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
