#include "feed/html_element.h"

#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LONGEST = 16 };

static const char *const tag_names[TAG_COUNT] = {
	[TAG_A] = "a",
	[TAG_ABBR] = "abbr",
	[TAG_B] = "b",
	[TAG_BDI] = "bdi",
	[TAG_BDO] = "bdo",
	[TAG_BLOCKQUOTE] = "blockquote",
	[TAG_BR] = "br",
	[TAG_CAPTION] = "caption",
	[TAG_CITE] = "cite",
	[TAG_CODE] = "code",
	[TAG_DD] = "dd",
	[TAG_DEL] = "del",
	[TAG_DETAILS] = "details",
	[TAG_DFN] = "dfn",
	[TAG_DIV] = "div",
	[TAG_DL] = "dl",
	[TAG_DT] = "dt",
	[TAG_EM] = "em",
	[TAG_FIGCAPTION] = "figcaption",
	[TAG_FIGURE] = "figure",
	[TAG_H1] = "h1",
	[TAG_H2] = "h2",
	[TAG_H3] = "h3",
	[TAG_H4] = "h4",
	[TAG_H5] = "h5",
	[TAG_H6] = "h6",
	[TAG_HR] = "hr",
	[TAG_I] = "i",
	[TAG_IMG] = "img",
	[TAG_INS] = "ins",
	[TAG_KBD] = "kbd",
	[TAG_LI] = "li",
	[TAG_MARK] = "mark",
	[TAG_OL] = "ol",
	[TAG_P] = "p",
	[TAG_PRE] = "pre",
	[TAG_Q] = "q",
	[TAG_RP] = "rp",
	[TAG_RT] = "rt",
	[TAG_RUBY] = "ruby",
	[TAG_S] = "s",
	[TAG_SAMP] = "samp",
	[TAG_SMALL] = "small",
	[TAG_STRONG] = "strong",
	[TAG_SUB] = "sub",
	[TAG_SUMMARY] = "summary",
	[TAG_SUP] = "sup",
	[TAG_TABLE] = "table",
	[TAG_TBODY] = "tbody",
	[TAG_TD] = "td",
	[TAG_TFOOT] = "tfoot",
	[TAG_TH] = "th",
	[TAG_THEAD] = "thead",
	[TAG_TIME] = "time",
	[TAG_TR] = "tr",
	[TAG_U] = "u",
	[TAG_UL] = "ul",
	[TAG_VAR] = "var",
	[TAG_WBR] = "wbr",
};

/*
 * In the order of the names. Old names become what took their place. A form
 * goes with all that is in it: what is left of a newsletter's box is no text.
 * noscript goes because it says again what the lazy picture beside it says.
 */
