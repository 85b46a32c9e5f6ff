/*
 * ascii: what the bytes of a text are, for loops that look at every one.
 *
 * A byte over 0x7f is part of some character; which one is told by utf8_decode.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

enum ascii_kind {
	ASCII_LOWER = 1,
	ASCII_UPPER = 2,
	ASCII_DIGIT = 4,
	ASCII_NOT = 8,
	ASCII_END = 16, /* a NUL, so that it ends every loop */
	ASCII_APOSTROPHE = 32,
	ASCII_LETTER = ASCII_LOWER | ASCII_UPPER,
	ASCII_WORD = ASCII_LETTER | ASCII_DIGIT,
};

#define ASCII_TWO(kind) kind, kind
#define ASCII_EIGHT(kind) ASCII_TWO(kind), ASCII_TWO(kind), ASCII_TWO(kind), ASCII_TWO(kind)
#define ASCII_LETTERS(kind) ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_TWO(kind)
#define ASCII_HALF(kind)                                                                                               \
	ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_EIGHT(kind),                 \
	    ASCII_EIGHT(kind), ASCII_EIGHT(kind), ASCII_EIGHT(kind)

static const unsigned char ascii_kinds[256] = {
	[0] = ASCII_END,
	['\''] = ASCII_APOSTROPHE,
	['0'] = ASCII_EIGHT(ASCII_DIGIT),
	['8'] = ASCII_TWO(ASCII_DIGIT),
	['A'] = ASCII_LETTERS(ASCII_UPPER),
	['a'] = ASCII_LETTERS(ASCII_LOWER),
	[0x80] = ASCII_HALF(ASCII_NOT),
	[0xc0] = ASCII_HALF(ASCII_NOT),
};

/* Flags of enum ascii_kind; 0 is any other sign, space or control character. */
static inline unsigned
ascii_kind(char c)
{
	return ascii_kinds[(unsigned char)c];
}

#endif
