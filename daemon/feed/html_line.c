/* HTML where a line of text is wanted, as in a title or a name. */
#include "feed/html.h"

#include "feed/html_element.h"
#include "feed/html_entity.h"
#include "feed/html_text.h"
#include "feed/html_token.h"

#include <string.h>

static bool
parts_words(const struct html_element *element)
{
	return element->role != ROLE_NONE && element->role != ROLE_SAID;
}

static bool
hides_content(const struct html_element *element)
{
	return element->handling == HTML_RAW && strcmp(element->name, "title") != 0;
}

/* "How to use <vector>": what is no element of HTML is what the author wrote. */
static void
strip_tag(struct html_lexer *lexer, const struct html_token *token, struct buffer *out)
{
	const struct html_element *element = html_element_find(token->name);

	if (element == NULL)
		html_decode(token->source.at, token->source.len, false, out);
	else if (element->role == ROLE_SAID)
		buffer_add_text(out, token->kind == HTML_OPEN ? "“" : "”");
	else if (parts_words(element))
		buffer_add_char(out, ' ');
	else if (token->kind == HTML_OPEN && hides_content(element))
		html_skip_raw_text(lexer, element->name);
}

/* Adds the text without tags, references decoded. Answers whether there were tags. */
static bool
strip(const char *html, size_t len, struct buffer *out)
{
	struct html_lexer lexer = { html, html + len };
	struct html_token token;
	bool has_tags = false;

	while (html_token_next(&lexer, &token)) {
		if (token.kind == HTML_TEXT) {
			html_decode(token.source.at, token.source.len, false, out);
			continue;
		}
		has_tags = true;
		strip_tag(&lexer, &token, out);
	}
	return has_tags;
}

/* Counts complete references; false when there is an '&' or '<' that is none of markup. */
static bool
is_escaped_text(struct html_span text, size_t *references)
{
	char decoded[HTML_REFERENCE_SIZE];
	const char *end = text.at + text.len;

	if (*text.at == '<')
		return false;
	for (const char *at = text.at; (at = memchr(at, '&', (size_t)(end - at))) != NULL;) {
		size_t n = html_reference(at, (size_t)(end - at), false, decoded);

		if (n == 0 || at[n - 1] != ';')
			return false;
		at += n;
		(*references)++;
	}
	return true;
}

/*
 * Whether a text that has been decoded once is still markup: all its ampersands
 * begin references and all its tags are of HTML, and there is a reference, or a
 * tag that is closed. "a < b", "R&D" and "the <br> element" are not.
 */
static bool
is_markup_still(const char *text, size_t len)
{
	struct html_lexer lexer = { text, text + len };
	struct html_token token;
	size_t references = 0, opened = 0, closed = 0;

	while (html_token_next(&lexer, &token)) {
		if (token.kind == HTML_TEXT) {
			if (!is_escaped_text(token.source, &references))
				return false;
			continue;
		}
		if (html_element_find(token.name) == NULL)
			return false;
		opened += token.kind == HTML_OPEN;
		closed += token.kind == HTML_CLOSE && opened > 0;
	}
	return closed > 0 || (references > 0 && opened == 0);
}

void
html_to_line(const char *html, size_t len, struct buffer *out)
{
	BUFFER once = { 0 };
	BUFFER twice = { 0 };
	const struct buffer *line = &once;
	struct html_text text;

	if (!strip(html, len, &once) && memchr(html, '&', len) != NULL &&
	    is_markup_still(buffer_text(&once), once.len)) {
		(void)strip(once.data, once.len, &twice);
		line = &twice;
	}
	html_text_init(&text, out, line->len);
	html_text_add(&text, buffer_text(line), line->len);
}
