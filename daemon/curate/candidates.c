#include "curate/candidates.h"

#include "base/memory.h"
#include "base/text.h"
#include "curate/feed_places.h"

#include <stdlib.h>

enum {
	BLOCK_ITEMS = 4096,
	POSTINGS = DUPLICATE_KEYS_MAX,
	HEADS_BITS_FIRST = 16, /* a bucket tells 16 bits of a key, a posting the other 16 */
	HEADS_BITS_LAST = 26,
	HEADS_LOAD = 2,
	SHARED_TITLE = 4, /* a title in common tells as much as so many keys */
	SHARED_WHOLE = 16,
	RARE_KEY = 240,
	SHARED_MIN = 100, /* one key that hardly anyone else has, or several commoner ones */
};

_Static_assert(POSTINGS == FINGERPRINT_KEYS + 3, "and title, text, address");

/* In place of a 32-bit number, so that a posting takes 6 bytes, not 8. */
struct posting {
	uint16_t next_low, next_high; /* a ref; 0 ends the chain */
	uint16_t tag;
};

struct block {
	int64_t ids[BLOCK_ITEMS];
	uint32_t times[BLOCK_ITEMS]; /* unix seconds, see time_kept */
	uint32_t feeds[BLOCK_ITEMS]; /* number in candidates->feeds */
	uint32_t older[BLOCK_ITEMS]; /* the item before it in its feed, as a place; 0: none */
	struct posting postings[BLOCK_ITEMS][POSTINGS];
	uint32_t newest; /* of times */
	uint32_t linked; /* postings in chains */
};

/* An item's place is its number in the order of arrival, from 1. A ref is place * POSTINGS + which posting. */
struct candidates {
	struct block **blocks; /* blocks[0] begins at first_block */
	size_t block_count, block_cap;
	uint32_t first_block; /* number of blocks dropped */
	uint32_t next;        /* place of the next item */
	size_t blocks_max;
	uint32_t window_s;
	uint32_t *heads;
	unsigned heads_bits;
	size_t linked; /* postings in chains, of the blocks there are */
	struct feed_places feeds;
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
	c->heads_bits = HEADS_BITS_FIRST;
	c->heads = mem_array((size_t)1 << c->heads_bits, sizeof(*c->heads));
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
	free(c->heads);
	feed_places_fini(&c->feeds);
	free(c);
}

/* ---- places, refs, keys ---- */

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

static struct posting *
posting_of(const struct candidates *c, uint32_t ref)
{
	uint32_t place = ref / POSTINGS;

	return &block_of(c, place)->postings[place % BLOCK_ITEMS][ref % POSTINGS];
}

static uint32_t
next_of(const struct posting *p)
{
	return (uint32_t)p->next_high << 16 | p->next_low;
}

static void
set_next(struct posting *p, uint32_t ref)
{
	p->next_low = (uint16_t)ref;
	p->next_high = (uint16_t)(ref >> 16);
}

static bool
is_dropped(const struct candidates *c, uint32_t ref)
{
	return ref / POSTINGS < first_place(c);
}

/* The smallest hashes of a text have their high bits in common: they are mixed anew, each kind apart. */
static uint32_t
mix(uint64_t key, uint64_t kind)
{
	uint64_t h = (key + kind * 0x632be59bd9b4e019u) * 0x9e3779b97f4a7c15u;

	h = (h ^ h >> 32) * 0xbf58476d1ce4e5b9u;
	return (uint32_t)(h >> 32);
}

static size_t
keys_of(const struct fingerprint *print, struct key out[POSTINGS])
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

static uint32_t *
head_of(const struct candidates *c, uint32_t hash)
{
	return &c->heads[hash & (((uint32_t)1 << c->heads_bits) - 1)];
}

static uint16_t
tag_of(uint32_t hash)
{
	return (uint16_t)(hash >> 16);
}

/* ---- chains ---- */

static bool
is_in_window(const struct candidates *c, uint32_t place, uint32_t time)
{
	uint32_t other = block_of(c, place)->times[place % BLOCK_ITEMS];

	return (other > time ? other - time : time - other) <= c->window_s;
}

/* On its way along the chain of a hash, collecting the items around a time, newest first. */
struct walk {
	uint32_t hash, time;
	uint32_t ref;           /* of the next posting; 0: at the end */
	struct posting *before; /* that the last step saw */
	uint32_t places[CANDIDATES_CHAIN_MAX];
	size_t count;
};

