/*
 * tokens: running text cut into words, before any language is looked at.
 *
 * A word is a run of letters and digits, folded (NFKC, case); in scripts that
 * are written without spaces it is a pair of neighbouring characters. Linear in
 * the text, whatever it holds.
 */
#ifndef CURATE_TOKENS_H
#define CURATE_TOKENS_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

struct token {
	uint64_t hash;        /* XXH3 of the folded word */
	const char *spelling; /* borrowed from the text read */
	uint32_t spelling_bytes;
	uint32_t folded; /* offset in tokens.folded */
	uint32_t folded_bytes;
	uint32_t letter; /* its first code point */
	bool is_pair;    /* of a script without spaces: nothing to stem */
};

struct tokens {
	struct buffer folded;
	struct token *list;
	size_t count;
	size_t cap;
};

void tokens_fini(struct tokens *t);
void tokens_clear(struct tokens *t);
/* Adds at most `max` words of `text` (UTF-8; NULL is empty). */
void tokens_read(struct tokens *t, const char *text, size_t max);

#endif
