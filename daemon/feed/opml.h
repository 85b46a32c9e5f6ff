/*
 * opml: lists of feeds, OPML 1.0 and 2.0 (opml.org/spec2.opml). Pure; any thread.
 */
#ifndef FEED_OPML_H
#define FEED_OPML_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stddef.h>

struct opml_feed {
	const char *url;   /* as written, trimmed; "feed://" became "http://" */
	const char *title; /* NULL when there is none */
	const char *home_url;
	const char **tags; /* of the enclosing outlines and the category attribute, each once */
	size_t tag_count;
	int line;
	const char *refused; /* NULL, or why the address can't be a feed's: "not http or https" */
};

struct opml {
	const char *title;
	struct opml_feed *feeds;
	size_t feed_count;
	int cut_line; /* where it ends although its <opml> was not closed; 0: it is whole */
};

/* Fails with ERR_SYNTAX and the line when it is no OPML; a damaged one yields what is there. */
CHECKED bool opml_parse(const char *bytes, size_t len, struct arena *arena, struct opml **out, struct err *err);
/*
 * Adds an OPML 2.0 document; feeds with one tag or more stand under their first, the others are in `category`.
 * opml_parse reads the same feeds from it, those of one folder together.
 */
void opml_write(const struct opml *opml, struct buffer *out);

#endif
