#include "curate/postings.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
	KEYS = DUPLICATE_KEYS_MAX,
	RECENT_MIN = 512, /* items */
	RECENT_SHARE =
	    48, /* of the items in the array, so many may wait outside: eight bytes a key there, four in it */
	DROPPED_SHARE = 16,
	AHEAD = 8,
	BUCKET_BITS_MIN = 8,
};

/* A key of a recent item; hash 0: it has no more. Its place is told by where it stands. */
struct link {
	uint32_t hash;
	uint32_t next; /* number of a link, from 1; 0 ends the chain */
};

/* Chains, by the first bits of the hash. */
struct recent {
	struct link *links; /* KEYS an item */
	uint32_t *heads;
	unsigned head_bits;
	uint32_t first; /* place of the first item */
	uint32_t count, max;
};

/* An entry is the rest of a hash, whose first bits are its bucket's number, and the place less the base. */
struct sorted {
	uint32_t *entries; /* by hash, then by place */
	size_t count;
	uint32_t *starts; /* of each bucket, and the end */
	unsigned bits;    /* of a bucket's number; a place takes as many in an entry */
	uint32_t base;
};

struct postings {
	struct recent recent;
	struct sorted sorted;
	uint32_t first;  /* place: those before are dropped */
	uint64_t *chain; /* working space: hash and place of what is in one */
	size_t chain_cap;
};

/* ---- what came last ---- */

static void
recent_open(struct recent *r, uint32_t first, uint32_t max)
{
	unsigned bits = BUCKET_BITS_MIN;

	if (max < RECENT_MIN)
		max = RECENT_MIN;
	while ((size_t)1 << bits < (size_t)max * KEYS / 2)
		bits++;
	*r = (struct recent) { .first = first, .max = max, .head_bits = bits };
	r->links = mem_array((size_t)max * KEYS, sizeof(*r->links));
	r->heads = mem_array((size_t)1 << bits, sizeof(*r->heads));
}

static void
recent_close(struct recent *r)
{
	free(r->links);
	free(r->heads);
}

static uint32_t *
head_of(const struct recent *r, uint32_t hash)
{
	return &r->heads[hash >> (32 - r->head_bits)];
}

static uint32_t
place_of_link(const struct recent *r, uint32_t number)
{
	return r->first + (number - 1) / KEYS;
}

/* ---- the array ---- */

static uint32_t
bucket_of(const struct sorted *s, uint32_t hash)
{
	return hash >> (32 - s->bits);
}

static uint32_t
entry_of(const struct sorted *s, uint32_t hash, uint32_t place)
{
	return hash << s->bits | (place - s->base);
}

static uint32_t
place_of_entry(const struct sorted *s, uint32_t entry)
{
	return s->base + (entry & (((uint32_t)1 << s->bits) - 1));
}

/* Bits for so many places. */
static unsigned
bits_for(uint32_t places)
{
	unsigned bits = BUCKET_BITS_MIN;

	while (bits < 31 && (uint32_t)1 << bits < places)
		bits++;
	return bits;
}

/* Leaves out what was dropped, and tells the rest by other bits and another base. */
static void
recode(struct sorted *s, uint32_t base, unsigned bits)
{
	struct sorted next = { .entries = s->entries, .bits = bits, .base = base };
	uint32_t bucket = 0;

	next.starts = mem_array(((size_t)1 << bits) + 1, sizeof(*next.starts));
	for (uint32_t b = 0; b < (uint32_t)1 << s->bits; b++) {
		uint32_t first_bits = b << (32 - s->bits);

		for (uint32_t i = s->starts[b]; i < s->starts[b + 1]; i++) {
			uint32_t place = place_of_entry(s, s->entries[i]);
			uint32_t hash = first_bits | s->entries[i] >> s->bits;

			if (place < base)
				continue;
			while (bucket < bucket_of(&next, hash))
				next.starts[++bucket] = (uint32_t)next.count;
			next.entries[next.count++] = entry_of(&next, hash, place);
		}
	}
	while (bucket < (uint32_t)1 << bits)
		next.starts[++bucket] = (uint32_t)next.count;
	free(s->starts);
	*s = next;
}

/* On its way from the end of the array, which grows, to its beginning. What is new comes in falling order. */
struct merging {
	struct sorted *s;
	size_t read;    /* entries before this one stand where they stood */
	size_t fresh;   /* entries still to come: all before are to move by so many */
	uint32_t moved; /* the buckets from this one on begin where they are to begin */
};

