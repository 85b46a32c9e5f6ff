#include "feed/sniff.h"

#include "base/text.h"
#include "feed/html.h"
#include "feed/tag.h"

#include <ctype.h>
#include <string.h>

enum { TITLE_LONGEST = 120, TAGS_BEFORE_ROOT = 2000 };

struct magic {
	const char *bytes;
	size_t len;
	const char *what;
};

static const struct magic magics[] = {
	{ "\x89PNG", 4, "a picture (PNG)" },
	{ "\xff\xd8\xff", 3, "a picture (JPEG)" },
	{ "GIF8", 4, "a picture (GIF)" },
	{ "\0\0\x01\0", 4, "a picture (ICO)" },
	{ "%PDF-", 5, "a PDF document" },
	{ "PK\x03\x04", 4, "a ZIP archive" },
	{ "ID3", 3, "a sound file (MP3)" },
	{ "OggS", 4, "a sound file (Ogg)" },
	{ "\x1a\x45\xdf\xa3", 4, "a film (Matroska)" },
	{ "\x28\xb5\x2f\xfd", 4, "data compressed with zstd" },
	{ "BZh", 3, "data compressed with bzip2" },
	{ "\xfd"
	  "7zXZ",
	    5, "data compressed with xz" },
	{ "\x7f"
	  "ELF",
	    4, "a program" },
	{ "SQLite format 3", 15, "a database" },
};

const char *
sniff_binary(const char *bytes, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(magics); i++)
		if (len >= magics[i].len && memcmp(bytes, magics[i].bytes, magics[i].len) == 0)
			return magics[i].what;
	if (len >= 12 && memcmp(bytes, "RIFF", 4) == 0)
		return memcmp(bytes + 8, "WEBP", 4) == 0 ? "a picture (WebP)" : "a sound or film file";
	if (len >= 12 && memcmp(bytes + 4, "ftyp", 4) == 0)
		return "a film (MP4)";
	return NULL;
}

static const char *
local_name(const struct tag *t, size_t *out_len)
{
	const char *colon = memchr(t->name.text, ':', t->name.len);

	*out_len = colon != NULL ? t->name.len - (size_t)(colon + 1 - t->name.text) : t->name.len;
	return colon != NULL ? colon + 1 : t->name.text;
}

static bool
has_attribute(const struct tag *t, const char *name, const char *value)
{
	for (size_t i = 0; i < t->count; i++)
		if (tag_span_is(t->attributes[i].name, name) &&
		    (value == NULL ||
			memmem(t->attributes[i].value.text, t->attributes[i].value.len, value, strlen(value)) != NULL))
			return true;
	return false;
}

static enum feed_format
rss_version(const struct tag *t)
{
	return has_attribute(t, "version", "0.9") ? FEED_RSS_09X : FEED_RSS_20;
}

static enum feed_format
atom_version(const struct tag *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct tag_span v = t->attributes[i].value;

		if (memmem(v.text, v.len, "purl.org/atom/ns", 16) != NULL)
			return FEED_ATOM_03;
		if (memmem(v.text, v.len, "/2005/Atom", 10) != NULL)
			return FEED_ATOM_10;
	}
	return has_attribute(t, "version", "0.") ? FEED_ATOM_03 : FEED_ATOM_10;
}

static enum feed_format
rdf_version(const struct tag *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct tag_span v = t->attributes[i].value;

		if (memmem(v.text, v.len, "netscape.com/rdf/simple/0.9", 27) != NULL)
			return FEED_RSS_09X;
	}
	return FEED_RSS_10;
}

/* A channel without rss around it: CDF says all in attributes, RSS never does. */
static enum feed_format
channel_version(const struct tag *t)
{
	return has_attribute(t, "href", NULL) || has_attribute(t, "base", NULL) || has_attribute(t, "lastmod", NULL)
		   ? FEED_CDF
		   : FEED_RSS_20;
}

struct root {
	const char *name;
	enum feed_format (*version)(const struct tag *tag);
};

static const struct root roots[] = {
	{ "rss", rss_version },
	{ "rdf", rdf_version },
	{ "feed", atom_version },
	{ "entry", atom_version },
	{ "channel", channel_version },
};

static bool
is_root(const struct tag *t, enum feed_format *out_format)
{
	size_t len;
	const char *name = local_name(t, &len);

	for (size_t i = 0; i < COUNT_OF(roots) && !t->is_closing; i++)
		if (len == strlen(roots[i].name) && strncasecmp(name, roots[i].name, len) == 0) {
			*out_format = roots[i].version(t);
			return true;
		}
	return false;
}

/* A feed's item, when the root is lost: the beginning of the document is not there. */
static bool
is_orphan(const struct tag *t, enum feed_format *out_format)
{
	if (t->is_closing || !tag_span_is(t->name, "item"))
		return false;
	*out_format = FEED_RSS_20;
	return true;
}

