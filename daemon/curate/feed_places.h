/*
 * feed_places: where each feed's newest item is in the index of candidates.
 *
 * Gives feeds small numbers, from 0 in the order they were first seen.
 */
#ifndef CURATE_FEED_PLACES_H
#define CURATE_FEED_PLACES_H

#include <stddef.h>
#include <stdint.h>

struct feed_place {
	int64_t feed_id;
	uint32_t newest; /* place of its newest item; 0: none */
};

struct feed_places {
	struct feed_place *list; /* by number */
	size_t count, cap;
	uint32_t *slots; /* open addressing: number + 1 */
	size_t slot_count;
};

void feed_places_fini(struct feed_places *p);
/* Of a feed that may be new. */
uint32_t feed_places_number(struct feed_places *p, int64_t feed_id);
/* NULL when the feed has no number. */
const struct feed_place *feed_places_find(const struct feed_places *p, int64_t feed_id);
void feed_places_clear(struct feed_places *p);
size_t feed_places_bytes(const struct feed_places *p);

#endif
