#include "curate/lexicon.h"

#include "base/memory.h"
#include "curate/packing.h"

#include <math.h>
#include <stdlib.h>

enum { SLOTS_FIRST = 1024, FETCH_AHEAD = 8 };

static const char mark[4] = { 'W', 'L', 'X', '1' };

struct entry {
	uint64_t stem;
	uint32_t holders; /* 0: a free slot */
	uint32_t place;   /* while frozen */
};

struct lexicon {
	struct entry *slots; /* open addressing */
	size_t slot_count;   /* a power of two, over half of it free */
	size_t word_count;
	uint32_t item_count;
	/* while frozen */
	uint64_t stamp;
	uint32_t *holders_at; /* by place, falling */
	double *rarities;     /* by place */
};

static struct lexicon *
lexicon_sized(size_t words)
{
	struct lexicon *lexicon = mem_alloc(sizeof(*lexicon));

	lexicon->slot_count = SLOTS_FIRST;
	while (lexicon->slot_count < 2 * words)
		lexicon->slot_count *= 2;
	lexicon->slots = mem_array(lexicon->slot_count, sizeof(*lexicon->slots));
	return lexicon;
}

struct lexicon *
lexicon_new(void)
{
	return lexicon_sized(0);
}

static void
thaw(struct lexicon *lexicon)
{
	lexicon->stamp = 0;
	free(lexicon->holders_at);
	free(lexicon->rarities);
	lexicon->holders_at = NULL;
	lexicon->rarities = NULL;
}

void
lexicon_free(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	thaw(lexicon);
	free(lexicon->slots);
	free(lexicon);
}

static const struct entry *
first_slot(const struct lexicon *lexicon, uint64_t stem)
{
	return &lexicon->slots[stem & (lexicon->slot_count - 1)];
}

static struct entry *
entry_of(const struct lexicon *lexicon, uint64_t stem)
{
	size_t i = stem & (lexicon->slot_count - 1);

	while (lexicon->slots[i].holders != 0 && lexicon->slots[i].stem != stem)
		i = (i + 1) & (lexicon->slot_count - 1);
	return &lexicon->slots[i];
}

static void
entry_set(struct lexicon *lexicon, uint64_t stem, uint32_t holders)
{
	struct entry *entry = entry_of(lexicon, stem);

	lexicon->word_count += entry->holders == 0;
	*entry = (struct entry) { .stem = stem, .holders = holders };
}

/* Moves all words that more than `rare` items hold into a table for `words`. */
static void
rehash(struct lexicon *lexicon, size_t words, uint32_t rare)
{
	struct lexicon *next = lexicon_sized(words);

	for (size_t i = 0; i < lexicon->slot_count; i++)
		if (lexicon->slots[i].holders > rare)
			entry_set(next, lexicon->slots[i].stem, lexicon->slots[i].holders);
	free(lexicon->slots);
	lexicon->slots = next->slots;
	lexicon->slot_count = next->slot_count;
	lexicon->word_count = next->word_count;
	free(next);
}

/* A full table loses a quarter at least: else, full of known words, it would be gone through again for each new one. */
static void
drop_rarest(struct lexicon *lexicon)
{
	for (uint32_t rare = 1; lexicon->word_count > LEXICON_WORDS_MAX / 4 * 3; rare *= 2)
		rehash(lexicon, LEXICON_WORDS_MAX, rare);
}

static void
make_room(struct lexicon *lexicon)
{
	if (lexicon->word_count >= LEXICON_WORDS_MAX)
		drop_rarest(lexicon);
	if (2 * (lexicon->word_count + 1) > lexicon->slot_count)
		rehash(lexicon, 2 * lexicon->word_count, 0);
}

static void
hold_once_more(struct lexicon *lexicon, uint64_t stem)
{
	struct entry *entry = entry_of(lexicon, stem);

	lexicon->word_count += entry->holders == 0;
	entry->stem = stem;
	entry->holders++;
}

void
lexicon_add(struct lexicon *lexicon, const struct words *words)
{
	if (lexicon->item_count == UINT32_MAX)
		return;
	lexicon->item_count++;
	thaw(lexicon);
	for (size_t i = 0; i < words->count; i++) {
		if (i + FETCH_AHEAD < words->count)
			__builtin_prefetch(first_slot(lexicon, words->list[i + FETCH_AHEAD].stem));
		make_room(lexicon);
		hold_once_more(lexicon, words->list[i].stem);
	}
}

uint32_t
lexicon_item_count(const struct lexicon *lexicon)
{
	return lexicon->item_count;
}

size_t
lexicon_word_count(const struct lexicon *lexicon)
{
	return lexicon->word_count;
}

uint32_t
lexicon_holders(const struct lexicon *lexicon, uint64_t stem)
{
	return entry_of(lexicon, stem)->holders;
}

