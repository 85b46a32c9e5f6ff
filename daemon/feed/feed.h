/*
 * feed: bytes in, parsed feed out, nothing else.
 *
 * Understands RSS, Atom, RDF, CDF and JSON Feed, whatever state they are in.
 * All that comes out is valid UTF-8 without control characters, addresses are
 * absolute, HTML is sanitised. Everything lives in the caller's arena. Pure;
 * any thread. Knows nothing of HTTP beyond two headers, and nothing of storage.
 */
#ifndef FEED_FEED_H
#define FEED_FEED_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum feed_format {
	FEED_RSS_20,
	FEED_RSS_10,
	FEED_RSS_09X, /* 0.90 to 0.94 */
	FEED_ATOM_10,
	FEED_ATOM_03,
	FEED_CDF,
	FEED_JSON_11, /* 1.0 and 1.1 */
};

/* "rss-2.0", as the contract spells it. */
const char *feed_format_name(enum feed_format format);

struct feed_person {
	const char *name; /* NULL when only an address is known */
	const char *email;
	const char *url;
};

struct feed_people {
	struct feed_person *list;
	size_t count;
};

struct feed_tags {
	const char **list; /* plain text, each once, in order */
	size_t count;
};

struct feed_attachment {
	const char *url;
	const char *mime_type;
	const char *title;
	int64_t size_bytes; /* -1: not said */
	int64_t duration_s; /* -1: not said */
};

struct feed_hub {
	const char *type; /* "WebSub", "rssCloud" */
	const char *url;
};

/* What was mended or left out while reading. */
struct feed_warning {
	const char *code; /* a word with hyphens: "bare-ampersand" */
	int line;         /* of the document; 0: not known */
	const char *detail;
};

/* Texts: NULL when the document has none. Times: unix seconds or TIME_NONE, as said, not as believed. */
struct feed_item {
	const char *guid; /* as given, white space trimmed */
	const char *url;
	const char *external_url; /* the page it is about, when that is another than url */
	const char *title;        /* plain text */
	const char *content_html; /* sanitised; the content, else the description */
	const char *content_text; /* of content_html; paragraphs parted by a blank line */
	const char
	    *summary; /* plain text of the description, when there is one beside the content, or an own summary */
	const char *summary_html; /* sanitised; the description, when there is a content as well */
	const char *image;
	int64_t published_at;
	int64_t modified_at;
	struct feed_people authors;
	struct feed_tags tags;
	const char *language;
	struct feed_attachment *attachments;
	size_t attachment_count;
	const char *comments_url;
	const char *rights;
	const char *source_title; /* where an aggregated item came from: RSS source, Atom source */
	const char *source_url;
	const char *source_id;
};

struct feed {
	enum feed_format format;
	const char *encoding; /* what it was read as: "utf-8", "windows-1252" */
	const char *title;    /* plain text */
	const char *home_url;
	const char *feed_url; /* what it says of itself (rel=self) */
	const char *description;
	const char *icon;
	const char *image;
	const char *language;
	const char *id;
	const char *rights;
	const char *generator;
	int64_t published_at;
	int64_t modified_at;
	struct feed_people authors;
	struct feed_tags tags;
	struct feed_hub *hubs;
	size_t hub_count;
	int64_t ttl_minutes; /* RSS ttl; -1: not said */
	int64_t update_s;    /* sy:updatePeriod over sy:updateFrequency; -1: not said */
	uint32_t skip_hours; /* bit h: hour h GMT */
	uint32_t skip_days;  /* bit d: day d, Sunday is 0 */
	bool is_complete;    /* false: the document ended early, or items were left out by a cap */
	struct feed_warning *warnings;
	size_t warning_count;
	struct feed_item *items; /* in document order */
	size_t item_count;
};

struct pause;

struct feed_source {
	const char *bytes;
	size_t len;
	const char *content_type;     /* header value or NULL */
	const char *content_location; /* header value or NULL; may be relative to url */
	const char *url;              /* where it came from, after redirects */
	size_t items_max;             /* further items are left out, with a warning */
	size_t item_text_max_bytes;   /* longer contents are cut, with a warning */
	const struct pause *pause;    /* taken between items; may be NULL */
	bool skip_html;               /* leave HTML as it is and extract no text: for measuring only */
};

/* Once each, before the first thread that parses starts and after the last has ended: libxml2's tables. */
void feed_setup(void);
void feed_teardown(void);

/*
 * Reads a document of at most as many bytes as the caller accepted. A document
 * that is damaged still yields what is there. Fails with ERR_NOT_FEED when it
 * is something else; the text then says what it seems to be ("an HTML page:
 * 'Title'"). Time is linear in the length for any input.
 */
CHECKED bool feed_parse(const struct feed_source *source, struct arena *arena, struct feed **out, struct err *err);

#endif
