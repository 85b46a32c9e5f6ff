#include "base/arena.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_FIRST = 4096, BLOCK_LARGEST = 256 * 1024, BLOCK_KEPT = 64 * 1024 };

struct block {
	struct block *older;
	size_t size;
	size_t used;
	max_align_t bytes[];
};

struct arena {
	struct block *newest;
	size_t bytes;
};

static struct block *
block_add(struct arena *a, size_t size)
{
	struct block *b = mem_resize(NULL, sizeof(*b) + size);

	b->older = a->newest;
	b->size = size;
	b->used = 0;
	a->newest = b;
	a->bytes += size;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = mem_alloc(sizeof(*a));

	block_add(a, BLOCK_FIRST);
	return a;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	while (a->newest != NULL) {
		struct block *b = a->newest;

		a->newest = b->older;
		free(b);
	}
	free(a);
}

void
arena_release(struct arena **a)
{
	arena_free(*a);
	*a = NULL;
}

/* What is cleared is filled again, as a rule, and as much: so the newest block is kept, which is the largest, unless it is a giant's own. */
void
arena_clear(struct arena *a)
{
	struct block *kept = NULL;

	while (a->newest != NULL) {
		struct block *b = a->newest;

		a->newest = b->older;
		if (kept == NULL && (b->size <= BLOCK_KEPT || b->older == NULL)) {
			kept = b;
			continue;
		}
		a->bytes -= b->size;
		free(b);
	}
	kept->older = NULL;
	kept->used = 0;
	a->newest = kept;
}

static size_t
block_size_for(const struct arena *a, size_t need)
{
	size_t size = a->newest->size * 2;

	if (size > BLOCK_LARGEST)
		size = BLOCK_LARGEST;
	return need > size ? need : size;
}

void *
arena_room(struct arena *a, size_t size)
{
	size_t need = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	struct block *b = a->newest;
	void *p;

	if (need < size)
		abort(); /* wrapped: a cap is missing */
	if (b->size - b->used < need)
		b = block_add(a, block_size_for(a, need));
	p = (char *)b->bytes + b->used;
	b->used += need;
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_room(a, size), 0, size);
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return text != NULL ? arena_strndup(a, text, strlen(text)) : NULL;
}

char *
arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_room(a, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = arena_alloc(a, len > 0 ? (size_t)len + 1 : 1);
	if (len > 0)
		vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	return text;
}

size_t
arena_bytes(const struct arena *a)
{
	return a->bytes;
}
