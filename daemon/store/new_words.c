#include "store/new_words.h"

#include "base/memory.h"
#include "store/postings.h"
#include "store/tokenizer.h"

#define XXH_INLINE_ALL
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
	SLOTS_FIRST = 1 << 12,
	LONGEST = 32768, /* FTS5 cuts a word there */
	ALIGNMENT = 4,
	WAITING = 32,
};

/* A word, once. Its number is where it stands in `words`. */
struct entry {
	uint32_t hash;
	uint32_t places; /* while they are sorted: where its next one belongs */
	uint32_t len;
	char word[]; /* the mark before it */
};

struct item {
	int64_t id;
	bool is_left_out;
	size_t bytes;                    /* of this item's and former texts */
	uint32_t from;                   /* in `said` */
	uint32_t ends[SEARCHED_COLUMNS]; /* there */
};

/* Words that were read and are yet to be looked up: what that takes of memory is asked for beforehand. */
struct waiting {
	struct {
		uint32_t hash;
		uint32_t len;
	} list[WAITING];
	size_t count;
	struct buffer words; /* one behind the other */
};

struct new_words {
	struct tokenizer tokenizer;
	struct waiting waiting;
	uint64_t seed; /* so that nobody knows which words fall on one place */
	struct buffer words;
	size_t word_count;
	uint32_t *slots; /* numbers of words, by hash; 0: free */
	size_t slot_count;
	uint32_t *said; /* numbers of words */
	size_t said_count, said_cap;
	struct item *items;
	size_t item_count, item_cap;
	void *room; /* to sort in: got and given back for each commit it would be page faults */
	size_t room_bytes;
};

static void
open_slots(struct new_words *w, size_t count)
{
	w->slot_count = count;
	w->slots = mem_array(count, sizeof(*w->slots));
}

/* No word has the number 0. */
static void
forget_words(struct new_words *w)
{
	static const char nothing[ALIGNMENT];

	buffer_cut(&w->words, 0);
	buffer_add(&w->words, nothing, sizeof(nothing));
	memset(w->slots, 0, w->slot_count * sizeof(*w->slots));
	w->word_count = 0;
}

struct new_words *
new_words_new(sqlite3 *db)
{
	struct new_words *w = mem_alloc(sizeof(*w));

	open_slots(w, SLOTS_FIRST);
	forget_words(w);
	sqlite3_randomness(sizeof(w->seed), &w->seed);
	if (tokenizer_init(&w->tokenizer, db))
		return w;
	new_words_free(w);
	return NULL;
}

void
new_words_free(struct new_words *w)
{
	if (w == NULL)
		return;
	tokenizer_fini(&w->tokenizer);
	buffer_fini(&w->waiting.words);
	buffer_fini(&w->words);
	free(w->slots);
	free(w->said);
	free(w->items);
	free(w->room);
	free(w);
}

size_t
new_words_items(const struct new_words *w)
{
	return w->item_count;
}

size_t
new_words_bytes(const struct new_words *w)
{
	return w->item_count > 0 ? w->items[w->item_count - 1].bytes : 0;
}

static uint32_t
said_after(const struct new_words *w, size_t items)
{
	return items > 0 ? w->items[items - 1].ends[SEARCHED_COLUMNS - 1] : 0;
}

/* Words that nobody says any more are harmless, and go with the rest. */
void
new_words_cut(struct new_words *w, size_t items)
{
	if (items >= w->item_count)
		return;
	w->item_count = items;
	w->said_count = said_after(w, items);
	if (items == 0)
		forget_words(w);
}

/* ---- a word ---- */

static struct entry *
entry_at(const struct new_words *w, uint32_t number)
{
	return (struct entry *)(void *)(w->words.data + number);
}

