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

#include <stdbool.h>
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

enum { WORD_ROOTLESS = UINT16_MAX };

/*
 * One distinct stem of an item, or a root: the first four letters of words (of
 * a pair the first character). Roots let "entrepreneurial" be akin to
 * "entrepreneur", which short texts live on.
 */
struct word {
	uint64_t stem;        /* XXH3 of the stem or root, never 0 */
	const char *spelling; /* as the word stood where it came first; of a root NULL */
	uint32_t in_title;    /* times */
	uint32_t in_body;
	uint16_t root; /* index of its root in `list`, or WORD_ROOTLESS */
	bool is_root;
};

struct words {
	enum language language; /* it was stemmed in */
	struct word *list;      /* stems and roots, each once, in order of appearance */
	size_t count;
	const uint16_t *title; /* the title's stems in reading order: indexes of `list` */
	size_t title_count;
	const uint16_t *body; /* lies right behind the title's */
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

/* As words_of, but in the room of `s`, and gone when it reads the next: a third less work for what is looked at once. */
const struct words *words_read(struct stemmers *s, const char *title, const char *text, const char *language);

/* As words_of, of a phrase that was typed in no known language, read as if it were in `language`. */
struct words *words_of_phrase(struct stemmers *s, const char *phrase, enum language language, struct arena *arena);

/* NULL when the item has no such word. */
const struct word *words_find(const struct words *words, uint64_t stem);

#endif
