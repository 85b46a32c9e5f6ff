/*
 * html_token: HTML cut into text, opening and closing tags, as browsers cut it
 * (WHATWG HTML 13.2.5), without a tree. Nothing is copied: spans point into the
 * input and are not decoded. Comments, declarations and a tag that the input
 * ends in are passed over. Linear.
 */
#ifndef FEED_HTML_TOKEN_H
#define FEED_HTML_TOKEN_H

#include "base/error.h"

#include <stddef.h>

struct html_span {
	const char *at;
	size_t len;
};

enum html_token_kind { HTML_TEXT, HTML_OPEN, HTML_CLOSE };

struct html_token {
	enum html_token_kind kind;
	struct html_span source; /* all of it; of text, the text */
	struct html_span name;
	struct html_span attributes; /* between the name and the '>' */
};

struct html_lexer {
	const char *at;
	const char *end;
};

/* False at the end of the input. */
CHECKED bool html_token_next(struct html_lexer *lexer, struct html_token *out);
/* Takes the next attribute from `rest`. A value that is not there has a NULL `at`. */
CHECKED bool html_attribute_next(struct html_span *rest, struct html_span *out_name, struct html_span *out_value);
/* Where the next "</name" begins, or the end. */
const char *html_find_close(const struct html_lexer *lexer, const char *name);
/* Past the raw text of an element that was just opened: its closing tag is the next token. */
void html_skip_raw_text(struct html_lexer *lexer, const char *name);
/* Without regard to case. */
CHECKED bool html_span_equal(struct html_span span, const char *text);

#endif
