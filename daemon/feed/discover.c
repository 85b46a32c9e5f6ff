#include "feed/discover.h"

#include "base/buffer.h"
#include "base/text.h"
#include "feed/charset.h"
#include "feed/html.h"
#include "feed/html_entity.h"
#include "feed/html_token.h"
#include "feed/link.h"

#include <string.h>

enum { FOUND_MOST = 100, LINKS_LOOKED_AT = 2000 };

/* text/xml and application/xml are not among them: sitemaps and stylesheets say that too. */
static const char *const feed_types[] = {
	"application/rss+xml",
	"application/atom+xml",
	"application/rdf+xml",
	"application/feed+json",
	"application/json",
	"text/rss+xml",
	"text/rss",
	"text/atom+xml",
	"application/rss",
	"application/atom",
	"application/x-rss+xml",
	"application/x-atom+xml",
	"application/x-cdf",
};

struct finder {
	struct arena *arena;
	const char *base;
	struct discovered *found;
	size_t count;
	size_t looked_at;
	const char *hub;
};

struct link_claim {
	struct html_span rel;
	struct html_span type;
	struct html_span href;
	struct html_span title;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Whether the words of `rel` hold `word`, whatever the case. */
static bool
has_word(struct html_span rel, const char *word)
{
	for (size_t i = 0, n; i < rel.len; i += n + 1) {
		for (n = 0; i + n < rel.len && !is_space(rel.at[i + n]); n++)
			;
		if (html_span_equal((struct html_span) { rel.at + i, n }, word))
			return true;
	}
	return false;
}

/* The feed media type that `type` says, without its parameters; NULL: another. */
static const char *
feed_type_of(struct html_span type)
{
	size_t from = 0, to = 0;

	while (from < type.len && is_space(type.at[from]))
		from++;
	for (to = from; to < type.len && !is_space(type.at[to]) && type.at[to] != ';'; to++)
		;
	for (size_t i = 0; i < COUNT_OF(feed_types); i++)
		if (html_span_equal((struct html_span) { type.at + from, to - from }, feed_types[i]))
			return feed_types[i];
	return NULL;
}

/* WordPress announces its API as application/json beside the feeds. */
static bool
is_api(const char *type, const char *url)
{
	return strcmp(type, "application/json") == 0 &&
	       (strstr(url, "/wp-json") != NULL || strstr(url, "oembed") != NULL);
}

static bool
is_known(const struct finder *f, const char *url)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->found[i].url, url) == 0)
			return true;
	return false;
}

static const char *
line_of(struct finder *f, struct html_span raw)
{
	BUFFER line = { 0 };

	if (raw.at != NULL)
		html_to_line(raw.at, raw.len, &line);
	return line.len > 0 ? arena_strndup(f->arena, line.data, line.len) : NULL;
}

static const char *
resolve(struct finder *f, struct html_span raw)
{
	BUFFER decoded = { 0 };
	const char *url;

	if (raw.at == NULL)
		return NULL;
	html_decode(raw.at, raw.len, true, &decoded);
	url = link_resolve(f->base, buffer_text(&decoded), f->arena);
	return url != NULL && link_is_web(url) ? url : NULL;
}

static void
consider(struct finder *f, const struct link_claim *claim)
{
	const char *type = feed_type_of(claim->type), *url;

	/* rel="feed" was HTML5's own once */
	if (type == NULL || !(has_word(claim->rel, "alternate") || has_word(claim->rel, "feed")) ||
	    f->count == FOUND_MOST || f->looked_at++ == LINKS_LOOKED_AT)
		return;
	url = resolve(f, claim->href);
	if (url == NULL || is_api(type, url) || is_known(f, url))
		return;
	f->found[f->count++] = (struct discovered) { url, line_of(f, claim->title), type };
}

static void
claim_parameter(struct link_claim *claim, struct html_span name, struct html_span value)
{
	const struct {
		const char *name;
		struct html_span *span;
	} known[] = {
		{ "rel", &claim->rel },
		{ "type", &claim->type },
		{ "href", &claim->href },
		{ "title", &claim->title },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].span->at == NULL && html_span_equal(name, known[i].name))
			*known[i].span = value;
}

static void
take_link(struct finder *f, struct html_span attributes)
{
	struct link_claim claim = { 0 };
	struct html_span name, value;

	while (html_attribute_next(&attributes, &name, &value))
		claim_parameter(&claim, name, value);
	consider(f, &claim);
}

