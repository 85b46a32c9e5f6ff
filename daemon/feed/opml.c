#include "feed/opml.h"

#include "base/text.h"
#include "feed/charset.h"
#include "feed/html_entity.h"
#include "feed/html_text.h"
#include "feed/html_token.h"
#include "feed/link.h"

#include <ctype.h>
#include <string.h>

/* DEPTH_MOST: deeper outlines are read, but their names are no tags. */
enum {
	FEEDS_MOST = 100000,
	DEPTH_MOST = 32,
	TAGS_MOST = 32,
	NAME_LONGEST = 1000,
	URL_LONGEST = 8192,
	CATEGORIES_LOOKED_AT = 100
};

struct outline {
	struct html_span url;
	struct html_span title;
	struct html_span text;
	struct html_span home;
	struct html_span category;
};

struct reader {
	struct html_lexer lexer;
	const char *counted; /* lines are counted up to here */
	int line;
	struct arena *arena;
	struct opml *opml;
	size_t cap;
	const char *tags[DEPTH_MOST]; /* of the open outlines; NULL: a feed's own, or one without a name */
	size_t depth;                 /* may be over DEPTH_MOST */
};

static const char *
line_of(struct arena *arena, struct html_span raw)
{
	BUFFER decoded = { 0 };
	BUFFER line = { 0 };
	struct html_text text;

	if (raw.at == NULL)
		return NULL;
	html_decode(raw.at, raw.len, true, &decoded);
	html_text_init(&text, &line, NAME_LONGEST);
	html_text_add(&text, buffer_text(&decoded), decoded.len);
	return line.len > 0 ? arena_strndup(arena, line.data, line.len) : NULL;
}

static const char *
url_of(struct arena *arena, struct html_span raw)
{
	BUFFER decoded = { 0 };
	char *url;

	if (raw.at == NULL)
		return NULL;
	html_decode(raw.at, raw.len < URL_LONGEST ? raw.len : URL_LONGEST, true, &decoded);
	buffer_add_char(&decoded, '\0');
	url = text_trim(decoded.data);
	return *url != '\0' ? arena_strdup(arena, url) : NULL;
}

static void
read_outline(struct html_span attributes, struct outline *out)
{
	const struct {
		const char *name;
		struct html_span *span;
	} known[] = {
		{ "xmlurl", &out->url },
		{ "url", &out->url }, /* type="link" and "include", and lists made by hand */
		{ "title", &out->title },
		{ "text", &out->text },
		{ "htmlurl", &out->home },
		{ "category", &out->category },
	};
	struct html_span name, value;

	*out = (struct outline) { 0 };
	while (html_attribute_next(&attributes, &name, &value))
		for (size_t i = 0; i < COUNT_OF(known); i++)
			if (html_span_equal(name, known[i].name) && value.len > 0 &&
			    (known[i].span->at == NULL || i == 0))
				*known[i].span = value;
}

static void
add_tag(struct opml_feed *feed, const char *tag)
{
	if (tag == NULL || feed->tag_count == TAGS_MOST)
		return;
	for (size_t i = 0; i < feed->tag_count; i++)
		if (strcmp(feed->tags[i], tag) == 0)
			return;
	feed->tags[feed->tag_count++] = tag;
}

/* "/Boston/Weather,/Harvard": a comma parts categories, and a slash begins one. */
static void
add_categories(struct reader *r, struct html_span raw, struct opml_feed *feed)
{
	const char *at = raw.len > 0 ? raw.at : "", *end = at + raw.len;

	for (int looked_at = 0; at < end && looked_at < CATEGORIES_LOOKED_AT; looked_at++) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma != NULL ? comma : end;

		while (at < stop && (isspace((unsigned char)*at) || *at == '/'))
			at++;
		add_tag(feed, line_of(r->arena, (struct html_span) { at, (size_t)(stop - at) }));
		at = stop + 1;
	}
}

static const char *
reason_to_refuse(const char *url)
{
	if (strchr(url, ':') == NULL)
		return "not an absolute address";
	if (!text_starts_nocase(url, "http:") && !text_starts_nocase(url, "https:") &&
	    !text_starts_nocase(url, "feed:"))
		return "not http or https";
	return NULL;
}

/* feed://host/ and feed:https://host/ are how some programs write http(s). */
static const char *
without_feed_scheme(struct arena *arena, const char *url)
{
	while (text_starts_nocase(url, "feed:") && !text_starts_nocase(url, "feed://") &&
	       !text_is_blank(url + strlen("feed:")))
		url += strlen("feed:") + strspn(url + strlen("feed:"), " ");
	return text_starts_nocase(url, "feed://") ? arena_printf(arena, "http://%s", url + strlen("feed://")) : url;
}

static const char *
judge_url(struct arena *arena, const char *url)
{
	const char *reason = reason_to_refuse(url), *resolved;

	if (reason != NULL)
		return reason;
	if (strlen(url) >= URL_LONGEST)
		return "longer than any address";
	resolved = link_resolve(NULL, without_feed_scheme(arena, url), arena);
	return resolved != NULL && link_is_web(resolved) ? NULL : "no host";
}

