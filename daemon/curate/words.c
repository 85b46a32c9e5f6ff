#include "curate/words.h"

#include "base/memory.h"
#include "base/text.h"
#include "curate/tokens.h"

#define XXH_INLINE_ALL
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
	KNOWN_SETS = 8192, /* of KNOWN_WAYS words, remembered of what was stemmed before */
	KNOWN_WAYS = 4,
	FETCH_AHEAD = 8, /* words */
	LINE_BYTES = 64,
	STOP_SLOTS = 8192,     /* a power of two, over twice the stop words of all languages */
	GUESS_WORDS_MAX = 300, /* enough to tell a language by */
	ROOT_LETTERS = 4,
};

struct stop_word {
	uint64_t hash;
	uint32_t languages; /* a bit each */
};

/* A cache line: words that fall on the same place, the latest first. */
struct known_stems {
	uint64_t keys[KNOWN_WAYS]; /* of word and language */
	uint64_t stems[KNOWN_WAYS];
};

struct stemmers {
	struct sb_stemmer *snowball[LANGUAGES]; /* made when first needed */
	struct stop_word stop[STOP_SLOTS];
	struct known_stems *known; /* in `known_room`, where a line begins */
	char known_room[KNOWN_SETS * sizeof(struct known_stems) + LINE_BYTES];
	struct tokens tokens;
	struct arena *room;
};

_Static_assert(LANGUAGES <= 32, "a bit for each language");
_Static_assert(2 * (WORDS_BODY_MAX + WORDS_TITLE_MAX) < WORD_ROOTLESS, "stems and roots can be told by 16 bits");

static struct stop_word *
stop_slot(struct stemmers *s, uint64_t hash)
{
	size_t i = hash % STOP_SLOTS;

	while (s->stop[i].languages != 0 && s->stop[i].hash != hash)
		i = (i + 1) % STOP_SLOTS;
	return &s->stop[i];
}

struct stemmers *
stemmers_new(void)
{
	struct stemmers *s = mem_alloc(sizeof(*s));

	s->room = arena_new();
	s->known = (struct known_stems *)(void *)(s->known_room + LINE_BYTES - (uintptr_t)s->known_room % LINE_BYTES);
	for (enum language l = 0; l < LANGUAGES; l++) {
		tokens_clear(&s->tokens);
		tokens_read(&s->tokens, language_stop_words(l), SIZE_MAX / 2);
		for (size_t i = 0; i < s->tokens.count; i++) {
			struct stop_word *word = stop_slot(s, s->tokens.list[i].hash);

			word->hash = s->tokens.list[i].hash;
			word->languages |= 1u << l;
		}
	}
	return s;
}

void
stemmers_free(struct stemmers *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < LANGUAGES; i++)
		sb_stemmer_delete(s->snowball[i]);
	tokens_fini(&s->tokens);
	arena_free(s->room);
	free(s);
}

/* Whose stop words the text has most of; a text without any is told by its first letter. */
static enum language
guess_language(struct stemmers *s)
{
	const struct tokens *t = &s->tokens;
	unsigned hits[LANGUAGES] = { 0 };
	enum language best = LANGUAGE_ENGLISH;

	for (size_t i = 0; i < t->count && i < GUESS_WORDS_MAX; i++)
		for (uint32_t in = stop_slot(s, t->list[i].hash)->languages; in != 0; in &= in - 1)
			hits[__builtin_ctz(in)]++;
	for (enum language l = 0; l < LANGUAGES; l++)
		if (hits[l] > hits[best])
			best = l;
	/* Languages share short words: three of them, and half as many again as English has, are no accident. */
	if (hits[best] >= 3 && 2 * hits[best] > 3 * hits[LANGUAGE_ENGLISH])
		return best;
	if (hits[LANGUAGE_ENGLISH] > 0 || t->count == 0)
		return LANGUAGE_ENGLISH;
	return language_of_letter(t->list[0].letter);
}

/* Programs write "en" into feeds unasked, so only another tag is taken at its word. */
static enum language
language_of(struct stemmers *s, const char *tag)
{
	enum language told = tag == NULL || *tag == '\0' ? LANGUAGE_ENGLISH : language_of_tag(tag);

	return told == LANGUAGE_ENGLISH ? guess_language(s) : told;
}

static uint64_t
hash_of(const void *letters, size_t len, uint64_t seed)
{
	uint64_t hash = XXH3_64bits_withSeed(letters, len, seed);

	return hash == 0 ? 1 : hash;
}

