/*
 * cluster: items that are about the same, found by the words they share. Pure.
 *
 * Average linkage (Sokal and Michener, 1958) over the cosine of their vectors:
 * the two groups that are most alike become one, until none are alike enough.
 * Deterministic.
 */
#ifndef CURATE_CLUSTER_H
#define CURATE_CLUSTER_H

#include "base/arena.h"
#include "curate/vector.h"

#include <stddef.h>

enum { CLUSTER_ITEMS_MAX = 300, CLUSTER_WORDS_MAX = 5 };

struct cluster {
	size_t *members; /* indexes of the vectors, rising */
	size_t member_count;
	const char *words
	    [CLUSTER_WORDS_MAX]; /* that at least two members share, the strongest first; borrowed of the vectors */
	size_t word_count;
};

/* In `arena`: groups of two and more, the largest first. `count` is at most CLUSTER_ITEMS_MAX; all vectors are by one lexicon. */
size_t cluster_vectors(const struct vector *const *vectors, size_t count, struct arena *arena, struct cluster **out);

#endif
