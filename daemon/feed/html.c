#include "feed/html.h"

#include "base/arena.h"
#include "base/text.h"
#include "feed/html_attribute.h"
#include "feed/html_element.h"
#include "feed/html_entity.h"
#include "feed/html_link.h"
#include "feed/html_text.h"
#include "feed/html_token.h"

#include <string.h>

/*
 * DEPTH_MOST: browsers stop nesting at 512; nobody reads past 100.
 * GROWTH: what comes out is at most so many times what came in: a long base
 * address on short links must not make a gigabyte of a megabyte.
 */
enum { DEPTH_MOST = 100, GROWTH = 4, GROWTH_FREE = 4096, ALTS_LONGEST = 1000 };

struct opened {
	enum html_tag tag;
	enum html_role role;
};

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
	const char *base;
	struct buffer *html; /* NULL: nobody wants it */
	size_t html_start;
	size_t html_max;
	bool is_full; /* text did not fit any more */
	struct html_text text;
	struct arena *arena; /* addresses of one tag */
	struct buffer tag;   /* what is being put together to be written */
	struct buffer alts;  /* what pictures say, for when nothing else does */
	struct opened stack[DEPTH_MOST];
	size_t depth;
	size_t too_deep;          /* tags not opened for being too deep */
	unsigned open[TAG_COUNT]; /* how many of each are in the stack */
	struct skipped skipped;
	const char *close_at[HTML_ELEMENTS_MOST]; /* where the next closing tag of an element was last found */
};

static bool
write_html(struct sanitiser *s, const char *bytes, size_t len)
{
	if (s->html == NULL)
		return true;
	if (s->is_full || s->html->len - s->html_start + len > s->html_max)
		return false;
	buffer_add(s->html, bytes, len);
	return true;
}

static void
write_text(struct sanitiser *s, const char *bytes, size_t len)
{
	if (!write_html(s, bytes, len))
		s->is_full = true;
	html_text_add(&s->text, bytes, len);
}

/* Decoded text that may hold what must be escaped. */
static void
write_escaped(struct sanitiser *s, const char *text, size_t len)
{
	buffer_cut(&s->tag, 0);
	html_escape(text, len, false, &s->tag);
	if (!write_html(s, buffer_text(&s->tag), s->tag.len))
		s->is_full = true;
	html_text_add(&s->text, text, len);
}

static void
add_text(struct sanitiser *s, const char *text, size_t len)
{
	char piece[HTML_REFERENCE_SIZE];

	for (size_t i = 0, n; i < len; i += n) {
		n = html_plain_length(text + i, len - i);
		if (n > 0) {
			write_text(s, text + i, n);
			continue;
		}
		n = html_odd_piece(text + i, len - i, false, piece);
		if (*piece != '\0')
			write_escaped(s, piece, strlen(piece));
	}
}

static void
pop(struct sanitiser *s)
{
	struct opened top = s->stack[--s->depth];

	s->open[top.tag]--;
	html_text_close(&s->text, top.role);
	if (s->html == NULL)
		return;
	/* not counted: what was opened is closed */
	buffer_add(s->html, "</", 2);
	buffer_add_text(s->html, html_tag_name(top.tag));
	buffer_add_char(s->html, '>');
}

static void
pop_to(struct sanitiser *s, size_t depth)
{
	while (s->depth > depth)
		pop(s);
}

static bool
is_any_open(const struct sanitiser *s, uint64_t tags)
{
	for (; tags != 0; tags &= tags - 1)
		if (s->open[__builtin_ctzll(tags)] > 0)
			return true;
	return false;
}

/* Ends what can't go on where a tag with this nesting begins. */
static void
end_before(struct sanitiser *s, const struct html_nesting *nesting)
{
	size_t to = s->depth;

	if (!is_any_open(s, nesting->closes))
		return;
	for (size_t i = s->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(s->stack[i].tag);

		if ((bit & nesting->closes) != 0)
			to = i;
		if ((bit & nesting->stops) != 0)
			break;
	}
	pop_to(s, to);
}

static bool
is_within(const struct sanitiser *s, const struct html_nesting *nesting)
{
	if (nesting->within == 0)
		return true;
	for (size_t i = s->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(s->stack[i].tag);

		if ((bit & nesting->within) != 0)
			return true;
		if ((bit & nesting->stops) != 0)
			return false;
	}
	return false;
}

/* Writes "<tag attributes>" as a whole or not at all. */
static bool
write_tag(struct sanitiser *s, enum html_tag tag, const struct html_attributes *attributes)
{
	if (s->html == NULL)
		return tag != TAG_A || attributes->values[ATTRIBUTE_HREF].at != NULL;
	buffer_cut(&s->tag, 0);
	buffer_add_char(&s->tag, '<');
	buffer_add_text(&s->tag, html_tag_name(tag));
	if (!html_attributes_write(attributes, tag, s->base, s->arena, &s->tag))
		return false;
	buffer_add_char(&s->tag, '>');
	return write_html(s, s->tag.data, s->tag.len);
}

static bool
push(struct sanitiser *s, enum html_tag tag, enum html_role role, const struct html_attributes *attributes)
{
	if (s->depth == DEPTH_MOST) {
		s->too_deep++;
		return false;
	}
	if (!write_tag(s, tag, attributes))
		return false;
	html_text_open(&s->text, role);
	s->stack[s->depth++] = (struct opened) { tag, role };
	s->open[tag]++;
	return true;
}