static const struct html_element elements[] = {
	{ "a", HTML_KEEP, TAG_A, ROLE_NONE },
	{ "abbr", HTML_KEEP, TAG_ABBR, ROLE_NONE },
	{ "acronym", HTML_KEEP, TAG_ABBR, ROLE_NONE },
	{ "address", HTML_KEEP, TAG_DIV, ROLE_LINE },
	{ "applet", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "area", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "article", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "aside", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "audio", HTML_MEDIA, TAG_COUNT, ROLE_NONE },
	{ "b", HTML_KEEP, TAG_B, ROLE_NONE },
	{ "base", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "basefont", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "bdi", HTML_KEEP, TAG_BDI, ROLE_NONE },
	{ "bdo", HTML_KEEP, TAG_BDO, ROLE_NONE },
	{ "bgsound", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "big", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "blink", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "blockquote", HTML_KEEP, TAG_BLOCKQUOTE, ROLE_QUOTE },
	{ "body", HTML_PASS, TAG_COUNT, ROLE_BLOCK },
	{ "br", HTML_VOID, TAG_BR, ROLE_BREAK },
	{ "button", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "canvas", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "caption", HTML_KEEP, TAG_CAPTION, ROLE_LINE },
	{ "center", HTML_KEEP, TAG_DIV, ROLE_LINE },
	{ "cite", HTML_KEEP, TAG_CITE, ROLE_NONE },
	{ "code", HTML_KEEP, TAG_CODE, ROLE_NONE },
	{ "col", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "colgroup", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "command", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "data", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "datalist", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "dd", HTML_KEEP, TAG_DD, ROLE_LINE },
	{ "del", HTML_KEEP, TAG_DEL, ROLE_NONE },
	{ "details", HTML_KEEP, TAG_DETAILS, ROLE_BLOCK },
	{ "dfn", HTML_KEEP, TAG_DFN, ROLE_NONE },
	{ "dialog", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "dir", HTML_KEEP, TAG_UL, ROLE_LIST },
	{ "div", HTML_KEEP, TAG_DIV, ROLE_LINE },
	{ "dl", HTML_KEEP, TAG_DL, ROLE_BLOCK },
	{ "dt", HTML_KEEP, TAG_DT, ROLE_LINE },
	{ "em", HTML_KEEP, TAG_EM, ROLE_NONE },
	{ "embed", HTML_EMBED, TAG_COUNT, ROLE_NONE },
	{ "fieldset", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "figcaption", HTML_KEEP, TAG_FIGCAPTION, ROLE_LINE },
	{ "figure", HTML_KEEP, TAG_FIGURE, ROLE_BLOCK },
	{ "font", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "footer", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "form", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "frame", HTML_EMBED, TAG_COUNT, ROLE_NONE },
	{ "frameset", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "h1", HTML_KEEP, TAG_H1, ROLE_BLOCK },
	{ "h2", HTML_KEEP, TAG_H2, ROLE_BLOCK },
	{ "h3", HTML_KEEP, TAG_H3, ROLE_BLOCK },
	{ "h4", HTML_KEEP, TAG_H4, ROLE_BLOCK },
	{ "h5", HTML_KEEP, TAG_H5, ROLE_BLOCK },
	{ "h6", HTML_KEEP, TAG_H6, ROLE_BLOCK },
	{ "head", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "header", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "hgroup", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "hr", HTML_VOID, TAG_HR, ROLE_BLOCK },
	{ "html", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "i", HTML_KEEP, TAG_I, ROLE_NONE },
	{ "iframe", HTML_FRAME, TAG_COUNT, ROLE_NONE },
	{ "image", HTML_VOID, TAG_IMG, ROLE_NONE },
	{ "img", HTML_VOID, TAG_IMG, ROLE_NONE },
	{ "input", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "ins", HTML_KEEP, TAG_INS, ROLE_NONE },
	{ "isindex", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "kbd", HTML_KEEP, TAG_KBD, ROLE_NONE },
	{ "keygen", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "label", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "legend", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "li", HTML_KEEP, TAG_LI, ROLE_ITEM },
	{ "link", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "listing", HTML_KEEP, TAG_PRE, ROLE_PRE },
	{ "main", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "map", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "mark", HTML_KEEP, TAG_MARK, ROLE_NONE },
	{ "marquee", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "math", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "menu", HTML_KEEP, TAG_UL, ROLE_LIST },
	{ "menuitem", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "meta", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "meter", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "nav", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "nobr", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "noembed", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "noframes", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "noscript", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "object", HTML_MEDIA, TAG_COUNT, ROLE_NONE },
	{ "ol", HTML_KEEP, TAG_OL, ROLE_NUMBERED },
	{ "optgroup", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "option", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "output", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "p", HTML_KEEP, TAG_P, ROLE_BLOCK },
	{ "param", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "picture", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "plaintext", HTML_REST, TAG_COUNT, ROLE_NONE },
	{ "pre", HTML_KEEP, TAG_PRE, ROLE_PRE },
	{ "progress", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "q", HTML_KEEP, TAG_Q, ROLE_SAID },
	{ "rp", HTML_KEEP, TAG_RP, ROLE_NONE },
	{ "rt", HTML_KEEP, TAG_RT, ROLE_NONE },
	{ "ruby", HTML_KEEP, TAG_RUBY, ROLE_NONE },
	{ "s", HTML_KEEP, TAG_S, ROLE_NONE },
	{ "samp", HTML_KEEP, TAG_SAMP, ROLE_NONE },
	{ "script", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "section", HTML_KEEP, TAG_DIV, ROLE_BLOCK },
	{ "select", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "slot", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "small", HTML_KEEP, TAG_SMALL, ROLE_NONE },
	{ "source", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "span", HTML_PASS, TAG_COUNT, ROLE_NONE },
	{ "strike", HTML_KEEP, TAG_S, ROLE_NONE },
	{ "strong", HTML_KEEP, TAG_STRONG, ROLE_NONE },
	{ "style", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "sub", HTML_KEEP, TAG_SUB, ROLE_NONE },
	{ "summary", HTML_KEEP, TAG_SUMMARY, ROLE_LINE },
	{ "sup", HTML_KEEP, TAG_SUP, ROLE_NONE },
	{ "svg", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "table", HTML_KEEP, TAG_TABLE, ROLE_BLOCK },
	{ "tbody", HTML_KEEP, TAG_TBODY, ROLE_LINE },
	{ "td", HTML_KEEP, TAG_TD, ROLE_SPACE },
	{ "template", HTML_DROP, TAG_COUNT, ROLE_NONE },
	{ "textarea", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "tfoot", HTML_KEEP, TAG_TFOOT, ROLE_LINE },
	{ "th", HTML_KEEP, TAG_TH, ROLE_SPACE },
	{ "thead", HTML_KEEP, TAG_THEAD, ROLE_LINE },
	{ "time", HTML_KEEP, TAG_TIME, ROLE_NONE },
	{ "title", HTML_RAW, TAG_COUNT, ROLE_NONE },
	{ "tr", HTML_KEEP, TAG_TR, ROLE_LINE },
	{ "track", HTML_IGNORE, TAG_COUNT, ROLE_NONE },
	{ "tt", HTML_KEEP, TAG_CODE, ROLE_NONE },
	{ "u", HTML_KEEP, TAG_U, ROLE_NONE },
	{ "ul", HTML_KEEP, TAG_UL, ROLE_LIST },
	{ "var", HTML_KEEP, TAG_VAR, ROLE_NONE },
	{ "video", HTML_MEDIA, TAG_COUNT, ROLE_NONE },
	{ "wbr", HTML_VOID, TAG_WBR, ROLE_NONE },
	{ "xmp", HTML_RAW, TAG_COUNT, ROLE_NONE },
};

