#include "cli/render/changes.h"

#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/render/width.h"

#include <string.h>

enum { READING_WIDTH = 80 };

static const struct style {
	const char *kind;
	enum ink ink;
	const char *open, *close; /* where there is no colour */
} styles[] = {
	{ "same", INK_PLAIN, "", "" },
	{ "removed", INK_REMOVED, "[-", "-]" },
	{ "added", INK_GOOD, "{+", "+}" },
};

/* A line being filled. */
struct flow {
	const struct look *look;
	struct buffer *out;
	size_t column;
};

static void
word_write(struct flow *f, enum ink ink, const char *word, size_t len)
{
	size_t columns = width_of(word, len), width = f->look->width < READING_WIDTH ? f->look->width : READING_WIDTH;

	if (f->column > 0 && f->column + 1 + columns > width) {
		buffer_add_char(f->out, '\n');
		f->column = 0;
	}
	if (f->column > 0) {
		buffer_add_char(f->out, ' ');
		f->column++;
	}
	ink_bytes(f->out, f->look, ink, word, len);
	f->column += columns;
}

/* Its marks, where they are needed, stand at its first and last word. */
static void
piece_write(struct flow *f, const struct style *style, const char *text)
{
	size_t len;

	for (; *text != '\0'; text += len) {
		BUFFER word = { 0 };

		len = strspn(text, " ");
		if (text[len] == '\n') {
			buffer_add_char(f->out, '\n');
			f->column = 0;
			len++;
			continue;
		}
		text += len;
		len = strcspn(text, " \n");
		buffer_add(&word, text, len);
		word_write(f, style->ink, buffer_text(&word), word.len);
	}
}

static void
marked_write(struct flow *f, const struct style *style, const char *text)
{
	BUFFER marked = { 0 };

	if (f->look->has_colour) {
		piece_write(f, style, text);
		return;
	}
	buffer_addf(&marked, "%s%s%s", style->open, text, style->close);
	piece_write(f, style, buffer_text(&marked));
}

/* "(12 paragraphs as before)" on a line of its own. */
static void
left_out_write(struct flow *f, int64_t paragraphs)
{
	if (f->column > 0)
		buffer_add_char(f->out, '\n');
	f->column = 0;
	ink_format(f->out, f->look, INK_DIM, "(%lld paragraph%s as before)", (long long)paragraphs,
	    paragraphs == 1 ? "" : "s");
	buffer_add_char(f->out, '\n');
}

static void
difference_write(const json_t *pieces, const struct look *look, struct buffer *out)
{
	struct flow f = { look, out, 0 };
	const json_t *piece;

	FIELD_EACH(i, pieces, piece)
	{
		const char *kind = field_text_or(piece, "kind", "");

		if (text_equal(kind, "left_out"))
			left_out_write(&f, field_int(piece, "paragraphs", 0));
		for (size_t s = 0; s < COUNT_OF(styles); s++)
			if (text_equal(styles[s].kind, kind))
				marked_write(&f, &styles[s], field_text_or(piece, "text", ""));
	}
	if (f.column > 0)
		buffer_add_char(out, '\n');
}

static void
change_write(const json_t *change, const struct look *look, struct buffer *out)
{
	const json_t *title = field(change, "title"), *text = field(change, "text");
	char when[AGE_SIZE];

	buffer_add_char(out, '\n');
	ink_format(out, look, INK_HEADING, "revision %lld", (long long)field_int(change, "revision", 0));
	ink_format(out, look, INK_DIM, "  %s", age_minute(field_time(change, "seen"), when));
	buffer_add_char(out, '\n');
	if (json_array_size(title) > 0)
		difference_write(title, look, out);
	if (json_array_size(title) > 0 && json_array_size(text) > 0)
		buffer_add_char(out, '\n');
	difference_write(text, look, out);
	if (json_array_size(title) + json_array_size(text) == 0)
		ink_wrapped(out, look, INK_DIM, 0, "the same words, set otherwise");
}

void
render_changes(const json_t *revisions, const struct look *look, struct buffer *out)
{
	const json_t *change;
	char id[FIELD_ID_SIZE];
	int64_t left_out = field_int(revisions, "left_out", 0);
	BUFFER note = { 0 };

	ink_wrapped_link(out, look, INK_STRONG, 0, entry_url(revisions), entry_title(revisions));
	pairs_line(out, look, INK_NUMBER, "id", field_id(revisions, "id", id));
	FIELD_EACH(i, field(revisions, "changes"), change)
	change_write(change, look, out);
	if (left_out > 0) {
		buffer_addf(&note, "%lld older change%s not told", (long long)left_out, left_out == 1 ? "" : "s");
		buffer_add_char(out, '\n');
		ink_wrapped(out, look, INK_DIM, 0, buffer_text(&note));
	}
}
