/*
 * harmless: looks at sanitised HTML the way a distrustful reader does, without
 * any of the code that wrote it. For the tests and the fuzz target.
 */
#ifndef TESTS_HARMLESS_H
#define TESTS_HARMLESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { HARMLESS_DEPTH = 128 };

static const char harmless_tags[] =
    " a abbr b bdi bdo blockquote caption cite code dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 i ins kbd li mark ol p pre q rp rt ruby s "
    "samp small strong sub summary sup table tbody td tfoot th thead time tr u ul var ";
static const char harmless_voids[] = " br hr img wbr ";
static const char harmless_attributes[] =
    " href src srcset alt cite colspan datetime dir height lang rowspan scope "
    "start title value width ";

struct harmless {
	const char *at;
	const char *problem;
	char open[HARMLESS_DEPTH][16];
	size_t depth;
};

static inline bool
harmless_is_listed(const char *list, const char *name)
{
	char word[40];

	snprintf(word, sizeof(word), " %s ", name);
	return strstr(list, word) != NULL;
}

static inline void
harmless_fail(struct harmless *h, const char *problem)
{
	if (h->problem == NULL)
		h->problem = problem;
}

static inline void
harmless_take_name(struct harmless *h, char out[static 16])
{
	size_t len = strspn(h->at, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (len == 0 || len > 15)
		harmless_fail(h, "a name that is none");
	snprintf(out, 16, "%.*s", (int)(len > 15 ? 15 : len), h->at);
	h->at += len;
}

static inline void
harmless_check_reference(struct harmless *h)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;" };

	for (size_t i = 0; i < 4; i++)
		if (strncmp(h->at, known[i], strlen(known[i])) == 0)
			return;
	harmless_fail(h, "a bare ampersand");
}

static inline bool
harmless_is_data(const char *url)
{
	static const char *const pictures[] = { "gif", "jpeg", "png", "webp" };
	char prefix[40];

	for (size_t i = 0; i < 4; i++) {
		snprintf(prefix, sizeof(prefix), "data:image/%s;base64,", pictures[i]);
		if (strncmp(url, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

static inline bool
harmless_is_web(const char *url)
{
	return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

static inline void
harmless_check_address(struct harmless *h, const char *name, const char *value)
{
	bool is_fit = harmless_is_web(value);

	if (strcmp(name, "href") == 0)
		is_fit |= strncmp(value, "mailto:", 7) == 0 || strncmp(value, "tel:", 4) == 0;
	else if (strcmp(name, "src") == 0)
		is_fit |= harmless_is_data(value);
	else if (strcmp(name, "srcset") != 0 && strcmp(name, "cite") != 0)
		is_fit = true;
	if (!is_fit)
		harmless_fail(h, "an address that is not allowed");
	if (strcmp(name, "srcset") != 0)
		return;
	for (const char *next = value; next < h->at; next++)
		if (next[0] == ',' && next[1] == ' ' && !harmless_is_web(next + 2))
			harmless_fail(h, "a candidate that is not allowed");
}

static inline void
harmless_take_attribute(struct harmless *h)
{
	char name[16];
	const char *value;

	harmless_take_name(h, name);
	if (!harmless_is_listed(harmless_attributes, name))
		harmless_fail(h, "an attribute that is not listed");
	if (strncmp(h->at, "=\"", 2) != 0) {
		harmless_fail(h, "an attribute without quotes");
		return;
	}
	value = h->at += 2;
	for (; *h->at != '\0' && *h->at != '"'; h->at++) {
		if (strchr("<>", *h->at) != NULL || (unsigned char)*h->at == 0x7f)
			harmless_fail(h, "markup in an attribute");
		if (*h->at == '&')
			harmless_check_reference(h);
	}
	harmless_check_address(h, name, value);
	h->at += *h->at == '"';
}

static inline void
harmless_take_open(struct harmless *h)
{
	char name[16];
	bool is_void;

	harmless_take_name(h, name);
	is_void = harmless_is_listed(harmless_voids, name);
	if (!is_void && !harmless_is_listed(harmless_tags, name))
		harmless_fail(h, "a tag that is not listed");
	while (h->problem == NULL && *h->at == ' ') {
		h->at++;
		harmless_take_attribute(h);
	}
	if (*h->at++ != '>')
		harmless_fail(h, "a tag that does not end");
	if (is_void)
		return;
	if (h->depth == HARMLESS_DEPTH)
		harmless_fail(h, "too deep");
	else
		strcpy(h->open[h->depth++], name);
}

static inline void
harmless_take_close(struct harmless *h)
{
	char name[16];

	harmless_take_name(h, name);
	if (h->depth == 0 || strcmp(h->open[h->depth - 1], name) != 0)
		harmless_fail(h, "a closing tag that closes nothing");
	h->depth -= h->depth > 0;
	if (*h->at != '>')
		harmless_fail(h, "a closing tag that does not end");
	else
		h->at++;
}

/* NULL, or what is wrong with it. */
static inline const char *
harmless_problem(const char *html)
{
	struct harmless h = { .at = html };

	while (*h.at != '\0' && h.problem == NULL) {
		if (strncmp(h.at, "</", 2) == 0) {
			h.at += 2;
			harmless_take_close(&h);
		} else if (*h.at == '<') {
			h.at++;
			harmless_take_open(&h);
		} else {
			if (*h.at == '&')
				harmless_check_reference(&h);
			if (*h.at == '>' || ((unsigned char)*h.at < ' ' && *h.at != '\n' && *h.at != '\t'))
				harmless_fail(&h, "a character that is not escaped or left out");
			h.at++;
		}
	}
	if (h.depth > 0)
		harmless_fail(&h, "a tag that is not closed");
	return h.problem;
}

#endif
