/*
 * buffer: bytes that grow; always ended by a NUL that is not counted.
 *
 * The owner is whoever holds the struct. `{ 0 }` is an empty buffer.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/error.h"

#include <stddef.h>

struct buffer {
	char *data; /* NULL while nothing was ever added */
	size_t len;
	size_t cap;
};

#define BUFFER __attribute__((cleanup(buffer_fini))) struct buffer

void buffer_fini(struct buffer *b);
void buffer_reserve(struct buffer *b, size_t more);
void buffer_add(struct buffer *b, const void *bytes, size_t len);
void buffer_add_text(struct buffer *b, const char *text); /* NULL adds nothing */
void buffer_add_char(struct buffer *b, char c);
void buffer_addf(struct buffer *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buffer_add_codepoint(struct buffer *b, unsigned int codepoint); /* as UTF-8 */
void buffer_cut(struct buffer *b, size_t len);                       /* shortens, keeps the room */
const char *buffer_text(const struct buffer *b);                     /* never NULL */
/* The bytes become the caller's (free()); the buffer is empty again. Never NULL. */
char *buffer_take(struct buffer *b);

#endif
