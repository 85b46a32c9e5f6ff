#include "store/retelling.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum {
	WINDOW = 32768, /* inflate sees no further back */
	COPY_MIN = 3,
	COPY_MAX = 258,
	AHEAD = 8,     /* bytes of the text that the HTML may leave out at once, such as the lines between paragraphs */
	SURE = 4,      /* bytes that have to be the same, for having found it again */
	FEW = 64,      /* bytes that may be the HTML's own ... */
	OWN_SHARE = 8, /* ... and of more, one in so many */
	TAG_SLOTS = 64,
	SYMBOLS = 286,
	END = 256,
};

/* ---- codes ---- */

/* RFC 1951, 3.2.6; codes begin with their highest bit, all else with its lowest. */
static unsigned
turned_round(unsigned code, unsigned bits)
{
	unsigned out = 0;

	for (; bits > 0; bits--, code >>= 1)
		out = out << 1 | (code & 1);
	return out;
}

/* What is not written yet are the lowest `have` of `bits`. */
struct output {
	char *to;
	uint64_t bits;
	unsigned have;
};

static void
put(struct output *o, unsigned bits, unsigned count)
{
	uint64_t whole;

	o->bits |= (uint64_t)bits << o->have;
	o->have += count;
	whole = htole64(o->bits);
	memcpy(o->to, &whole, sizeof(whole));
	o->to += o->have / 8;
	o->bits >>= o->have / 8 * 8;
	o->have %= 8;
}

static void
put_symbol(struct output *o, unsigned symbol)
{
	if (symbol < 144)
		put(o, turned_round(0x30 + symbol, 8), 8);
	else if (symbol < 256)
		put(o, turned_round(0x190 + symbol - 144, 9), 9);
	else if (symbol < 280)
		put(o, turned_round(symbol - 256, 7), 7);
	else
		put(o, turned_round(0xc0 + symbol - 280, 8), 8);
}

/*
 * Lengths and distances, the least of them 0, are told in classes: each power of
 * two has four of lengths or two of distances, and what the numbers of one
 * differ in follows as it is. The first are of one number each.
 */
static unsigned
class_of(unsigned number, unsigned classes_log, unsigned *extra_bits)
{
	unsigned top = 31 - (unsigned)__builtin_clz(number | 1);

	if (top <= classes_log) {
		*extra_bits = 0;
		return number;
	}
	*extra_bits = top - classes_log;
	return (*extra_bits << classes_log) + (number >> *extra_bits);
}

static void
put_length(struct output *o, unsigned length)
{
	unsigned number = length - COPY_MIN, extra, class = class_of(number, 2, &extra);

	if (length == COPY_MAX) { /* has a class of its own */
		put_symbol(o, SYMBOLS - 1);
		return;
	}
	put_symbol(o, END + 1 + class);
	put(o, number & ((1U << extra) - 1), extra);
}

static void
put_distance(struct output *o, unsigned distance)
{
	unsigned number = distance - 1, extra, class = class_of(number, 1, &extra);

	put(o, turned_round(class, 5), 5);
	put(o, number & ((1U << extra) - 1), extra);
}

/* ---- side by side ---- */

/* Where both are read, and what was met. */
struct walk {
	const char *html, *text;
	size_t len, text_len;
	size_t at, text_at;
	size_t own, own_max;      /* bytes that are in neither the text nor a former tag */
	uint16_t tags[TAG_SLOTS]; /* where a tag that begins so stood last, from 1 */
	struct output out;
};

/* How many bytes of both are the same, eight at a time. */
static size_t
same(const char *a, const char *b, size_t max)
{
	size_t n = 0;

	for (uint64_t x, y; n + sizeof(x) <= max; n += sizeof(x)) {
		memcpy(&x, a + n, sizeof(x));
		memcpy(&y, b + n, sizeof(y));
		if (x != y)
			return n + (size_t)__builtin_ctzll(le64toh(x ^ y)) / 8;
	}
	while (n < max && a[n] == b[n])
		n++;
	return n;
}

