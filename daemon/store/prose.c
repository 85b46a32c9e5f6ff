#include "store/prose.h"

#include "store/code_lengths.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum {
	GROUP = 16,
	AT_ONCE = 5,       /* codes that are handled together: with seven bits more they are fewer than 64 */
	NO_CODE = 65,      /* bits: more than there ever are */
	LEAST_BYTES = 200, /* a text that is shorter stays as it is */
};

/* ---- packing ---- */

static void
write_number(size_t number, struct buffer *out)
{
	for (; number >= 0x80; number >>= 7)
		buffer_add_char(out, (char)(number | 0x80));
	buffer_add_char(out, (char)number);
}

static void
write_mask(uint16_t mask, struct buffer *out)
{
	buffer_add_char(out, (char)mask);
	buffer_add_char(out, (char)(mask >> 8));
}

static uint16_t
mask_of(const uint8_t *lengths)
{
	uint16_t mask = 0;

	for (int i = 0; i < GROUP; i++)
		mask |= (uint16_t)((lengths[i] != 0) << i);
	return mask;
}

static void
write_lengths(const uint8_t *lengths, struct buffer *out)
{
	uint16_t masks[GROUP], groups = 0;
	bool has_half = false;

	for (int i = 0; i < GROUP; i++) {
		masks[i] = mask_of(lengths + i * GROUP);
		groups |= (uint16_t)((masks[i] != 0) << i);
	}
	write_mask(groups, out);
	for (int i = 0; i < GROUP; i++)
		if (masks[i] != 0)
			write_mask(masks[i], out);
	for (int byte = 0; byte < CODE_BYTES; byte++) {
		if (lengths[byte] == 0)
			continue;
		if (has_half)
			out->data[out->len - 1] = (char)((uint8_t)out->data[out->len - 1] | lengths[byte] << 4);
		else
			buffer_add_char(out, (char)lengths[byte]);
		has_half = !has_half;
	}
}

/* Where the codes of each length begin, in a space that all codes fill. Answers what they take of it. */
static int
place_lengths(const uint8_t *lengths, int *starts)
{
	int counts[CODE_LONGEST + 1] = { 0 }, taken = 0;

	for (int byte = 0; byte < CODE_BYTES; byte++)
		counts[lengths[byte]]++;
	for (uint32_t length = 1; length <= CODE_LONGEST; length++) {
		starts[length] = taken;
		taken += counts[length] * code_share(length);
	}
	return taken;
}

struct code {
	uint16_t bits;
	uint16_t length;
};

static void
make_codes(const uint8_t *lengths, struct code *codes)
{
	int starts[CODE_LONGEST + 1];

	(void)place_lengths(lengths, starts);
	for (int byte = 0; byte < CODE_BYTES; byte++) {
		uint8_t length = lengths[byte];

		if (length == 0)
			continue;
		codes[byte] = (struct code) { (uint16_t)(starts[length] >> (CODE_LONGEST - length)), length };
		starts[length] += code_share(length);
	}
}

static size_t
bytes_of_codes(const uint8_t *text, size_t len, const uint8_t *lengths)
{
	size_t bits = 0;

	for (size_t i = 0; i < len; i++)
		bits += lengths[text[i]];
	return (bits + 7) / 8;
}

/* What is not written yet: the last `have` of `bits`. */
struct tail {
	uint64_t bits;
	unsigned have;
};

static inline void
append(struct tail *tail, struct code code)
{
	tail->bits = tail->bits << code.length | code.bits;
	tail->have += code.length;
}

/* Answers where to go on: less than a byte is left over, and is there too. */
static inline char *
write_tail(struct tail *tail, char *to)
{
	uint64_t whole = htobe64(tail->have > 0 ? tail->bits << (64 - tail->have) : 0);

	memcpy(to, &whole, sizeof(whole));
	to += tail->have / 8;
	tail->have %= 8;
	return to;
}

