/*
 * index_bytes: the numbers on pages of the search index. Private to this folder.
 */
#ifndef STORE_INDEX_BYTES_H
#define STORE_INDEX_BYTES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct index_bytes {
	const uint8_t *at, *end;
};

/* SQLite's: seven bits a byte, the highest first; the ninth has eight. False: they end before. */
CHECKED bool index_bytes_read_long(struct index_bytes *b, uint64_t *out);

static inline bool
index_bytes_read(struct index_bytes *b, uint64_t *out)
{
	if (b->end - b->at >= 2 && (b->at[0] & b->at[1] & 0x80) == 0) {
		bool is_long = b->at[0] >= 0x80;

		*out = is_long ? (uint64_t)(b->at[0] & 0x7f) << 7 | b->at[1] : b->at[0];
		b->at += 1 + is_long;
		return true;
	}
	return index_bytes_read_long(b, out);
}

static inline size_t
index_bytes_16(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

#endif