static uint64_t
stem_by_snowball(struct stemmers *s, const struct token *token, enum language language)
{
	const char *algorithm = language_algorithm(language);
	const sb_symbol *word = (const sb_symbol *)s->tokens.folded.data + token->folded;
	const sb_symbol *stem;

	if (algorithm == NULL || token->is_pair)
		return hash_of(word, token->folded_bytes, 0);
	if (s->snowball[language] == NULL)
		s->snowball[language] = sb_stemmer_new(algorithm, NULL);
	stem = sb_stemmer_stem(s->snowball[language], word, (int)token->folded_bytes);
	return hash_of(stem, (size_t)sb_stemmer_length(s->snowball[language]), 0);
}

/* 0: the word is too short to have one. */
static uint64_t
root_of(struct stemmers *s, const struct token *token)
{
	const char *word = s->tokens.folded.data + token->folded;
	int letters = token->is_pair ? 1 : ROOT_LETTERS;
	uint32_t codepoint, ascii = 0x80808080;
	size_t len = 0;

	if (!token->is_pair && token->folded_bytes >= sizeof(ascii))
		memcpy(&ascii, word, sizeof(ascii));
	if ((ascii & 0x80808080) == 0) /* as most words begin */
		return hash_of(word, ROOT_LETTERS, ROOT_LETTERS);
	for (; letters > 0 && len < token->folded_bytes; letters--)
		len += utf8_decode(word + len, token->folded_bytes - len, &codepoint);
	return letters > 0 ? 0 : hash_of(word, len, ROOT_LETTERS);
}

static uint64_t
key_of(const struct token *token, enum language language)
{
	return token->hash + 0x9E3779B97F4A7C15u * ((uint64_t)language + 1);
}

static struct known_stems *
known_at(struct stemmers *s, uint64_t key)
{
	return &s->known[key % KNOWN_SETS];
}

static uint64_t
stem_anew(struct stemmers *s, const struct token *token, enum language language, struct known_stems *known)
{
	bool is_stop = (stop_slot(s, token->hash)->languages >> language & 1) != 0;

	memmove(known->keys + 1, known->keys, (KNOWN_WAYS - 1) * sizeof(*known->keys));
	memmove(known->stems + 1, known->stems, (KNOWN_WAYS - 1) * sizeof(*known->stems));
	known->keys[0] = key_of(token, language);
	known->stems[0] = is_stop ? 0 : stem_by_snowball(s, token, language);
	return known->stems[0];
}

/* Stemming is half the cost of reading an item, and words repeat: what was stemmed is remembered. The stem of a stop word is 0. */
static uint64_t
stem_of(struct stemmers *s, const struct token *token, enum language language)
{
	uint64_t key = key_of(token, language);
	struct known_stems *known = known_at(s, key);

	for (size_t i = 0; i < KNOWN_WAYS; i++)
		if (known->keys[i] == key)
			return known->stems[i];
	return stem_anew(s, token, language, known);
}

static size_t
slots_for(size_t words)
{
	size_t slots = 8;

	while (slots < 2 * words)
		slots *= 2;
	return slots;
}

static size_t
slot_of(const struct words *words, uint64_t stem)
{
	size_t i = stem & (words->slot_count - 1);

	while (words->slots[i] != 0 && words->list[words->slots[i] - 1].stem != stem)
		i = (i + 1) & (words->slot_count - 1);
	return i;
}

/* The index of a stem or root in the list, which it enters when it is new. */
static uint16_t
enter(struct words *words, uint16_t *slots, uint64_t stem)
{
	size_t at = slot_of(words, stem);

	if (slots[at] == 0) {
		words->list[words->count] = (struct word) { .stem = stem, .root = WORD_ROOTLESS };
		slots[at] = (uint16_t)++words->count;
	}
	return (uint16_t)(slots[at] - 1);
}

static void
count_in(struct word *word, bool is_title)
{
	word->in_title += is_title;
	word->in_body += !is_title;
}

/* Takes one token in; answers the index of its stem. */
static uint16_t
take_in(struct stemmers *s, struct words *words, uint16_t *slots, uint64_t stem, const struct token *token,
    bool is_title, char **spellings)
{
	uint16_t at = enter(words, slots, stem);
	struct word *word = &words->list[at];

	if (word->spelling == NULL) {
		uint64_t root = root_of(s, token);

		memcpy(*spellings, token->spelling, token->spelling_bytes);
		(*spellings)[token->spelling_bytes] = '\0';
		word->spelling = *spellings;
		*spellings += token->spelling_bytes + 1;
		if (root != 0)
			word->root = enter(words, slots, root);
	}
	count_in(word, is_title);
	if (word->root != WORD_ROOTLESS) {
		words->list[word->root].is_root = true;
		count_in(&words->list[word->root], is_title);
	}
	return at;
}