static void
merge_entry(struct merging *m, uint32_t bucket, uint32_t entry)
{
	uint32_t *entries = m->s->entries, *starts = m->s->starts;
	size_t at = m->read;

	if (m->moved > bucket + 1)
		at = starts[bucket + 1];
	while (m->moved > bucket + 1)
		starts[--m->moved] += (uint32_t)m->fresh;
	while (at > starts[bucket] && entries[at - 1] > entry)
		at--;
	memmove(entries + at + m->fresh, entries + at, (m->read - at) * sizeof(*entries));
	m->read = at;
	entries[at + --m->fresh] = entry;
}

/* ---- from the one to the other ---- */

/* A chain holds a few; only one that somebody made on purpose is long. */
enum { INSERTION_TO = 32 };

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void
sort_numbers(uint64_t *list, size_t count)
{
	if (count > INSERTION_TO) {
		qsort(list, count, sizeof(*list), by_number);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint64_t value = list[i];
		size_t at = i;

		for (; at > 0 && list[at - 1] > value; at--)
			list[at] = list[at - 1];
		list[at] = value;
	}
}

/* The links of a chain that were not dropped, by hash and place, in the working space. */
static size_t
sort_chain(struct postings *p, uint32_t number)
{
	const struct recent *r = &p->recent;
	size_t count = 0;

	for (; number != 0 && place_of_link(r, number) >= p->first; number = r->links[number - 1].next) {
		if (count == p->chain_cap) {
			p->chain_cap = p->chain_cap * 2 + INSERTION_TO;
			p->chain = mem_resize(p->chain, p->chain_cap * sizeof(*p->chain));
		}
		p->chain[count++] = (uint64_t)r->links[number - 1].hash << 32 | place_of_link(r, number);
	}
	sort_numbers(p->chain, count);
	return count;
}

static size_t
count_links(const struct postings *p)
{
	const struct recent *r = &p->recent;
	uint32_t gone = p->first > r->first ? p->first - r->first : 0;
	size_t count = 0;

	for (size_t i = (size_t)gone * KEYS; i < (size_t)r->count * KEYS; i++)
		count += r->links[i].hash != 0;
	return count;
}

/* Links lie anywhere: those of a chain are asked for some chains before, the first one first. */
static void
merge_recent(struct postings *p, struct merging *m)
{
	const struct recent *r = &p->recent;

	for (size_t head = (size_t)1 << r->head_bits; head-- > 0;) {
		uint32_t far = head >= 2 * AHEAD ? r->heads[head - 2 * AHEAD] : 0;
		uint32_t near = head >= AHEAD ? r->heads[head - AHEAD] : 0;
		size_t count;

		if (far != 0)
			__builtin_prefetch(&r->links[far - 1]);
		if (near != 0 && (near = r->links[near - 1].next) != 0)
			__builtin_prefetch(&r->links[near - 1]);
		count = sort_chain(p, r->heads[head]);
		while (count-- > 0) {
			uint32_t hash = (uint32_t)(p->chain[count] >> 32), place = (uint32_t)p->chain[count];

			merge_entry(m, bucket_of(m->s, hash), entry_of(m->s, hash, place));
		}
	}
}

/* What was dropped is let go of when it is a good part, or when the places would not fit into the entries. */
static void
make_fit(struct sorted *s, uint32_t first, uint32_t end)
{
	unsigned bits = bits_for(end - s->base);

	if (first - s->base > (end - first) / DROPPED_SHARE)
		recode(s, first, bits_for(end - first));
	else if (bits != s->bits)
		recode(s, s->base, bits);
}

/* In place: there is nothing larger in winnowd. */
static void
merge(struct postings *p)
{
	struct recent *r = &p->recent;
	struct sorted *s = &p->sorted;
	uint32_t end = r->first + r->count;
	struct merging m = { .s = s, .fresh = count_links(p) };

	make_fit(s, p->first, end);
	m.read = s->count;
	m.moved = ((uint32_t)1 << s->bits) + 1;
	s->count += m.fresh;
	s->entries = mem_resize(s->entries, (s->count + 1) * sizeof(*s->entries));
	merge_recent(p, &m);
	recent_close(r);
	recent_open(r, end, (end - p->first) / RECENT_SHARE);
}

