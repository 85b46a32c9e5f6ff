/*
 * html_element: what winnow knows of HTML's elements and attributes, as tables:
 * which are written, which are dropped with all that is in them, which end
 * which, and what they mean to plain text.
 */
#ifndef FEED_HTML_ELEMENT_H
#define FEED_HTML_ELEMENT_H

#include "feed/html_token.h"

#include <stdint.h>

/* The tags that can come out. A set of them is a uint64_t. */
enum html_tag {
	TAG_A,
	TAG_ABBR,
	TAG_B,
	TAG_BDI,
	TAG_BDO,
	TAG_BLOCKQUOTE,
	TAG_BR,
	TAG_CAPTION,
	TAG_CITE,
	TAG_CODE,
	TAG_DD,
	TAG_DEL,
	TAG_DETAILS,
	TAG_DFN,
	TAG_DIV,
	TAG_DL,
	TAG_DT,
	TAG_EM,
	TAG_FIGCAPTION,
	TAG_FIGURE,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_H4,
	TAG_H5,
	TAG_H6,
	TAG_HR,
	TAG_I,
	TAG_IMG,
	TAG_INS,
	TAG_KBD,
	TAG_LI,
	TAG_MARK,
	TAG_OL,
	TAG_P,
	TAG_PRE,
	TAG_Q,
	TAG_RP,
	TAG_RT,
	TAG_RUBY,
	TAG_S,
	TAG_SAMP,
	TAG_SMALL,
	TAG_STRONG,
	TAG_SUB,
	TAG_SUMMARY,
	TAG_SUP,
	TAG_TABLE,
	TAG_TBODY,
	TAG_TD,
	TAG_TFOOT,
	TAG_TH,
	TAG_THEAD,
	TAG_TIME,
	TAG_TR,
	TAG_U,
	TAG_UL,
	TAG_VAR,
	TAG_WBR,
	TAG_COUNT, /* also: is not written */
};

#define TAG_BIT(tag) (UINT64_C(1) << (tag))

enum html_handling {
	HTML_KEEP,   /* written, and closed */
	HTML_VOID,   /* written, has no end */
	HTML_PASS,   /* not written; what is in it is */
	HTML_IGNORE, /* void, not written */
	HTML_DROP,   /* not written, nor what is in it */
	HTML_RAW,    /* the same, and what is in it is no markup */
	HTML_REST,   /* plaintext: never ends */
	HTML_EMBED,  /* void: something to play or show; becomes a link */
	HTML_FRAME,  /* raw, becomes a link */
	HTML_MEDIA,  /* dropped, becomes a link, perhaps to a source inside */
};

/* What the beginning and the end of an element are to plain text. */
enum html_role {
	ROLE_NONE,
	ROLE_SPACE,
	ROLE_LINE,
	ROLE_BLOCK,
	ROLE_BREAK,
	ROLE_LIST,
	ROLE_NUMBERED, /* a list whose items have numbers */
	ROLE_ITEM,
	ROLE_QUOTE,
	ROLE_SAID, /* a quote in a line: marks around it */
	ROLE_PRE,
};

enum { HTML_ELEMENTS_MOST = 160 }; /* at most as many elements are known */

struct html_element {
	const char *name;
	enum html_handling handling;
	enum html_tag tag;
	enum html_role role;
};

enum html_attribute {
	ATTRIBUTE_HREF,
	ATTRIBUTE_SRC,
	ATTRIBUTE_SRCSET,
	ATTRIBUTE_ALT,
	ATTRIBUTE_CITE,
	ATTRIBUTE_COLSPAN,
	ATTRIBUTE_DATETIME,
	ATTRIBUTE_DIR,
	ATTRIBUTE_HEIGHT,
	ATTRIBUTE_LANG,
	ATTRIBUTE_ROWSPAN,
	ATTRIBUTE_SCOPE,
	ATTRIBUTE_START,
	ATTRIBUTE_TITLE,
	ATTRIBUTE_VALUE,
	ATTRIBUTE_WIDTH,
	ATTRIBUTE_WRITTEN, /* how many of the above can come out; those below are only looked at */
	ATTRIBUTE_DATA = ATTRIBUTE_WRITTEN,
	ATTRIBUTE_LAZY_SRC,
	ATTRIBUTE_LAZY_SRCSET,
	ATTRIBUTE_POSTER,
	ATTRIBUTE_STYLE,
	ATTRIBUTE_COUNT,
};

/* How a tag stands to those that are open. */
struct html_nesting {
	uint64_t closes;       /* these end where it begins … */
	uint64_t stops;        /* … unless one of these is between */
	uint64_t within;       /* it needs one of these around it, nearer than one of `stops` … */
	enum html_tag missing; /* … or else this is opened first; TAG_COUNT: the tag is left out */
	uint64_t holds;        /* its closing tag does not reach past these */
};

const char *html_tag_name(enum html_tag tag);
const struct html_nesting *html_nesting_of(enum html_tag tag);
/* NULL: no element of HTML. */
const struct html_element *html_element_find(struct html_span name);
/* Below HTML_ELEMENTS_MOST. */
size_t html_element_index(const struct html_element *element);
/* ATTRIBUTE_COUNT: none that matters. */
enum html_attribute html_attribute_find(struct html_span name);
const char *html_attribute_name(enum html_attribute attribute);
CHECKED bool html_attribute_is_allowed(enum html_attribute attribute, enum html_tag tag);

#endif
