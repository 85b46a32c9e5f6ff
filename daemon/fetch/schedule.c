#include "fetch/schedule.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Open addressing by id, linear probing, at most two thirds full; removal moves followers back. */
struct schedule {
	struct heap due;
	struct feed **slots;
	size_t slot_count; /* a power of two */
	size_t count;
};

enum { SLOTS_AT_FIRST = 256, UNSTORED_RETRY_S = 60, UNSTORED_DOUBLINGS = 6 };

struct schedule *
schedule_new(void)
{
	struct schedule *s = mem_alloc(sizeof(*s));

	s->slot_count = SLOTS_AT_FIRST;
	s->slots = mem_array(s->slot_count, sizeof(struct feed *));
	return s;
}

static void
feed_free(struct feed *feed)
{
	free(feed->url);
	free(feed);
}

void
schedule_free(struct schedule *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->slot_count; i++)
		if (s->slots[i] != NULL)
			feed_free(s->slots[i]);
	free(s->slots);
	heap_fini(&s->due);
	free(s);
}

/* Ids are given out one after the other, so that they spread by themselves; the product breaks patterns of removal. */
static size_t
home_of(const struct schedule *s, int64_t id)
{
	return (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (s->slot_count - 1);
}

static size_t
slot_of(const struct schedule *s, int64_t id)
{
	size_t slot = home_of(s, id);

	while (s->slots[slot] != NULL && s->slots[slot]->id != id)
		slot = (slot + 1) & (s->slot_count - 1);
	return slot;
}

size_t
schedule_count(const struct schedule *s)
{
	return s->count;
}

struct feed *
schedule_find(const struct schedule *s, int64_t id)
{
	return s->slots[slot_of(s, id)];
}

static void
grow(struct schedule *s)
{
	struct feed **old = s->slots;
	size_t old_count = s->slot_count;

	s->slot_count *= 2;
	s->slots = mem_array(s->slot_count, sizeof(struct feed *));
	for (size_t i = 0; i < old_count; i++)
		if (old[i] != NULL)
			s->slots[slot_of(s, old[i]->id)] = old[i];
	free(old);
}

static size_t
size_of(const char *text)
{
	return text != NULL ? strlen(text) + 1 : 0;
}

static const char *
lay(char **at, const char *text)
{
	size_t size = size_of(text);
	char *laid = *at;

	if (text == NULL)
		return NULL;
	memcpy(laid, text, size);
	*at += size;
	return laid;
}

static void
keep_texts(struct feed *feed, const struct plan *plan)
{
	const char *url = plan->url != NULL ? plan->url : "";
	char *block = mem_alloc(size_of(url) + size_of(plan->etag) + size_of(plan->last_modified));
	char *at = block;

	lay(&at, url);
	feed->etag = lay(&at, plan->etag);
	feed->last_modified = lay(&at, plan->last_modified);
	free(feed->url);
	feed->url = block;
}

struct feed *
schedule_put(struct schedule *s, const struct plan *plan)
{
	size_t slot;

	if (s->count * 3 >= s->slot_count * 2)
		grow(s);
	slot = slot_of(s, plan->feed_id);
	if (s->slots[slot] == NULL) {
		s->slots[slot] = mem_alloc(sizeof(struct feed));
		s->slots[slot]->id = plan->feed_id;
		s->count++;
	}
	keep_texts(s->slots[slot], plan);
	s->slots[slot]->due_at = plan->due_at;
	return s->slots[slot];
}

/* Knuth, The Art of Computer Programming 3, 6.4, algorithm R. */
static void
empty_slot(struct schedule *s, size_t hole)
{
	size_t mask = s->slot_count - 1;
	size_t at = hole;

	s->slots[hole] = NULL;
	for (;;) {
		at = (at + 1) & mask;
		if (s->slots[at] == NULL)
			return;
		if (((at - home_of(s, s->slots[at]->id)) & mask) < ((at - hole) & mask))
			continue;
		s->slots[hole] = s->slots[at];
		s->slots[at] = NULL;
		hole = at;
	}
}

void
schedule_forget(struct schedule *s, struct feed *feed)
{
	heap_remove(&s->due, &feed->due);
	empty_slot(s, slot_of(s, feed->id));
	s->count--;
	feed_free(feed);
}

void
schedule_rest(struct schedule *s, struct feed *feed, int64_t due_at)
{
	feed->state = FEED_RESTING;
	feed->due_at = due_at;
	if (due_at == INT64_MAX)
		heap_remove(&s->due, &feed->due);
	else
		heap_put(&s->due, &feed->due, due_at);
}

/* Whatever it is that keeps it from being stored, its owner can't help it. */
void
schedule_rest_unstored(struct schedule *s, struct feed *feed, int64_t now_s)
{
	schedule_rest(s, feed, now_s + (UNSTORED_RETRY_S << feed->unstored));
	feed->unstored += feed->unstored < UNSTORED_DOUBLINGS;
}

void
schedule_take(struct schedule *s, struct feed *feed)
{
	heap_remove(&s->due, &feed->due);
}

struct feed *
schedule_take_due(struct schedule *s, int64_t now_s)
{
	struct heap_node *node = heap_first(&s->due);

	if (node == NULL || node->at > now_s)
		return NULL;
	heap_remove(&s->due, node);
	return HEAP_ENTRY(node, struct feed, due);
}

int64_t
schedule_next_at(const struct schedule *s)
{
	struct heap_node *node = heap_first(&s->due);

	return node != NULL ? node->at : INT64_MAX;
}

struct feed *
schedule_walk(const struct schedule *s, size_t *cursor)
{
	while (*cursor < s->slot_count) {
		struct feed *feed = s->slots[(*cursor)++];

		if (feed != NULL)
			return feed;
	}
	return NULL;
}