/* ---- the whole ---- */

static void
open_at(struct postings *p, uint32_t place)
{
	p->first = p->sorted.base = place;
	p->sorted.bits = BUCKET_BITS_MIN;
	p->sorted.starts = mem_array(((size_t)1 << BUCKET_BITS_MIN) + 1, sizeof(*p->sorted.starts));
	recent_open(&p->recent, place, 0);
}

static void
close_all(struct postings *p)
{
	recent_close(&p->recent);
	free(p->sorted.entries);
	free(p->sorted.starts);
	p->sorted = (struct sorted) { 0 };
}

struct postings *
postings_new(void)
{
	struct postings *p = mem_alloc(sizeof(*p));

	open_at(p, 1);
	return p;
}

void
postings_free(struct postings *p)
{
	if (p == NULL)
		return;
	close_all(p);
	free(p->chain);
	free(p);
}

void
postings_clear(struct postings *p)
{
	close_all(p);
	open_at(p, 1);
}

void
postings_add(struct postings *p, uint32_t place, const struct duplicate_keys *keys)
{
	struct recent *r = &p->recent;
	uint32_t number;

	if (r->count == r->max)
		merge(p);
	r->count++;
	number = (place - r->first) * KEYS + 1;
	for (size_t i = 0; i < keys->count; i++)
		__builtin_prefetch(head_of(r, keys->list[i]), 1);
	for (size_t i = 0; i < keys->count; i++, number++) {
		uint32_t *head = head_of(r, keys->list[i]);

		if (keys->list[i] == 0)
			continue;
		r->links[number - 1] = (struct link) { keys->list[i], *head };
		*head = number;
	}
}

void
postings_drop_before(struct postings *p, uint32_t place)
{
	if (place > p->first)
		p->first = place;
}

size_t
postings_bytes(const struct postings *p)
{
	const struct recent *r = &p->recent;
	const struct sorted *s = &p->sorted;

	return sizeof(*p) + (size_t)r->max * KEYS * sizeof(*r->links) + (sizeof(*r->heads) << r->head_bits) +
	       s->count * sizeof(*s->entries) + (sizeof(*s->starts) << s->bits) + p->chain_cap * sizeof(*p->chain);
}

/* ---- looking ---- */

void
postings_fetch_ahead(const struct postings *p, uint32_t hash)
{
	__builtin_prefetch(head_of(&p->recent, hash));
	__builtin_prefetch(&p->sorted.starts[bucket_of(&p->sorted, hash)]);
}

void
postings_walk_begin(const struct postings *p, uint32_t hash, struct postings_walk *out)
{
	const struct sorted *s = &p->sorted;
	uint32_t bucket = bucket_of(s, hash);

	*out = (struct postings_walk) { hash, *head_of(&p->recent, hash), s->starts[bucket], s->starts[bucket + 1] };
	if (out->recent != 0)
		__builtin_prefetch(&p->recent.links[out->recent - 1]);
	if (out->from < out->to) {
		__builtin_prefetch(&s->entries[out->from]);
		__builtin_prefetch(&s->entries[out->to - 1]);
	}
}

static bool
next_recent(const struct recent *r, struct postings_walk *walk, uint32_t *out_place)
{
	while (walk->recent != 0) {
		const struct link *link = &r->links[walk->recent - 1];
		uint32_t place = place_of_link(r, walk->recent);

		walk->recent = link->next;
		if (link->hash != walk->hash)
			continue;
		*out_place = place;
		return true;
	}
	return false;
}

static bool
next_sorted(const struct sorted *s, struct postings_walk *walk, uint32_t *out_place)
{
	uint32_t rest = walk->hash << s->bits >> s->bits;

	while (walk->to > walk->from) {
		uint32_t entry = s->entries[--walk->to];

		if (entry >> s->bits > rest)
			continue;
		if (entry >> s->bits < rest)
			break;
		*out_place = place_of_entry(s, entry);
		return true;
	}
	return false;
}

bool
postings_walk_on(const struct postings *p, struct postings_walk *walk, uint32_t *out_place)
{
	uint32_t place;

	if (!next_recent(&p->recent, walk, &place) && !next_sorted(&p->sorted, walk, &place))
		return false;
	if (place < p->first)
		return false;
	*out_place = place;
	return true;
}
