#include "curate/story_holders.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOT_BITS_FIRST = 10,
	FEW = 2,
	/* Far enough above HOLDERS_LISTED that few words go to and fro. */
	DROPPED_FROM = HOLDERS_LISTED + HOLDERS_LISTED / 2,
};

/* Most words are held by one story or two; these need no list. */
struct holding {
	uint32_t hash; /* of the word; 0: unused */
	uint16_t count;
	uint16_t room; /* of `list`; 0 and more than FEW of them: the word is common */
	union {
		struct holder few[FEW];
		struct holder *list;
	};
};

struct holders {
	struct holding *slots; /* open addressing */
	unsigned slot_bits;
	size_t used; /* words that no story holds any more included */
	size_t room; /* holders there are lists for */
};

static size_t
slot_count(const struct holders *h)
{
	return (size_t)1 << h->slot_bits;
}

struct holders *
holders_new(void)
{
	struct holders *h = mem_alloc(sizeof(*h));

	h->slot_bits = SLOT_BITS_FIRST;
	h->slots = mem_array(slot_count(h), sizeof(*h->slots));
	return h;
}

void
holders_free(struct holders *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < slot_count(h); i++)
		if (h->slots[i].room > 0)
			free(h->slots[i].list);
	free(h->slots);
	free(h);
}

static struct holding *
slot_of(const struct holders *h, uint32_t hash)
{
	size_t at = hash * 0x9e3779b1u >> (32 - h->slot_bits);

	while (h->slots[at].hash != 0 && h->slots[at].hash != hash)
		at = (at + 1) & (slot_count(h) - 1);
	return &h->slots[at];
}

/* Makes room, and leaves out words that no story holds any more. */
static void
rebuild(struct holders *h)
{
	struct holders next = { .slot_bits = SLOT_BITS_FIRST, .room = h->room };

	for (size_t i = 0; i < slot_count(h); i++)
		next.used += h->slots[i].count > 0;
	while (slot_count(&next) < next.used * 2)
		next.slot_bits++;
	next.slots = mem_array(slot_count(&next), sizeof(*next.slots));
	for (size_t i = 0; i < slot_count(h); i++)
		if (h->slots[i].count > 0)
			*slot_of(&next, h->slots[i].hash) = h->slots[i];
	free(h->slots);
	*h = next;
}

static struct holding *
slot_for(struct holders *h, uint32_t hash)
{
	struct holding *held = slot_of(h, hash);

	if (held->hash != 0)
		return held;
	if (h->used * 4 >= slot_count(h) * 3) {
		rebuild(h);
		held = slot_of(h, hash);
	}
	held->hash = hash;
	h->used++;
	return held;
}

/* ---- one word's ---- */

static bool
is_common(const struct holding *held)
{
	return held->room == 0 && held->count > FEW;
}

static struct holder *
list_of(struct holding *held)
{
	return held->room > 0 ? held->list : held->few;
}

static struct holder *
holder_of(struct holding *held, size_t story)
{
	struct holder *list = list_of(held);

	while (list->story != story)
		list++;
	return list;
}

/* Sizes that leave nothing over of what malloc gives. */
static size_t
room_for(size_t count)
{
	return ((count + count / 2 + 2) & ~(size_t)3) + 2;
}

static void
relist(struct holders *h, struct holding *held, size_t room)
{
	struct holder *list = mem_resize(held->room > 0 ? held->list : NULL, room * sizeof(*list));

	if (held->room == 0)
		memcpy(list, held->few, sizeof(held->few));
	h->room += room - held->room;
	held->list = list;
	held->room = (uint16_t)room;
}

/* `kept` of them, few enough, go back to where no list is needed. */
static void
unlist(struct holders *h, struct holding *held, size_t kept)
{
	struct holder *list = held->list;

	memcpy(held->few, list, kept * sizeof(*list));
	h->room -= held->room;
	held->room = 0;
	free(list);
}

static void
append(struct holders *h, struct holding *held, size_t story, story_weight weight)
{
	if (held->count == (held->room > 0 ? held->room : FEW))
		relist(h, held, room_for(held->count));
	list_of(held)[held->count++] = (struct holder) { (uint16_t)story, weight };
}

/* ---- */

size_t
holders_count(const struct holders *h, uint32_t hash)
{
	return slot_of(h, hash)->count;
}

const struct holder *
holders_of(const struct holders *h, uint32_t hash, size_t *out_count)
{
	struct holding *held = slot_of(h, hash);

	*out_count = held->count <= HOLDERS_LISTED ? held->count : 0;
	return list_of(held);
}

void
holders_add(struct holders *h, uint32_t hash, size_t story, story_weight weight)
{
	struct holding *held = slot_for(h, hash);

	assert(story <= HOLDERS_SLOTS_MAX);
	if (is_common(held)) {
		held->count++;
	} else {
		append(h, held, story, weight);
		if (held->count > DROPPED_FROM)
			unlist(h, held, 0);
	}
}

void
holders_change(struct holders *h, uint32_t hash, size_t story, story_weight weight)
{
	struct holding *held = slot_of(h, hash);

	if (!is_common(held))
		holder_of(held, story)->weight = weight;
}

bool
holders_remove(struct holders *h, uint32_t hash, size_t story)
{
	struct holding *held = slot_of(h, hash);

	if (is_common(held)) {
		if (--held->count > HOLDERS_LISTED)
			return false;
		held->count = 0;
		return true;
	}
	*holder_of(held, story) = list_of(held)[held->count - 1];
	held->count--;
	if (held->room > 0 && held->count <= FEW)
		unlist(h, held, held->count);
	else if (held->room > room_for(2 * held->count))
		relist(h, held, room_for(held->count));
	return false;
}

void
holders_relist(struct holders *h, uint32_t hash, size_t story, story_weight weight)
{
	append(h, slot_of(h, hash), story, weight);
}

size_t
holders_bytes(const struct holders *h)
{
	return sizeof(*h) + slot_count(h) * sizeof(*h->slots) + h->room * sizeof(struct holder);
}
