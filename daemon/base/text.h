/*
 * text: small questions about strings, and UTF-8.
 *
 * All text inside winnow is valid UTF-8; it is made so where it enters.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

CHECKED bool text_equal(const char *a, const char *b);        /* NULL equals only NULL */
CHECKED bool text_equal_nocase(const char *a, const char *b); /* ASCII; NULL equals only NULL */
CHECKED bool text_starts(const char *text, const char *prefix);
CHECKED bool text_starts_nocase(const char *text, const char *prefix);
CHECKED bool text_ends(const char *text, const char *suffix);
CHECKED bool text_is_blank(const char *text); /* NULL, empty or only white space */
/* A name that people give: ASCII letters, digits, '-', '_' and '.', a letter or digit first, at most `max` bytes. */
CHECKED bool text_is_name(const char *text, size_t max);
/* Cuts white space at both ends in place; returns the new beginning. */
char *text_trim(char *text);
/* Decimal, the whole text, from `min` to `max`. */
CHECKED bool text_int(const char *text, int64_t min, int64_t max, int64_t *out, struct err *err);

/*
 * Reads one code point at `text`, of at most `len` bytes. Answers the bytes it
 * took (1 to 4), or 0 when what is there is no UTF-8 (overlong forms,
 * surrogates and values over U+10FFFF are none).
 */
size_t utf8_decode(const char *text, size_t len, uint32_t *out_codepoint);
CHECKED bool utf8_is_valid(const char *text, size_t len);
/* Adds `text` to `out`; each byte that is no UTF-8 becomes U+FFFD. */
void utf8_make_valid(const char *text, size_t len, struct buffer *out);
/* The longest beginning of at most `max` bytes that cuts no code point. */
size_t utf8_cut(const char *text, size_t len, size_t max);

/* A part of a text, in bytes. */
struct text_span {
	size_t start;
	size_t len;
};
/* Adds `text` without the `spans`, which stand in order; those that are not inside the text, or cut a code point, cut nothing. White space is trimmed at the end. */
void text_without(const char *text, const struct text_span *spans, size_t count, struct buffer *out);

/* Adds `text` with every control character (C0, DEL, C1, bidirectional overrides) and noncharacter left out; tab and line ends become a space. */
void text_without_controls(const char *text, struct buffer *out);
/* Adds `text` with & < > " ' escaped for HTML and XML. */
void text_escape_markup(const char *text, struct buffer *out);

#endif
