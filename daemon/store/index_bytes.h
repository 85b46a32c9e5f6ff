/*
 * index_bytes: the numbers on pages of the search index, read and written.
 * Private to this folder.
 */
#ifndef STORE_INDEX_BYTES_H
#define STORE_INDEX_BYTES_H

#include "base/buffer.h"
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

/* What a number takes at most. */
enum { INDEX_BYTES_LONGEST = 9 };
/* Answers where to go on. */
uint8_t *index_bytes_write_long(uint8_t *to, uint64_t number);

static inline uint8_t *
index_bytes_write(uint8_t *to, uint64_t number)
{
	if (number >= 0x4000)
		return index_bytes_write_long(to, number);
	if (number >= 0x80)
		*to++ = (uint8_t)(number >> 7 | 0x80);
	*to++ = (uint8_t)(number & 0x7f);
	return to;
}

static inline void
index_bytes_add(struct buffer *out, uint64_t number)
{
	uint8_t *to;

	if (out->cap - out->len <= INDEX_BYTES_LONGEST)
		buffer_reserve(out, INDEX_BYTES_LONGEST);
	to = (uint8_t *)out->data + out->len;
	out->len += (size_t)(index_bytes_write(to, number) - to);
	out->data[out->len] = '\0';
}

static inline size_t
index_bytes_16(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

#endif
