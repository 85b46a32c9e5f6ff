/*
 * html_writer: allowed HTML and its text, balanced whatever the order of calls.
 *
 * Knows which tags are open and which end where another begins (html_element's
 * nesting). What comes out has a cap on depth and on size. The caller owns the
 * struct and the buffers.
 */
#ifndef FEED_HTML_WRITER_H
#define FEED_HTML_WRITER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "feed/html_attribute.h"
#include "feed/html_element.h"
#include "feed/html_text.h"

enum { HTML_DEPTH_MOST = 100 }; /* browsers stop nesting at 512; nobody reads past 100 */

struct html_opened {
	enum html_tag tag;
	enum html_role role;
	unsigned note; /* its footnote; 0: none */
};

struct html_writer {
	const char *base;
	struct buffer *html; /* NULL: nobody wants it */
	size_t start;
	size_t max;    /* bytes to add to `html`, but for closing tags */
	bool is_full;  /* text did not fit any more */
	bool no_links; /* a tag did not fit any more; what makes tags long is left out */
	struct html_text text;
	struct buffer
	    *notes; /* NULL: nobody wants footnotes; else "[1] address" a line, for links and pictures in the text */
	unsigned note_count;
	struct arena *arena;   /* addresses of one tag; the caller clears it */
	struct buffer scratch; /* what is being put together to be written */
	struct html_opened stack[HTML_DEPTH_MOST];
	size_t depth;
	size_t too_deep;          /* tags not opened for being too deep */
	unsigned open[TAG_COUNT]; /* how many of each are in the stack */
};

/* `max`: of either. */
void html_writer_init(
    struct html_writer *w, struct buffer *html, struct buffer *text, size_t max, const char *base, struct arena *arena);
/* Closes what is open. */
void html_writer_finish(struct html_writer *w);

/* Text as it stands in a document: references are decoded and what must be is escaped again. */
void html_write_text(struct html_writer *w, const char *text, size_t len);
/* Text that is decoded already. */
void html_write_escaped(struct html_writer *w, const char *text, size_t len);

/* Opens an element that is kept, after ending what can't go on before it; or leaves its tag out. */
void html_open(struct html_writer *w, const struct html_element *element, const struct html_attributes *attributes);
void html_close(struct html_writer *w, const struct html_element *element);
/* A void element. False: it was left out. */
bool html_write_void(struct html_writer *w, enum html_tag tag, const struct html_attributes *attributes);
/* An anchor of our own. False: it was left out, and is not to be closed. */
CHECKED bool html_open_link(struct html_writer *w, const struct html_attributes *attributes);
void html_close_link(struct html_writer *w);

#endif