/* The first base with an address counts (HTML 4.2.3). */
static void
take_base(struct finder *f, struct html_span attributes, bool *has_base)
{
	struct html_span name, value;

	while (!*has_base && html_attribute_next(&attributes, &name, &value)) {
		const char *url = html_span_equal(name, "href") ? resolve(f, value) : NULL;

		if (url == NULL)
			continue;
		f->base = url;
		*has_base = true;
	}
}

/* Pages put their links into the body as well, so all of it is read; scripts and what is commented out are not. */
static void
read_page(struct finder *f, const char *page, size_t len)
{
	static const char *const raw[] = { "script", "style", "textarea", "title", "xmp", "noframes", "template" };
	struct html_lexer lexer = { page, page + len };
	struct html_token token;
	bool has_base = false;

	while (html_token_next(&lexer, &token)) {
		if (token.kind != HTML_OPEN)
			continue;
		if (html_span_equal(token.name, "link"))
			take_link(f, token.attributes);
		else if (html_span_equal(token.name, "base"))
			take_base(f, token.attributes, &has_base);
		for (size_t i = 0; i < COUNT_OF(raw); i++)
			if (html_span_equal(token.name, raw[i]))
				html_skip_raw_text(&lexer, raw[i]);
	}
}

static const char *
skip_blank(const char *at)
{
	return at + strspn(at, " \t");
}

/* A token or a quoted string at *at, with the quotes taken off; a '\' in it is kept, no address has one. */
static struct html_span
take_parameter_value(const char **at)
{
	const char *from = *at;
	size_t len;

	if (*from == '"') {
		for (len = 1; from[len] != '\0' && from[len] != '"'; len++)
			len += from[len] == '\\' && from[len + 1] != '\0';
		*at += len + (from[len] == '"');
		return (struct html_span) { from + 1, len - 1 };
	}
	len = strcspn(from, ";, \t");
	*at += len;
	return (struct html_span) { from, len };
}

/* The parameters behind "<address>", up to the ',' that ends the link. */
static const char *
take_parameters(const char *at, struct link_claim *claim)
{
	for (at = skip_blank(at); *at == ';'; at = skip_blank(at)) {
		struct html_span name, value = { "", 0 };

		at = skip_blank(at + 1);
		name = (struct html_span) { at, strcspn(at, "=;, \t") };
		at = skip_blank(at + name.len);
		if (*at == '=') {
			at = skip_blank(at + 1);
			value = take_parameter_value(&at);
		}
		claim_parameter(claim, name, value);
	}
	return at;
}

typedef void look_at(struct finder *f, const struct link_claim *claim);

/* RFC 8288, section 3. */
static void
read_header(struct finder *f, const char *at, look_at *look)
{
	while ((at = strchr(at, '<')) != NULL) {
		struct link_claim claim = { 0 };
		const char *end = strchr(at, '>');

		if (end == NULL)
			return;
		claim.href = (struct html_span) { at + 1, (size_t)(end - at) - 1 };
		at = take_parameters(end + 1, &claim);
		look(f, &claim);
		at += strcspn(at, ",");
	}
}

size_t
feed_discover(const char *page, size_t len, const char *content_type, const char *link_header, const char *url,
    struct arena *arena, struct discovered **out)
{
	struct finder f = {
		.arena = arena, .base = url, .found = arena_alloc(arena, FOUND_MOST * sizeof(struct discovered))
	};
	BUFFER text = { 0 };
	BUFFER header = { 0 };

	charset_decode(page, len, content_type, arena, &text);
	read_page(&f, buffer_text(&text), text.len);
	f.base = url; /* a page's <base> says nothing about headers */
	if (link_header != NULL)
		utf8_make_valid(link_header, strlen(link_header), &header);
	read_header(&f, buffer_text(&header), consider);
	*out = f.found;
	return f.count;
}

static void
consider_hub(struct finder *f, const struct link_claim *claim)
{
	if (f->hub == NULL && has_word(claim->rel, "hub"))
		f->hub = resolve(f, claim->href);
}

const char *
feed_discover_hub(const char *link_header, const char *url, struct arena *arena)
{
	struct finder f = { .arena = arena, .base = url };
	BUFFER header = { 0 };

	if (link_header == NULL)
		return NULL;
	utf8_make_valid(link_header, strlen(link_header), &header);
	read_header(&f, buffer_text(&header), consider_hub);
	return f.hub;
}