static struct opml_feed *
next_feed(struct reader *r)
{
	if (r->opml->feed_count == r->cap) {
		size_t cap = r->cap * 2 + 64;
		struct opml_feed *more = arena_alloc(r->arena, cap * sizeof(*more));

		if (r->cap > 0)
			memcpy(more, r->opml->feeds, r->cap * sizeof(*more));
		r->opml->feeds = more;
		r->cap = cap;
	}
	return &r->opml->feeds[r->opml->feed_count++];
}

static void
keep_tags(struct reader *r, struct opml_feed *feed)
{
	const char **all = feed->tags;

	feed->tags = arena_alloc(r->arena, (feed->tag_count + 1) * sizeof(*feed->tags));
	memcpy(feed->tags, all, feed->tag_count * sizeof(*all));
}

static void
add_feed(struct reader *r, const struct outline *outline)
{
	const char *tags[TAGS_MOST], *url = url_of(r->arena, outline->url);
	struct opml_feed *feed;

	if (url == NULL || r->opml->feed_count > FEEDS_MOST)
		return;
	feed = next_feed(r);
	*feed = (struct opml_feed) { .url = without_feed_scheme(r->arena, url),
		.title = line_of(r->arena, outline->title),
		.home_url = url_of(r->arena, outline->home),
		.tags = tags,
		.line = r->line,
		.refused = judge_url(r->arena, url) };
	if (feed->title == NULL)
		feed->title = line_of(r->arena, outline->text);
	if (text_equal(feed->title, feed->url))
		feed->title = NULL; /* an outline must have a text, and there was no better one */
	if (r->opml->feed_count > FEEDS_MOST)
		feed->refused = "this and what follows is over the limit of 100000 feeds";
	for (size_t i = 0; i < r->depth && i < DEPTH_MOST; i++)
		add_tag(feed, r->tags[i]);
	add_categories(r, outline->category, feed);
	keep_tags(r, feed);
}

static void
count_lines(struct reader *r, const char *to)
{
	for (; r->counted < to; r->counted++)
		r->line += *r->counted == '\n';
}

static void
open_outline(struct reader *r, const struct html_token *token)
{
	bool is_empty = token->attributes.len > 0 && token->attributes.at[token->attributes.len - 1] == '/';
	struct outline outline;

	read_outline(token->attributes, &outline);
	if (outline.url.at != NULL)
		add_feed(r, &outline);
	if (is_empty)
		return;
	if (r->depth < DEPTH_MOST)
		r->tags[r->depth] = outline.url.at != NULL
					? NULL
					: line_of(r->arena, outline.text.at != NULL ? outline.text : outline.title);
	r->depth++;
}

static void
read_title(struct reader *r)
{
	const char *from = r->lexer.at;

	html_skip_raw_text(&r->lexer, "title");
	if (r->opml->title == NULL && r->lexer.at < r->lexer.end)
		r->opml->title = line_of(r->arena, (struct html_span) { from, (size_t)(r->lexer.at - from) });
}

/* What programs and people write is read like HTML is: quotes, case and bare ampersands may be as they are. */
static bool
read_all(struct reader *r)
{
	struct html_token token;
	bool is_opml = false, is_open = false, has_outline = false;

	while (html_token_next(&r->lexer, &token)) {
		if (token.kind == HTML_TEXT)
			continue;
		count_lines(r, token.source.at);
		if (html_span_equal(token.name, "outline")) {
			has_outline = true;
			if (token.kind == HTML_OPEN)
				open_outline(r, &token);
			else
				r->depth -= r->depth > 0;
		} else if (token.kind == HTML_OPEN && html_span_equal(token.name, "title") && !has_outline) {
			read_title(r);
		}
		if (html_span_equal(token.name, "opml")) {
			is_opml = true;
			is_open = token.kind == HTML_OPEN;
		}
	}
	if (is_open) {
		count_lines(r, r->lexer.end);
		r->opml->cut_line = r->line;
	}
	return is_opml || has_outline;
}

bool
opml_parse(const char *bytes, size_t len, struct arena *arena, struct opml **out, struct err *err)
{
	struct reader r = { .arena = arena, .line = 1, .opml = arena_alloc(arena, sizeof(*r.opml)) };
	BUFFER text = { 0 };
	const char *begin;

	charset_decode(bytes, len, NULL, arena, &text);
	begin = buffer_text(&text);
	r.lexer = (struct html_lexer) { begin, begin + text.len };
	r.counted = begin;
	if (!read_all(&r)) {
		count_lines(&r, begin + strspn(begin, " \t\r\n"));
		return err_set(err, ERR_SYNTAX, "line %d: no OPML: there is no <opml> and no <outline>", r.line);
	}
	*out = r.opml;
	return true;
}
