/*
 * normal: text as duplicates and stories are compared by it. Pure.
 *
 * Mends UTF-8 that was read as windows-1252, folds compatibility forms, accents
 * and case (NFKD, utf8proc), drops zero-width characters. Words are runs of
 * letters and digits, and each ideograph is one. From there on a word is known
 * by a 32-bit hash.
 */
#ifndef CURATE_NORMAL_H
#define CURATE_NORMAL_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NORMAL_TEXT_MAX_BYTES = 256 * 1024, /* the rest of a text is not looked at */
	TEXT_KEY_WORDS_MIN = 8,             /* shorter texts say too little to be known by their text alone */
};

/*
 * Adds the folded `text` (NULL adds nothing): in it every byte over 0x7f
 * belongs to a word; ASCII punctuation stays, so that numbers can be read, and
 * double quotes of all kinds become ".
 */
void normal_fold(const char *text, struct buffer *out);

struct word_span {
	const char *start;
	size_t len;
};

/* The next word of a folded text at *cursor; moves it past the word. */
CHECKED bool normal_word_next(const char **cursor, struct word_span *out);
uint32_t normal_word_hash(struct word_span word);
/* Both. */
CHECKED bool normal_word_read(const char **cursor, struct word_span *out, uint32_t *out_hash);

/* A hash of the words in order; 0: fewer than TEXT_KEY_WORDS_MIN. Stable: it is stored. */
uint64_t text_key(const char *text);
uint64_t text_key_of_words(const uint32_t *words, size_t count);

#endif
