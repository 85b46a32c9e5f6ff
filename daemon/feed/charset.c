#include "feed/charset.h"

#include "base/text.h"
#include "feed/charset_label.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { BAD_BYTES_MAX = 2000, MENDED_MIN = 3 };

/* 0x80 to 0x9f. The five that windows-1252 leaves open are controls; they are left out later. */
static const uint16_t windows_1252[32] = { 0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
	0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178 };

static size_t
ascii_length(const char *bytes, size_t len)
{
	size_t n = 0;
	uint64_t eight;

	for (; n + 8 <= len; n += 8) {
		memcpy(&eight, bytes + n, 8);
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (n < len && (unsigned char)bytes[n] < 0x80)
		n++;
	return n;
}

struct census {
	size_t sequences; /* valid ones of more than a byte */
	size_t bad;       /* bytes that are in none */
};

/* Looks until the question is settled: whether it is UTF-8, and if not, how much of it is. */
static struct census
count_utf8(const char *bytes, size_t len)
{
	struct census c = { 0 };
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		size_t n = ascii_length(bytes + i, len - i);

		i += n;
		if (i == len)
			break;
		n = utf8_decode(bytes + i, len - i, &cp);
		c.sequences += n > 0;
		c.bad += n == 0;
		i += n > 0 ? n : 1;
	}
	return c;
}

static void
add_windows_1252(struct buffer *out, unsigned char c)
{
	buffer_add_codepoint(out, c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c);
}

/* The start of a sequence that the end of the document cut. */
static bool
is_cut_sequence(const char *bytes, size_t len)
{
	return len < 4 && (unsigned char)bytes[0] >= 0xc2 && len <= (size_t)((unsigned char)bytes[0] >= 0xf0 ? 3 : 2) &&
	       (len < 2 || ((unsigned char)bytes[1] & 0xc0) == 0x80);
}

/* UTF-8 where it is, windows-1252 where it is not. */
static void
decode_mixed(const char *bytes, size_t len, struct buffer *out)
{
	uint32_t cp;

	for (size_t i = 0; i < len && out->len < CHARSET_MAX_BYTES;) {
		size_t n = ascii_length(bytes + i, len - i);

		if (n == 0)
			n = utf8_decode(bytes + i, len - i, &cp);
		if (n > 0) {
			buffer_add(out, bytes + i, n);
			i += n;
			continue;
		}
		if (is_cut_sequence(bytes + i, len - i))
			return;
		add_windows_1252(out, (unsigned char)bytes[i++]);
	}
}

static void
decode_windows_1252(const char *bytes, size_t len, struct buffer *out)
{
	for (size_t i = 0; i < len && out->len < CHARSET_MAX_BYTES;) {
		size_t n = ascii_length(bytes + i, len - i);

		buffer_add(out, bytes + i, n);
		i += n;
		if (i < len)
			add_windows_1252(out, (unsigned char)bytes[i++]);
	}
}

static void
close_converter(iconv_t *converter)
{
	if (*converter != (iconv_t)-1)
		iconv_close(*converter);
}

static size_t
unit_of(const char *name)
{
	if (text_starts(name, "utf-32"))
		return 4;
	return text_starts(name, "utf-16") ? 2 : 1;
}

/* glibc's UCS-4 lets surrogates and numbers over U+10FFFF through. */
static bool
mend_converted(struct buffer *out)
{
	BUFFER valid = { 0 };

	if (utf8_is_valid(buffer_text(out), out->len))
		return false;
	utf8_make_valid(out->data, out->len, &valid);
	buffer_cut(out, 0);
	buffer_add(out, valid.data, valid.len);
	return true;
}

/* False: the label is unknown, or what it names makes no sense of the bytes. */
static bool
decode_by_iconv(const char *name, const char *bytes, size_t len, struct buffer *out, size_t *out_bad)
{
	__attribute__((cleanup(close_converter))) iconv_t converter = iconv_open("UTF-8", name);
	char *in = (char *)(uintptr_t)bytes; /* iconv's prototype lacks a const */
	size_t unit = unit_of(name), bad = 0;

	if (converter == (iconv_t)-1)
		return false;
	while (len > 0 && out->len < CHARSET_MAX_BYTES) {
		char piece[16384], *to = piece;
		size_t room = sizeof(piece), rc = iconv(converter, &in, &len, &to, &room);
		int why = errno;

		buffer_add(out, piece, (size_t)(to - piece));
		if (rc != (size_t)-1 || why == E2BIG)
			continue;
		if (why == EINVAL || len < unit)
			break; /* cut at the end */
		if (++bad > BAD_BYTES_MAX)
			return false;
		buffer_add_codepoint(out, 0xfffd);
		in += unit;
		len -= unit;
	}
	*out_bad = bad + mend_converted(out);
	return true;
}

static int
windows_1252_byte(uint32_t cp)
{
	if (cp < 0x80 || (cp >= 0xa0 && cp <= 0xff))
		return (int)cp;
	for (int i = 0; i < 32; i++)
		if (windows_1252[i] == cp)
			return 0x80 + i;
	return -1;
}

/*
 * Text that was taken for windows-1252 and encoded once more ("cafÃ©"): certain
 * only when every character of the document that is not ASCII takes part.
 */
