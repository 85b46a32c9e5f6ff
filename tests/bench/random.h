/*
 * random: numbers that look like chance, and are the same in every run.
 *
 * Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014
 * (splitmix64). The state is the caller's, and may begin as any number.
 */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t
random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* From 0 to limit - 1. */
static inline int64_t
random_below(uint64_t *state, int64_t limit)
{
	return (int64_t)(random_next(state) % (uint64_t)limit);
}

/* From 0 to less than 1. */
static inline double
random_fraction(uint64_t *state)
{
	return (double)(random_next(state) >> 11) / (double)(UINT64_C(1) << 53);
}

/* Of so many words one's place by how common it is, from 0: the chance falls with its inverse (Zipf's law). */
static inline size_t
random_rank(uint64_t *state, size_t words)
{
	return (size_t)pow((double)words, random_fraction(state)) - 1;
}

#endif
