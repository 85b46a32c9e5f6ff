/*
 * code_lengths: how many bits the code of each byte takes, so that a text of
 * such bytes is short. Private to this folder.
 *
 * Minimum redundancy, but for one thing: no code is longer than CODE_LONGEST.
 * Which code each byte has follows from the lengths (prose.h).
 */
#ifndef STORE_CODE_LENGTHS_H
#define STORE_CODE_LENGTHS_H

#include <stddef.h>
#include <stdint.h>

enum {
	CODE_BYTES = 256,
	CODE_LONGEST = 11, /* bits, so that one look into a table of 4 KB says what they mean */
	CODE_SPACE = 1 << CODE_LONGEST,
};

/* What a code of this length takes of all there are. */
static inline int
code_share(uint32_t length)
{
	return CODE_SPACE >> length;
}

/* 0: the byte does not occur in the text, which is not empty. */
void code_lengths_of(const uint8_t *text, size_t len, uint8_t lengths[CODE_BYTES]);

#endif