_Static_assert(COUNT_OF(elements) <= HTML_ELEMENTS_MOST, "HTML_ELEMENTS_MOST is too small");
_Static_assert(TAG_COUNT < 64, "a set of tags is 64 bits");

#define BIT(tag) TAG_BIT(TAG_##tag)
#define LISTS (BIT(UL) | BIT(OL))
#define ROW_GROUPS (BIT(TBODY) | BIT(THEAD) | BIT(TFOOT))
#define TABLE_SCOPE (BIT(TABLE) | BIT(TD) | BIT(TH) | BIT(CAPTION))
#define HEADINGS (BIT(H1) | BIT(H2) | BIT(H3) | BIT(H4) | BIT(H5) | BIT(H6))
#define SECTIONS                                                                                                       \
	(BIT(BLOCKQUOTE) | BIT(DD) | BIT(DETAILS) | BIT(DIV) | BIT(DL) | BIT(DT) | BIT(FIGCAPTION) | BIT(FIGURE) |     \
	    BIT(LI) | LISTS | BIT(SUMMARY))
#define ALL_TABLE (TABLE_SCOPE | ROW_GROUPS | BIT(TR))

/* HTML 13.2.6.4.7 and on, without the adoption agency: a stray closing tag of a phrase is passed over. */
static const struct html_nesting phrase = { 0, 0, 0, TAG_COUNT, SECTIONS | BIT(PRE) | ALL_TABLE };
static const struct html_nesting anchor = { BIT(A), TABLE_SCOPE, 0, TAG_COUNT, SECTIONS | BIT(PRE) | ALL_TABLE };
static const struct html_nesting ruby_part = { BIT(RT) | BIT(RP), BIT(RUBY), BIT(RUBY), TAG_COUNT,
	SECTIONS | BIT(PRE) | ALL_TABLE };