uint32_t
lexicon_place(const struct lexicon *lexicon, uint64_t stem)
{
	const struct entry *entry = entry_of(lexicon, stem);

	if (entry->holders == 0)
		return LEXICON_NO_PLACE;
	__builtin_prefetch(&lexicon->rarities[entry->place]); /* what is asked next */
	return entry->place;
}

void
lexicon_fetch_ahead(const struct lexicon *lexicon, uint64_t stem)
{
	__builtin_prefetch(first_slot(lexicon, stem));
}

uint32_t
lexicon_holders_at(const struct lexicon *lexicon, uint32_t place)
{
	return lexicon->holders_at[place];
}

double
lexicon_rarity_at(const struct lexicon *lexicon, uint32_t place)
{
	return lexicon->rarities[place];
}

uint64_t
lexicon_stamp(const struct lexicon *lexicon)
{
	return lexicon->stamp;
}

static int
by_stem(const void *a, const void *b)
{
	uint64_t left = ((const struct entry *)a)->stem, right = ((const struct entry *)b)->stem;

	return (left > right) - (left < right);
}

static int
by_holders(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->holders != right->holders)
		return left->holders < right->holders ? 1 : -1;
	return by_stem(a, b);
}

static void
freeze(struct lexicon *lexicon, struct entry *words, uint64_t stamp)
{
	thaw(lexicon);
	lexicon->stamp = stamp;
	lexicon->holders_at = mem_array(lexicon->word_count + 1, sizeof(*lexicon->holders_at));
	lexicon->rarities = mem_array(lexicon->word_count + 1, sizeof(*lexicon->rarities));
	qsort(words, lexicon->word_count, sizeof(*words), by_holders);
	for (uint32_t i = 0; i < lexicon->word_count; i++) {
		entry_of(lexicon, words[i].stem)->place = i;
		lexicon->holders_at[i] = words[i].holders;
		lexicon->rarities[i] = log((1.0 + lexicon->item_count) / (1.0 + words[i].holders)) + 1;
	}
}

/* All words, not yet in any order. */
static struct entry *
entries_of(const struct lexicon *lexicon)
{
	struct entry *entries = mem_array(lexicon->word_count + 1, sizeof(*entries));
	size_t count = 0;

	for (size_t i = 0; i < lexicon->slot_count; i++)
		if (lexicon->slots[i].holders != 0)
			entries[count++] = lexicon->slots[i];
	return entries;
}

/* Sorted, each stem takes only its distance from the one before: 7 bytes a word instead of 12. */
void
lexicon_write(struct lexicon *lexicon, struct buffer *out)
{
	struct entry *sorted = entries_of(lexicon);
	uint64_t before = 0;

	qsort(sorted, lexicon->word_count, sizeof(*sorted), by_stem);
	pack_begin(out, mark);
	pack_count(out, lexicon->item_count);
	pack_count(out, lexicon->word_count);
	for (size_t i = 0; i < lexicon->word_count; i++) {
		pack_count(out, sorted[i].stem - before);
		pack_count(out, sorted[i].holders);
		before = sorted[i].stem;
	}
	freeze(lexicon, sorted, pack_end(out));
	free(sorted);
}

/* Reads what follows the item count; false when it makes no sense. */
static bool
read_entries(struct lexicon *lexicon, size_t count, struct unpacking *u)
{
	uint64_t stem = 0;

	for (size_t i = 0; i < count && !u->is_damaged; i++) {
		uint64_t distance = unpack_count(u, UINT64_MAX - stem);
		uint64_t holders = unpack_count(u, UINT32_MAX);

		stem += distance;
		if (distance == 0 || holders == 0)
			u->is_damaged = true;
		else
			entry_set(lexicon, stem, (uint32_t)holders);
	}
	return !u->is_damaged && u->at == u->end;
}

bool
lexicon_read(const void *bytes, size_t len, struct lexicon **out, struct err *err)
{
	struct unpacking u;
	uint64_t stamp;
	uint32_t item_count;
	size_t count;
	struct lexicon *lexicon;
	struct entry *words;

	if (!unpack_begin(&u, bytes, len, mark, &stamp, err))
		return err_wrap(err, "lexicon");
	item_count = (uint32_t)unpack_count(&u, UINT32_MAX);
	count = unpack_length(&u, 2);
	lexicon = lexicon_sized(count);
	if (!read_entries(lexicon, count, &u)) {
		lexicon_free(lexicon);
		return err_set(err, ERR_DAMAGED, "lexicon: words that were never written");
	}
	lexicon->item_count = item_count;
	words = entries_of(lexicon);
	freeze(lexicon, words, stamp);
	free(words);
	*out = lexicon;
	return true;
}
