/*
 * heap: things that come due, the earliest first. A binary heap through a
 * member of what is kept, so that any of them can be moved or taken out.
 *
 * Owns only its array. A node that is in no heap is zeroed or was taken out.
 */
#ifndef FETCH_HEAP_H
#define FETCH_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
	int64_t at;
	uint32_t place; /* in the array, counted from 1; 0: in no heap */
};

struct heap {
	struct heap_node **nodes;
	size_t count;
	size_t room;
};

#define HEAP_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

void heap_fini(struct heap *h);
/* Puts it in, or moves it when it is in already. */
void heap_put(struct heap *h, struct heap_node *node, int64_t at);
/* Of a node in no heap, does nothing. */
void heap_remove(struct heap *h, struct heap_node *node);
struct heap_node *heap_first(const struct heap *h); /* NULL when empty */

static inline bool
heap_has(const struct heap_node *node)
{
	return node->place != 0;
}

#endif
