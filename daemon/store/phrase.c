#include "store/phrase.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 64, COLUMN_SHIFT = 32 };

/* Where the phrase may begin in each of the items that have all its words, as the words read so far have it. */
struct starts {
	int64_t from;
	uint64_t *bits;  /* the items that it may be in still */
	uint64_t *found; /* of these, by the word that is being read */
	uint64_t *items; /* all there were */
	size_t *ranks;   /* how many come before each 64 of them */
	struct span {
		size_t at, count; /* of `list`, in order */
	} * spans;                /* of each of all items */
	uint64_t *list;
	size_t count, cap;
	size_t offset; /* of the word that is being read */
	unsigned columns;
	bool is_first;
};

static void
starts_fini(struct starts *s)
{
	free(s->found);
	free(s->items);
	free(s->ranks);
	free(s->spans);
	free(s->list);
}

static void
starts_init(struct starts *s, uint64_t *bits, size_t words)
{
	size_t count = 0;

	s->bits = bits;
	s->found = mem_array(words, sizeof(*s->found));
	s->items = mem_array(words, sizeof(*s->items));
	s->ranks = mem_array(words, sizeof(*s->ranks));
	memcpy(s->items, bits, words * sizeof(*bits));
	for (size_t i = 0; i < words; i++) {
		s->ranks[i] = count;
		count += (size_t)__builtin_popcountll(bits[i]);
	}
	s->spans = mem_array(count, sizeof(*s->spans));
}

/* ---- places ---- */

/* A column and the number of a word in it; FTS5 tells the number less the one before, and 2 more. */
struct places {
	struct index_bytes bytes;
	uint64_t column, number;
};

static bool
next_place(struct places *p, uint64_t *out)
{
	uint64_t read;

	for (;;) {
		if (!index_bytes_read(&p->bytes, &read))
			return false;
		if (read != 1)
			break;
		if (!index_bytes_read(&p->bytes, &p->column) || p->column >= BITS / 2)
			return false;
		p->number = 0;
	}
	p->number += read - 2;
	*out = p->column << COLUMN_SHIFT | (uint32_t)p->number;
	return true;
}

/* The next place where the phrase would begin. */
static bool
next_start(const struct starts *s, struct places *p, uint64_t *out)
{
	uint64_t place;

	while (next_place(p, &place))
		if ((uint32_t)place >= s->offset && (s->columns == 0 || (s->columns >> p->column & 1) != 0)) {
			*out = place - s->offset;
			return true;
		}
	return false;
}

static void
add_start(struct starts *s, struct span *span, uint64_t start)
{
	if (s->count == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 1024;
		s->list = mem_resize(s->list, s->cap * sizeof(*s->list));
	}
	s->list[s->count++] = start;
	span->count++;
}

/* Keeps those that this word has, too. */
static void
keep_starts(const struct starts *s, struct span *span, struct places *p)
{
	uint64_t *list = s->list + span->at, start = 0;
	size_t kept = 0;
	bool has = next_start(s, p, &start);

	for (size_t i = 0; i < span->count && has;) {
		if (list[i] == start)
			list[kept++] = start;
		if (list[i] <= start)
			i++;
		else
			has = next_start(s, p, &start);
	}
	span->count = kept;
}

static void
on_places(void *context, int64_t id, struct index_bytes bytes)
{
	struct starts *s = context;
	size_t at = (size_t)(id - s->from);
	uint64_t bit = UINT64_C(1) << (at % BITS), start;
	struct places places = { .bytes = bytes };
	struct span *span;

	span = &s->spans[s->ranks[at / BITS] + (size_t)__builtin_popcountll(s->items[at / BITS] & (bit - 1))];
	if (s->is_first)
		for (span->at = s->count; next_start(s, &places, &start);)
			add_start(s, span, start);
	else
		keep_starts(s, span, &places);
	if (span->count > 0)
		s->found[at / BITS] |= bit;
}

/* ---- the words ---- */

/* Leaves of the items those that have the word, too, in the right place. */
static bool
keep_word(const struct word_index *x, const struct phrase *phrase, size_t turn, struct starts *s, size_t words,
    struct err *err)
{
	struct postings_ask ask = { .from = s->from,
		.to = s->from + (int64_t)words * BITS,
		.wanted = s->bits,
		.on_places = on_places,
		.context = s };

	s->offset = phrase->order[turn];
	s->is_first = turn == 0;
	memset(s->found, 0, words * sizeof(*s->found));
	if (!postings_read(x, &phrase->words[s->offset], &ask, err))
		return false;
	memcpy(s->bits, s->found, words * sizeof(*s->bits));
	return true;
}

static bool
keep_phrase(
    const struct word_index *x, const struct phrase *phrase, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	__attribute__((cleanup(starts_fini))) struct starts starts = { .from = from,
		.columns = phrase->words[0].columns };
	size_t words = (size_t)((to - from) / BITS);

	starts_init(&starts, bits, words);
	for (size_t i = 0; i < phrase->count; i++)
		if (!keep_word(x, phrase, i, &starts, words, err))
			return false;
	return true;
}

/* Fewer of so many: their places are found as soon as they are themselves. */
enum { FEW_SHARE = 32 };

static bool
are_few(const uint64_t *bits, size_t words)
{
	size_t count = 0;

	for (size_t i = 0; i < words; i++)
		count += (size_t)__builtin_popcountll(bits[i]);
	return count < words * BITS / FEW_SHARE;
}

/*
 * Leaves of the items those that have the next word, too, so that the places of both are looked at in these alone. Hardly
 * an item has these two in their places: of the rest of the words it is soon seen.
 */
static bool
keep_holders(
    const struct word_index *x, const struct phrase *phrase, int64_t from, int64_t to, uint64_t *bits, struct err *err)
{
	size_t words = (size_t)((to - from) / BITS);
	uint64_t *others;
	bool is_good;

	if (phrase->count < 2 || are_few(bits, words))
		return true;
	others = mem_array(words, sizeof(*others));
	is_good = postings_read(x, &phrase->words[phrase->order[1]],
	    &(struct postings_ask) { .from = from, .to = to, .wanted = bits, .bits = others }, err);
	memcpy(bits, others, words * sizeof(*bits));
	free(others);
	return is_good;
}

/* The part of a set that is not empty; false: there is none. */
static bool
trim(uint64_t **bits, int64_t *from, int64_t *to)
{
	while (*from < *to && **bits == 0) {
		++*bits;
		*from += BITS;
	}
	while (*from < *to && (*bits)[(*to - *from) / BITS - 1] == 0)
		*to -= BITS;
	return *from < *to;
}

bool
phrase_read(const struct word_index *x, const struct phrase *phrase, int64_t from, int64_t to, const uint64_t *wanted,
    uint64_t *bits, struct err *err)
{
	struct postings_ask ask = { .from = from, .to = to, .wanted = wanted, .bits = bits };

	if (!postings_read(x, &phrase->words[phrase->order[0]], &ask, err))
		return false;
	return !trim(&bits, &from, &to) ||
	       (keep_holders(x, phrase, from, to, bits, err) && keep_phrase(x, phrase, from, to, bits, err));
}