static const struct html_nesting block = { BIT(P), TABLE_SCOPE, 0, TAG_COUNT, TABLE_SCOPE };
static const struct html_nesting heading = { BIT(P) | HEADINGS, SECTIONS | ALL_TABLE, 0, TAG_COUNT, TABLE_SCOPE };
static const struct html_nesting list_item = { BIT(LI) | BIT(P), LISTS | BIT(DL) | BIT(BLOCKQUOTE) | TABLE_SCOPE, LISTS,
	TAG_UL, LISTS | TABLE_SCOPE };
static const struct html_nesting term = { BIT(DT) | BIT(DD) | BIT(P), BIT(DL) | LISTS | BIT(BLOCKQUOTE) | TABLE_SCOPE,
	BIT(DL), TAG_DL, BIT(DL) | TABLE_SCOPE };
static const struct html_nesting table = { BIT(P), TABLE_SCOPE, 0, TAG_COUNT, 0 };
static const struct html_nesting row_group = { ROW_GROUPS | BIT(CAPTION) | BIT(TR), BIT(TABLE), BIT(TABLE), TAG_COUNT,
	BIT(TABLE) };
static const struct html_nesting row = { BIT(TR) | BIT(CAPTION), BIT(TABLE), BIT(TABLE) | ROW_GROUPS, TAG_COUNT,
	BIT(TABLE) };
static const struct html_nesting cell = { BIT(TD) | BIT(TH) | BIT(CAPTION), BIT(TABLE) | BIT(TR), BIT(TR), TAG_TR,
	BIT(TABLE) };

static const struct html_nesting *const nestings[TAG_COUNT] = {
	[TAG_A] = &anchor,
	[TAG_BLOCKQUOTE] = &block,
	[TAG_CAPTION] = &row_group,
	[TAG_DD] = &term,
	[TAG_DETAILS] = &block,
	[TAG_DIV] = &block,
	[TAG_DL] = &block,
	[TAG_DT] = &term,
	[TAG_FIGCAPTION] = &block,
	[TAG_FIGURE] = &block,
	[TAG_H1] = &heading,
	[TAG_H2] = &heading,
	[TAG_H3] = &heading,
	[TAG_H4] = &heading,
	[TAG_H5] = &heading,
	[TAG_H6] = &heading,
	[TAG_HR] = &block,
	[TAG_LI] = &list_item,
	[TAG_OL] = &block,
	[TAG_P] = &block,
	[TAG_PRE] = &block,
	[TAG_RP] = &ruby_part,
	[TAG_RT] = &ruby_part,
	[TAG_SUMMARY] = &block,
	[TAG_TABLE] = &table,
	[TAG_TBODY] = &row_group,
	[TAG_TD] = &cell,
	[TAG_TFOOT] = &row_group,
	[TAG_TH] = &cell,
	[TAG_THEAD] = &row_group,
	[TAG_TR] = &row,
	[TAG_UL] = &block,
};

#define EVERY (TAG_BIT(TAG_COUNT) - 1)

