#include "curate/lexicon.h"

#include "base/memory.h"
#include "curate/packing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * A table in the order of stems, which hash as well as anything: a stem lies
 * where its first bits say, or as soon behind as there is room. So it is found
 * in a step or two, and written down without being sorted. 40 bits of a stem
 * tell it: of a full table, one unknown word in three million is taken for another.
 */
enum {
	KEY_SHIFT = 24, /* of a stem; the rest of a slot is a number */
	NUMBER_MAX = (1 << KEY_SHIFT) - 1,
	HOMES_FIRST = 512,
	TAIL = 64, /* slots behind the last home, of which the last is always free */
	FETCH_AHEAD = 8,
	COMMON = 1024, /* words that so many items hold are few */
};

static const uint64_t key_max = UINT64_MAX >> KEY_SHIFT;
/* The former wrote whole stems. */
static const char mark[4] = { 'W', 'L', 'X', '2' }, former_mark[4] = { 'W', 'L', 'X', '1' };

struct common {
	uint32_t holders;
	uint32_t slot;
	double rarity;
};

struct lexicon {
	uint64_t *slots; /* key << KEY_SHIFT, and how many items hold it or, while frozen, place + 1; 0: free */
	size_t home_count;
	size_t word_count;
	uint32_t item_count;
	bool is_frozen;
	uint64_t stamp;
	struct common *commons; /* the first places */
	size_t common_count;
	uint16_t *holders_at;    /* of the places after those */
	double rarities[COMMON]; /* by holders */
};

static size_t
slot_count(const struct lexicon *lexicon)
{
	return lexicon->home_count + TAIL;
}

static struct lexicon *
lexicon_sized(size_t homes)
{
	struct lexicon *lexicon = mem_alloc(sizeof(*lexicon));

	lexicon->home_count = homes;
	lexicon->slots = mem_array(slot_count(lexicon), sizeof(*lexicon->slots));
	return lexicon;
}

struct lexicon *
lexicon_new(void)
{
	return lexicon_sized(HOMES_FIRST);
}

void
lexicon_free(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	free(lexicon->commons);
	free(lexicon->holders_at);
	free(lexicon->slots);
	free(lexicon);
}

/* ---- slots ---- */

static uint64_t
key_of(uint64_t stem)
{
	return stem >> KEY_SHIFT > 0 ? stem >> KEY_SHIFT : 1;
}

static uint64_t
key_at(const struct lexicon *lexicon, size_t slot)
{
	return lexicon->slots[slot] >> KEY_SHIFT;
}

static uint32_t
number_at(const struct lexicon *lexicon, size_t slot)
{
	return (uint32_t)lexicon->slots[slot] & NUMBER_MAX;
}

static void
set_number(struct lexicon *lexicon, size_t slot, uint32_t number)
{
	lexicon->slots[slot] = key_at(lexicon, slot) << KEY_SHIFT | number;
}

static size_t
home_of(const struct lexicon *lexicon, uint64_t key)
{
	return (size_t)((key >> 8) * lexicon->home_count >> 32);
}

/* Where the key is, or belongs. */
static size_t
slot_of(const struct lexicon *lexicon, uint64_t key)
{
	size_t i = home_of(lexicon, key);

	while (lexicon->slots[i] != 0 && key_at(lexicon, i) < key)
		i++;
	return i;
}

static inline void
fetch_ahead(const struct lexicon *lexicon, uint64_t stem)
{
	__builtin_prefetch(&lexicon->slots[home_of(lexicon, key_of(stem))]);
}

/* Behind all there are, at `*slot` or later. False: there is no room, which takes hashes made for it. */
static bool
append(struct lexicon *lexicon, size_t *slot, uint64_t key, uint32_t number)
{
	size_t home = home_of(lexicon, key);

	if (*slot < home)
		*slot = home;
	if (*slot + 1 >= slot_count(lexicon))
		return false;
	lexicon->slots[(*slot)++] = key << KEY_SHIFT | number;
	lexicon->word_count++;
	return true;
}

/* Makes room before `slot`. A word that finds none at the very end is not counted. */
static void
insert(struct lexicon *lexicon, size_t slot, uint64_t key)
{
	size_t end = slot;

	while (lexicon->slots[end] != 0)
		end++;
	if (end + 1 >= slot_count(lexicon))
		return;
	memmove(&lexicon->slots[slot + 1], &lexicon->slots[slot], (end - slot) * sizeof(*lexicon->slots));
	lexicon->slots[slot] = key << KEY_SHIFT | 1;
	lexicon->word_count++;
}