static enum html_role
role_of_missing(enum html_tag tag)
{
	return tag == TAG_UL ? ROLE_LIST : tag == TAG_DL ? ROLE_BLOCK : ROLE_LINE;
}

/* Makes sure that what must be around a tag is; false when it can't be. */
static bool
open_missing(struct sanitiser *s, const struct html_nesting *nesting)
{
	static const struct html_attributes none;
	const struct html_nesting *outer;

	if (is_within(s, nesting))
		return true;
	if (nesting->missing == TAG_COUNT)
		return false;
	outer = html_nesting_of(nesting->missing);
	end_before(s, outer);
	return is_within(s, outer) && push(s, nesting->missing, role_of_missing(nesting->missing), &none);
}

static void
open_kept(struct sanitiser *s, const struct html_element *element, const struct html_attributes *attributes)
{
	const struct html_nesting *nesting = html_nesting_of(element->tag);

	end_before(s, nesting);
	if (!open_missing(s, nesting) || !push(s, element->tag, element->role, attributes))
		html_text_open(&s->text, element->role == ROLE_SPACE ? ROLE_SPACE : ROLE_NONE);
}

static uint64_t
closed_by(enum html_tag tag)
{
	const uint64_t headings =
	    TAG_BIT(TAG_H1) | TAG_BIT(TAG_H2) | TAG_BIT(TAG_H3) | TAG_BIT(TAG_H4) | TAG_BIT(TAG_H5) | TAG_BIT(TAG_H6);

	return (headings & TAG_BIT(tag)) != 0 ? headings : TAG_BIT(tag);
}

static void
close_kept(struct sanitiser *s, const struct html_element *element)
{
	uint64_t tags = closed_by(element->tag), holds = html_nesting_of(element->tag)->holds;

	if (s->too_deep > 0) {
		s->too_deep--;
		return;
	}
	if (!is_any_open(s, tags)) {
		html_text_open(&s->text, element->role == ROLE_BLOCK ? ROLE_BLOCK : ROLE_NONE);
		return;
	}
	for (size_t i = s->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(s->stack[i].tag);

		if ((bit & tags) != 0) {
			pop_to(s, i);
			return;
		}
		if ((bit & holds) != 0)
			return;
	}
}

static void
remember_alt(struct sanitiser *s, struct html_span alt)
{
	if (alt.len == 0 || s->alts.len + alt.len > ALTS_LONGEST || !html_text_is_empty(&s->text))
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
	end_before(s, html_nesting_of(element->tag));
	if (write_tag(s, element->tag, attributes) && element->tag == TAG_IMG)
		remember_alt(s, attributes->values[ATTRIBUTE_ALT]);
	html_text_open(&s->text, element->role);
}

static void
write_label(struct sanitiser *s, struct html_span title, const char *url)
{
	html_text_open(&s->text, ROLE_LINE);
	if (title.len > 0 && title.len <= ALTS_LONGEST)
		add_text(s, title.at, title.len);
	else
		write_escaped(s, url, strlen(url));
	html_text_open(&s->text, ROLE_LINE);
}

/* What can be played or shown elsewhere leaves a link behind. */
static void
write_media_link(struct sanitiser *s, const struct skipped *media)
{
	const char *url = html_link_judge(media->link, LINK_PAGE, s->base, s->arena);
	struct html_attributes link = { 0 }, poster = { 0 };

	if (url == NULL || s->depth == DEPTH_MOST)
		return;
	link.values[ATTRIBUTE_HREF] = media->link;
	poster.values[ATTRIBUTE_SRC] = media->poster;
	poster.values[ATTRIBUTE_ALT] = (struct html_span) { "", 0 };
	end_before(s, html_nesting_of(TAG_A));
	if (!push(s, TAG_A, ROLE_NONE, &link))
		return;
	if (media->poster.at != NULL)
		(void)!write_tag(s, TAG_IMG, &poster); /* a link without its picture is still a link */
	write_label(s, media->title, url);
	pop(s);
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
		open_kept(s, element, &attributes);
		break;
	case HTML_VOID:
		add_void(s, element, &attributes);
		break;
	case HTML_PASS:
		html_text_open(&s->text, element->role);
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
		close_kept(s, element);
	else if (element->tag == TAG_BR)
		add_void(s, element, &none); /* browsers read </br> so */
	else if (element->handling == HTML_PASS)
		html_text_open(&s->text, element->role);
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
			add_text(s, token->source.at, token->source.len);
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
	arena_clear(s->arena);
}

static void
finish(struct sanitiser *s)
{
	if (s->skipped.element != NULL)
		end_skip(s);
	pop_to(s, 0);
	if (html_text_is_empty(&s->text))
		html_text_add(&s->text, buffer_text(&s->alts), s->alts.len);
}

void
html_sanitise(const char *html, size_t len, const char *base, struct buffer *out_html, struct buffer *out_text)
{
	ARENA arena = arena_new();
	struct sanitiser s = { .lexer = { html, html + len },
		.base = base,
		.html = out_html,
		.html_start = out_html != NULL ? out_html->len : 0,
		.html_max = GROWTH * len + GROWTH_FREE,
		.arena = arena };
	struct html_token token;

	html_text_init(&s.text, out_text, GROWTH * len + GROWTH_FREE);
	while (html_token_next(&s.lexer, &token))
		take_token(&s, &token);
	finish(&s);
	buffer_fini(&s.tag);
	buffer_fini(&s.alts);
}
