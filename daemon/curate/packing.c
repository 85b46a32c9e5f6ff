#include "curate/packing.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

enum { MARK_BYTES = 4, HASH_BYTES = 8 };

static void
pack_low_first(struct buffer *out, uint64_t n, size_t bytes)
{
	unsigned char low_first[8];

	for (size_t i = 0; i < bytes; i++)
		low_first[i] = (unsigned char)(n >> 8 * i);
	buffer_add(out, low_first, bytes);
}

static uint64_t
read_low_first(const unsigned char *at, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n |= (uint64_t)at[i] << 8 * i;
	return n;
}

void
pack_begin(struct buffer *out, const char mark[static 4])
{
	buffer_add(out, mark, MARK_BYTES);
}

void
pack_count(struct buffer *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		buffer_add_char(out, (char)(n | 0x80));
	buffer_add_char(out, (char)n);
}

void
pack_real(struct buffer *out, double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	pack_low_first(out, bits, sizeof(bits));
}

void
pack_text(struct buffer *out, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	pack_count(out, len);
	buffer_add(out, text, len);
}

uint64_t
pack_end(struct buffer *out)
{
	uint64_t hash = XXH3_64bits(out->data, out->len);

	pack_low_first(out, hash, HASH_BYTES);
	return hash;
}

bool
unpack_begin(
    struct unpacking *u, const void *bytes, size_t len, const char mark[static 4], uint64_t *out_hash, struct err *err)
{
	const unsigned char *at = bytes;
	uint64_t hash;

	if (len < MARK_BYTES + HASH_BYTES || memcmp(at, mark, MARK_BYTES) != 0)
		return err_set(err, ERR_DAMAGED, "no %.4s blob", mark);
	len -= HASH_BYTES;
	hash = read_low_first(at + len, HASH_BYTES);
	if (XXH3_64bits(at, len) != hash)
		return err_set(err, ERR_DAMAGED, "%.4s blob of another hash than it says", mark);
	*u = (struct unpacking) { .at = at + MARK_BYTES, .end = at + len };
	*out_hash = hash;
	return true;
}

/* `bytes` to read from, or NULL, and damage, when there are not so many. */
static const unsigned char *
take(struct unpacking *u, size_t bytes)
{
	const unsigned char *at = u->at;

	if (u->is_damaged || (size_t)(u->end - u->at) < bytes) {
		u->is_damaged = true;
		return NULL;
	}
	u->at += bytes;
	return at;
}

uint64_t
unpack_count_of_any_size(struct unpacking *u, uint64_t max)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		const unsigned char *at = take(u, 1);

		if (at == NULL)
			return 0;
		n |= (uint64_t)(*at & 0x7F) << shift;
		if (*at < 0x80) {
			u->is_damaged = n > max;
			return u->is_damaged ? 0 : n;
		}
	}
	u->is_damaged = true;
	return 0;
}

size_t
unpack_length(struct unpacking *u, size_t bytes_each)
{
	return (size_t)unpack_count(u, (uint64_t)(u->end - u->at) / bytes_each);
}

double
unpack_real(struct unpacking *u)
{
	const unsigned char *at = take(u, sizeof(uint64_t));
	uint64_t bits = at == NULL ? 0 : read_low_first(at, sizeof(uint64_t));
	double x;

	memcpy(&x, &bits, sizeof(x));
	u->is_damaged = u->is_damaged || !isfinite(x);
	return u->is_damaged ? 0 : x;
}

char *
unpack_text(struct unpacking *u)
{
	size_t len = unpack_length(u, 1);
	const unsigned char *at = take(u, len);

	return at == NULL ? mem_strdup("") : mem_strndup((const char *)at, len);
}
