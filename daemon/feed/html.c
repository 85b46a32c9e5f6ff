#include "feed/html.h"

#include "base/arena.h"
#include "base/text.h"
#include "feed/html_attribute.h"
#include "feed/html_element.h"
#include "feed/html_entity.h"
#include "feed/html_link.h"
#include "feed/html_text.h"
#include "feed/html_token.h"
#include "feed/html_writer.h"

#include <string.h>

/*
 * GROWTH: what comes out is at most so many times what came in: a long base
 * address on short links must not make a gigabyte of a megabyte.
 */
enum { GROWTH = 4, GROWTH_FREE = 4096, ALTS_LONGEST = 1000 };

/* What is being left out, and the address to keep of it. */
struct skipped {
	const struct html_element *element; /* NULL: nothing */
	unsigned depth;
	struct html_span link; /* raw */
	struct html_span poster;
	struct html_span title;
};

struct sanitiser {
	struct html_lexer lexer;
	struct html_writer writer;
	struct buffer alts; /* what pictures say, for when nothing else does */
	struct skipped skipped;
	const char *close_at[HTML_ELEMENTS_MOST]; /* where the next closing tag of an element was last found */
};

static void
remember_alt(struct sanitiser *s, struct html_span alt)
{
	if (alt.len == 0 || s->alts.len + alt.len > ALTS_LONGEST || !html_text_is_empty(&s->writer.text))
		return;
	if (s->alts.len > 0)
		buffer_add_char(&s->alts, ' ');
	html_decode(alt.at, alt.len, true, &s->alts);
}

static void
add_void(struct sanitiser *s, const struct html_element *element, const struct html_attributes *attributes)
{
	if (element->tag == TAG_IMG && html_attributes_hide(attributes))
		return;
	if (html_write_void(&s->writer, element->tag, attributes) && element->tag == TAG_IMG)
		remember_alt(s, attributes->values[ATTRIBUTE_ALT]);
	html_text_open(&s->writer.text, element->role);
}

static void
write_label(struct sanitiser *s, struct html_span title, const char *url)
{
	html_text_open(&s->writer.text, ROLE_LINE);
	if (title.len > 0 && title.len <= ALTS_LONGEST)
		html_write_text(&s->writer, title.at, title.len);
	else
		html_write_escaped(&s->writer, url, strlen(url));
	html_text_open(&s->writer.text, ROLE_LINE);
}

/* What can be played or shown elsewhere leaves a link behind. */
static void
write_media_link(struct sanitiser *s, const struct skipped *media)
{
	const char *url = html_link_judge(media->link, LINK_PAGE, s->writer.base, s->writer.arena);
	struct html_attributes link = { 0 }, poster = { 0 };

	if (url == NULL)
		return;
	link.values[ATTRIBUTE_HREF] = media->link;
	poster.values[ATTRIBUTE_SRC] = media->poster;
	poster.values[ATTRIBUTE_ALT] = (struct html_span) { "", 0 };
	if (!html_open_link(&s->writer, &link))
		return;
	if (media->poster.at != NULL)
		html_write_void(&s->writer, TAG_IMG, &poster);
	write_label(s, media->title, url);
	html_close_link(&s->writer);
}

static const char *
find_close(struct sanitiser *s, const struct html_element *element)
{
	const char **at = &s->close_at[html_element_index(element)];

	/* each stretch of the input is searched once for each element */
	if (*at == NULL || *at < s->lexer.at)
		*at = html_find_close(&s->lexer, element->name);
	return *at;
}

static bool
is_self_closing(const struct html_token *token)
{
	return token->attributes.len > 0 && token->attributes.at[token->attributes.len - 1] == '/';
}

static struct html_span
first_there(struct html_span a, struct html_span b)
{
	return a.at != NULL ? a : b;
}

static void
read_media(const struct html_attributes *attributes, struct skipped *out)
{
	const struct html_span *values = attributes->values;

	out->link = first_there(out->link,
	    first_there(first_there(values[ATTRIBUTE_SRC], values[ATTRIBUTE_LAZY_SRC]), values[ATTRIBUTE_DATA]));
	out->poster = first_there(out->poster, values[ATTRIBUTE_POSTER]);
	out->title = first_there(out->title, values[ATTRIBUTE_TITLE]);
}

/* Begins to leave out an element, unless it never ends: then only its tag is left out. */
static void
skip(struct sanitiser *s, const struct html_element *element, const struct html_token *token,
    const struct html_attributes *attributes)
{
	struct skipped skipped = { .element = element, .depth = 1 };

	if (element->handling != HTML_DROP)
		read_media(attributes, &skipped);
	if (!is_self_closing(token) && find_close(s, element) < s->lexer.end)
		s->skipped = skipped;
	else if (element->handling != HTML_DROP)
		write_media_link(s, &skipped);
}

static void
skip_raw(struct sanitiser *s, const struct html_element *element, const struct html_token *token)
{
	const char *close = find_close(s, element);

	if (close < s->lexer.end || !is_self_closing(token))
		s->lexer.at = close;
}

static void
open_frame(struct sanitiser *s, const struct html_element *element, const struct html_token *token,
    const struct html_attributes *attributes)
{
	struct skipped media = { 0 };

	read_media(attributes, &media);
	if (!html_attributes_hide(attributes))
		write_media_link(s, &media);
	if (element->handling == HTML_FRAME && !is_self_closing(token))
		skip_raw(s, element, token);
}

