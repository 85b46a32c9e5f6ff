#include "curate/frequency.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BITS = 4, LINE_COUNTERS = 1 << LINE_BITS };

/* A cache line: the current span's counters, then the former's. */
struct line {
	uint16_t counters[2][LINE_COUNTERS];
};

struct frequency {
	struct line *lines;
	size_t line_count;
	unsigned shift; /* a line's number is the hash's high bits: sorted hashes walk the table in order */
	int current;    /* which half counts now */
	int64_t span;   /* of the newest id */
	uint64_t items[2];
};

struct frequency *
frequency_new(unsigned bits)
{
	struct frequency *f = mem_alloc(sizeof(*f));

	f->line_count = ((size_t)1 << bits) / LINE_COUNTERS;
	f->shift = 32 - (bits - LINE_BITS);
	f->lines = mem_array(f->line_count, sizeof(*f->lines));
	return f;
}

void
frequency_free(struct frequency *f)
{
	if (f == NULL)
		return;
	free(f->lines);
	free(f);
}

static void
forget(struct frequency *f, int half)
{
	for (size_t i = 0; i < f->line_count; i++)
		memset(f->lines[i].counters[half], 0, sizeof(f->lines[i].counters[half]));
	f->items[half] = 0;
}

void
frequency_turn(struct frequency *f, int64_t id)
{
	int64_t span = id / FREQUENCY_SPAN;

	if (span > f->span) {
		if (span > f->span + 1)
			forget(f, f->current);
		f->current = 1 - f->current;
		forget(f, f->current);
		f->span = span;
	}
	f->items[f->current]++;
}

int64_t
frequency_begins(int64_t id)
{
	return id < FREQUENCY_SPAN ? 0 : (id / FREQUENCY_SPAN - 1) * FREQUENCY_SPAN;
}

/* The two counters of a hash: places in its line. */
static void
places(uint32_t hash, unsigned *out_first, unsigned *out_second)
{
	uint32_t mixed = hash * 0x9e3779b1u;

	*out_first = mixed >> 28;
	*out_second = (*out_first + 1 + (mixed >> 20 & 0xff) % (LINE_COUNTERS - 1)) % LINE_COUNTERS;
}

static uint32_t
smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void
frequency_count(struct frequency *f, uint32_t hash)
{
	uint16_t *counters = f->lines[hash >> f->shift].counters[f->current];
	unsigned a, b;
	uint32_t low;

	places(hash, &a, &b);
	low = smaller(counters[a], counters[b]);
	if (low == UINT16_MAX)
		return;
	if (counters[a] == low)
		counters[a]++;
	if (counters[b] == low)
		counters[b]++;
}

void
frequency_fetch_ahead(const struct frequency *f, uint32_t hash)
{
	__builtin_prefetch(&f->lines[hash >> f->shift]);
}

uint32_t
frequency_of(const struct frequency *f, uint32_t hash)
{
	const struct line *line = &f->lines[hash >> f->shift];
	unsigned a, b;

	places(hash, &a, &b);
	return smaller(line->counters[0][a], line->counters[0][b]) +
	       smaller(line->counters[1][a], line->counters[1][b]);
}

uint64_t
frequency_items(const struct frequency *f)
{
	return f->items[0] + f->items[1];
}

size_t
frequency_bytes(const struct frequency *f)
{
	return sizeof(*f) + f->line_count * sizeof(*f->lines);
}