static void
copy(struct walk *w, size_t distance, size_t length)
{
	w->at += length;
	while (length > 0) {
		size_t some = length <= COPY_MAX ? length : COPY_MAX;

		if (length > COPY_MAX && length < COPY_MAX + COPY_MIN)
			some = length - COPY_MIN; /* leave enough for one more */
		put_length(&w->out, (unsigned)some);
		put_distance(&w->out, (unsigned)distance);
		length -= some;
	}
}

static void
tell(struct walk *w, size_t length)
{
	w->own += length;
	for (; length > 0; length--)
		put_symbol(&w->out, (uint8_t)w->html[w->at++]);
}

/* The text goes on here, or a little further on. */
static bool
go_on(struct walk *w)
{
	size_t left = w->len - w->at;

	for (size_t skip = 0; skip < AHEAD && w->text_at + skip < w->text_len; skip++) {
		size_t from = w->text_at + skip, there = w->text_len - from;
		size_t length = same(w->html + w->at, w->text + from, left < there ? left : there);

		if (length < (skip == 0 ? (size_t)COPY_MIN : (size_t)SURE))
			continue;
		w->text_at = from + length;
		copy(w, w->text_len - from + w->at, length);
		return true;
	}
	return false;
}

/* A tag, of which the beginning may be that of a former one. */
static void
tell_tag(struct walk *w)
{
	const char *tag = w->html + w->at, *end = memchr(tag, '>', w->len - w->at);
	size_t length = end != NULL ? (size_t)(end - tag) + 1 : w->len - w->at, known = 0;
	unsigned slot;

	if (length >= COPY_MIN) {
		slot = ((uint8_t)tag[1] * 31U + (uint8_t)tag[2]) % TAG_SLOTS;
		if (w->tags[slot] > 0) {
			size_t from = w->tags[slot] - 1U;

			known = same(tag, w->html + from, length);
			if (known >= COPY_MIN)
				copy(w, w->at - from, known);
			else
				known = 0;
		}
		w->tags[slot] = (uint16_t)(tag - w->html + 1);
	}
	tell(w, length - known);
}

/* A reference, for one character of the text. */
static void
tell_reference(struct walk *w)
{
	size_t most = w->len - w->at < AHEAD ? w->len - w->at : AHEAD;
	const char *begin = w->html + w->at, *end = memchr(begin, ';', most);

	tell(w, end != NULL ? (size_t)(end - begin) + 1 : 1);
	if (w->text_at < w->text_len)
		w->text_at++;
}

static void
tell_byte(struct walk *w)
{
	if (w->text_at < w->text_len && w->html[w->at] == w->text[w->text_at])
		w->text_at++;
	tell(w, 1);
}

static void
step(struct walk *w)
{
	if (w->html[w->at] == '<')
		tell_tag(w);
	else if (go_on(w))
		return;
	else if (w->html[w->at] == '&')
		tell_reference(w);
	else
		tell_byte(w);
}

/* False as soon as too much is its own. */
static bool
walk_all(struct walk *w)
{
	put(&w->out, 1, 1); /* the last block */
	put(&w->out, 1, 2); /* of fixed codes */
	while (w->at < w->len && w->own <= w->own_max)
		step(w);
	if (w->own > w->own_max)
		return false;
	put_symbol(&w->out, END);
	put(&w->out, 0, 7); /* what is begun of a byte is whole */
	return true;
}

bool
retelling_pack(const char *html, size_t len, const char *text, size_t text_len, struct buffer *out)
{
	struct walk w = {
		.html = html,
		.text = text,
		.len = len,
		.text_len = text_len,
		.own_max = len / OWN_SHARE + FEW,
	};

	if (len + text_len > WINDOW)
		return false;
	/* A copy of three bytes takes 25 bits at most, one of its own 9; and eight bytes are written at once. */
	buffer_reserve(out, len * 9 / 8 + 2 * sizeof(uint64_t));
	w.out.to = out->data + out->len;
	if (!walk_all(&w))
		return false;
	out->len = (size_t)(w.out.to - out->data);
	return true;
}
