#include "curate/feed_places.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { FEEDS_FIRST = 32 };

void
feed_places_fini(struct feed_places *p)
{
	free(p->list);
	free(p->slots);
	*p = (struct feed_places) { 0 };
}

static uint32_t *
slot_of(const struct feed_places *p, int64_t feed_id)
{
	size_t at = ((uint64_t)feed_id * 0x9e3779b97f4a7c15u >> 32) & (p->slot_count - 1);

	while (p->slots[at] != 0 && p->list[p->slots[at] - 1].feed_id != feed_id)
		at = (at + 1) & (p->slot_count - 1);
	return &p->slots[at];
}

static void
grow(struct feed_places *p)
{
	p->cap = p->cap > 0 ? p->cap * 2 : FEEDS_FIRST;
	p->list = mem_resize(p->list, p->cap * sizeof(*p->list));
	p->slot_count = p->cap * 2;
	free(p->slots);
	p->slots = mem_array(p->slot_count, sizeof(*p->slots));
	for (size_t i = 0; i < p->count; i++)
		*slot_of(p, p->list[i].feed_id) = (uint32_t)i + 1;
}

uint32_t
feed_places_number(struct feed_places *p, int64_t feed_id)
{
	uint32_t *slot;

	if (p->count == p->cap)
		grow(p);
	slot = slot_of(p, feed_id);
	if (*slot == 0) {
		p->list[p->count++] = (struct feed_place) { .feed_id = feed_id };
		*slot = (uint32_t)p->count;
	}
	return *slot - 1;
}

const struct feed_place *
feed_places_find(const struct feed_places *p, int64_t feed_id)
{
	uint32_t slot = p->slot_count > 0 ? *slot_of(p, feed_id) : 0;

	return slot != 0 ? &p->list[slot - 1] : NULL;
}

void
feed_places_clear(struct feed_places *p)
{
	p->count = 0;
	if (p->slot_count > 0)
		memset(p->slots, 0, p->slot_count * sizeof(*p->slots));
}

size_t
feed_places_bytes(const struct feed_places *p)
{
	return p->cap * sizeof(*p->list) + p->slot_count * sizeof(*p->slots);
}