/* Moves all words that more than `rare` items hold. */
static void
rehash(struct lexicon *lexicon, size_t homes, uint32_t rare)
{
	struct lexicon *next = lexicon_sized(homes);
	size_t at = 0;

	for (size_t i = 0; i < slot_count(lexicon); i++)
		if (number_at(lexicon, i) > rare && !append(next, &at, key_at(lexicon, i), number_at(lexicon, i)))
			break;
	free(lexicon->slots);
	lexicon->slots = next->slots;
	lexicon->home_count = next->home_count;
	lexicon->word_count = next->word_count;
	free(next);
}

/* A full table loses a quarter at least: else, full of known words, it would be gone through again for each new one. */
static void
drop_rarest(struct lexicon *lexicon)
{
	for (uint32_t rare = 1; lexicon->word_count > LEXICON_WORDS_MAX / 4 * 3; rare *= 2)
		rehash(lexicon, lexicon->home_count, rare);
}

/* A quarter stays free. True: slots have moved. */
static bool
make_room(struct lexicon *lexicon)
{
	if (lexicon->word_count >= LEXICON_WORDS_MAX)
		drop_rarest(lexicon);
	else if (lexicon->word_count * 4 >= lexicon->home_count * 3)
		rehash(lexicon, lexicon->word_count * 5 / 3, 0);
	else
		return false;
	return true;
}

/* ---- freezing: words get places ---- */