static bool
decode_double(const struct buffer *text, struct buffer *out)
{
	size_t sequences = 0;
	uint32_t cp = 0;

	for (size_t i = 0; i < text->len;) {
		size_t n = ascii_length(text->data + i, text->len - i), used = 0;
		char run[4];

		if (out != NULL)
			buffer_add(out, text->data + i, n);
		i += n;
		if (i == text->len)
			break;
		for (size_t at = i; used < sizeof(run) && at < text->len; used++) {
			int byte;

			n = utf8_decode(text->data + at, text->len - at, &cp);
			byte = windows_1252_byte(cp);
			if (byte < 0x80)
				break;
			run[used] = (char)byte;
			at += n;
		}
		n = utf8_decode(run, used, &cp);
		if (n < 2)
			return false;
		if (out != NULL)
			buffer_add(out, run, n);
		sequences++;
		for (; n > 0; n--)
			i += utf8_decode(text->data + i, text->len - i, &cp);
	}
	return sequences >= MENDED_MIN;
}

static bool
mend_double(struct buffer *text)
{
	BUFFER mended = { 0 };
	struct buffer swap;

	if (!decode_double(text, NULL) || !decode_double(text, &mended))
		return false;
	swap = *text;
	*text = mended;
	mended = swap;
	return true;
}

static bool
is_seven_bit(const char *name)
{
	return text_starts(name, "iso-2022") || text_starts(name, "hz") || text_starts(name, "utf-7");
}

static struct charset_result
decode_unlabelled(const char *bytes, size_t len, const struct census *c, const char *said, struct buffer *out)
{
	struct charset_result r = { .name = "utf-8" };

	if (c->bad == 0) {
		size_t most = len < CHARSET_MAX_BYTES ? len : utf8_cut(bytes, len, CHARSET_MAX_BYTES);

		buffer_add(out, bytes, most);
		return r;
	}
	decode_mixed(bytes, len, out);
	r.bad_bytes = c->bad;
	if (c->sequences * 2 < c->bad) {
		r.name = "windows-1252";
		r.said = said;
	}
	return r;
}

/* The bytes have the last word: valid UTF-8 with something in it that is not ASCII is no accident. */
static struct charset_result
decode_labelled(const char *label, const char *bytes, size_t len, struct arena *arena, struct buffer *out)
{
	const char *meant = charset_meant(label);
	struct charset_result r = { .name = meant };
	struct census c = { 0 };

	if (!is_seven_bit(meant))
		c = count_utf8(bytes, len);
	if (strcmp(meant, "utf-8") == 0 || (c.bad == 0 && c.sequences > 0) || unit_of(meant) > 1) {
		r = decode_unlabelled(bytes, len, &c, label, out);
		if (strcmp(meant, "utf-8") != 0)
			r.said = arena_strdup(arena, label);
		return r;
	}
	if (strcmp(meant, "windows-1252") == 0) {
		decode_windows_1252(bytes, len, out);
		return r;
	}
	if (decode_by_iconv(meant, bytes, len, out, &r.bad_bytes))
		return r;
	buffer_cut(out, 0);
	c = count_utf8(bytes, len);
	r = decode_unlabelled(bytes, len, &c, NULL, out);
	r.said = label;
	return r;
}

/*
 * A server's standing "iso-8859-1" was often never thought about; a declaration
 * that says another thing was.
 */
static bool
choose_label(const char *content_type, const char *bytes, size_t len, char label[static CHARSET_LABEL_SIZE])
{
	char declared[CHARSET_LABEL_SIZE];
	bool is_declared = charset_from_declaration(bytes, len, declared);

	if (charset_from_content_type(content_type, label) &&
	    !(is_declared && strcmp(charset_meant(label), "windows-1252") == 0))
		return true;
	if (is_declared)
		memcpy(label, declared, CHARSET_LABEL_SIZE);
	return is_declared;
}

static struct charset_result
decode(const char *bytes, size_t len, const char *content_type, char label[static CHARSET_LABEL_SIZE],
    struct arena *arena, struct buffer *out)
{
	struct charset_result r = { 0 };
	struct census c;
	size_t mark;

	r.name = charset_from_bytes(bytes, len, &mark);
	bytes += mark;
	len -= mark;
	if (r.name != NULL && strcmp(r.name, "utf-8") != 0 && decode_by_iconv(r.name, bytes, len, out, &r.bad_bytes))
		return r;
	buffer_cut(out, 0);
	if (r.name == NULL && choose_label(content_type, bytes, len, label))
		return decode_labelled(label, bytes, len, arena, out);
	c = count_utf8(bytes, len);
	return decode_unlabelled(bytes, len, &c, NULL, out);
}

struct charset_result
charset_decode(const char *bytes, size_t len, const char *content_type, struct arena *arena, struct buffer *out)
{
	char label[CHARSET_LABEL_SIZE] = "";
	struct charset_result r;

	buffer_cut(out, 0);
	buffer_reserve(out, len < CHARSET_MAX_BYTES ? len + 4 : CHARSET_MAX_BYTES);
	r = decode(bytes, len, content_type, label, arena, out);
	r.name = arena_strdup(arena, r.name);
	r.said = arena_strdup(arena, r.said);
	r.is_cut = out->len >= CHARSET_MAX_BYTES;
	if (r.bad_bytes == 0)
		r.is_mended = mend_double(out);
	return r;
}
