#include "cli/render/ink.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/render/width.h"
#include "cli/render/wrap.h"

#include <stdarg.h>
#include <string.h>

static const char *const sequences[] = {
	[INK_PLAIN] = "",
	[INK_STRONG] = "\033[1m",
	[INK_DIM] = "\033[2m",
	[INK_HEADING] = "\033[1;36m",
	[INK_NUMBER] = "\033[36m",
	[INK_GOOD] = "\033[32m",
	[INK_WARN] = "\033[33m",
	[INK_BAD] = "\033[31m",
	[INK_HIGH] = "\033[1;32m",
	[INK_REMOVED] = "\033[9;31m",
};
static const char sequence_end[] = "\033[0m";

void
ink_bytes(struct buffer *out, const struct look *look, enum ink ink, const char *text, size_t len)
{
	bool is_coloured = look->has_colour && ink != INK_PLAIN && len > 0;
	OWNED_TEXT copy = mem_strndup(text, len);

	if (is_coloured)
		buffer_add_text(out, sequences[ink]);
	text_without_controls(copy, out);
	if (is_coloured)
		buffer_add_text(out, sequence_end);
}

void
ink_text(struct buffer *out, const struct look *look, enum ink ink, const char *text)
{
	if (text != NULL)
		ink_bytes(out, look, ink, text, strlen(text));
}

void
ink_format(struct buffer *out, const struct look *look, enum ink ink, const char *fmt, ...)
{
	OWNED_TEXT text = NULL;
	va_list args;

	va_start(args, fmt);
	text = mem_vprintf(fmt, args);
	va_end(args);
	ink_text(out, look, ink, text);
}

bool
ink_web_address(struct buffer *out, const char *url)
{
	if (url == NULL || (!text_starts_nocase(url, "http://") && !text_starts_nocase(url, "https://")))
		return false;
	for (; *url != '\0'; url++) {
		unsigned char c = (unsigned char)*url;

		if (c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL)
			buffer_add_char(out, *url);
		else
			buffer_addf(out, "%%%02X", c);
	}
	return true;
}

void
ink_link(struct buffer *out, const struct look *look, enum ink ink, const char *url, const char *text, size_t len)
{
	BUFFER address = { 0 };

	if (!look->has_links || !ink_web_address(&address, url)) {
		ink_bytes(out, look, ink, text, len);
		return;
	}
	buffer_addf(out, "\033]8;;%s\033\\", buffer_text(&address));
	ink_bytes(out, look, ink, text, len);
	buffer_add_text(out, "\033]8;;\033\\");
}

void
ink_spaces(struct buffer *out, size_t columns)
{
	while (columns-- > 0)
		buffer_add_char(out, ' ');
}

void
ink_wrapped_link(
    struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *url, const char *text)
{
	size_t columns = look->width > indent + 10 ? look->width - indent : 10;
	struct line line, rest = { text, strlen(text) };
	bool is_first = true;

	while (wrap_next(&rest, columns, &line)) {
		if (!is_first)
			ink_spaces(out, indent);
		ink_link(out, look, ink, url, line.text, line.len);
		buffer_add_char(out, '\n');
		is_first = false;
	}
	if (is_first)
		buffer_add_char(out, '\n');
}

void
ink_wrapped(struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *text)
{
	ink_wrapped_link(out, look, ink, indent, NULL, text);
}

void
ink_pieces(
    struct buffer *out, const struct look *look, enum ink ink, size_t indent, const char *const *pieces, size_t count)
{
	static const char dot[] = " · ";
	enum { DOT_COLUMNS = 3 };
	BUFFER line = { 0 };
	size_t used = indent;

	for (size_t i = 0; i < count; i++) {
		size_t columns = text_is_blank(pieces[i]) ? 0 : width_of_text(pieces[i]);

		if (columns == 0)
			continue;
		if (line.len > 0 && used + DOT_COLUMNS + columns > look->width) {
			ink_spaces(out, indent);
			ink_wrapped(out, look, ink, indent, buffer_text(&line));
			buffer_cut(&line, 0);
			used = indent;
		}
		used += columns + (line.len > 0 ? DOT_COLUMNS : 0);
		buffer_add_text(&line, line.len > 0 ? dot : "");
		buffer_add_text(&line, pieces[i]);
	}
	if (line.len == 0)
		return;
	ink_spaces(out, indent);
	ink_wrapped(out, look, ink, indent, buffer_text(&line));
}
