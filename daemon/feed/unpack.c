#include "feed/unpack.h"

#include <stdint.h>
#include <zlib.h>

bool
unpack_is_packed(const char *bytes, size_t len)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (len < 6)
		return false;
	if (b[0] == 0x1f && b[1] == 0x8b)
		return true;
	return b[0] == 0x78 && (b[1] == 0x01 || b[1] == 0x9c || b[1] == 0xda) && (b[0] * 256 + b[1]) % 31 == 0;
}

/* Another member follows (RFC 1952 2.2); what is none is padding. */
static bool
has_more(const z_stream *z)
{
	return z->avail_in > 18 && z->next_in[0] == 0x1f && z->next_in[1] == 0x8b;
}

static bool
inflate_all(z_stream *z, size_t max, struct buffer *out, bool *out_is_whole, struct err *err)
{
	char piece[32768];
	int rc = Z_OK;

	while (rc == Z_OK || (rc == Z_STREAM_END && has_more(z) && inflateReset(z) == Z_OK)) {
		z->next_out = (Bytef *)piece;
		z->avail_out = sizeof(piece);
		rc = inflate(z, Z_NO_FLUSH);
		if (out->len + sizeof(piece) - z->avail_out > max)
			return err_set(err, ERR_TOO_LARGE, "unpacks to more than %zu bytes", max);
		buffer_add(out, piece, sizeof(piece) - z->avail_out);
	}
	*out_is_whole = rc == Z_STREAM_END;
	if (out->len == 0)
		return err_set(err, ERR_SYNTAX, "compressed data that can't be unpacked");
	return true;
}

bool
unpack(const char *bytes, size_t len, size_t max, struct buffer *out, bool *out_is_whole, struct err *err)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)len };
	bool ok;

	buffer_cut(out, 0);
	if (inflateInit2(&z, 15 + 32) != Z_OK) /* 32: gzip or zlib, by its header */
		return err_set(err, ERR_SYSTEM, "zlib can't be started");
	ok = inflate_all(&z, max, out, out_is_whole, err);
	inflateEnd(&z);
	return ok;
}