static void
fetch_ahead(const struct candidates *c, uint32_t ref)
{
	if (ref != 0 && !is_dropped(c, ref))
		__builtin_prefetch(posting_of(c, ref));
}

static void
walk_begin(const struct candidates *c, uint32_t hash, uint32_t time, struct walk *w)
{
	w->hash = hash;
	w->time = time;
	w->ref = *head_of(c, hash);
	w->before = NULL;
	w->count = 0;
	fetch_ahead(c, w->ref);
}

/* What was dropped is at the end of a chain, and is cut off. */
static void
cut_off(struct candidates *c, struct walk *w)
{
	if (w->before != NULL)
		set_next(w->before, 0);
	else
		*head_of(c, w->hash) = 0;
	w->ref = 0;
}

/* One step; false at the end. */
static bool
walk_on(struct candidates *c, struct walk *w)
{
	uint32_t place = w->ref / POSTINGS;
	struct posting *p;

	if (w->ref == 0 || w->count == CANDIDATES_CHAIN_MAX)
		return false;
	if (is_dropped(c, w->ref)) {
		cut_off(c, w);
		return false;
	}
	p = posting_of(c, w->ref);
	w->ref = next_of(p);
	fetch_ahead(c, w->ref);
	if (p->tag == tag_of(w->hash) && is_in_window(c, place, w->time))
		w->places[w->count++] = place;
	w->before = p;
	return true;
}

static bool
is_full(struct candidates *c, uint32_t hash, uint32_t time)
{
	struct walk there;

	walk_begin(c, hash, time, &there);
	while (walk_on(c, &there))
		continue;
	return there.count == CANDIDATES_CHAIN_MAX;
}

static void
link_posting(struct candidates *c, uint32_t place, uint32_t which, uint32_t hash)
{
	uint32_t ref = place * POSTINGS + which;
	struct block *b = block_of(c, place);
	struct posting *p = posting_of(c, ref);

	p->tag = tag_of(hash);
	set_next(p, *head_of(c, hash));
	*head_of(c, hash) = ref;
	b->linked++;
	c->linked++;
}

/* Parts the chain of a bucket in two by the next bit of the keys; both keep their order. */
static void
split_chain(struct candidates *c, uint32_t ref, uint32_t *heads[2])
{
	unsigned bit = c->heads_bits - HEADS_BITS_FIRST;
	struct posting *ends[2] = { NULL, NULL };

	while (ref != 0 && !is_dropped(c, ref)) {
		struct posting *p = posting_of(c, ref);
		int side = p->tag >> bit & 1;

		if (ends[side] != NULL)
			set_next(ends[side], ref);
		else
			*heads[side] = ref;
		ends[side] = p;
		ref = next_of(p);
	}
	for (int side = 0; side < 2; side++)
		if (ends[side] != NULL)
			set_next(ends[side], 0);
}

static void
widen(struct candidates *c)
{
	size_t count = (size_t)1 << c->heads_bits;
	uint32_t *wider = mem_array(count * 2, sizeof(*wider));

	for (size_t i = 0; i < count; i++) {
		uint32_t *sides[2] = { &wider[i], &wider[i + count] };

		split_chain(c, c->heads[i], sides);
	}
	free(c->heads);
	c->heads = wider;
	c->heads_bits++;
}

/* ---- feeds ---- */

size_t
candidates_of_feed(const struct candidates *c, int64_t feed_id, int64_t but_id, int64_t *out_ids, size_t max)
{
	const struct feed_place *feed = feed_places_find(&c->feeds, feed_id);
	uint32_t place = feed != NULL ? feed->newest : 0;
	size_t n = 0;

	while (place >= first_place(c) && n < max) {
		const struct block *b = block_of(c, place);

		if (b->ids[place % BLOCK_ITEMS] != but_id)
			out_ids[n++] = b->ids[place % BLOCK_ITEMS];
		place = b->older[place % BLOCK_ITEMS];
	}
	return n;
}

/* ---- items ---- */

