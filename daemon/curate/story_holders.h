/*
 * story_holders: which stories hold a word, and with what weight.
 *
 * The inverted index behind story.h. Stories are slot numbers here. Of a common
 * word, which tells nothing, only their number is kept.
 */
#ifndef CURATE_STORY_HOLDERS_H
#define CURATE_STORY_HOLDERS_H

#include "curate/story_terms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HOLDERS_LISTED = 400, /* a word that more stories hold is common: it is looked up no more */
	HOLDERS_SLOTS_MAX = UINT16_MAX,
};

struct holder {
	uint16_t story; /* slot */
	story_weight weight;
};

struct holders;

struct holders *holders_new(void);
void holders_free(struct holders *h); /* NULL is fine */

/* How many stories hold the word. */
size_t holders_count(const struct holders *h, uint32_t hash);
/* They, in no order; none of a common word. Valid until the next change. */
const struct holder *holders_of(const struct holders *h, uint32_t hash, size_t *out_count);
/* The story doesn't hold the word yet. `hash` is not 0. */
void holders_add(struct holders *h, uint32_t hash, size_t story, story_weight weight);
/* The story holds the word. */
void holders_change(struct holders *h, uint32_t hash, size_t story, story_weight weight);
/* True: the word is common no more, and those who still hold it are to be told by holders_relist, each once. */
bool holders_remove(struct holders *h, uint32_t hash, size_t story) __attribute__((warn_unused_result));
void holders_relist(struct holders *h, uint32_t hash, size_t story, story_weight weight);
size_t holders_bytes(const struct holders *h);

#endif
