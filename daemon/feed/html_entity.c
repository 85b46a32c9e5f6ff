#include "feed/html_entity.h"

#include "base/text.h"
#include "feed/html_names.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { NAME_LONGEST = 31, OLD_NAME_LONGEST = 6 };

/* What 0x80 to 0x9f mean when a number says them: windows-1252, as browsers take it. 0: a control character. */
static const uint16_t windows_1252[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
	0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
	0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

/* Bytes at which a run of text must stop: markup, controls, and the first bytes of the controls that take more. */
/* clang-format off */
static const bool stops[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, /* 00 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 10 */
	0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 20 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, /* 30 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 40 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 50 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 60 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* 70 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 80 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 90 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* a0 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* b0 */
	0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* c0 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* d0 */
	0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* e0 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* f0 */
};
/* clang-format on */

static bool
is_control(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7f && cp <= 0x9f) ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff || cp == 0xfffe ||
	       cp == 0xffff;
}

/* Bytes of the character at `at`, which is no markup, when it may be kept as it is. */
static size_t
harmless_length(const char *at, size_t len)
{
	uint32_t cp = 0;
	size_t n = (unsigned char)*at < 0x80 ? 0 : utf8_decode(at, len, &cp);

	return is_control(cp) ? 0 : n;
}

size_t
html_plain_length(const char *at, size_t len)
{
	size_t n = 0, more;

	for (;;) {
		while (n < len && !stops[(unsigned char)at[n]])
			n++;
		if (n == len || (more = harmless_length(at + n, len - n)) == 0)
			return n;
		n += more;
	}
}

/* The byte after `text`'s first `len` compares as an end. */
static int
compare_name(const char *text, size_t len, const char *name)
{
	int order = strncmp(text, name, len);

	return order != 0 ? order : -(name[len] != '\0');
}

