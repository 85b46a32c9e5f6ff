#include "fetch/heap.h"

#include "base/memory.h"

#include <stdlib.h>

void
heap_fini(struct heap *h)
{
	free(h->nodes);
	*h = (struct heap) { 0 };
}

static void
settle(struct heap *h, struct heap_node *node, size_t place)
{
	h->nodes[place - 1] = node;
	node->place = (uint32_t)place;
}

static void
rise(struct heap *h, struct heap_node *node, size_t place)
{
	while (place > 1 && h->nodes[place / 2 - 1]->at > node->at) {
		settle(h, h->nodes[place / 2 - 1], place);
		place /= 2;
	}
	settle(h, node, place);
}

static void
sink(struct heap *h, struct heap_node *node, size_t place)
{
	for (size_t below = place * 2; below <= h->count; below = place * 2) {
		if (below < h->count && h->nodes[below]->at < h->nodes[below - 1]->at)
			below++;
		if (h->nodes[below - 1]->at >= node->at)
			break;
		settle(h, h->nodes[below - 1], place);
		place = below;
	}
	settle(h, node, place);
}

static void
find_place(struct heap *h, struct heap_node *node, size_t place)
{
	if (place > 1 && h->nodes[place / 2 - 1]->at > node->at)
		rise(h, node, place);
	else
		sink(h, node, place);
}

static void
make_room(struct heap *h)
{
	if (h->count < h->room)
		return;
	h->room = h->room == 0 ? 64 : h->room + h->room / 2;
	h->nodes = mem_resize(h->nodes, h->room * sizeof(struct heap_node *));
}

void
heap_put(struct heap *h, struct heap_node *node, int64_t at)
{
	node->at = at;
	if (!heap_has(node)) {
		make_room(h);
		node->place = (uint32_t)++h->count;
	}
	find_place(h, node, node->place);
}

void
heap_remove(struct heap *h, struct heap_node *node)
{
	size_t place = node->place;
	struct heap_node *last;

	if (!heap_has(node))
		return;
	node->place = 0;
	last = h->nodes[--h->count];
	if (last != node)
		find_place(h, last, place);
}

struct heap_node *
heap_first(const struct heap *h)
{
	return h->count > 0 ? h->nodes[0] : NULL;
}