/* What has a beginning and an end and holds no element. */
struct aside {
	const char *open;
	const char *close;
	bool has_no_close; /* looked for in vain: not to be looked for again */
};

/* Past a comment, an instruction, a declaration; NULL when it is none of these or has no end. */
static const char *
after_aside(const char *at, const char *end, struct aside asides[static 3])
{
	for (size_t i = 0; i < 3; i++) {
		struct aside *a = &asides[i];
		size_t len = strlen(a->open);
		const char *close;

		if ((size_t)(end - at) < len || memcmp(at, a->open, len) != 0)
			continue;
		close = a->has_no_close ? NULL : memmem(at, (size_t)(end - at), a->close, strlen(a->close));
		a->has_no_close = close == NULL;
		return close != NULL ? close + strlen(a->close) : NULL;
	}
	return NULL;
}

struct survey {
	struct tag first; /* the first tag that is no root */
	bool has_first;
	bool is_html;
};

static bool
is_html_tag(const struct tag *t)
{
	return tag_span_is(t->name, "html") || tag_span_is(t->name, "head") || tag_span_is(t->name, "body");
}

/* The first root within the first many tags. An HTML page is one from its first tag on: a feed quoted in it is no feed. */
static bool
find_root(const char *text, size_t len, struct survey *survey, enum feed_format *out_format, size_t *out_root)
{
	struct aside asides[3] = { { "<!--", "-->", false }, { "<?", "?>", false }, { "<!", ">", false } };
	const char *end = text + len, *at = text;
	size_t tags = 0;
	struct tag t;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL && tags < TAGS_BEFORE_ROOT) {
		const char *after = after_aside(at, end, asides);

		tags++;
		if (after == NULL && !tag_read(at, end, &t)) {
			at++;
			continue;
		}
		if (after == NULL && (is_root(&t, out_format) || is_orphan(&t, out_format))) {
			*out_root = (size_t)(at - text);
			return true;
		}
		if (after == NULL && !survey->has_first) {
			survey->first = t;
			survey->has_first = true;
			survey->is_html = is_html_tag(&t);
			if (survey->is_html)
				return false;
		}
		at = after != NULL ? after : t.end;
	}
	return false;
}

static bool
not_feed(struct err *err, const char *what)
{
	return err_set(err, ERR_NOT_FEED, "%s", what);
}

static bool
not_feed_but_html(const char *text, struct err *err)
{
	BUFFER title = { 0 };

	html_page_title(text, TITLE_LONGEST, &title);
	if (title.len == 0)
		return not_feed(err, "an HTML page");
	return err_set(err, ERR_NOT_FEED, "an HTML page: '%s'", title.data);
}

static bool
not_feed_but_xml(const struct survey *survey, struct err *err)
{
	const struct tag_span *name = &survey->first.name;
	BUFFER clean = { 0 };

	if (tag_span_is(*name, "opml"))
		return not_feed(err, "an OPML list of feeds");
	if (tag_span_is(*name, "urlset") || tag_span_is(*name, "sitemapindex"))
		return not_feed(err, "a sitemap");
	if (tag_span_is(*name, "svg"))
		return not_feed(err, "a picture (SVG)");
	tag_add_name(&clean, *name);
	return err_set(err, ERR_NOT_FEED, "XML, but not a feed: <%s>", buffer_text(&clean));
}

static bool
is_json_feed(const char *text, size_t len)
{
	/* "\/" is how some encoders write a slash */
	return memmem(text, len, "jsonfeed.org", 12) != NULL ||
	       (memmem(text, len, "\"items\"", 7) != NULL && memmem(text, len, "\"version\"", 9) != NULL);
}

bool
sniff_format(const char *text, size_t len, enum feed_format *out_format, size_t *out_root, struct err *err)
{
	struct survey survey = { .has_first = false };
	size_t at = 0;

	while (at < len && (isspace((unsigned char)text[at]) || text[at] == '\0'))
		at++;
	if (at == len)
		return not_feed(err, "an empty document");
	if (text[at] == '{' || text[at] == '[') {
		if (text[at] == '[' || !is_json_feed(text + at, len - at))
			return not_feed(err, "JSON, but not a JSON Feed");
		*out_format = FEED_JSON_11;
		*out_root = at;
		return true;
	}
	if (find_root(text, len, &survey, out_format, out_root))
		return true;
	if (survey.is_html || (survey.has_first && strcasestr(text, "<!doctype html") != NULL))
		return not_feed_but_html(text, err);
	if (survey.has_first && text[at] == '<' && text_starts(text + at, "<?xml"))
		return not_feed_but_xml(&survey, err);
	if (survey.has_first && text[at] == '<')
		return not_feed_but_xml(&survey, err);
	return not_feed(err, "plain text");
}
