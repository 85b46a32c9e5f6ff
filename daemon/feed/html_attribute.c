#include "feed/html_attribute.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/html_link.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_LONGEST = 2000, WORD_LONGEST = 40, STYLE_LOOKED_AT = 512 };

void
html_attributes_read(struct html_span source, struct html_attributes *out)
{
	struct html_span name, value;

	*out = (struct html_attributes) { 0 };
	while (html_attribute_next(&source, &name, &value)) {
		enum html_attribute attribute = html_attribute_find(name);

		if (attribute < ATTRIBUTE_COUNT && out->values[attribute].at == NULL)
			out->values[attribute] = value.at != NULL ? value : (struct html_span) { "", 0 };
	}
}

static void
write_value(enum html_attribute attribute, const char *value, size_t len, struct buffer *out)
{
	buffer_add_char(out, ' ');
	buffer_add_text(out, html_attribute_name(attribute));
	buffer_add(out, "=\"", 2);
	html_escape(value, len, true, out);
	buffer_add_char(out, '"');
}

static void
write_text(enum html_attribute attribute, struct html_span raw, struct buffer *out)
{
	BUFFER text = { 0 };

	html_decode(raw.at, raw.len < 8 * TEXT_LONGEST ? raw.len : 8 * TEXT_LONGEST, true, &text);
	if (text.len > 0 || attribute == ATTRIBUTE_ALT)
		write_value(attribute, buffer_text(&text), utf8_cut(buffer_text(&text), text.len, TEXT_LONGEST), out);
}

/* Values made of letters, digits and a few signs: a date, a language. Anything else is left out. */
static void
write_word(enum html_attribute attribute, struct html_span raw, struct buffer *out)
{
	if (raw.len == 0 || raw.len > WORD_LONGEST)
		return;
	for (size_t i = 0; i < raw.len; i++)
		if (!isalnum((unsigned char)raw.at[i]) && (raw.at[i] == '\0' || strchr("-+:._ ", raw.at[i]) == NULL))
			return;
	write_value(attribute, raw.at, raw.len, out);
}

static void
write_number(enum html_attribute attribute, struct html_span raw, struct buffer *out)
{
	size_t from = 0, n;

	while (from < raw.len && isspace((unsigned char)raw.at[from]))
		from++;
	n = from + (from < raw.len && raw.at[from] == '-' && attribute == ATTRIBUTE_START);
	while (n < raw.len && n < from + 5 && isdigit((unsigned char)raw.at[n]))
		n++;
	if (n == from || !isdigit((unsigned char)raw.at[n - 1]) || (n < raw.len && isdigit((unsigned char)raw.at[n])))
		return;
	if (n < raw.len && raw.at[n] == '%')
		n++;
	write_value(attribute, raw.at + from, n - from, out);
}

static const struct {
	enum html_attribute attribute;
	const char *value;
} words[] = {
	{ ATTRIBUTE_DIR, "ltr" },
	{ ATTRIBUTE_DIR, "rtl" },
	{ ATTRIBUTE_DIR, "auto" },
	{ ATTRIBUTE_SCOPE, "row" },
	{ ATTRIBUTE_SCOPE, "col" },
	{ ATTRIBUTE_SCOPE, "rowgroup" },
	{ ATTRIBUTE_SCOPE, "colgroup" },
};

static void
write_choice(enum html_attribute attribute, struct html_span raw, struct buffer *out)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].attribute == attribute && html_span_equal(raw, words[i].value))
			write_value(attribute, words[i].value, strlen(words[i].value), out);
}

static void
write_plain(enum html_attribute attribute, struct html_span raw, struct buffer *out)
{
	switch (attribute) {
	case ATTRIBUTE_ALT:
	case ATTRIBUTE_TITLE:
		write_text(attribute, raw, out);
		break;
	case ATTRIBUTE_DATETIME:
	case ATTRIBUTE_LANG:
		write_word(attribute, raw, out);
		break;
	case ATTRIBUTE_DIR:
	case ATTRIBUTE_SCOPE:
		write_choice(attribute, raw, out);
		break;
	default:
		write_number(attribute, raw, out);
	}
}

/* File names of pictures that stand where the real one will be loaded. */
static bool
is_stand_in(const char *url)
{
	static const char *const names[] = { "blank", "lazy", "loading", "placeholder", "spacer", "transparent" };
	const char *file;

	if (text_starts(url, "data:"))
		return true;
	file = strrchr(url, '/');
	for (size_t i = 0; file != NULL && i < COUNT_OF(names); i++)
		if (strcasestr(file, names[i]) != NULL)
			return true;
	return false;
}

