/*
 * story_holders: which stories hold a word, and with what weight.
 *
 * The inverted index behind story.h. Stories are slot numbers here.
 */
#ifndef CURATE_STORY_HOLDERS_H
#define CURATE_STORY_HOLDERS_H

#include <stddef.h>
#include <stdint.h>

struct holder {
	uint32_t story; /* slot */
	float weight;
};

struct holding {
	uint32_t hash; /* of the word; 0: unused */
	uint32_t count, cap;
	struct holder *list; /* in no order */
};

struct holders;

struct holders *holders_new(void);
void holders_free(struct holders *h); /* NULL is fine */

/* Never NULL; empty when no story holds the word. Valid until the next holders_put. */
const struct holding *holders_of(const struct holders *h, uint32_t hash);
/* Adds the story, or changes its weight. `hash` is not 0. */
void holders_put(struct holders *h, uint32_t hash, uint32_t story, float weight);
void holders_remove(struct holders *h, uint32_t hash, uint32_t story);
size_t holders_bytes(const struct holders *h);

#endif
