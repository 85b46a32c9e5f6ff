/*
 * likeness: how much two items tell of the same, by the words of their title
 * and beginning.
 *
 * The cosine of two short vectors of word counts, damped. Pure; flat, so that
 * it can be kept as bytes.
 */
#ifndef CURATE_LIKENESS_H
#define CURATE_LIKENESS_H

#include "base/arena.h"
#include "curate/story_words.h"

#include <stddef.h>
#include <stdint.h>

struct likeness {
	size_t count;
	struct {
		uint32_t hash;
		float weight;
	} words[]; /* by hash */
};

/* Reads title and text, which may be NULL. In `arena`, never NULL. */
struct likeness *likeness_of(struct story_words *words, const char *title, const char *text, struct arena *arena);
size_t likeness_bytes(const struct likeness *likeness);
/* 0 to 1. */
double likeness_cosine(const struct likeness *a, const struct likeness *b);

#endif
