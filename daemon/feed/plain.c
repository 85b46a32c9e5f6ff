#include "feed/plain.h"

#include "base/buffer.h"
#include "base/text.h"
#include "feed/html.h"
#include "feed/html_entity.h"

#include <string.h>

const char *
plain_verbatim(const char *text, size_t len, struct arena *arena)
{
	BUFFER clean = { 0 };
	char *copy = arena_strndup(arena, text, len);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)copy[i];

		/* the first bytes of all that is a control character */
		if (c >= ' ' && c != 0x7f && c != 0xc2 && c != 0xd8 && c != 0xe2 && c != 0xef)
			continue;
		text_without_controls(copy, &clean);
		return arena_strndup(arena, buffer_text(&clean), clean.len);
	}
	return copy;
}

/* Zero-width spaces part words of some scripts; at an end they part nothing, and make what is empty look full. */
static const char *
without_unseen_ends(const char *text, struct arena *arena)
{
	static const char unseen[] = "\u200b";
	size_t len;

	while (text_starts(text, unseen))
		text += strlen(unseen);
	if (!text_ends(text, unseen))
		return text;
	for (len = strlen(text); len >= 3 && memcmp(text + len - 3, unseen, 3) == 0; len -= 3)
		;
	return arena_strndup(arena, text, len);
}

static const char *
fold(const char *text, size_t len, struct arena *arena)
{
	const char *clean = without_unseen_ends(plain_verbatim(text, len, arena), arena);
	char *out;
	size_t n = 0;

	out = arena_alloc(arena, strlen(clean) + 1);
	for (; *clean != '\0'; clean++) {
		if (*clean != ' ')
			out[n++] = *clean;
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	if (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0 ? out : NULL;
}

static bool
has_reference(const char *text)
{
	char meant[HTML_REFERENCE_SIZE];

	for (const char *at = strchr(text, '&'); at != NULL; at = strchr(at + 1, '&')) {
		size_t n = html_reference(at, strlen(at), true, meant);

		if (n > 0 && at[n - 1] == ';')
			return true;
	}
	return false;
}

/* "</em>" of an element that titles have: nobody writes that to be read. */
static bool
has_end_tag(const char *text)
{
	static const char *const tags[] = { "</b>", "</i>", "</em>", "</strong>", "</a>", "</span>", "</sup>", "</sub>",
		"</code>", "</u>", "</font>", "</p>", "</small>", "</cite>", "<br>", "<br/>", "<br />" };

	if (strchr(text, '<') == NULL)
		return false;
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (strcasestr(text, tags[i]) != NULL)
			return true;
	return false;
}

static bool
is_simple(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '<' || text[i] == '&')
			return false;
	return true;
}

const char *
plain_line(const char *text, size_t len, bool is_html, struct arena *arena)
{
	BUFFER once = { 0 };
	BUFFER twice = { 0 };

	if (is_simple(text, len))
		return fold(text, len, arena);
	if (is_html)
		html_to_line(text, len, &once);
	else
		buffer_add(&once, text, len);
	if (has_reference(buffer_text(&once)))
		html_decode(once.data, once.len, true, &twice);
	else
		buffer_add(&twice, buffer_text(&once), once.len);
	if (is_html && has_end_tag(buffer_text(&twice))) {
		buffer_cut(&once, 0);
		html_to_line(twice.data, twice.len, &once);
		return fold(buffer_text(&once), once.len, arena);
	}
	return fold(buffer_text(&twice), twice.len, arena);
}