/* Written in the order of enum html_attribute; looked for by name. */
static const struct {
	const char *name;
	enum html_attribute attribute;
	uint64_t tags;
} attributes[] = {
	{ "href", ATTRIBUTE_HREF, BIT(A) },
	{ "src", ATTRIBUTE_SRC, BIT(IMG) },
	{ "srcset", ATTRIBUTE_SRCSET, BIT(IMG) },
	{ "alt", ATTRIBUTE_ALT, BIT(IMG) },
	{ "cite", ATTRIBUTE_CITE, BIT(BLOCKQUOTE) | BIT(Q) | BIT(INS) | BIT(DEL) },
	{ "colspan", ATTRIBUTE_COLSPAN, BIT(TD) | BIT(TH) },
	{ "datetime", ATTRIBUTE_DATETIME, BIT(TIME) | BIT(INS) | BIT(DEL) },
	{ "dir", ATTRIBUTE_DIR, EVERY },
	{ "height", ATTRIBUTE_HEIGHT, BIT(IMG) },
	{ "lang", ATTRIBUTE_LANG, EVERY },
	{ "rowspan", ATTRIBUTE_ROWSPAN, BIT(TD) | BIT(TH) },
	{ "scope", ATTRIBUTE_SCOPE, BIT(TH) },
	{ "start", ATTRIBUTE_START, BIT(OL) },
	{ "title", ATTRIBUTE_TITLE, EVERY },
	{ "value", ATTRIBUTE_VALUE, BIT(LI) },
	{ "width", ATTRIBUTE_WIDTH, BIT(IMG) },
	{ "data", ATTRIBUTE_DATA, 0 },
	{ "poster", ATTRIBUTE_POSTER, 0 },
	{ "style", ATTRIBUTE_STYLE, 0 },
	/* where pictures that load late keep their address, as WordPress, lazysizes, Lozad and others write it */
	{ "data-lazy-src", ATTRIBUTE_LAZY_SRC, 0 },
	{ "data-lazy-srcset", ATTRIBUTE_LAZY_SRCSET, 0 },
	{ "data-original", ATTRIBUTE_LAZY_SRC, 0 },
	{ "data-src", ATTRIBUTE_LAZY_SRC, 0 },
	{ "data-srcset", ATTRIBUTE_LAZY_SRCSET, 0 },
};

const char *
html_tag_name(enum html_tag tag)
{
	return tag_names[tag];
}

const struct html_nesting *
html_nesting_of(enum html_tag tag)
{
	return nestings[tag] != NULL ? nestings[tag] : &phrase;
}

static int
compare_element(const void *key, const void *entry)
{
	return strcmp(key, ((const struct html_element *)entry)->name);
}

/* False when it is too long to be known. */
static bool
lower_name(struct html_span name, char out[static NAME_LONGEST + 1])
{
	if (name.len > NAME_LONGEST)
		return false;
	for (size_t i = 0; i < name.len; i++)
		out[i] = (char)tolower((unsigned char)name.at[i]);
	out[name.len] = '\0';
	return strlen(out) == name.len;
}

const struct html_element *
html_element_find(struct html_span name)
{
	char lower[NAME_LONGEST + 1];

	if (!lower_name(name, lower))
		return NULL;
	return bsearch(lower, elements, COUNT_OF(elements), sizeof(elements[0]), compare_element);
}

size_t
html_element_index(const struct html_element *element)
{
	return (size_t)(element - elements);
}

enum html_attribute
html_attribute_find(struct html_span name)
{
	char lower[NAME_LONGEST + 1];

	if (!lower_name(name, lower))
		return ATTRIBUTE_COUNT;
	if (name.len < 3)
		return ATTRIBUTE_COUNT;
	for (size_t i = 0; i < COUNT_OF(attributes); i++)
		if (strcmp(attributes[i].name, lower) == 0)
			return attributes[i].attribute;
	return ATTRIBUTE_COUNT;
}

const char *
html_attribute_name(enum html_attribute attribute)
{
	return attributes[attribute].name;
}

bool
html_attribute_is_allowed(enum html_attribute attribute, enum html_tag tag)
{
	return attribute < ATTRIBUTE_WRITTEN && (attributes[attribute].tags & TAG_BIT(tag)) != 0;
}
