#include "cli/render/markup.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "cli/render/age.h"
#include "cli/render/ink.h"
#include "cli/render/outline.h"

#include <string.h>

void
markup_text(struct buffer *out, const char *text)
{
	BUFFER clean = { 0 };

	if (text == NULL)
		return;
	text_without_controls(text, &clean);
	text_escape_markup(buffer_text(&clean), out);
}

void
markup_element(struct buffer *out, const char *tag, const char *text)
{
	if (text_is_blank(text))
		return;
	buffer_addf(out, "<%s>", tag);
	markup_text(out, text);
	buffer_addf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void
markup_link(struct buffer *out, const char *url, const char *text)
{
	BUFFER address = { 0 };

	if (!ink_web_address(&address, url)) {
		markup_text(out, text);
		return;
	}
	buffer_add_text(out, "<a href=\"");
	markup_text(out, buffer_text(&address));
	buffer_add_text(out, "\" rel=\"noopener noreferrer\">");
	markup_text(out, text);
	buffer_add_text(out, "</a>");
}

void
markup_paragraphs(struct buffer *out, const char *text)
{
	BUFFER paragraph = { 0 };

	while (text != NULL && outline_paragraph(&text, &paragraph)) {
		buffer_add_text(out, "<p dir=\"auto\">");
		markup_text(out, buffer_text(&paragraph));
		buffer_add_text(out, "</p>\n");
	}
}

void
markup_day(struct buffer *out, int64_t time)
{
	char at[TIMESTAMP_SIZE], day[AGE_SIZE];

	if (*timestamp_format(time, at) == '\0')
		return;
	buffer_addf(out, "<time datetime=\"%s\">%s</time>", at, age_day(time, day));
}
