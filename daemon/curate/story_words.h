/*
 * story_words: an item as stories see it, a few weighted words.
 *
 * Title and beginning of the text, normalised, without the commonest words and
 * plural endings; the title counts double. Pure; its memory is reused.
 */
#ifndef CURATE_STORY_WORDS_H
#define CURATE_STORY_WORDS_H

#include "base/buffer.h"
#include "curate/shingle.h"

#include <stddef.h>
#include <stdint.h>

enum {
	STORY_WORDS_MAX = 96, /* different words of one item */
	STORY_TEXT_WORDS = 60,
};

struct story_word {
	uint32_t hash;
	uint32_t times;
	uint32_t spelling; /* offset in `folded` */
	uint32_t spelling_bytes;
	double weight; /* for who weighs them */
};

struct story_words {
	struct story_word list[STORY_WORDS_MAX]; /* each once, in order of appearance */
	size_t count;
	struct buffer folded;
	struct hash_list stop; /* set */
};

void story_words_init(struct story_words *words);
void story_words_fini(struct story_words *words);
void story_words_read(struct story_words *words, const char *title, const char *text);

#endif
