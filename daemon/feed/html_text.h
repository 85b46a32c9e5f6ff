/*
 * html_text: lays the text of a document out as lines.
 *
 * Paragraphs are parted by a blank line, list items begin with "- " or their
 * number, quotes with "> ", preformatted lines are kept, other white space is
 * folded. Nothing is written at the beginning or the end but text.
 */
#ifndef FEED_HTML_TEXT_H
#define FEED_HTML_TEXT_H

#include "base/buffer.h"
#include "feed/html_element.h"

#include <stdint.h>

enum html_gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_BLANK };

enum { HTML_LISTS_KNOWN = 31 };

struct html_text {
	struct buffer *out; /* NULL: nobody wants the text */
	size_t start;
	size_t max;
	enum html_gap gap; /* what is due before the next text */
	size_t lines;      /* in preformatted text: line ends due as well */
	unsigned quotes;
	unsigned quotes_before; /* of the line last written */
	unsigned lists;
	unsigned pre;
	uint32_t begun;                              /* bit n: list n has had an item */
	uint32_t numbered;                           /* bit n: the items of list n have numbers */
	int numbers[HTML_LISTS_KNOWN + 1];           /* of its latest item */
	unsigned char hanging[HTML_LISTS_KNOWN + 1]; /* columns that its latest item's mark took */
	bool item_due;                               /* the next text begins an item */
	bool pre_at_start;                           /* right after <pre>, where one newline does not count */
};

/* At most `max` bytes are added to `out`. */
void html_text_init(struct html_text *text, struct buffer *out, size_t max);
/* `bytes` are decoded; white space in them is folded or kept as the place demands. */
void html_text_add(struct html_text *text, const char *bytes, size_t len);
void html_text_open(struct html_text *text, enum html_role role);
void html_text_close(struct html_text *text, enum html_role role);
/* The item that has just begun, or else the next one of the list, has this number. */
void html_text_number(struct html_text *text, int number);
CHECKED bool html_text_is_empty(const struct html_text *text);

#endif