static int
by_holders(const void *a, const void *b)
{
	const struct common *left = a, *right = b;

	if (left->holders != right->holders)
		return left->holders < right->holders ? 1 : -1;
	return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static double
rarity(const struct lexicon *lexicon, uint32_t holders)
{
	return log((1.0 + lexicon->item_count) / (1.0 + holders)) + 1;
}

/* Places the common words and finds where those of each number of holders less than that begin. */
static void
place_commons(struct lexicon *lexicon, uint32_t first[COMMON])
{
	uint32_t counts[COMMON] = { 0 }, place = 0;
	size_t used = 0;

	for (size_t i = 0; i < slot_count(lexicon); i++)
		if (number_at(lexicon, i) < COMMON)
			counts[number_at(lexicon, i)]++;
		else
			place++;
	lexicon->common_count = place;
	for (uint32_t holders = COMMON - 1; holders > 0; holders--) {
		first[holders] = place;
		place += counts[holders];
	}
	lexicon->commons = mem_array(lexicon->common_count, sizeof(*lexicon->commons));
	for (uint32_t i = 0; i < slot_count(lexicon); i++) {
		uint32_t holders = number_at(lexicon, i);

		if (holders >= COMMON)
			lexicon->commons[used++] = (struct common) { holders, i, rarity(lexicon, holders) };
	}
	qsort(lexicon->commons, lexicon->common_count, sizeof(*lexicon->commons), by_holders);
}

static void
freeze(struct lexicon *lexicon)
{
	uint32_t next[COMMON];

	place_commons(lexicon, next);
	lexicon->holders_at = mem_array(lexicon->word_count - lexicon->common_count, sizeof(*lexicon->holders_at));
	for (size_t i = 0; i < slot_count(lexicon); i++) {
		uint32_t holders = number_at(lexicon, i);

		if (holders == 0 || holders >= COMMON)
			continue;
		lexicon->holders_at[next[holders] - lexicon->common_count] = (uint16_t)holders;
		set_number(lexicon, i, ++next[holders]);
	}
	for (uint32_t i = 0; i < lexicon->common_count; i++)
		set_number(lexicon, lexicon->commons[i].slot, i + 1);
	for (uint32_t holders = 1; holders < COMMON; holders++)
		lexicon->rarities[holders] = rarity(lexicon, holders);
	lexicon->is_frozen = true;
}

uint32_t
lexicon_holders_at(const struct lexicon *lexicon, uint32_t place)
{
	return place < lexicon->common_count ? lexicon->commons[place].holders
					     : lexicon->holders_at[place - lexicon->common_count];
}

double
lexicon_rarity_at(const struct lexicon *lexicon, uint32_t place)
{
	return place < lexicon->common_count ? lexicon->commons[place].rarity
					     : lexicon->rarities[lexicon->holders_at[place - lexicon->common_count]];
}

static uint32_t
holders_of_slot(const struct lexicon *lexicon, size_t slot)
{
	uint32_t number = number_at(lexicon, slot);

	return lexicon->is_frozen && number > 0 ? lexicon_holders_at(lexicon, number - 1) : number;
}

static void
thaw(struct lexicon *lexicon)
{
	if (!lexicon->is_frozen)
		return;
	for (size_t i = 0; i < slot_count(lexicon); i++)
		set_number(lexicon, i, holders_of_slot(lexicon, i));
	free(lexicon->commons);
	free(lexicon->holders_at);
	lexicon->commons = NULL;
	lexicon->holders_at = NULL;
	lexicon->is_frozen = false;
	lexicon->stamp = 0;
}

/* ---- */

static void
count(struct lexicon *lexicon, uint64_t key)
{
	size_t slot = slot_of(lexicon, key);

	if (key_at(lexicon, slot) == key)
		lexicon->slots[slot] += number_at(lexicon, slot) < NUMBER_MAX;
	else
		insert(lexicon, make_room(lexicon) ? slot_of(lexicon, key) : slot, key);
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
			fetch_ahead(lexicon, words->list[i + FETCH_AHEAD].stem);
		count(lexicon, key_of(words->list[i].stem));
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
	size_t slot = slot_of(lexicon, key_of(stem));

	return key_at(lexicon, slot) == key_of(stem) ? holders_of_slot(lexicon, slot) : 0;
}

static inline uint32_t
place_of(const struct lexicon *lexicon, uint64_t stem)
{
	uint64_t key = key_of(stem);
	size_t slot = slot_of(lexicon, key);
	uint32_t place = number_at(lexicon, slot) - 1;

	if (key_at(lexicon, slot) != key)
		return LEXICON_NO_PLACE;
	if (place >= lexicon->common_count)
		__builtin_prefetch(&lexicon->holders_at[place - lexicon->common_count]); /* what is asked next */
	return place;
}

uint32_t
lexicon_place(const struct lexicon *lexicon, uint64_t stem)
{
	return place_of(lexicon, stem);
}

void
lexicon_places(const struct lexicon *lexicon, const struct words *words, uint32_t *out)
{
	for (size_t i = 0; i < words->count; i++) {
		if (i + FETCH_AHEAD < words->count)
			fetch_ahead(lexicon, words->list[i + FETCH_AHEAD].stem);
		out[i] = place_of(lexicon, words->list[i].stem);
	}
}

uint64_t
lexicon_stamp(const struct lexicon *lexicon)
{
	return lexicon->stamp;
}

/* ---- in bytes ---- */

/* Each key takes only its distance from the one before: 5 bytes a word instead of 8. */
void
lexicon_write(struct lexicon *lexicon, struct buffer *out)
{
	uint64_t before = 0;

	pack_begin(out, mark);
	pack_count(out, lexicon->item_count);
	pack_count(out, lexicon->word_count);
	for (size_t i = 0; i < slot_count(lexicon); i++) {
		if (lexicon->slots[i] == 0)
			continue;
		pack_count(out, key_at(lexicon, i) - before);
		pack_count(out, holders_of_slot(lexicon, i));
		before = key_at(lexicon, i);
	}
	if (!lexicon->is_frozen)
		freeze(lexicon);
	lexicon->stamp = pack_end(out);
}

/*
 * Reads what follows the item count; false when it makes no sense. What was
 * written has `shift` bits more than a key; two of those that are one key are
 * refused, as places would be others than those a model knows.
 */
static bool
read_words(struct lexicon *lexicon, size_t words, unsigned shift, struct unpacking *u)
{
	uint64_t written = 0, max = key_max << shift | ((UINT64_C(1) << shift) - 1), before = 0;
	size_t at = 0;

	for (size_t i = 0; i < words && !u->is_damaged; i++) {
		uint64_t distance = unpack_count(u, max - written);
		uint64_t holders = unpack_count(u, UINT32_MAX);
		uint64_t key = (written += distance) >> shift;

		if (holders == 0 || key == before)
			u->is_damaged = true;
		else if (!append(lexicon, &at, key, holders < NUMBER_MAX ? (uint32_t)holders : NUMBER_MAX))
			u->is_damaged = true;
		before = key;
	}
	return !u->is_damaged && u->at == u->end;
}

bool
lexicon_read(const void *bytes, size_t len, struct lexicon **out, struct err *err)
{
	struct unpacking u;
	uint64_t stamp;
	uint32_t item_count;
	size_t words;
	struct lexicon *lexicon;
	bool is_former = unpack_begin(&u, bytes, len, former_mark, &stamp, NULL);

	if (!is_former && !unpack_begin(&u, bytes, len, mark, &stamp, err))
		return err_wrap(err, "lexicon");
	item_count = (uint32_t)unpack_count(&u, UINT32_MAX);
	words = unpack_length(&u, 2);
	lexicon = lexicon_sized(words * 4 / 3 + HOMES_FIRST);
	if (words > NUMBER_MAX - 1 || !read_words(lexicon, words, is_former ? KEY_SHIFT : 0, &u)) {
		lexicon_free(lexicon);
		return err_set(err, ERR_DAMAGED, "lexicon: words that were never written");
	}
	lexicon->item_count = item_count;
	freeze(lexicon);
	lexicon->stamp = stamp;
	*out = lexicon;
	return true;
}
