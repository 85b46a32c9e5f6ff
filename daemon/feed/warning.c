#include "feed/warning.h"

#include "base/buffer.h"
#include "base/text.h"

#include <string.h>

enum { DETAIL_LONGEST = 120 };

void
warnings_init(struct warnings *w, struct arena *arena, const char *text)
{
	*w = (struct warnings) { .arena = arena, .text = text, .line = 1 };
}

/* Codes are literals: the same address is the same code, which a document broken everywhere asks about a million times. */
static bool
is_told_enough(struct warnings *w, const char *code)
{
	const char **known = &w->enough[((uintptr_t)code >> 2) % COUNT_OF(w->enough)];
	size_t same = 0;

	if (*known == code)
		return true;
	for (size_t i = 0; i < w->count; i++)
		same += strcmp(w->list[i].code, code) == 0;
	if (w->count < WARNINGS_MAX && same < WARNINGS_MAX_OF_A_CODE)
		return false;
	*known = code;
	return true;
}

int
warnings_line(struct warnings *w, size_t offset)
{
	const char *at, *end;

	if (w->text == NULL)
		return 0;
	if (offset < w->counted) {
		w->counted = 0;
		w->line = 1;
	}
	at = w->text + w->counted;
	end = w->text + offset;
	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		w->line++;
		at++;
	}
	w->counted = offset;
	return w->line;
}

static const char *
detail_of(struct warnings *w, const char *detail)
{
	BUFFER valid = { 0 };
	BUFFER clean = { 0 };
	size_t len = strnlen(detail, DETAIL_LONGEST + 4);

	utf8_make_valid(detail, utf8_cut(detail, len, DETAIL_LONGEST), &valid);
	text_without_controls(buffer_text(&valid), &clean);
	return arena_strndup(w->arena, buffer_text(&clean), clean.len);
}

void
warnings_add_at_line(struct warnings *w, const char *code, int line, const char *detail)
{
	if (is_told_enough(w, code))
		return;
	w->list[w->count++] = (struct feed_warning) {
		.code = code, .line = line, .detail = detail != NULL ? detail_of(w, detail) : NULL
	};
}

void
warnings_add(struct warnings *w, const char *code, size_t offset, const char *detail)
{
	if (!is_told_enough(w, code))
		warnings_add_at_line(w, code, warnings_line(w, offset), detail);
}

void
warnings_give(const struct warnings *w, struct feed *feed)
{
	feed->warnings = arena_alloc(w->arena, (w->count + 1) * sizeof(*feed->warnings));
	for (size_t i = 0; i < w->count; i++) {
		size_t at = i;

		for (; at > 0 && feed->warnings[at - 1].line > w->list[i].line; at--)
			feed->warnings[at] = feed->warnings[at - 1];
		feed->warnings[at] = w->list[i];
	}
	feed->warning_count = w->count;
}
