#include "store/markup.h"

#include "base/memory.h"
#include "store/retelling.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/*
 * The fastest level, and a small table: it is wiped for each item. Window bits
 * are negative for a bare stream; its head and checksum would be as long as
 * what many an item comes to.
 */
enum { LEVEL = 1, WINDOW_BITS = -15, MEMORY_LEVEL = 6, LENGTH_BYTES = 4 };

struct markup {
	z_stream z;
};

static struct markup *
markup_new(void)
{
	struct markup *m = mem_alloc(sizeof(*m));

	if (deflateInit2(&m->z, LEVEL, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* out of memory */
	return m;
}

void
markup_free(struct markup *m)
{
	if (m == NULL)
		return;
	deflateEnd(&m->z);
	free(m);
}

/* zlib's input pointers are not const, and what they point at is not written. */
static Bytef *
bytes_of(const char *text)
{
	return (Bytef *)(uintptr_t)text;
}

static void
deflate_all(z_stream *z, const char *html, size_t len, const char *text, size_t text_len, struct buffer *out)
{
	uLong most;

	deflateReset(z);
	if (text_len > 0)
		deflateSetDictionary(z, bytes_of(text), (uInt)text_len);
	most = deflateBound(z, len);
	buffer_reserve(out, most);
	z->next_in = bytes_of(html);
	z->avail_in = (uInt)len;
	z->next_out = (Bytef *)out->data + out->len;
	z->avail_out = (uInt)most;
	deflate(z, Z_FINISH);
	out->len += z->total_out;
}

void
markup_pack(struct markup **m, const char *html, const char *text, struct buffer *out)
{
	size_t len = strlen(html), text_len = text != NULL ? strlen(text) : 0;
	uint32_t length = htole32((uint32_t)len);

	buffer_add(out, &length, sizeof(length));
	if (retelling_pack(html, len, text, text_len, out))
		return;
	if (*m == NULL)
		*m = markup_new();
	deflate_all(&(*m)->z, html, len, text, text_len, out);
}

/* deflate can't come to less than a 1032nd: so a damaged length asks for no more memory than the bytes are worth. */
static bool
is_length_possible(size_t length, size_t packed)
{
	return length / 1032 <= packed;
}

static bool
inflate_into(z_stream *z, const char *text, char *out, size_t length)
{
	bool is_whole;

	if (inflateInit2(z, WINDOW_BITS) != Z_OK)
		abort(); /* out of memory */
	if (text != NULL)
		inflateSetDictionary(z, bytes_of(text), (uInt)strlen(text));
	z->next_out = (Bytef *)out;
	z->avail_out = (uInt)length;
	is_whole = inflate(z, Z_FINISH) == Z_STREAM_END && z->total_out == length && z->avail_in == 0;
	inflateEnd(z);
	return is_whole;
}

const char *
markup_unpack(const void *bytes, size_t len, const char *text, struct arena *arena)
{
	z_stream z = { 0 };
	uint32_t length;
	char *html;

	if (len < LENGTH_BYTES)
		return NULL;
	memcpy(&length, bytes, sizeof(length));
	length = le32toh(length);
	z.next_in = bytes_of((const char *)bytes + LENGTH_BYTES);
	z.avail_in = (uInt)(len - LENGTH_BYTES);
	if (!is_length_possible(length, len))
		return NULL;
	html = arena_alloc(arena, (size_t)length + 1);
	html[length] = '\0';
	return inflate_into(&z, text, html, length) ? html : NULL;
}