/* `out` has room for eight bytes more than the codes take. */
static void
write_codes(const uint8_t *text, size_t len, const struct code *codes, struct buffer *out)
{
	char *to = out->data + out->len;
	struct tail tail = { 0 };
	size_t i = 0;

	for (; i + AT_ONCE <= len; i += AT_ONCE) {
		for (int n = 0; n < AT_ONCE; n++)
			append(&tail, codes[text[i + (size_t)n]]);
		to = write_tail(&tail, to);
	}
	for (; i < len; i++)
		append(&tail, codes[text[i]]);
	to = write_tail(&tail, to);
	out->len = (size_t)(to - out->data) + (tail.have > 0);
}

bool
prose_pack(const char *text, struct buffer *out)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t len = strlen(text), before = out->len;
	uint8_t lengths[CODE_BYTES];
	struct code codes[CODE_BYTES];

	if (len < LEAST_BYTES)
		return false;
	code_lengths_of(bytes, len, lengths);
	make_codes(lengths, codes);
	write_number(len, out);
	write_number(bytes_of_codes(bytes, len / 2, lengths), out);
	write_lengths(lengths, out);
	buffer_reserve(out, len * CODE_LONGEST / 8 + 2 * sizeof(uint64_t));
	write_codes(bytes, len / 2, codes, out);
	write_codes(bytes + len / 2, len - len / 2, codes, out);
	if (out->len - before < len - len / 8)
		return true;
	buffer_cut(out, before);
	return false;
}

/* ---- unpacking ---- */

/* What is still to be read. */
struct input {
	const uint8_t *at, *end;
};

static bool
read_byte(struct input *in, unsigned *out)
{
	if (in->at == in->end)
		return false;
	*out = *in->at++;
	return true;
}

static bool
read_number(struct input *in, size_t *out)
{
	unsigned byte = 0x80;

	*out = 0;
	for (unsigned shift = 0; byte >= 0x80; shift += 7) {
		if (shift >= 32 || !read_byte(in, &byte))
			return false;
		*out |= (size_t)(byte & 0x7f) << shift;
	}
	return true;
}

static bool
read_mask(struct input *in, unsigned *out)
{
	unsigned low, high;

	if (!read_byte(in, &low) || !read_byte(in, &high))
		return false;
	*out = low | high << 8;
	return true;
}

static bool
read_lengths(struct input *in, uint8_t *lengths)
{
	unsigned groups, masks[GROUP] = { 0 }, byte = 0;
	bool has_half = false;

	if (!read_mask(in, &groups))
		return false;
	for (int i = 0; i < GROUP; i++)
		if ((groups >> i & 1) != 0 && !read_mask(in, &masks[i]))
			return false;
	for (int i = 0; i < CODE_BYTES; i++) {
		lengths[i] = 0;
		if ((masks[i / GROUP] >> i % GROUP & 1) == 0)
			continue;
		if (!has_half && !read_byte(in, &byte))
			return false;
		lengths[i] = has_half ? (uint8_t)(byte >> 4) : byte & 0xf;
		has_half = !has_half;
		if (lengths[i] == 0 || lengths[i] > CODE_LONGEST)
			return false;
	}
	return true;
}

/* What the next eleven bits begin with. */
struct meaning {
	uint8_t byte;
	uint8_t length;
};

static bool
make_table(const uint8_t *lengths, struct meaning *table)
{
	int starts[CODE_LONGEST + 1], taken = place_lengths(lengths, starts);

	if (taken > CODE_SPACE)
		return false;
	for (int i = taken; i < CODE_SPACE; i++)
		table[i] = (struct meaning) { 0, NO_CODE };
	for (int byte = 0; byte < CODE_BYTES; byte++) {
		uint8_t length = lengths[byte];

		if (length == 0)
			continue;
		for (int i = 0; i < code_share(length); i++)
			table[starts[length] + i] = (struct meaning) { (uint8_t)byte, length };
		starts[length] += code_share(length);
	}
	return true;
}

