#include "curate/candidates.h"

#include "base/memory.h"
#include "curate/postings.h"

#include <stdlib.h>

enum {
	BLOCK_ITEMS = 4096,
	KEYS = DUPLICATE_KEYS_MAX,
	SHARED_TITLE = 4, /* a title in common tells as much as so many keys */
	SHARED_WHOLE = 16,
	RARE_KEY = 240,
	SHARED_MIN = 100, /* one key that hardly anyone else has, or several commoner ones */
};

_Static_assert(KEYS == FINGERPRINT_KEYS + 3, "and title, text, address");

struct block {
	int64_t base;                /* the first item's id */
	int32_t ids[BLOCK_ITEMS];    /* less the base: half the memory; ID_LOST: too far from it */
	uint32_t times[BLOCK_ITEMS]; /* unix seconds, see time_kept */
	uint32_t newest;             /* of times */
};

enum { ID_LOST = INT32_MIN };

/* An item's place is its number in the order of arrival, from 1. */
struct candidates {
	struct block **blocks; /* blocks[0] begins at first_block */
	size_t block_count, block_cap;
	uint32_t first_block; /* number of blocks dropped */
	uint32_t next;        /* place of the next item */
	size_t blocks_max;
	uint32_t window_s;
	struct postings *postings;
};

struct vote {
	uint32_t place;
	uint32_t shared;
};

struct key {
	uint32_t hash;
	uint32_t shared; /* what having it in common counts */
};

/* Seconds that fit 32 bits; times before 1970 are 0. */
static uint32_t
time_kept(int64_t at)
{
	return at < 0 ? 0 : at > UINT32_MAX ? UINT32_MAX : (uint32_t)at;
}

struct candidates *
candidates_new(size_t items_max, int64_t window_s)
{
	struct candidates *c = mem_alloc(sizeof(*c));

	c->blocks_max = items_max / BLOCK_ITEMS + 2; /* the first and the last are not full */
	c->window_s = time_kept(window_s);
	c->next = 1;
	c->postings = postings_new();
	return c;
}

static void
empty(struct candidates *c)
{
	for (size_t i = 0; i < c->block_count; i++)
		free(c->blocks[i]);
	c->block_count = 0;
}

void
candidates_free(struct candidates *c)
{
	if (c == NULL)
		return;
	empty(c);
	free(c->blocks);
	postings_free(c->postings);
	free(c);
}

/* ---- places, keys ---- */

static uint32_t
first_place(const struct candidates *c)
{
	return c->first_block == 0 ? 1 : c->first_block * BLOCK_ITEMS;
}

static struct block *
block_of(const struct candidates *c, uint32_t place)
{
	return c->blocks[place / BLOCK_ITEMS - c->first_block];
}

static void
put_id(struct block *b, uint32_t at, int64_t id)
{
	int64_t offset = 0;

	if (b->base == 0)
		b->base = id;
	if (__builtin_sub_overflow(id, b->base, &offset) || offset <= ID_LOST || offset > INT32_MAX)
		offset = ID_LOST;
	b->ids[at] = (int32_t)offset;
}

/* 0, which nobody has, when it was lost. */
static int64_t
id_at(const struct candidates *c, uint32_t place)
{
	const struct block *b = block_of(c, place);
	int32_t offset = b->ids[place % BLOCK_ITEMS];

	return offset == ID_LOST ? 0 : b->base + offset;
}

/* The smallest hashes of a text have their high bits in common: they are mixed anew, each kind apart. */
static uint32_t
mix(uint64_t key, uint64_t kind)
{
	uint64_t h = (key + kind * 0x632be59bd9b4e019u) * 0x9e3779b97f4a7c15u;

	h = (h ^ h >> 32) * 0xbf58476d1ce4e5b9u;
	return h >> 32 != 0 ? (uint32_t)(h >> 32) : 1;
}

static size_t
keys_of(const struct fingerprint *print, struct key out[KEYS])
{
	size_t n = 0;

	for (size_t i = 0; i < print->key_count; i++)
		out[n++] = (struct key) { mix(print->keys[i], 0), 1 };
	if (print->title_key != 0)
		out[n++] = (struct key) { mix(print->title_key, 1), SHARED_TITLE };
	if (print->text_key != 0)
		out[n++] = (struct key) { mix(print->text_key, 2), SHARED_WHOLE };
	if (print->url_key != 0)
		out[n++] = (struct key) { mix(print->url_key, 3), SHARED_WHOLE };
	return n;
}

/* ---- who has a key ---- */

static bool
is_in_window(const struct candidates *c, uint32_t place, uint32_t time)
{
	uint32_t other = block_of(c, place)->times[place % BLOCK_ITEMS];

	return (other > time ? other - time : time - other) <= c->window_s;
}

/* Items around a time that have a key, newest first. */
struct holders {
	uint32_t places[CANDIDATES_CHAIN_MAX];
	size_t count;
};

static void
gather(const struct candidates *c, struct postings_walk *walk, uint32_t time, struct holders *out)
{
	uint32_t place;

	out->count = 0;
	while (out->count < CANDIDATES_CHAIN_MAX && postings_walk_on(c->postings, walk, &place))
		if (is_in_window(c, place, time))
			out->places[out->count++] = place;
}

/* At a million items every step is a miss: all keys are looked up side by side, so that the misses are waited for at once. */
static void
gather_all(const struct candidates *c, const struct key *keys, size_t count, uint32_t time, struct holders *out)
{
	struct postings_walk walks[KEYS];

	for (size_t i = 0; i < count; i++)
		postings_fetch_ahead(c->postings, keys[i].hash);
	for (size_t i = 0; i < count; i++)
		postings_walk_begin(c->postings, keys[i].hash, &walks[i]);
	for (size_t i = 0; i < count; i++)
		gather(c, &walks[i], time, &out[i]);
}