/* Where the next one stands. */
static uint32_t
next_of(const struct entry *e, uint32_t number)
{
	size_t bytes = sizeof(*e) + e->len;

	return number + (uint32_t)((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

static uint32_t *
free_slot(const struct new_words *w, uint32_t hash)
{
	size_t at = hash & (w->slot_count - 1);

	while (w->slots[at] != 0)
		at = (at + 1) & (w->slot_count - 1);
	return &w->slots[at];
}

static void
widen(struct new_words *w)
{
	free(w->slots);
	open_slots(w, w->slot_count * 2);
	for (uint32_t n = ALIGNMENT; n < w->words.len; n = next_of(entry_at(w, n), n))
		*free_slot(w, entry_at(w, n)->hash) = n;
}

static uint32_t
add_entry(struct new_words *w, uint32_t hash, const char *word, size_t len)
{
	uint32_t number = (uint32_t)w->words.len;
	struct entry *e;

	buffer_reserve(&w->words, sizeof(*e) + len + 1 + ALIGNMENT);
	e = entry_at(w, number);
	*e = (struct entry) { .hash = hash, .len = (uint32_t)len + 1 };
	e->word[0] = POSTINGS_MARK;
	memcpy(e->word + 1, word, len);
	w->words.len = next_of(e, number);
	if (++w->word_count * 2 > w->slot_count)
		widen(w);
	return number;
}

static uint32_t
number_of(struct new_words *w, uint32_t hash, const char *word, size_t len)
{
	size_t at = hash & (w->slot_count - 1);

	for (; w->slots[at] != 0; at = (at + 1) & (w->slot_count - 1)) {
		const struct entry *e = entry_at(w, w->slots[at]);

		if (e->hash == hash && e->len == len + 1 && memcmp(e->word + 1, word, len) == 0)
			return w->slots[at];
	}
	w->slots[at] = (uint32_t)w->words.len;
	return add_entry(w, hash, word, len);
}

static void
make_room(struct new_words *w, size_t count)
{
	if (w->said_count + count <= w->said_cap)
		return;
	w->said_cap = w->said_cap > 0 ? w->said_cap * 2 : SLOTS_FIRST;
	w->said = mem_resize(w->said, w->said_cap * sizeof(*w->said));
}

static void
look_up(struct new_words *w)
{
	struct waiting *l = &w->waiting;
	const char *word = l->words.data;

	for (size_t i = 0; i < l->count; i++)
		__builtin_prefetch(w->words.data + w->slots[l->list[i].hash & (w->slot_count - 1)]);
	make_room(w, l->count);
	for (size_t i = 0; i < l->count; i++) {
		w->said[w->said_count++] = number_of(w, l->list[i].hash, word, l->list[i].len);
		word += l->list[i].len;
	}
	l->count = 0;
	buffer_cut(&l->words, 0);
}

static int
on_word(void *context, int flags, const char *word, int given, int start, int end)
{
	struct new_words *w = context;
	struct waiting *l = &w->waiting;
	size_t len = given < LONGEST ? (size_t)given : LONGEST;
	uint32_t hash = (uint32_t)XXH3_64bits_withSeed(word, len, w->seed);

	(void)flags;
	(void)start;
	(void)end;
	__builtin_prefetch(&w->slots[hash & (w->slot_count - 1)]);
	l->list[l->count].hash = hash;
	l->list[l->count++].len = (uint32_t)len;
	buffer_add(&l->words, word, len);
	if (l->count == WAITING)
		look_up(w);
	return SQLITE_OK;
}

/* ---- an item ---- */

static struct item *
next_item(struct new_words *w)
{
	if (w->item_count == w->item_cap) {
		w->item_cap = w->item_cap > 0 ? w->item_cap * 2 : 64;
		w->items = mem_resize(w->items, w->item_cap * sizeof(*w->items));
	}
	return &w->items[w->item_count];
}

bool
new_words_add(struct new_words *w, int64_t id, const struct searched *texts)
{
	struct item *item = next_item(w);

	if (w->item_count > 0 && item[-1].id >= id)
		return false;
	*item = (struct item) { .id = id, .from = (uint32_t)w->said_count, .bytes = new_words_bytes(w) };
	for (size_t i = 0; i < SEARCHED_COLUMNS; i++) {
		const char *text = texts->columns[i];
		size_t len = text != NULL ? strlen(text) : 0;
		bool is_read = len == 0 || tokenizer_read(&w->tokenizer, FTS5_TOKENIZE_DOCUMENT, text, len, on_word, w);

		look_up(w);
		if (!is_read) {
			w->said_count = item->from;
			return false;
		}
		item->bytes += len;
		item->ends[i] = (uint32_t)w->said_count;
	}
	w->item_count++;
	return true;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = ((const struct item *)b)->id;

	return (x > y) - (x < y);
}

void
new_words_forget(struct new_words *w, int64_t id)
{
	struct item *item = bsearch(&id, w->items, w->item_count, sizeof(*w->items), compare_ids);

	if (item != NULL)
		item->is_left_out = true;
}

int64_t
new_words_item(const struct new_words *w, size_t at, uint32_t out_counts[SEARCHED_COLUMNS])
{
	const struct item *item = &w->items[at];
	uint32_t from = item->from;

	for (size_t i = 0; i < SEARCHED_COLUMNS; i++) {
		out_counts[i] = item->ends[i] - from;
		from = item->ends[i];
	}
	return item->is_left_out ? 0 : item->id;
}

/* ---- words in their order ---- */

/* Good until the next is asked for. */
static void *
room_for(struct new_words *w, size_t count, size_t size)
{
	if (w->room_bytes < count * size) {
		free(w->room);
		w->room_bytes = count * size;
		w->room = mem_array(count, size);
	}
	return w->room;
}

/* Most words are told from others by the eight bytes that they begin with. */
struct key {
	uint64_t start;
	uint32_t number;
};

static uint64_t
start_of(const struct entry *e)
{
	uint64_t start = 0;
	size_t len = e->len - 1 < sizeof(start) ? e->len - 1 : sizeof(start);

	memcpy(&start, e->word + 1, len);
	return be64toh(start);
}

/* By bytes, the last one first; there is an even number of them, so it ends where it began. */
static void
sort_by_start(struct key *keys, struct key *spare, size_t count)
{
	for (int shift = 0; shift < 64; shift += 8) {
		size_t places[256] = { 0 }, sum = 0;
		struct key *swap = keys;

		for (size_t i = 0; i < count; i++)
			places[keys[i].start >> shift & 0xff]++;
		for (size_t i = 0; i < COUNT_OF(places); i++) {
			size_t here = places[i];

			places[i] = sum;
			sum += here;
		}
		for (size_t i = 0; i < count; i++)
			spare[places[keys[i].start >> shift & 0xff]++] = keys[i];
		keys = spare;
		spare = swap;
	}
}

static int
compare_whole(const void *a, const void *b, void *context)
{
	const struct entry *x = entry_at(context, ((const struct key *)a)->number);
	const struct entry *y = entry_at(context, ((const struct key *)b)->number);
	int order = memcmp(x->word, y->word, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static void
sort_those_that_start_alike(struct new_words *w, struct key *keys)
{
	for (size_t i = 0, run; i < w->word_count; i += run) {
		for (run = 1; i + run < w->word_count && keys[i + run].start == keys[i].start;)
			run++;
		if (run > 1)
			qsort_r(keys + i, run, sizeof(*keys), compare_whole, w);
	}
}

/* To be freed. */
static uint32_t *
words_in_order(struct new_words *w)
{
	struct key *keys = room_for(w, 2 * w->word_count, sizeof(*keys));
	uint32_t *order = mem_array(w->word_count, sizeof(*order));
	size_t count = 0;

	for (uint32_t n = ALIGNMENT; n < w->words.len; n = next_of(entry_at(w, n), n))
		keys[count++] = (struct key) { start_of(entry_at(w, n)), n };
	sort_by_start(keys, keys + count, count);
	sort_those_that_start_alike(w, keys);
	for (size_t i = 0; i < count; i++)
		order[i] = keys[i].number;
	return order;
}

/* ---- where they stand ---- */

struct place {
	uint32_t at; /* in `said` */
	uint32_t item;
};

static uint32_t
end_of(const struct item *item)
{
	return item->is_left_out ? item->from : item->ends[SEARCHED_COLUMNS - 1];
}

/* Each word's place in the list of all is the beginning of what it gets there. */
static void
reserve_places(struct new_words *w, const uint32_t *order)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < w->word_count; i++)
		entry_at(w, order[i])->places = 0;
	for (size_t i = 0; i < w->item_count; i++)
		for (uint32_t at = w->items[i].from; at < end_of(&w->items[i]); at++)
			entry_at(w, w->said[at])->places++;
	for (size_t i = 0; i < w->word_count; i++) {
		struct entry *e = entry_at(w, order[i]);
		uint32_t here = e->places;

		e->places = sum;
		sum += here;
	}
}

/* By word, in the room. Afterwards a word's number of places is the end of those it has. */
static struct place *
sort_places(struct new_words *w, const uint32_t *order)
{
	struct place *places = room_for(w, w->said_count, sizeof(*places));

	reserve_places(w, order);
	for (uint32_t i = 0; i < w->item_count; i++)
		for (uint32_t at = w->items[i].from; at < end_of(&w->items[i]); at++)
			places[entry_at(w, w->said[at])->places++] = (struct place) { at, i };
	return places;
}

/* A position list: each column but the first begins with a 1 and its number; then distances, and 2. */
static void
list_places(const struct item *item, const struct place *places, size_t count, struct buffer *out)
{
	uint32_t column = 0, begins = item->from, last = 0;
	uint8_t *to;

	buffer_cut(out, 0);
	buffer_reserve(out, (count + SEARCHED_COLUMNS) * INDEX_BYTES_LONGEST);
	to = (uint8_t *)out->data;
	for (size_t i = 0; i < count; i++) {
		uint32_t before = column;

		while (places[i].at >= item->ends[column])
			begins = item->ends[column++];
		if (column != before) {
			*to++ = 1;
			*to++ = (uint8_t)column;
			last = 0;
		}
		to = index_bytes_write(to, places[i].at - begins - last + 2);
		last = places[i].at - begins;
	}
	out->len = (size_t)(to - (uint8_t *)out->data);
}

static bool
write_items(const struct new_words *w, const struct place *places, size_t count, struct buffer *room,
    struct word_writer *out, struct err *err)
{
	for (size_t i = 0, run; i < count; i += run) {
		const struct item *item = &w->items[places[i].item];

		for (run = 1; i + run < count && places[i + run].item == places[i].item;)
			run++;
		list_places(item, places + i, run, room);
		if (!word_writer_item(out, item->id, (const uint8_t *)room->data, room->len, err))
			return false;
	}
	return true;
}

static bool
write_words(
    struct new_words *w, const uint32_t *order, const struct place *places, struct word_writer *out, struct err *err)
{
	BUFFER room = { 0 };
	size_t from = 0;

	for (size_t i = 0; i < w->word_count; i++) {
		const struct entry *e = entry_at(w, order[i]);
		size_t count = e->places - from;

		if (count > 0 && (!word_writer_word(out, e->word, e->len, err) ||
				     !write_items(w, places + from, count, &room, out, err)))
			return false;
		from = e->places;
	}
	return true;
}

bool
new_words_write(struct new_words *w, struct word_writer *out, struct err *err)
{
	uint32_t *order = words_in_order(w);
	bool is_good = write_words(w, order, sort_places(w, order), out, err);

	free(order);
	return is_good;
}