/* Bits from the top down; after the last there are zeros. */
struct bits {
	uint64_t bits;
	unsigned have;
	const uint8_t *at, *end; /* what follows them */
};

/* So that there are 56 at least, unless they end. */
static inline void
refill(struct bits *b)
{
	if (b->end - b->at >= 8) {
		uint64_t whole;

		memcpy(&whole, b->at, sizeof(whole));
		b->bits |= be64toh(whole) >> b->have;
		b->at += (63 - b->have) / 8;
		b->have |= 56;
	} else {
		for (; b->have < 56 && b->at < b->end; b->have += 8)
			b->bits |= (uint64_t)*b->at++ << (56 - b->have);
	}
}

static inline void
read_code(struct bits *b, const struct meaning *table, char *out)
{
	struct meaning next = table[b->bits >> (64 - CODE_LONGEST)];

	*out = (char)next.byte;
	b->bits <<= next.length % 64;
	b->have -= next.length;
}

/* Less than none are left once there were too few. */
static inline bool
has_overdrawn(const struct bits *b)
{
	return b->have > 64;
}

/* *is_over: nothing is left but what fills the last byte. */
static bool
read_some(struct bits b, const struct meaning *table, char *out, size_t length, bool *is_over)
{
	size_t i = 0;

	while (i < length) {
		size_t end = i + AT_ONCE < length ? i + AT_ONCE : length;

		refill(&b);
		while (i < end)
			read_code(&b, table, out + i++);
		if (has_overdrawn(&b))
			return false;
	}
	*is_over = b.at == b.end && b.have < 8;
	return true;
}

static bool
read_rest(struct bits b, const struct meaning *table, char *out, size_t length)
{
	bool is_over;

	return read_some(b, table, out, length, &is_over) && is_over;
}

/*
 * Both at once: each code waits for the one before it, not for that of the other half. The bits are copies that
 * nothing else points at, else each byte written might change them.
 */
static bool
read_halves(struct bits one, struct bits other, const struct meaning *table, char *out, size_t length)
{
	size_t half = length / 2, i = 0;

	for (; i + AT_ONCE <= half; i += AT_ONCE) {
		refill(&one);
		refill(&other);
		for (size_t n = i; n < i + AT_ONCE; n++) {
			read_code(&one, table, out + n);
			read_code(&other, table, out + half + n);
		}
		if (has_overdrawn(&one) || has_overdrawn(&other))
			return false;
	}
	return read_rest(one, table, out + i, half - i) && read_rest(other, table, out + half + i, length - half - i);
}

const char *
prose_unpack_beginning(const void *bytes, size_t len, size_t max, struct arena *arena, size_t *out_whole)
{
	struct input in = { bytes, (const uint8_t *)bytes + len };
	struct meaning table[CODE_SPACE];
	uint8_t lengths[CODE_BYTES];
	size_t length, first;
	struct bits one, other;
	bool is_over;
	char *text;

	if (!read_number(&in, &length) || !read_number(&in, &first) || !read_lengths(&in, lengths) ||
	    !make_table(lengths, table))
		return NULL;
	/* A byte takes a bit at least: so a damaged length asks for no more memory than the codes are worth. */
	if (length / 8 > (size_t)(in.end - in.at) || first > (size_t)(in.end - in.at))
		return NULL;
	*out_whole = length;
	one = (struct bits) { .at = in.at, .end = in.at + first };
	other = (struct bits) { .at = one.end, .end = in.end };
	if (max > length / 2)
		max = length;
	text = arena_alloc(arena, max + 1);
	text[max] = '\0';
	if (max < length)
		return read_some(one, table, text, max, &is_over) ? text : NULL;
	return read_halves(one, other, table, text, length) ? text : NULL;
}

const char *
prose_unpack(const void *bytes, size_t len, struct arena *arena)
{
	size_t whole;

	return prose_unpack_beginning(bytes, len, SIZE_MAX, arena, &whole);
}
