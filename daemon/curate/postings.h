/*
 * postings: which items have a key, newest first.
 *
 * Items are places, numbers that grow; keys are hashes of 32 bits. Most of it is
 * one sorted array with four bytes for an item's key: the part of the hash that
 * its bucket does not tell, and the place. What came last stands in chains, and
 * goes into the array all at once when it has become a small part of it: every
 * item pays for the passing through of a few dozen others, and a key is found
 * with two looks into memory. What was dropped leaves the array at the same time.
 *
 * Owned by one thread; pure.
 */
#ifndef CURATE_POSTINGS_H
#define CURATE_POSTINGS_H

#include "curate/duplicate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct postings;

struct postings *postings_new(void);
void postings_free(struct postings *p); /* NULL is fine */

/* `place` is the one after the last that was added; the first is 1. A hash of 0 is no key. */
void postings_add(struct postings *p, uint32_t place, const struct duplicate_keys *keys);
/* Places before this one are no longer found. */
void postings_drop_before(struct postings *p, uint32_t place);
/* Forgets everything: the next place is 1 again. */
void postings_clear(struct postings *p);

/* On its way through the places that have a hash. Good until something is added. */
struct postings_walk {
	uint32_t hash;
	uint32_t recent;   /* the next link; 0: none */
	uint32_t from, to; /* what is left of the hash's bucket */
};

/*
 * Every step may wait for memory. Who looks for several hashes asks for all of
 * them before it begins the first walk, and begins all before it goes on.
 */
void postings_fetch_ahead(const struct postings *p, uint32_t hash);
void postings_walk_begin(const struct postings *p, uint32_t hash, struct postings_walk *out);
/* False at the end. */
bool postings_walk_on(const struct postings *p, struct postings_walk *walk, uint32_t *out_place);

size_t postings_bytes(const struct postings *p);

#endif
