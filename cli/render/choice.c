#include "cli/render/choice.h"

#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/outline.h"
#include "cli/render/width.h"
#include "cli/render/wrap.h"

#include <stdio.h>
#include <string.h>

enum { SCORE_COLUMNS = 3, REASON_COLUMNS = 48, TEXT_COLUMNS_MIN = 10, EXCERPT_LINES = 2 };

static size_t
number_columns(const json_t *items, bool is_counted)
{
	char number[FIELD_ID_SIZE];

	if (!is_counted)
		return entry_id_columns(items);
	return (size_t)snprintf(number, sizeof(number), "%zu.", json_array_size(items));
}

struct choice_style
choice_style_of(const json_t *digest, const struct look *look)
{
	bool is_letter = field(digest, "_winnow.uid") != NULL && !look->cuts && !look->has_colour;

	return (struct choice_style) { is_letter, number_columns(field(digest, "items"), is_letter) };
}

static size_t
indent_of(const struct choice_style *style)
{
	return style->is_letter ? style->number_columns + 1 : 1 + style->number_columns + 2 + SCORE_COLUMNS + 2;
}

static void
label_write(const json_t *item, const struct choice_style *style, const struct look *look, struct buffer *out)
{
	int64_t score = field_int(item, "_winnow.score", -1);
	char id[FIELD_ID_SIZE];
	size_t len = strlen(entry_number(item, id));

	ink_spaces(out, 1 + (len < style->number_columns ? style->number_columns - len : 0));
	ink_text(out, look, INK_NUMBER, id);
	ink_spaces(out, 2);
	if (score >= 0)
		ink_format(out, look, score_ink(score), "%*lld", SCORE_COLUMNS, (long long)score);
	else
		ink_spaces(out, SCORE_COLUMNS);
	ink_spaces(out, 2);
}

static void
count_write(size_t number, const struct choice_style *style, const struct look *look, struct buffer *out)
{
	char text[FIELD_ID_SIZE];

	snprintf(text, sizeof(text), "%zu.", number);
	ink_format(out, look, INK_NUMBER, "%*s", (int)style->number_columns, text);
	buffer_add_char(out, ' ');
}

static void
note_write(const json_t *item, size_t indent, const struct look *look, struct buffer *out)
{
	const char *note = field_text(item, "_winnow.note");
	BUFFER paragraph = { 0 };

	while (note != NULL && outline_paragraph(&note, &paragraph)) {
		ink_spaces(out, indent);
		ink_text(out, look, INK_WARN, "> ");
		ink_wrapped(out, look, INK_PLAIN, indent + 2, buffer_text(&paragraph));
	}
}

/* Cuts `text` to what the first lines hold. */
static void
lines_cut(struct buffer *text, size_t lines, size_t columns)
{
	struct line rest = { buffer_text(text), text->len }, line = { 0 };
	size_t used = 0, kept;
	const char *space;

	while (lines-- > 0)
		if (!wrap_next(&rest, columns, &line))
			return;
	if (text_is_blank(rest.text))
		return;
	kept = width_fit(line.text, line.len, columns - 1, &used);
	space = memrchr(line.text, ' ', kept);
	if (kept < line.len && line.text[kept] != ' ' && space != NULL)
		kept = (size_t)(space - line.text);
	buffer_cut(text, (size_t)(line.text - text->data) + kept);
	buffer_add_text(text, "…");
}

static void
excerpt_write(
    const json_t *item, size_t indent, const struct choice_style *style, const struct look *look, struct buffer *out)
{
	size_t columns = look->width > indent + TEXT_COLUMNS_MIN ? look->width - indent : TEXT_COLUMNS_MIN;
	BUFFER excerpt = { 0 };

	outline_excerpt(item, &excerpt);
	if (!style->is_letter)
		lines_cut(&excerpt, EXCERPT_LINES, columns);
	if (excerpt.len == 0)
		return;
	ink_spaces(out, indent);
	ink_wrapped(out, look, INK_PLAIN, indent, buffer_text(&excerpt));
}

static const char *
verdict_word(const json_t *item)
{
	const char *verdict = field_text_or(item, "_winnow.verdict", "");

	if (text_equal(verdict, "keep"))
		return "kept";
	return text_equal(verdict, "skip") ? "skipped" : NULL;
}

/* A few words of it, whatever its length. */
static void
reason_add(const json_t *item, struct buffer *out)
{
	const char *reason = field_text_or(item, "_winnow.reason", "");
	size_t columns, len = width_fit(reason, strlen(reason), REASON_COLUMNS, &columns);

	buffer_add(out, reason, len);
	if (reason[len] != '\0')
		buffer_add_text(out, "…");
}

static void
origin_write(
    const json_t *item, size_t indent, const struct choice_style *style, const struct look *look, struct buffer *out)
{
	BUFFER reason = { 0 };
	BUFFER origin = { 0 };
	char when[AGE_SIZE];

	reason_add(item, &reason);
	if (style->is_letter)
		age_day(entry_time(item), when);
	else
		age_format(entry_time(item), look->now, when);
	if (style->is_letter)
		outline_origin(item, &origin);
	else
		buffer_add_text(&origin, entry_source(item));

	const char *pieces[] = { buffer_text(&origin), when, buffer_text(&reason),
		field_is(item, "_winnow.loose_tie") ? OUTLINE_LOOSE_TIE : NULL,
		!style->is_letter && field_is(item, "_winnow.starred") ? "starred" : NULL,
		style->is_letter ? NULL : verdict_word(item) };

	ink_pieces(out, look, INK_DIM, indent, pieces, COUNT_OF(pieces));
}

static void
dim_line(const struct buffer *text, size_t indent, const struct look *look, struct buffer *out)
{
	if (text->len == 0)
		return;
	ink_spaces(out, indent);
	ink_wrapped(out, look, INK_DIM, indent, buffer_text(text));
}

/* Not wrapped: an address in two pieces is none. */
static void
address_write(const json_t *item, size_t indent, const struct look *look, struct buffer *out)
{
	BUFFER address = { 0 };

	if (!ink_web_address(&address, entry_url(item)))
		return;
	ink_spaces(out, indent);
	ink_text(out, look, INK_PLAIN, buffer_text(&address));
	buffer_add_char(out, '\n');
}

void
choice_write(
    const json_t *item, size_t number, const struct choice_style *style, const struct look *look, struct buffer *out)
{
	size_t indent = indent_of(style);
	BUFFER title = { 0 };
	BUFFER copies = { 0 };
	BUFFER story = { 0 };

	if (style->is_letter)
		count_write(number, style, look, out);
	else
		label_write(item, style, look, out);
	outline_item_title(item, &title);
	ink_wrapped_link(out, look, INK_STRONG, indent, entry_url(item), buffer_text(&title));
	origin_write(item, indent, style, look, out);
	note_write(item, indent, look, out);
	excerpt_write(item, indent, style, look, out);
	entry_copies(item, &copies);
	dim_line(&copies, indent, look, out);
	story_tell(field(item, "_winnow"), !style->is_letter, &story);
	dim_line(&story, indent, look, out);
	if (style->is_letter && !text_equal(buffer_text(&title), entry_url(item)))
		address_write(item, indent, look, out);
}