static void
drop_oldest_block(struct candidates *c)
{
	c->linked -= c->blocks[0]->linked;
	free(c->blocks[0]);
	c->block_count--;
	c->first_block++;
	for (size_t i = 0; i < c->block_count; i++)
		c->blocks[i] = c->blocks[i + 1];
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

/* After 250 million items refs would run over: everything is forgotten once, and the window fills anew. */
static void
begin_again(struct candidates *c)
{
	empty(c);
	c->first_block = 0;
	c->next = 1;
	c->linked = 0;
	for (size_t i = 0; i < (size_t)1 << c->heads_bits; i++)
		c->heads[i] = 0;
	feed_places_clear(&c->feeds);
}

static uint32_t
take_place(struct candidates *c)
{
	if (c->next > UINT32_MAX / POSTINGS - 1)
		begin_again(c);
	if (c->next / BLOCK_ITEMS - c->first_block >= c->block_count) {
		if (c->block_count == c->blocks_max)
			drop_oldest_block(c);
		add_block(c);
	}
	return c->next++;
}

void
candidates_restore(
    struct candidates *c, int64_t id, int64_t feed_id, int64_t sorted_at, const struct duplicate_keys *keys)
{
	uint32_t place = take_place(c), feed = feed_places_number(&c->feeds, feed_id);
	struct block *b = block_of(c, place);
	uint32_t at = place % BLOCK_ITEMS;

	for (size_t i = 0; i < keys->count; i++)
		__builtin_prefetch(head_of(c, keys->list[i]), 1);
	b->ids[at] = id;
	b->times[at] = time_kept(sorted_at);
	b->feeds[at] = feed;
	b->older[at] = c->feeds.list[feed].newest;
	c->feeds.list[feed].newest = place;
	if (b->times[at] > b->newest)
		b->newest = b->times[at];
	for (uint32_t i = 0; i < keys->count; i++)
		link_posting(c, place, i, keys->list[i]);
	if (c->linked > (size_t)HEADS_LOAD << c->heads_bits && c->heads_bits < HEADS_BITS_LAST)
		widen(c);
}

void
candidates_add(struct candidates *c, const struct fingerprint *print, struct duplicate_keys *out_keys)
{
	struct key keys[POSTINGS];
	size_t count = keys_of(print, keys);

	out_keys->count = 0;
	for (size_t i = 0; i < count; i++)
		if (!is_full(c, keys[i].hash, time_kept(print->sorted_at)))
			out_keys->list[out_keys->count++] = keys[i].hash;
	candidates_restore(c, print->id, print->feed_id, print->sorted_at, out_keys);
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
collect_votes(const struct walk *walk, uint32_t weight, struct vote *out)
{
	uint32_t shared = weight * RARE_KEY / (uint32_t)(walk->count + 1);
	size_t n = 0;

	for (size_t i = walk->count == CANDIDATES_CHAIN_MAX ? walk->count - 1 : 0; i < walk->count; i++)
		out[n++] = (struct vote) { walk->places[i], shared };
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

/* At a million items every step is a miss: all chains are walked side by side, so that the misses are waited for at once. */
static void
walk_all(struct candidates *c, const struct key *keys, size_t count, uint32_t time, struct walk *walks)
{
	bool is_moving = true;

	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(head_of(c, keys[i].hash));
	for (size_t i = 0; i < count; i++)
		walk_begin(c, keys[i].hash, time, &walks[i]);
	while (is_moving) {
		is_moving = false;
		for (size_t i = 0; i < count; i++)
			is_moving |= walk_on(c, &walks[i]);
	}
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
candidates_find(struct candidates *c, const struct fingerprint *print, struct candidate out[CANDIDATES_MAX])
{
	struct vote votes[POSTINGS * CANDIDATES_CHAIN_MAX];
	struct walk walks[POSTINGS];
	struct key keys[POSTINGS];
	size_t key_count = keys_of(print, keys), count = 0, n = 0;

	walk_all(c, keys, key_count, time_kept(print->sorted_at), walks);
	for (size_t i = 0; i < key_count; i++)
		count += collect_votes(&walks[i], keys[i].shared, votes + count);
	count = sum_votes(votes, count);
	for (size_t i = 0; i < count && n < CANDIDATES_MAX && votes[i].shared >= SHARED_MIN; i++) {
		const struct block *b = block_of(c, votes[i].place);
		uint32_t at = votes[i].place % BLOCK_ITEMS;

		if (b->ids[at] == print->id || is_listed(out, n, b->ids[at]))
			continue;
		out[n++] = (struct candidate) { b->ids[at], c->feeds.list[b->feeds[at]].feed_id, votes[i].shared };
	}
	return n;
}

int64_t
candidates_first_id(const struct candidates *c)
{
	uint32_t place = first_place(c);

	return place < c->next ? block_of(c, place)->ids[place % BLOCK_ITEMS] : 0;
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
	       (sizeof(*c->heads) << c->heads_bits) + feed_places_bytes(&c->feeds);
}
