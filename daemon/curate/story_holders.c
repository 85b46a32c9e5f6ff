#include "curate/story_holders.h"

#include "base/memory.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 1024 };

struct holders {
	struct holding *slots; /* open addressing */
	size_t slot_count;     /* a power of two */
	size_t used;           /* words that no story holds any more included */
	size_t room;           /* holders there is memory for */
};

struct holders *
holders_new(void)
{
	struct holders *h = mem_alloc(sizeof(*h));

	h->slot_count = SLOTS_FIRST;
	h->slots = mem_array(h->slot_count, sizeof(*h->slots));
	return h;
}

void
holders_free(struct holders *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < h->slot_count; i++)
		free(h->slots[i].list);
	free(h->slots);
	free(h);
}

static struct holding *
slot_in(struct holding *slots, size_t slot_count, uint32_t hash)
{
	size_t at = (hash * 0x9e3779b1u) & (slot_count - 1);

	while (slots[at].hash != 0 && slots[at].hash != hash)
		at = (at + 1) & (slot_count - 1);
	return &slots[at];
}

/* Makes room, and leaves out words that no story holds any more. */
static void
rebuild(struct holders *h)
{
	size_t live = 0, slot_count = SLOTS_FIRST;
	struct holding *slots;

	for (size_t i = 0; i < h->slot_count; i++)
		live += h->slots[i].count > 0;
	while (slot_count < live * 4)
		slot_count *= 2;
	slots = mem_array(slot_count, sizeof(*slots));
	for (size_t i = 0; i < h->slot_count; i++) {
		if (h->slots[i].count > 0) {
			*slot_in(slots, slot_count, h->slots[i].hash) = h->slots[i];
		} else {
			h->room -= h->slots[i].cap;
			free(h->slots[i].list);
		}
	}
	free(h->slots);
	h->slots = slots;
	h->slot_count = slot_count;
	h->used = live;
}

const struct holding *
holders_of(const struct holders *h, uint32_t hash)
{
	return slot_in(h->slots, h->slot_count, hash);
}

static struct holder *
holder_of(const struct holding *held, uint32_t story)
{
	for (uint32_t i = 0; i < held->count; i++)
		if (held->list[i].story == story)
			return &held->list[i];
	return NULL;
}

static struct holding *
slot_for(struct holders *h, uint32_t hash)
{
	struct holding *held = slot_in(h->slots, h->slot_count, hash);

	if (held->hash != 0)
		return held;
	if (h->used * 2 >= h->slot_count)
		rebuild(h);
	held = slot_in(h->slots, h->slot_count, hash);
	held->hash = hash;
	h->used++;
	return held;
}

void
holders_put(struct holders *h, uint32_t hash, uint32_t story, float weight)
{
	struct holding *held = slot_for(h, hash);
	struct holder *there = holder_of(held, story);

	if (there != NULL) {
		there->weight = weight;
		return;
	}
	if (held->count == held->cap) {
		h->room += held->cap + 2;
		held->cap = held->cap * 2 + 2;
		held->list = mem_resize(held->list, held->cap * sizeof(*held->list));
	}
	held->list[held->count++] = (struct holder) { story, weight };
}

void
holders_remove(struct holders *h, uint32_t hash, uint32_t story)
{
	struct holding *held = slot_in(h->slots, h->slot_count, hash);
	struct holder *there = holder_of(held, story);

	if (there != NULL)
		*there = held->list[--held->count];
}

size_t
holders_bytes(const struct holders *h)
{
	return sizeof(*h) + h->slot_count * sizeof(*h->slots) + h->room * sizeof(struct holder);
}