static const char *
choose_source(const struct html_attributes *a, const char *base, struct arena *arena)
{
	struct html_span src = a->values[ATTRIBUTE_SRC], lazy = a->values[ATTRIBUTE_LAZY_SRC];
	const char *now = src.len > 0 && *src.at == '#' ? NULL : html_link_judge(src, LINK_PICTURE, base, arena);
	const char *later = NULL;

	if (lazy.at != NULL && (now == NULL || is_stand_in(now)))
		later = html_link_judge(lazy, LINK_PICTURE, base, arena);
	return later != NULL ? later : now;
}

/* Length of the first address of a set we wrote: none of its addresses ends in a comma. */
static size_t
first_of_set(const char *set)
{
	size_t len = strcspn(set, " ");

	return set[len] == ' ' && set[len - 1] == ',' ? len - 1 : len;
}

static bool
write_picture(const struct html_attributes *a, const char *base, struct arena *arena, struct buffer *out)
{
	BUFFER set = { 0 };
	bool has_set = html_srcset_judge(a->values[ATTRIBUTE_SRCSET], base, arena, &set) ||
		       html_srcset_judge(a->values[ATTRIBUTE_LAZY_SRCSET], base, arena, &set);
	const char *source = choose_source(a, base, arena);

	if (source != NULL)
		write_value(ATTRIBUTE_SRC, source, strlen(source), out);
	else if (has_set)
		write_value(ATTRIBUTE_SRC, set.data, first_of_set(set.data), out);
	else
		return false;
	if (has_set)
		write_value(ATTRIBUTE_SRCSET, set.data, set.len, out);
	return true;
}

static bool
write_address(enum html_attribute attribute, struct html_span raw, enum html_link_use use, const char *base,
    struct arena *arena, struct buffer *out)
{
	const char *url = html_link_judge(raw, use, base, arena);

	if (url == NULL)
		return false;
	write_value(attribute, url, strlen(url), out);
	return true;
}

static bool
write_addresses(
    const struct html_attributes *a, enum html_tag tag, const char *base, struct arena *arena, struct buffer *out)
{
	struct html_span cite = a->values[ATTRIBUTE_CITE];

	if (tag == TAG_IMG)
		return write_picture(a, base, arena, out);
	if (tag == TAG_A)
		return write_address(ATTRIBUTE_HREF, a->values[ATTRIBUTE_HREF], LINK_ANCHOR, base, arena, out);
	if (cite.at != NULL && html_attribute_is_allowed(ATTRIBUTE_CITE, tag))
		return write_address(ATTRIBUTE_CITE, cite, LINK_PAGE, base, arena, out) || true;
	return true;
}

bool
html_attributes_write(const struct html_attributes *attributes, enum html_tag tag, const char *base,
    struct arena *arena, struct buffer *out)
{
	if (!write_addresses(attributes, tag, base, arena, out))
		return false;
	for (enum html_attribute i = ATTRIBUTE_ALT; i < ATTRIBUTE_WRITTEN; i++)
		if (i != ATTRIBUTE_CITE && attributes->values[i].at != NULL && html_attribute_is_allowed(i, tag))
			write_plain(i, attributes->values[i], out);
	return true;
}

/* The style, lower case, without spaces, with a ';' before it. */
static void
compact_style(struct html_span raw, struct buffer *out)
{
	BUFFER decoded = { 0 };

	html_decode(raw.at, raw.len < STYLE_LOOKED_AT ? raw.len : STYLE_LOOKED_AT, true, &decoded);
	buffer_add_char(out, ';');
	for (size_t i = 0; i < decoded.len; i++)
		if (!isspace((unsigned char)decoded.data[i]))
			buffer_add_char(out, (char)tolower((unsigned char)decoded.data[i]));
}

/* A length in pixels; -1 when it says something else. */
static long
pixels(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return end == text || n < 0 || (*end != '\0' && strchr("%.erv", *end) != NULL) ? -1 : n;
}

static long
side(struct html_span raw, const char *style, const char *property)
{
	const char *styled = strstr(style, property);
	char text[8] = "";

	if (styled != NULL)
		return pixels(styled + strlen(property));
	if (raw.at != NULL)
		memcpy(text, raw.at, raw.len < sizeof(text) ? raw.len : sizeof(text) - 1);
	return pixels(text);
}

bool
html_attributes_hide(const struct html_attributes *attributes)
{
	BUFFER style = { 0 };
	long width, height;

	if (attributes->values[ATTRIBUTE_STYLE].at != NULL)
		compact_style(attributes->values[ATTRIBUTE_STYLE], &style);
	if (strstr(buffer_text(&style), "display:none") != NULL ||
	    strstr(buffer_text(&style), "visibility:hidden") != NULL)
		return true;
	width = side(attributes->values[ATTRIBUTE_WIDTH], buffer_text(&style), ";width:");
	height = side(attributes->values[ATTRIBUTE_HEIGHT], buffer_text(&style), ";height:");
	return (width >= 0 || height >= 0) && width <= 1 && height <= 1;
}
