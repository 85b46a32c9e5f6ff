#include "curate/words.h"

#include "base/memory.h"
#include "curate/tokens.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
	KNOWN_STEMS = 8192,   /* remembered of what was stemmed before; a power of two */
	STOP_SLOTS = 8192,    /* a power of two, over twice the stop words of all languages */
	GUESS_WORDS_MAX = 300 /* enough to tell a language by */
};

struct stop_word {
	uint64_t hash;
	uint32_t languages; /* a bit each */
};

struct known_stem {
	uint64_t key; /* of word and language */
	uint64_t stem;
};

struct stemmers {
	struct sb_stemmer *snowball[LANGUAGES]; /* made when first needed */
	struct stop_word stop[STOP_SLOTS];
	struct known_stem known[KNOWN_STEMS];
	struct tokens tokens;
};

_Static_assert(LANGUAGES <= 32, "a bit for each language");
_Static_assert(WORDS_BODY_MAX + WORDS_TITLE_MAX < UINT16_MAX, "an index fits a slot of words_find");

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
hash_of_stem(const void *stem, size_t len)
{
	uint64_t hash = XXH3_64bits(stem, len);

	return hash == 0 ? 1 : hash;
}

static uint64_t
stem_by_snowball(struct stemmers *s, const struct token *token, enum language language)
{
	const char *algorithm = language_algorithm(language);
	const sb_symbol *word = (const sb_symbol *)s->tokens.folded.data + token->folded;
	const sb_symbol *stem;

	if (algorithm == NULL || token->is_pair)
		return hash_of_stem(word, token->folded_bytes);
	if (s->snowball[language] == NULL)
		s->snowball[language] = sb_stemmer_new(algorithm, NULL);
	stem = sb_stemmer_stem(s->snowball[language], word, (int)token->folded_bytes);
	return hash_of_stem(stem, (size_t)sb_stemmer_length(s->snowball[language]));
}

/* 0 for a stop word. Stemming is half the cost of reading an item, and words repeat: what was stemmed is remembered. */
static uint64_t
stem_of(struct stemmers *s, const struct token *token, enum language language)
{
	uint64_t key = token->hash + 0x9E3779B97F4A7C15u * ((uint64_t)language + 1);
	struct known_stem *known = &s->known[key % KNOWN_STEMS];

	if (known->key != key) {
		bool is_stop = (stop_slot(s, token->hash)->languages >> language & 1) != 0;

		*known = (struct known_stem) { key, is_stop ? 0 : stem_by_snowball(s, token, language) };
	}
	return known->stem;
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

/* The index of the token's stem in the list, which it enters when it is new. */
static uint32_t
enter(struct words *words, uint16_t *slots, uint64_t stem, const struct token *token, struct arena *arena)
{
	size_t at = slot_of(words, stem);

	if (slots[at] == 0) {
		words->list[words->count].stem = stem;
		words->list[words->count].spelling = arena_strndup(arena, token->spelling, token->spelling_bytes);
		slots[at] = (uint16_t)++words->count;
	}
	return slots[at] - 1u;
}

/* Tokens up to `title_end` are the title's. */
static struct words *
gather(struct stemmers *s, size_t title_end, enum language language, struct arena *arena)
{
	size_t count = s->tokens.count;
	struct words *words = arena_alloc(arena, sizeof(*words));
	uint32_t *sequence = arena_alloc(arena, (count + 1) * sizeof(*sequence));
	uint16_t *slots;

	words->language = language;
	words->slot_count = slots_for(count);
	words->slots = slots = arena_alloc(arena, words->slot_count * sizeof(*slots));
	words->list = arena_alloc(arena, (count + 1) * sizeof(*words->list));
	words->title = sequence;
	for (size_t i = 0; i < count; i++) {
		uint64_t stem = stem_of(s, &s->tokens.list[i], language);

		if (i == title_end)
			words->body = sequence;
		if (stem == 0)
			continue;
		*sequence = enter(words, slots, stem, &s->tokens.list[i], arena);
		if (i < title_end)
			words->list[*sequence].in_title++;
		else
			words->list[*sequence].in_body++;
		sequence++;
	}
	if (words->body == NULL)
		words->body = sequence;
	words->title_count = (size_t)(words->body - words->title);
	words->body_count = (size_t)(sequence - words->body);
	return words;
}

struct words *
words_of(struct stemmers *s, const char *title, const char *text, const char *language, struct arena *arena)
{
	size_t title_end;

	tokens_clear(&s->tokens);
	tokens_read(&s->tokens, title, WORDS_TITLE_MAX);
	title_end = s->tokens.count;
	tokens_read(&s->tokens, text, WORDS_BODY_MAX);
	return gather(s, title_end, language_of(s, language), arena);
}

struct words *
words_of_phrase(struct stemmers *s, const char *phrase, enum language language, struct arena *arena)
{
	tokens_clear(&s->tokens);
	tokens_read(&s->tokens, phrase, WORDS_TITLE_MAX);
	return gather(s, s->tokens.count, language, arena);
}

const struct word *
words_find(const struct words *words, uint64_t stem)
{
	size_t at = slot_of(words, stem);

	return words->slots[at] == 0 ? NULL : &words->list[words->slots[at] - 1];
}
