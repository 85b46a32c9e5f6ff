#include "feed/feed.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "feed/charset.h"
#include "feed/finish.h"
#include "feed/format.h"
#include "feed/jsonfeed.h"
#include "feed/link.h"
#include "feed/prepass.h"
#include "feed/sniff.h"
#include "feed/unpack.h"
#include "feed/xml.h"

#include <stdlib.h>
#include <string.h>

enum { UNPACKED_MAX_BYTES = 16 << 20 };

static const char *const format_names[] = {
	[FEED_RSS_20] = "rss-2.0",
	[FEED_RSS_10] = "rss-1.0",
	[FEED_RSS_09X] = "rss-0.9x",
	[FEED_ATOM_10] = "atom-1.0",
	[FEED_ATOM_03] = "atom-0.3",
	[FEED_CDF] = "cdf",
	[FEED_JSON_11] = "json-1.1",
};

static const struct dialect *const dialects[] = {
	[FEED_RSS_20] = &rss_dialect,
	[FEED_RSS_10] = &rdf_dialect,
	[FEED_RSS_09X] = &rss_dialect,
	[FEED_ATOM_10] = &atom_dialect,
	[FEED_ATOM_03] = &atom_dialect,
	[FEED_CDF] = &cdf_dialect,
};

const char *
feed_format_name(enum feed_format format)
{
	return format_names[format];
}

void
feed_setup(void)
{
	xml_setup();
}

void
feed_teardown(void)
{
	xml_teardown();
}

/* Content-Location before the address it came from (RFC 9110 8.7); it may be relative to that. */
static const char *
base_of(const struct feed_source *source, struct arena *arena)
{
	const char *url = source->url != NULL ? link_resolve(NULL, source->url, arena) : NULL;
	const char *location =
	    source->content_location != NULL ? link_resolve(url, source->content_location, arena) : NULL;

	return link_is_web(location) ? location : url;
}

static void
warn_of_charset(const struct charset_result *c, struct warnings *w)
{
	if (c->said != NULL)
		warnings_add_at_line(w, "wrong-charset", 1, c->said);
	if (c->bad_bytes > 0)
		warnings_add_at_line(w, "bad-bytes", 0, c->name);
	if (c->is_mended)
		warnings_add_at_line(w, "encoded-twice", 0, NULL);
	if (c->is_cut)
		warnings_add_at_line(w, "document-cut", 0, NULL);
}

static void
warn_of_junk(const char *text, size_t root, struct warnings *w)
{
	const char *declaration = memmem(text, root, "<?xml", 5);
	size_t at = strspn(text, " \t\r\n");

	if (at < root && text[at] != '<')
		warnings_add(w, "junk-before", at, NULL);
	else if (declaration != NULL && declaration != text)
		warnings_add(w, "junk-before", 0, NULL);
}

static struct scene *
scene_new(const struct feed_source *source, struct warnings *w, struct arena *arena, struct feed *feed)
{
	struct scene *s = mem_alloc(sizeof(*s));

	s->source = source;
	s->warnings = w;
	s->arena = arena;
	s->feed = feed;
	return s;
}

static const struct dialect *
dialect_of(enum feed_format format, const char *root)
{
	bool is_rdf =
	    format == FEED_RSS_09X && strncasecmp(root, "<rss", 4) != 0 && strncasecmp(root, "<channel", 8) != 0;

	return is_rdf ? &rdf_dialect : dialects[format];
}

/* `text` is gone when this returns: from here on the skeleton has all of it. */
static void
read_xml(const struct feed_source *source, struct buffer *text, size_t root, struct warnings *w, struct arena *arena,
    struct feed *feed)
{
	struct scene *s = scene_new(source, w, arena, feed);
	struct skeleton skeleton = { .is_cut = false };

	s->dialect = dialect_of(feed->format, text->data + root);
	warn_of_junk(text->data, root, w);
	prepass_read(text->data, text->len, root, w, &skeleton);
	buffer_fini(text);
	w->text = NULL;
	if (!dialect_read(s, &skeleton, base_of(source, arena))) {
		feed->is_complete = false;
		warnings_add_at_line(w, "xml-stopped", 0, NULL);
	}
	finish_feed(s);
	if (skeleton.is_truncated || skeleton.is_cut)
		feed->is_complete = false;
	skeleton_fini(&skeleton);
	free(s);
}

static struct feed *
feed_new(enum feed_format format, const struct charset_result *charset, struct arena *arena)
{
	struct feed *feed = arena_alloc(arena, sizeof(*feed));

	feed->format = format;
	feed->encoding = charset->name;
	feed->published_at = feed->modified_at = TIME_NONE;
	feed->ttl_minutes = feed->update_s = -1;
	feed->is_complete = !charset->is_cut;
	return feed;
}

static bool
parse_text(const struct feed_source *source, const struct charset_result *charset, struct buffer *text,
    struct arena *arena, struct feed **out, struct err *err)
{
	struct warnings *w;
	enum feed_format format;
	struct feed *feed;
	size_t root;

	if (!sniff_format(buffer_text(text), text->len, &format, &root, err))
		return false;
	if (format == FEED_JSON_11) {
		if (!jsonfeed_parse(
			source, text->data + root, text->len - root, base_of(source, arena), arena, out, err))
			return false;
		(*out)->encoding = charset->name;
		return true;
	}
	w = arena_alloc(arena, sizeof(*w));
	warnings_init(w, arena, text->data);
	warn_of_charset(charset, w);
	feed = feed_new(format, charset, arena);
	read_xml(source, text, root, w, arena, feed);
	warnings_give(w, feed);
	*out = feed;
	return true;
}

static bool
parse_bytes(const struct feed_source *source, const char *bytes, size_t len, struct arena *arena, struct feed **out,
    struct err *err)
{
	const char *binary = sniff_binary(bytes, len);
	struct charset_result charset;
	BUFFER text = { 0 };

	if (len == 0)
		return err_set(err, ERR_NOT_FEED, "an empty document");
	if (binary != NULL)
		return err_set(err, ERR_NOT_FEED, "%s", binary);
	charset = charset_decode(bytes, len, source->content_type, arena, &text);
	return parse_text(source, &charset, &text, arena, out, err);
}

static bool
parse_packed(const struct feed_source *source, struct arena *arena, struct feed **out, struct err *err)
{
	size_t max = source->len > UNPACKED_MAX_BYTES ? source->len : UNPACKED_MAX_BYTES;
	BUFFER unpacked = { 0 };
	bool is_whole = true;

	if (!unpack(source->bytes, source->len, max, &unpacked, &is_whole, err))
		return false;
	if (!parse_bytes(source, buffer_text(&unpacked), unpacked.len, arena, out, err))
		return false;
	(*out)->is_complete &= is_whole;
	return true;
}

/* What is quoted from a document may be cut in the middle of a character. */
static bool
fail_in_valid_text(struct err *err)
{
	BUFFER valid = { 0 };
	BUFFER clean = { 0 };

	if (err == NULL)
		return false;
	utf8_make_valid(err->text, strlen(err->text), &valid);
	text_without_controls(buffer_text(&valid), &clean);
	buffer_cut(&clean, utf8_cut(buffer_text(&clean), clean.len, sizeof(err->text) - 1));
	return err_set(err, err->code, "%s", buffer_text(&clean));
}

bool
feed_parse(const struct feed_source *source, struct arena *arena, struct feed **out, struct err *err)
{
	bool ok = unpack_is_packed(source->bytes, source->len)
		      ? parse_packed(source, arena, out, err)
		      : parse_bytes(source, source->bytes, source->len, arena, out, err);

	return ok || fail_in_valid_text(err);
}
