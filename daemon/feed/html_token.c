#include "feed/html_token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
ends_name(char c)
{
	return is_space(c) || c == '/' || c == '>';
}

bool
html_span_equal(struct html_span span, const char *text)
{
	return span.len == strlen(text) && span.at != NULL && strncasecmp(span.at, text, span.len) == 0;
}

static const char *
find(const char *at, const char *end, char c)
{
	const char *found = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;

	return found != NULL ? found : end;
}

/* Past the comment whose "<!--" ends at `at`. */
static const char *
skip_comment(const char *at, const char *end)
{
	if (at < end && *at == '>')
		return at + 1;
	if (end - at > 1 && at[0] == '-' && at[1] == '>')
		return at + 2;
	for (at = find(at, end, '-'); at < end; at = find(at + 1, end, '-')) {
		if (end - at > 2 && at[1] == '-' && at[2] == '>')
			return at + 3;
		if (end - at > 3 && at[1] == '-' && at[2] == '!' && at[3] == '>')
			return at + 4;
	}
	return end;
}

/* Past a comment, declaration or processing instruction; `at` is at its '<'. */
static const char *
skip_declaration(const char *at, const char *end)
{
	const char *close;

	if (end - at >= 4 && memcmp(at, "<!--", 4) == 0)
		return skip_comment(at + 4, end);
	close = find(at, end, '>');
	return close < end ? close + 1 : end;
}

static struct html_span
take_attribute_name(const char **at, const char *end)
{
	const char *from = *at;

	/* an '=' at the beginning belongs to the name */
	for ((*at)++; *at < end && !ends_name(**at) && **at != '='; (*at)++)
		;
	return (struct html_span) { from, (size_t)(*at - from) };
}

static void
skip_space(const char **at, const char *end)
{
	while (*at < end && is_space(**at))
		(*at)++;
}

/* `at` is behind the '='. A quote that does not close runs to the end. */
static struct html_span
take_attribute_value(const char **at, const char *end)
{
	const char *from;

	skip_space(at, end);
	from = *at;
	if (from < end && (*from == '"' || *from == '\'')) {
		*at = find(from + 1, end, *from);
		from++;
		if (*at < end)
			return (struct html_span) { from, (size_t)((*at)++ - from) };
		return (struct html_span) { from, (size_t)(end - from) };
	}
	while (*at < end && !is_space(**at) && **at != '>')
		(*at)++;
	return (struct html_span) { from, (size_t)(*at - from) };
}

/* The attribute at *at, which stops before a '>' or at the end when there is none. */
static bool
take_attribute(const char **at, const char *end, struct html_span *name, struct html_span *value)
{
	const char *behind;

	while (*at < end && (is_space(**at) || **at == '/'))
		(*at)++;
	if (*at == end || **at == '>')
		return false;
	*name = take_attribute_name(at, end);
	*value = (struct html_span) { 0 };
	behind = *at;
	skip_space(&behind, end);
	if (behind < end && *behind == '=') {
		*at = behind + 1;
		*value = take_attribute_value(at, end);
	}
	return true;
}

bool
html_attribute_next(struct html_span *rest, struct html_span *out_name, struct html_span *out_value)
{
	const char *at = rest->at, *end = rest->at + rest->len;
	bool is_there = rest->len > 0 && take_attribute(&at, end, out_name, out_value);

	*rest = (struct html_span) { at, (size_t)(end - at) };
	return is_there;
}

/* The tag whose '<' is at lexer->at; false when the input ends in it. */
static bool
take_tag(struct html_lexer *lexer, struct html_token *out)
{
	const char *from = lexer->at, *at = from + 1, *name;
	struct html_span attribute, value;

	out->kind = *at == '/' ? HTML_CLOSE : HTML_OPEN;
	at += *at == '/';
	for (name = at; at < lexer->end && !ends_name(*at); at++)
		;
	out->name = (struct html_span) { name, (size_t)(at - name) };
	out->attributes.at = at;
	while (take_attribute(&at, lexer->end, &attribute, &value))
		;
	out->attributes.len = (size_t)(at - out->attributes.at);
	if (at == lexer->end) {
		lexer->at = at;
		return false;
	}
	lexer->at = at + 1;
	out->source = (struct html_span) { from, (size_t)(lexer->at - from) };
	return true;
}

static bool
take_text(struct html_lexer *lexer, struct html_token *out)
{
	const char *from = lexer->at;

	lexer->at = find(from + 1, lexer->end, '<');
	out->kind = HTML_TEXT;
	out->source = (struct html_span) { from, (size_t)(lexer->at - from) };
	return true;
}

bool
html_token_next(struct html_lexer *lexer, struct html_token *out)
{
	while (lexer->at < lexer->end) {
		const char *at = lexer->at;
		char next = lexer->end - at > 1 ? at[1] : '\0', after = lexer->end - at > 2 ? at[2] : '\0';

		if (*at != '<')
			return take_text(lexer, out);
		if (isalpha((unsigned char)next) || (next == '/' && isalpha((unsigned char)after)))
			return take_tag(lexer, out);
		if (next != '!' && next != '?' && (next != '/' || after == '\0'))
			return take_text(lexer, out);
		lexer->at = skip_declaration(at, lexer->end);
	}
	return false;
}

const char *
html_find_close(const struct html_lexer *lexer, const char *name)
{
	size_t len = strlen(name);
	const char *at = find(lexer->at, lexer->end, '<');

	for (; at < lexer->end; at = find(at + 1, lexer->end, '<'))
		if ((size_t)(lexer->end - at) > len + 2 && at[1] == '/' && strncasecmp(at + 2, name, len) == 0 &&
		    ends_name(at[2 + len]))
			return at;
	return lexer->end;
}

void
html_skip_raw_text(struct html_lexer *lexer, const char *name)
{
	lexer->at = html_find_close(lexer, name);
}
