/*
 * normal: text as duplicates are compared by it. Pure.
 *
 * Mends UTF-8 that was read as windows-1252, folds compatibility forms, accents
 * and case (NFKD, utf8proc), drops zero-width characters, and cuts into words:
 * runs of letters and digits. A word is known by a 32-bit hash from here on.
 * Numbers stay whole ("1,250.75", "12/03", "10:30") as facts, see facts.h.
 */
#ifndef CURATE_NORMAL_H
#define CURATE_NORMAL_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

enum {
	NORMAL_WORDS_MAX = 20000, /* the rest of a text is not looked at */
	TEXT_KEY_WORDS_MIN = 8,   /* shorter texts say too little to be told from others by text alone */
};

/* Adds the words of `text` (NULL: none), folded, parted by single spaces. */
void normal_text(const char *text, struct buffer *out);

/* A hash of the normalised text; 0: fewer than TEXT_KEY_WORDS_MIN words. Stable: it is stored. */
uint64_t text_key(const char *text);

#endif