/* ---- items ---- */

static void
drop_oldest_block(struct candidates *c)
{
	free(c->blocks[0]);
	c->block_count--;
	c->first_block++;
	for (size_t i = 0; i < c->block_count; i++)
		c->blocks[i] = c->blocks[i + 1];
	postings_drop_before(c->postings, first_place(c));
}

static void
add_block(struct candidates *c)
{
	if (c->block_count == c->block_cap) {
		c->block_cap = c->block_cap * 2 + 8;
		c->blocks = mem_resize(c->blocks, c->block_cap * sizeof(struct block *));
	}
	c->blocks[c->block_count++] = mem_alloc(sizeof(struct block));
}

/* After four billion items places would run over: everything is forgotten once, and the window fills anew. */
static void
begin_again(struct candidates *c)
{
	empty(c);
	c->first_block = 0;
	c->next = 1;
	postings_clear(c->postings);
}

static uint32_t
take_place(struct candidates *c)
{
	if (c->next == UINT32_MAX)
		begin_again(c);
	if (c->next / BLOCK_ITEMS - c->first_block >= c->block_count) {
		if (c->block_count == c->blocks_max)
			drop_oldest_block(c);
		add_block(c);
	}
	return c->next++;
}

void
candidates_restore(struct candidates *c, int64_t id, int64_t sorted_at, const struct duplicate_keys *keys)
{
	uint32_t place = take_place(c), at = place % BLOCK_ITEMS;
	struct block *b = block_of(c, place);

	put_id(b, at, id);
	b->times[at] = time_kept(sorted_at);
	if (b->times[at] > b->newest)
		b->newest = b->times[at];
	postings_add(c->postings, place, keys);
}

void
candidates_add(struct candidates *c, const struct fingerprint *print, struct duplicate_keys *out_keys)
{
	struct holders others[KEYS];
	struct key keys[KEYS];
	size_t count = keys_of(print, keys);

	gather_all(c, keys, count, time_kept(print->sorted_at), others);
	out_keys->count = 0;
	for (size_t i = 0; i < count; i++)
		if (others[i].count < CANDIDATES_CHAIN_MAX)
			out_keys->list[out_keys->count++] = keys[i].hash;
	candidates_restore(c, print->id, print->sorted_at, out_keys);
}

void
candidates_drop_before(struct candidates *c, int64_t time)
{
	while (c->block_count > 1 && c->blocks[0]->newest < time_kept(time))
		drop_oldest_block(c);
}

/* ---- finding ---- */

static int
by_place(const void *a, const void *b)
{
	uint32_t x = ((const struct vote *)a)->place, y = ((const struct vote *)b)->place;

	return x < y ? -1 : x > y;
}

/* More in common first, then who was there first. */
static int
by_shared(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;

	return x->shared != y->shared ? (x->shared > y->shared ? -1 : 1) : by_place(a, b);
}

/* A key counts the more the fewer have it; a full chain speaks for its first item only. */
static size_t
collect_votes(const struct holders *h, uint32_t weight, struct vote *out)
{
	uint32_t shared = weight * RARE_KEY / (uint32_t)(h->count + 1);
	size_t n = 0;

	for (size_t i = h->count == CANDIDATES_CHAIN_MAX ? h->count - 1 : 0; i < h->count; i++)
		out[n++] = (struct vote) { h->places[i], shared };
	return n;
}

static size_t
sum_votes(struct vote *votes, size_t count)
{
	size_t n = 0;

	qsort(votes, count, sizeof(*votes), by_place);
	for (size_t i = 0; i < count; i++) {
		if (n > 0 && votes[n - 1].place == votes[i].place)
			votes[n - 1].shared += votes[i].shared;
		else
			votes[n++] = votes[i];
	}
	qsort(votes, n, sizeof(*votes), by_shared);
	return n;
}

static bool
is_listed(const struct candidate *list, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].id == id)
			return true;
	return false;
}

size_t
candidates_find(const struct candidates *c, const struct fingerprint *print, struct candidate out[CANDIDATES_MAX])
{
	struct vote votes[KEYS * CANDIDATES_CHAIN_MAX];
	struct holders holders[KEYS];
	struct key keys[KEYS];
	size_t key_count = keys_of(print, keys), count = 0, n = 0;

	gather_all(c, keys, key_count, time_kept(print->sorted_at), holders);
	for (size_t i = 0; i < key_count; i++)
		count += collect_votes(&holders[i], keys[i].shared, votes + count);
	count = sum_votes(votes, count);
	for (size_t i = 0; i < count && n < CANDIDATES_MAX && votes[i].shared >= SHARED_MIN; i++) {
		int64_t id = id_at(c, votes[i].place);

		if (id != 0 && id != print->id && !is_listed(out, n, id))
			out[n++] = (struct candidate) { id, votes[i].shared };
	}
	return n;
}

int64_t
candidates_first_id(const struct candidates *c)
{
	uint32_t place = first_place(c);

	return place < c->next ? id_at(c, place) : 0;
}

size_t
candidates_items(const struct candidates *c)
{
	return c->next - first_place(c);
}

size_t
candidates_bytes(const struct candidates *c)
{
	return sizeof(*c) + c->block_count * sizeof(struct block) + c->block_cap * sizeof(struct block *) +
	       postings_bytes(c->postings);
}
