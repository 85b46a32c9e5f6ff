/*
 * words: what an item is about, as counted stems.
 *
 * Lower case, compatibility forms folded, stop words and single letters
 * skipped, `'s` cut off, stemmed by Snowball in the item's language; texts
 * written without spaces (Chinese, Japanese, Thai ...) become pairs of
 * characters. A stem is known by its hash alone. Pure; knows nothing of topics
 * or of how common a word is.
 */
#ifndef CURATE_WORDS_H
#define CURATE_WORDS_H

#include "base/arena.h"
#include "curate/language.h"

#include <stddef.h>
#include <stdint.h>

enum {
	WORDS_BODY_MAX = 2000, /* words read of a body */
	WORDS_TITLE_MAX = 200,
	WORD_BYTES_MAX = 64, /* a longer run of letters is no word */
};

/* Snowball's stemmers and room to work in: dear to make, so one for each thread that reads words, for as long as it lives. */
struct stemmers;
struct stemmers *stemmers_new(void);
void stemmers_free(struct stemmers *s); /* NULL is fine */

/* One distinct stem of an item. */
struct word {
	uint64_t stem;        /* XXH3 of the stem, never 0 */
	const char *spelling; /* as it stood where it came first */
	uint32_t in_title;    /* times */
	uint32_t in_body;
};

struct words {
	enum language language; /* it was stemmed in */
	struct word *list;      /* each stem once, in order of appearance */
	size_t count;
	const uint32_t *title; /* the title in reading order: indexes of `list` */
	size_t title_count;
	const uint32_t *body;
	size_t body_count;
	const uint16_t *slots; /* of words_find: open addressing, 1 + index in `list` */
	size_t slot_count;     /* a power of two */
};

/*
 * Reads title and text (plain text, NULL is empty). `language` is a tag such as
 * "de-AT", or NULL: then the text's own commonest words tell, and English is the
 * default. All of the answer lives in `arena` and borrows nothing. Never NULL.
 */
struct words *
words_of(struct stemmers *s, const char *title, const char *text, const char *language, struct arena *arena);

/* As words_of, of a phrase that was typed in no known language, read as if it were in `language`. */
struct words *words_of_phrase(struct stemmers *s, const char *phrase, enum language language, struct arena *arena);

/* NULL when the item has no such word. */
const struct word *words_find(const struct words *words, uint64_t stem);

#endif
