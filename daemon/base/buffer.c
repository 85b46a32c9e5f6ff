#include "base/buffer.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buffer_fini(struct buffer *b)
{
	if (b == NULL)
		return;
	free(b->data);
	*b = (struct buffer) { 0 };
}

void
buffer_reserve(struct buffer *b, size_t more)
{
	size_t need = b->len + more + 1;

	if (need <= b->cap)
		return;
	b->cap = need < 64 ? 64 : need + need / 2;
	b->data = mem_resize(b->data, b->cap);
	b->data[b->len] = '\0';
}

void
buffer_add(struct buffer *b, const void *bytes, size_t len)
{
	buffer_reserve(b, len);
	if (len > 0)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buffer_add_text(struct buffer *b, const char *text)
{
	if (text != NULL)
		buffer_add(b, text, strlen(text));
}

void
buffer_add_char(struct buffer *b, char c)
{
	if (b->cap - b->len < 2)
		buffer_reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void
buffer_addf(struct buffer *b, const char *fmt, ...)
{
	va_list args, again;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len > 0) {
		buffer_reserve(b, (size_t)len);
		vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

void
buffer_add_codepoint(struct buffer *b, unsigned int cp)
{
	char utf8[4];
	size_t len;

	if (cp < 0x80) {
		utf8[0] = (char)cp;
		len = 1;
	} else if (cp < 0x800) {
		utf8[0] = (char)(0xc0 | cp >> 6);
		utf8[1] = (char)(0x80 | (cp & 0x3f));
		len = 2;
	} else if (cp < 0x10000) {
		utf8[0] = (char)(0xe0 | cp >> 12);
		utf8[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		utf8[2] = (char)(0x80 | (cp & 0x3f));
		len = 3;
	} else {
		utf8[0] = (char)(0xf0 | cp >> 18);
		utf8[1] = (char)(0x80 | (cp >> 12 & 0x3f));
		utf8[2] = (char)(0x80 | (cp >> 6 & 0x3f));
		utf8[3] = (char)(0x80 | (cp & 0x3f));
		len = 4;
	}
	buffer_add(b, utf8, len);
}

void
buffer_cut(struct buffer *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = '\0';
}

const char *
buffer_text(const struct buffer *b)
{
	return b->data != NULL ? b->data : "";
}

char *
buffer_take(struct buffer *b)
{
	char *data = b->data != NULL ? b->data : mem_strdup("");

	*b = (struct buffer) { 0 };
	return data;
}