static size_t
spelling_bytes(const struct tokens *tokens)
{
	size_t bytes = 1;

	for (size_t i = 0; i < tokens->count; i++)
		bytes += tokens->list[i].spelling_bytes + 1;
	return bytes;
}

/* Into room for the most there could be. Tokens up to `title_end` are the title's. */
static void
gather(struct stemmers *s, size_t title_end, struct words *words, struct arena *room)
{
	size_t count = s->tokens.count;
	uint16_t *sequence = arena_room(room, (count + 1) * sizeof(*sequence));
	uint16_t *slots;
	char *spellings = arena_room(room, spelling_bytes(&s->tokens));

	words->slot_count = slots_for(2 * count);
	words->slots = slots = arena_alloc(room, words->slot_count * sizeof(*slots));
	words->list = arena_room(room, (2 * count + 1) * sizeof(*words->list));
	words->title = words->body = sequence;
	for (size_t i = 0; i < count; i++) {
		const struct token *token = &s->tokens.list[i];
		uint64_t stem = stem_of(s, token, words->language);

		/* What is remembered is more than fits the cache that is near. */
		if (i + FETCH_AHEAD < count)
			__builtin_prefetch(known_at(s, key_of(token + FETCH_AHEAD, words->language)));
		if (stem != 0)
			*sequence++ = take_in(s, words, slots, stem, token, i < title_end, &spellings);
		if (i < title_end)
			words->body = sequence;
	}
	words->title_count = (size_t)(words->body - words->title);
	words->body_count = (size_t)(sequence - words->body);
}

static void *
keep(struct arena *arena, const void *from, size_t bytes)
{
	return bytes == 0 ? arena_alloc(arena, 1) : memcpy(arena_alloc(arena, bytes), from, bytes);
}

/* Thousands of items are held at a time while a model is fitted: the copy takes just what is needed. */
static struct words *
copy_tight(const struct words *from, struct arena *arena)
{
	struct words *words = keep(arena, from, sizeof(*from));
	uint16_t *slots, *sequence;
	size_t bytes = 0;
	char *spelling;

	words->list = keep(arena, from->list, from->count * sizeof(*from->list));
	words->title = sequence =
	    keep(arena, from->title, (from->title_count + from->body_count) * sizeof(*from->title));
	words->body = sequence + from->title_count;
	words->slot_count = slots_for(from->count);
	words->slots = slots = arena_alloc(arena, words->slot_count * sizeof(*slots));
	for (size_t i = 0; i < from->count; i++)
		bytes += from->list[i].is_root ? 0 : strlen(from->list[i].spelling) + 1;
	spelling = arena_alloc(arena, bytes + 1);
	for (size_t i = 0; i < from->count; i++) {
		slots[slot_of(words, from->list[i].stem)] = (uint16_t)(i + 1);
		if (from->list[i].is_root)
			continue;
		words->list[i].spelling = spelling;
		spelling = stpcpy(spelling, from->list[i].spelling) + 1;
	}
	return words;
}

static struct words *
read_tokens(struct stemmers *s, size_t title_end, enum language language)
{
	struct words *words;

	arena_clear(s->room);
	words = arena_alloc(s->room, sizeof(*words));
	words->language = language;
	gather(s, title_end, words, s->room);
	return words;
}

const struct words *
words_read(struct stemmers *s, const char *title, const char *text, const char *language)
{
	size_t title_end;

	tokens_clear(&s->tokens);
	tokens_read(&s->tokens, title, WORDS_TITLE_MAX);
	title_end = s->tokens.count;
	tokens_read(&s->tokens, text, WORDS_BODY_MAX);
	return read_tokens(s, title_end, language_of(s, language));
}

struct words *
words_of(struct stemmers *s, const char *title, const char *text, const char *language, struct arena *arena)
{
	return copy_tight(words_read(s, title, text, language), arena);
}

struct words *
words_of_phrase(struct stemmers *s, const char *phrase, enum language language, struct arena *arena)
{
	tokens_clear(&s->tokens);
	tokens_read(&s->tokens, phrase, WORDS_TITLE_MAX);
	return copy_tight(read_tokens(s, s->tokens.count, language), arena);
}

const struct word *
words_find(const struct words *words, uint64_t stem)
{
	size_t at = slot_of(words, stem);

	return words->slots[at] == 0 ? NULL : &words->list[words->slots[at] - 1];
}