/* The last of the sorted `names` that is not after `text`; -1 when all are. */
static long
find_name(const struct html_name *names, size_t count, const char *text, size_t len)
{
	long low = 0, high = (long)count - 1;

	while (low <= high) {
		long middle = (low + high) / 2;

		if (compare_name(text, len, names[middle].name) < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return high;
}

static const char *
text_of_name(const char *name, size_t len)
{
	long i = find_name(html_names, COUNT_OF(html_names), name, len);

	if (i < 0 || strncmp(html_names[i].name, name, len) != 0 || html_names[i].name[len] != '\0')
		return NULL;
	return html_names[i].text;
}

/* An old name that `text` begins with. A few begin with another ("sup", "sup1"), hence the steps back. */
static const struct html_name *
find_old_name(const char *text, size_t len)
{
	size_t most = len < OLD_NAME_LONGEST ? len : OLD_NAME_LONGEST;
	long i = find_name(html_old_names, COUNT_OF(html_old_names), text, most);

	for (int steps = 0; i >= 0 && steps < 4; i--, steps++) {
		size_t n = strlen(html_old_names[i].name);

		if (n <= len && memcmp(html_old_names[i].name, text, n) == 0)
			return &html_old_names[i];
	}
	return NULL;
}

static void
put_codepoint(uint32_t cp, char *out)
{
	size_t n = 0;

	if (cp < 0x80) {
		out[n++] = (char)cp;
	} else if (cp < 0x800) {
		out[n++] = (char)(0xc0 | cp >> 6);
		out[n++] = (char)(0x80 | (cp & 0x3f));
	} else if (cp < 0x10000) {
		out[n++] = (char)(0xe0 | cp >> 12);
		out[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (cp & 0x3f));
	} else {
		out[n++] = (char)(0xf0 | cp >> 18);
		out[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		out[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (cp & 0x3f));
	}
	out[n] = '\0';
}

static uint32_t
codepoint_of_number(uint32_t number)
{
	if (number >= 0x80 && number <= 0x9f)
		return windows_1252[number - 0x80];
	if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff))
		return 0xfffd;
	return number;
}

static unsigned
digit_value(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/* "&#8217" and its semicolon, if there is one; 0: no reference. */
static size_t
read_number(const char *at, size_t len, uint32_t *out)
{
	bool is_hex = len > 2 && (at[2] | 0x20) == 'x';
	size_t n = is_hex ? 3 : 2, first = n;
	uint32_t number = 0;

	for (; n < len && (is_hex ? isxdigit((unsigned char)at[n]) : isdigit((unsigned char)at[n])); n++)
		if (number <= 0x10ffff)
			number = number * (is_hex ? 16 : 10) + digit_value(at[n]);
	if (n == first)
		return 0;
	*out = number;
	return n < len && at[n] == ';' ? n + 1 : n;
}

/* The low half of a pair, which some who count in UTF-16 write after its high one: "&#xD83D;&#xDE00;". */
static size_t
read_low_half(const char *at, size_t len, uint32_t *out)
{
	size_t n = len > 2 && at[0] == '&' && at[1] == '#' ? read_number(at, len, out) : 0;

	return n > 0 && *out >= 0xdc00 && *out <= 0xdfff ? n : 0;
}

static size_t
number_reference(const char *at, size_t len, char *out)
{
	uint32_t cp = 0, low = 0;
	size_t n = read_number(at, len, &cp), more;

	if (n == 0)
		return 0;
	if (cp >= 0xd800 && cp <= 0xdbff && (more = read_low_half(at + n, len - n, &low)) > 0) {
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
		n += more;
	}
	cp = codepoint_of_number(cp);
	if (is_control(cp))
		out[0] = '\0';
	else
		put_codepoint(cp, out);
	return n;
}

/* `letters`: how many letters and digits follow the '&'. */
static size_t
old_reference(const char *at, size_t len, size_t letters, bool in_attribute, char *out)
{
	const struct html_name *old = find_old_name(at + 1, letters);
	size_t n;

	if (old == NULL)
		return 0;
	n = strlen(old->name) + 1;
	if (in_attribute && n < len && (at[n] == '=' || isalnum((unsigned char)at[n])))
		return 0;
	strcpy(out, old->text);
	return n;
}

size_t
html_reference(const char *at, size_t len, bool in_attribute, char out[static HTML_REFERENCE_SIZE])
{
	size_t n = 1;
	const char *text;

	if (len > 1 && at[1] == '#')
		return number_reference(at, len, out);
	while (n < len && n <= NAME_LONGEST && isalnum((unsigned char)at[n]))
		n++;
	if (n == 1)
		return 0;
	if (n < len && at[n] == ';' && (text = text_of_name(at + 1, n - 1)) != NULL) {
		strcpy(out, text);
		return n + 1;
	}
	return old_reference(at, len, n - 1, in_attribute, out);
}

static size_t
lone_character(const char *at, size_t len, char *out)
{
	uint32_t cp = 0;
	size_t n = utf8_decode(at, len, &cp);

	if (*at == '\r') {
		/* a line end is one newline, whoever wrote it */
		strcpy(out, len > 1 && at[1] == '\n' ? "" : "\n");
		return 1;
	}
	n = n > 0 ? n : 1;
	memcpy(out, at, n);
	out[is_control(cp) ? 0 : n] = '\0';
	return n;
}

size_t
html_odd_piece(const char *at, size_t len, bool in_attribute, char out[static HTML_REFERENCE_SIZE])
{
	size_t n = *at == '&' ? html_reference(at, len, in_attribute, out) : 0;

	return n > 0 ? n : lone_character(at, len, out);
}

void
html_decode(const char *text, size_t len, bool in_attribute, struct buffer *out)
{
	char piece[HTML_REFERENCE_SIZE];

	for (size_t i = 0, n; i < len; i += n) {
		n = html_plain_length(text + i, len - i);
		buffer_add(out, text + i, n);
		if (n > 0)
			continue;
		n = html_odd_piece(text + i, len - i, in_attribute, piece);
		buffer_add_text(out, piece);
	}
}

static const char *
escape_of(char c, bool in_attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return in_attribute ? "&quot;" : NULL;
	default:
		return NULL;
	}
}

void
html_escape(const char *text, size_t len, bool in_attribute, struct buffer *out)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		const char *escape = escape_of(text[i], in_attribute);

		if (escape == NULL)
			continue;
		buffer_add(out, text + from, i - from);
		buffer_add_text(out, escape);
		from = i + 1;
	}
	buffer_add(out, text + from, len - from);
}
