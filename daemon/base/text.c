#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
text_equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
text_equal_nocase(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcasecmp(a, b) == 0;
}

bool
text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_starts_nocase(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_ends(const char *text, const char *suffix)
{
	size_t text_len = strlen(text), suffix_len = strlen(suffix);

	return text_len >= suffix_len && memcmp(text + text_len - suffix_len, suffix, suffix_len) == 0;
}

bool
text_is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n\f\v")] == '\0';
}

static bool
is_alphanumeric(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

bool
text_is_name(const char *text, size_t max)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (!is_alphanumeric(text[i]) && (i == 0 || strchr("-_.", text[i]) == NULL))
			return false;
	return len > 0 && len <= max;
}

char *
text_trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n\f\v");
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

bool
text_int(const char *text, int64_t min, int64_t max, int64_t *out, struct err *err)
{
	char *end = NULL;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end != '\0' || isspace((unsigned char)*text))
		return err_set(err, ERR_SYNTAX, "not a whole number: '%.40s'", text);
	if (value < min && max == INT64_MAX)
		return err_set(err, ERR_INVALID, "%.40s is less than %lld", text, (long long)min);
	if (errno == ERANGE || value < min || value > max)
		return err_set(
		    err, ERR_INVALID, "%.40s is not between %lld and %lld", text, (long long)min, (long long)max);
	*out = value;
	return true;
}

static bool
continues(const char *text, size_t len, size_t n)
{
	if (len < n)
		return false;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return false;
	return true;
}

static uint32_t
bits(const char *text, size_t i)
{
	return (unsigned char)text[i] & 0x3fu;
}

size_t
utf8_decode(const char *text, size_t len, uint32_t *out)
{
	unsigned char c;
	uint32_t cp;

	if (len == 0)
		return 0;
	c = (unsigned char)text[0];
	if (c < 0x80) {
		*out = c;
		return 1;
	}
	if (c >= 0xc2 && c <= 0xdf && continues(text, len, 2)) {
		*out = (c & 0x1fu) << 6 | bits(text, 1);
		return 2;
	}
	if (c >= 0xe0 && c <= 0xef && continues(text, len, 3)) {
		cp = (c & 0x0fu) << 12 | bits(text, 1) << 6 | bits(text, 2);
		if (cp < 0x800 || (cp >= 0xd800 && cp <= 0xdfff))
			return 0;
		*out = cp;
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4 && continues(text, len, 4)) {
		cp = (c & 0x07u) << 18 | bits(text, 1) << 12 | bits(text, 2) << 6 | bits(text, 3);
		if (cp < 0x10000 || cp > 0x10ffff)
			return 0;
		*out = cp;
		return 4;
	}
	return 0;
}

bool
utf8_is_valid(const char *text, size_t len)
{
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_decode(text + i, len - i, &cp);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

void
utf8_make_valid(const char *text, size_t len, struct buffer *out)
{
	size_t from = 0, i = 0;
	uint32_t cp;

	while (i < len) {
		size_t n = utf8_decode(text + i, len - i, &cp);

		if (n > 0) {
			i += n;
			continue;
		}
		buffer_add(out, text + from, i - from);
		buffer_add_codepoint(out, 0xfffd);
		from = ++i;
	}
	buffer_add(out, text + from, len - from);
}

size_t
utf8_cut(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

static bool
is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f || cp == 0x061c || cp == 0x2028 ||
	       cp == 0x2029 || cp == 0xfeff || (cp & 0xfffe) == 0xfffe;
}

/* Of the printable ASCII that `text` begins with. */
static size_t
printable_length(const char *text)
{
	size_t n = 0;

	while (text[n] >= ' ' && text[n] < 0x7f)
		n++;
	return n;
}

void
text_without_controls(const char *text, struct buffer *out)
{
	size_t len = strlen(text);
	uint32_t cp = 0;

	for (size_t i = 0, n; i < len; i += n) {
		n = printable_length(text + i);
		if (n > 0) {
			buffer_add(out, text + i, n);
			continue;
		}
		n = utf8_decode(text + i, len - i, &cp);
		if (n == 0) {
			n = 1;
			buffer_add_codepoint(out, 0xfffd);
		} else if (cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x2028 || cp == 0x2029) {
			buffer_add_char(out, ' ');
		} else if (!is_control(cp)) {
			buffer_add(out, text + i, n);
		}
	}
}

static const char *
entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
text_escape_markup(const char *text, struct buffer *out)
{
	for (;;) {
		size_t plain = strcspn(text, "&<>\"'");

		buffer_add(out, text, plain);
		text += plain;
		if (*text == '\0')
			return;
		buffer_add_text(out, entity_of(*text++));
	}
}

static bool
is_boundary(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) != 0x80;
}

void
text_without(const char *text, const struct text_span *spans, size_t count, struct buffer *out)
{
	size_t len = strlen(text), at = 0, start = out->len;

	for (size_t i = 0; i < count; i++) {
		const struct text_span *s = &spans[i];

		if (s->start < at || s->start > len || s->len > len - s->start || !is_boundary(text, s->start) ||
		    !is_boundary(text, s->start + s->len))
			continue;
		buffer_add(out, text + at, s->start - at);
		at = s->start + s->len;
		if (out->len == start || out->data[out->len - 1] == '\n')
			at += strspn(text + at, " \n");
	}
	buffer_add(out, text + at, len - at);
	while (out->len > start && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\n'))
		buffer_cut(out, out->len - 1);
}
