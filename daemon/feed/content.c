#include "feed/content.h"

#include "base/text.h"
#include "feed/html_entity.h"

#include <ctype.h>
#include <string.h>

static const char *
attribute(const struct scene *s, const char *name)
{
	const char *value = xml_attribute_of(&s->element, name);

	return text_is_blank(value) ? NULL : value;
}

/* <content type="xhtml"> holds one div that is not part of it (RFC 4287 3.1.1.3). */
static void
strip_div(const struct scene *s, struct value *v)
{
	static const char end[] = "</div>";
	const char *angle = memchr(v->text, '>', v->len);
	size_t start;

	if (s->collector.children != 1 || v->len < 11 || strncasecmp(v->text, "<div", 4) != 0 || angle == NULL)
		return;
	if (strncasecmp(v->text + v->len - strlen(end), end, strlen(end)) != 0)
		return;
	start = (size_t)(angle + 1 - v->text);
	if (start + strlen(end) > v->len)
		return;
	v->text += start;
	v->len -= start + strlen(end);
}

static int
base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static bool
decode_base64(const struct value *v, struct buffer *out)
{
	uint32_t bits = 0;
	int count = 0;

	for (size_t i = 0; i < v->len; i++) {
		int digit = base64_digit(v->text[i]);

		if (digit < 0 && (isspace((unsigned char)v->text[i]) || v->text[i] == '='))
			continue;
		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		count += 6;
		if (count >= 8)
			buffer_add_char(out, (char)(bits >> (count -= 8) & 0xff));
	}
	return true;
}

static bool
read_base64(struct scene *s, const char *type, const struct value *v, struct value *out)
{
	BUFFER bytes = { 0 };

	if (!decode_base64(v, &bytes) || bytes.len == 0 || !utf8_is_valid(bytes.data, bytes.len) ||
	    memchr(bytes.data, '\0', bytes.len) != NULL)
		return false;
	*out = *v;
	out->text = arena_strndup(scene_arena(s), bytes.data, bytes.len);
	out->len = bytes.len;
	out->markup = type != NULL && strcasestr(type, "html") != NULL ? MARKUP_HTML : MARKUP_UNSURE;
	return true;
}

static bool
is_text_type(const char *type)
{
	return text_starts_nocase(type, "text/") || text_ends(type, "+xml") || text_ends(type, "/xml");
}

bool
content_read(struct scene *s, const struct value *v, struct value *out)
{
	const char *type = attribute(s, "type"), *mode = attribute(s, "mode");
	bool is_media = type != NULL && strchr(type, '/') != NULL && strcasestr(type, "html") == NULL;

	if (v->len == 0)
		return false;
	if (text_equal_nocase(mode, "base64") || (is_media && !is_text_type(type) && mode == NULL))
		return read_base64(s, type, v, out);
	*out = *v;
	if (s->collector.is_markup) {
		out->markup = MARKUP_HTML;
		if (type == NULL || strcasestr(type, "xhtml") != NULL)
			strip_div(s, out);
	} else if (type != NULL && strcasestr(type, "html") != NULL) {
		out->markup = MARKUP_HTML;
	} else {
		out->markup = type == NULL || text_equal_nocase(mode, "escaped") ? MARKUP_UNSURE : MARKUP_TEXT;
	}
	return out->len > 0;
}

bool
content_looks_like_html(const char *text, size_t len)
{
	static const char *const signs[] = { "</p>", "<p>", "<br", "<a href", "</a>", "<img ", "<div", "</b>", "</i>",
		"</em>", "</strong>", "</li>", "</span>", "</h", "</blockquote>", "</pre>", "</code>" };

	for (const char *at = text; (at = memchr(at, '<', len - (size_t)(at - text))) != NULL; at++)
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (len - (size_t)(at - text) >= strlen(signs[i]) &&
			    strncasecmp(at, signs[i], strlen(signs[i])) == 0)
				return true;
	return false;
}

/* Blank lines part paragraphs, other line ends are breaks. */
static void
add_lines(const char *text, size_t len, bool is_escaped, struct buffer *out)
{
	const char *end = text + len;

	buffer_add_text(out, "<p>");
	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((line_end != NULL ? line_end : end) - text);

		if (is_escaped)
			buffer_add(out, text, n);
		else
			html_escape(text, n, false, out);
		text += n;
		if (text == end)
			break;
		n = strspn(text, " \t\n");
		if (memchr(text + 1, '\n', n - 1) != NULL)
			buffer_add_text(out, "</p>\n<p>");
		else
			buffer_add_text(out, "<br>\n");
		text += n;
	}
	buffer_add_text(out, "</p>");
}

void
content_to_html(const struct value *v, struct buffer *out)
{
	bool is_html =
	    v->markup == MARKUP_HTML || (v->markup == MARKUP_UNSURE && content_looks_like_html(v->text, v->len));

	if (is_html && (memchr(v->text, '<', v->len) != NULL || memchr(v->text, '\n', v->len) == NULL))
		buffer_add(out, v->text, v->len);
	else if (memchr(v->text, '\n', v->len) != NULL)
		add_lines(v->text, v->len, is_html, out);
	else
		html_escape(v->text, v->len, false, out);
}
