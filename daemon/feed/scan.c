#include "feed/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char block __attribute__((vector_size(16)));

static bool
needs_a_look(char byte)
{
	unsigned char c = (unsigned char)byte;

	return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f || c == 0xc2 || c == 0xef;
}

static block
load(const char *at)
{
	block b;

	memcpy(&b, at, sizeof(b));
	return b;
}

static bool
is_any(block b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

static block
odd_ones(block b)
{
	return (block)((b < 0x20) & (b != '\t') & (b != '\n')) | (block)(b == 0x7f) | (block)(b == 0xc2) |
	       (block)(b == 0xef);
}

const char *
scan_raw(const char *at, const char *end)
{
	while (end - at >= 16 && !is_any(odd_ones(load(at))))
		at += 16;
	while (at < end && !needs_a_look(*at))
		at++;
	return at;
}

const char *
scan_text(const char *at, const char *end)
{
	while (end - at >= 16) {
		block b = load(at);

		if (is_any(odd_ones(b) | (block)(b == '<') | (block)(b == '&')))
			break;
		at += 16;
	}
	while (at < end && !needs_a_look(*at) && *at != '<' && *at != '&')
		at++;
	return at;
}
