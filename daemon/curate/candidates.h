/*
 * candidates: which of a million items could be the same as this one.
 *
 * Every item has a few keys (hashes), and an inverted index (postings.h) tells
 * who has a key. CANDIDATES_CHAIN_MAX items of a window may have it, and no
 * more: what so many share tells nothing. Items are kept in blocks in the order
 * they came; the oldest block goes as a whole. Keys are compared by 32 bits, so
 * now and then a candidate is a stranger: who uses this looks at the texts anyway.
 */
#ifndef CURATE_CANDIDATES_H
#define CURATE_CANDIDATES_H

#include "curate/duplicate.h"
#include "curate/fingerprint.h"

#include <stddef.h>
#include <stdint.h>

enum {
	CANDIDATES_CHAIN_MAX = 40,
	CANDIDATES_MAX = 6, /* judged for one item: those that share most keys */
};

struct candidates;

/* Items further apart in time than the window are no candidates for each other. */
struct candidates *candidates_new(size_t items_max, int64_t window_s);
void candidates_free(struct candidates *c); /* NULL is fine */

/* *out_keys is what it is found by from now on: all its keys, but those that enough others have. */
void candidates_add(struct candidates *c, const struct fingerprint *print, struct duplicate_keys *out_keys);
/* The same, as those keys tell it. */
void candidates_restore(struct candidates *c, int64_t id, int64_t sorted_at, const struct duplicate_keys *keys);
/* Blocks in which all items are older than this go. */
void candidates_drop_before(struct candidates *c, int64_t time);

struct candidate {
	int64_t id;
	unsigned shared; /* keys in common, rare ones counting more */
};

/* The likeliest first, at most CANDIDATES_MAX; never of the same id. */
size_t
candidates_find(const struct candidates *c, const struct fingerprint *print, struct candidate out[CANDIDATES_MAX]);

int64_t candidates_first_id(const struct candidates *c); /* of the oldest item there is; 0: none */
size_t candidates_items(const struct candidates *c);
size_t candidates_bytes(const struct candidates *c);

#endif
