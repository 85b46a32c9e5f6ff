#include "feed/tag.h"

#include "feed/vocabulary.h"

#include <ctype.h>
#include <string.h>

struct cursor {
	const char *at;
	const char *end;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool
is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

static void
skip_space(struct cursor *c)
{
	while (c->at < c->end && is_space(*c->at))
		c->at++;
}

static struct tag_span
take_name(struct cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && is_name(*c->at))
		c->at++;
	return (struct tag_span) { from, (size_t)(c->at - from) };
}

/* A closing quote is followed by a space or the tag's end; if not, and there was a tag's end inside, it closes another. */
static bool
is_false_close(const char *from, const char *quote, const char *end)
{
	if (quote + 1 < end && (is_space(quote[1]) || strchr("/>?", quote[1]) != NULL))
		return false;
	return memchr(from, '>', (size_t)(quote - from)) != NULL;
}

static struct tag_span
take_quoted(struct cursor *c, struct tag *t)
{
	const char *from = c->at + 1;
	size_t room = (size_t)(c->end - from), within = room < TAG_BYTES_MAX ? room : TAG_BYTES_MAX;
	const char *close = memchr(from, *c->at, within);

	if (close != NULL && !is_false_close(from, close, c->end)) {
		c->at = close + 1;
		return (struct tag_span) { from, (size_t)(close - from) };
	}
	t->is_broken = true;
	close = memchr(from, '>', within);
	if (close == NULL) { /* longer than any tag may be */
		close = memchr(from, '>', room);
		t->is_long = room > TAG_BYTES_MAX;
		c->at = close != NULL ? close : c->end;
		return (struct tag_span) { NULL, 0 };
	}
	c->at = from; /* it ends like a value that never had quotes */
	while (c->at < close && !is_space(*c->at))
		c->at++;
	return (struct tag_span) { from, (size_t)(c->at - from) };
}

static struct tag_span
take_bare(struct cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && !is_space(*c->at) && *c->at != '>' && *c->at != '<' &&
	       !(*c->at == '/' && c->at + 1 < c->end && c->at[1] == '>'))
		c->at++;
	return (struct tag_span) { from, (size_t)(c->at - from) };
}

static struct tag_span
take_value(struct cursor *c, struct tag *t)
{
	skip_space(c);
	if (c->at == c->end || *c->at != '=')
		return (struct tag_span) { NULL, 0 };
	c->at++;
	skip_space(c);
	if (c->at < c->end && (*c->at == '"' || *c->at == '\''))
		return take_quoted(c, t);
	return take_bare(c);
}

static bool
is_known(const struct tag *t, struct tag_span name)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->attributes[i].name.len == name.len &&
		    memcmp(t->attributes[i].name.text, name.text, name.len) == 0)
			return true;
	return false;
}

static void
take_attribute(struct cursor *c, const char *from, struct tag *t)
{
	struct tag_attribute a = { .name = take_name(c) };

	a.value = take_value(c, t);
	if (t->count == TAG_ATTRIBUTES_MAX || c->at - from > TAG_BYTES_MAX || a.name.len > TAG_NAME_MAX) {
		t->is_long = true;
		return;
	}
	if (a.value.text != NULL && !is_known(t, a.name))
		t->attributes[t->count++] = a;
}

/* Up to the '>'. False: the next tag begins before it. */
static bool
take_attributes(struct cursor *c, const char *from, struct tag *t)
{
	for (;;) {
		skip_space(c);
		if (c->at == c->end) {
			t->is_cut = true;
			return true;
		}
		if (*c->at == '>') {
			t->is_empty = c->at[-1] == '/';
			c->at++;
			return true;
		}
		if (*c->at == '<')
			return false;
		if (is_name_start(*c->at))
			take_attribute(c, from, t);
		else
			c->at++;
	}
}

/* "< item>" and "</ item >": taken for a tag only when it is one that feeds have, alone between its brackets. */
static bool
take_spaced_name(struct cursor *c, struct tag *t)
{
	const char *after;

	skip_space(c);
	t->name = take_name(c);
	t->traits = vocabulary_of(t->name.text, t->name.len);
	t->is_broken = true;
	skip_space(c);
	after = c->at;
	return t->name.len > 0 && after < c->end && *after == '>' && (t->traits & NAME_IS_FEED) != 0;
}

bool
tag_read(const char *at, const char *end, struct tag *t)
{
	struct cursor c = { at + 1, end };

	t->is_closing = t->is_empty = t->is_long = t->is_broken = t->is_cut = false;
	t->count = 0; /* the attributes are not cleared: they are many */
	if (c.at < end && *c.at == '/') {
		t->is_closing = true;
		c.at++;
	}
	if (c.at == end)
		return false;
	if (is_name_start(*c.at))
		t->name = take_name(&c);
	else if (!is_space(*c.at) || !take_spaced_name(&c, t))
		return false;
	t->traits = vocabulary_of(t->name.text, t->name.len);
	if (!take_attributes(&c, at, t)) {
		t->is_broken = true;
		if (t->count == 0 && (t->traits & NAME_IS_FEED) == 0 && !t->is_closing)
			return false;
	}
	t->end = c.at;
	return true;
}

void
tag_add_name(struct buffer *out, struct tag_span name)
{
	size_t len = name.len < TAG_NAME_MAX ? name.len : TAG_NAME_MAX;
	bool has_colon = false;

	for (size_t i = 0; i < len; i++) {
		char c = name.text[i];
		bool is_prefix_end = c == ':' && !has_colon && i > 0 && i + 1 < len && is_name_start(name.text[i + 1]);

		if (is_prefix_end)
			has_colon = true;
		else if (c == ':' || (unsigned char)c >= 0x80)
			c = '_';
		buffer_add_char(out, c);
	}
}

bool
tag_span_is(struct tag_span span, const char *text)
{
	return strlen(text) == span.len && strncasecmp(span.text, text, span.len) == 0;
}