static void
open_element(struct sanitiser *s, const struct html_element *element, const struct html_token *token)
{
	struct html_attributes attributes;

	html_attributes_read(token->attributes, &attributes);
	switch (element->handling) {
	case HTML_KEEP:
		html_open(&s->writer, element, &attributes);
		break;
	case HTML_VOID:
		add_void(s, element, &attributes);
		break;
	case HTML_PASS:
		html_text_open(&s->writer.text, element->role);
		break;
	case HTML_IGNORE:
		break;
	case HTML_DROP:
	case HTML_MEDIA:
		skip(s, element, token, &attributes);
		break;
	case HTML_RAW:
		skip_raw(s, element, token);
		break;
	case HTML_REST:
		s->lexer.at = s->lexer.end;
		break;
	case HTML_EMBED:
	case HTML_FRAME:
		open_frame(s, element, token, &attributes);
		break;
	}
}

static void
close_element(struct sanitiser *s, const struct html_element *element)
{
	static const struct html_attributes none;

	if (element->handling == HTML_KEEP)
		html_close(&s->writer, element);
	else if (element->tag == TAG_BR)
		add_void(s, element, &none); /* browsers read </br> so */
	else if (element->handling == HTML_PASS)
		html_text_open(&s->writer.text, element->role);
}

static void
end_skip(struct sanitiser *s)
{
	struct skipped skipped = s->skipped;

	s->skipped = (struct skipped) { 0 };
	if (skipped.element->handling == HTML_MEDIA)
		write_media_link(s, &skipped);
}

/* A tag in what is left out: only its like, sources and raw text matter. */
static void
take_skipped_tag(struct sanitiser *s, const struct html_element *element, const struct html_token *token)
{
	struct html_attributes attributes;

	if (token->kind == HTML_CLOSE) {
		/* one that was opened twice and closed once ends there, not at the end of the document */
		if (element == s->skipped.element &&
		    (--s->skipped.depth == 0 || find_close(s, element) == s->lexer.end))
			end_skip(s);
		return;
	}
	if (element == s->skipped.element) {
		s->skipped.depth += !is_self_closing(token);
	} else if (element->handling == HTML_RAW || element->handling == HTML_FRAME) {
		if (!is_self_closing(token))
			skip_raw(s, element, token);
	}
	if (s->skipped.element->handling != HTML_MEDIA || s->skipped.link.at != NULL)
		return;
	html_attributes_read(token->attributes, &attributes);
	if (element->handling == HTML_EMBED || element->handling == HTML_FRAME || element->handling == HTML_MEDIA ||
	    strcmp(element->name, "source") == 0)
		read_media(&attributes, &s->skipped);
}

static void
take_token(struct sanitiser *s, const struct html_token *token)
{
	const struct html_element *element;

	if (token->kind == HTML_TEXT) {
		if (s->skipped.element == NULL)
			html_write_text(&s->writer, token->source.at, token->source.len);
		return;
	}
	element = html_element_find(token->name);
	if (element == NULL)
		return;
	if (s->skipped.element != NULL)
		take_skipped_tag(s, element, token);
	else if (token->kind == HTML_OPEN)
		open_element(s, element, token);
	else
		close_element(s, element);
	arena_clear(s->writer.arena);
}

static void
read_document(const char *html, size_t len, const char *base, struct buffer *out_html, struct buffer *out_text,
    struct buffer *notes)
{
	ARENA arena = arena_new();
	struct sanitiser s = { .lexer = { html, html + len } };
	struct html_token token;

	html_writer_init(&s.writer, out_html, out_text, GROWTH * len + GROWTH_FREE, base, arena);
	s.writer.notes = notes;
	while (html_token_next(&s.lexer, &token))
		take_token(&s, &token);
	if (s.skipped.element != NULL)
		end_skip(&s);
	html_writer_finish(&s.writer);
	if (html_text_is_empty(&s.writer.text))
		html_text_add(&s.writer.text, buffer_text(&s.alts), s.alts.len);
	buffer_fini(&s.alts);
}

void
html_sanitise(const char *html, size_t len, const char *base, struct buffer *out_html, struct buffer *out_text)
{
	read_document(html, len, base, out_html, out_text, NULL);
}

void
html_footnotes(const char *html, size_t len, const char *base, struct buffer *out_text)
{
	BUFFER notes = { 0 };

	read_document(html, len, base, NULL, out_text, &notes);
	if (notes.len == 0)
		return;
	buffer_add_text(out_text, "\n\n");
	buffer_add(out_text, notes.data, notes.len - 1);
}

void
html_page_title(const char *html, size_t max, struct buffer *out)
{
	enum { TITLE_LOOKED_AT = 2000 };
	const char *open = strcasestr(html, "<title"), *from = open != NULL ? strchr(open, '>') : NULL;
	const char *to = from != NULL ? strcasestr(from, "</title") : NULL;
	size_t start = out->len, len = to != NULL ? (size_t)(to - from - 1) : 0;

	if (to == NULL)
		return;
	html_to_line(from + 1, len < TITLE_LOOKED_AT ? len : TITLE_LOOKED_AT, out);
	if (out->len > start)
		buffer_cut(out, start + utf8_cut(out->data + start, out->len - start, max));
}
