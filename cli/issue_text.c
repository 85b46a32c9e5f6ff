#include "cli/issue_text.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/problems.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"

#include <ctype.h>
#include <string.h>

enum { TITLE_BYTES = 200 };

/* ---- writing ---- */

static void
line_add(const char *text, size_t max, struct buffer *out)
{
	BUFFER clean = { 0 };

	text_without_controls(text, &clean);
	buffer_add(out, buffer_text(&clean), utf8_cut(buffer_text(&clean), clean.len, max));
}

static void
item_write(const json_t *item, const char *section, const char *before, struct buffer *out)
{
	char id[FIELD_ID_SIZE];

	buffer_addf(out, "%s%s [", before, field_id(item, "id", id));
	line_add(field_text_or(item, section, ""), TITLE_BYTES, out);
	buffer_add_text(out, "] ");
	line_add(field_text_or(item, "title", field_text_or(item, "url", "")), TITLE_BYTES, out);
}

/* What helps to decide: "(Work Matters, 98)" */
static void
origin_write(const json_t *item, struct buffer *out)
{
	int64_t score = field_int(item, "_winnow.score", -1);
	const char *source = entry_source(item);

	if (*source == '\0')
		return;
	buffer_add_text(out, " (");
	line_add(source, TITLE_BYTES, out);
	if (score >= 0)
		buffer_addf(out, ", %lld", (long long)score);
	buffer_add_char(out, ')');
}

/* Each line of it indented. */
static void
note_write(const char *note, struct buffer *out)
{
	OWNED_TEXT copy = mem_strdup(note);
	char *rest = copy, *line;

	while (rest != NULL && (line = strsep(&rest, "\n")) != NULL) {
		if (text_is_blank(line))
			continue;
		buffer_add_text(out, "    ");
		line_add(text_trim(line), strlen(line), out);
		buffer_add_char(out, '\n');
	}
}

static void
help_write(const json_t *next, struct buffer *out)
{
	char since[AGE_SIZE];

	buffer_add_text(out, "\n# The next issue of \"");
	line_add(field_text_or(next, "title", ""), TITLE_BYTES, out);
	buffer_addf(out, "\": what is new since %s.\n", age_day(field_time(next, "_winnow.since"), since));
	buffer_add_text(out,
	    "# A line is an item: move it, or delete it and it is not in the issue.\n"
	    "# What is indented below it is your note on it. What stands before the first\n"
	    "# item begins the issue. Lines that begin with # say nothing. Without any\n"
	    "# item, no issue is frozen.\n\n");
}

static bool
is_first_why(const json_t *list, size_t index)
{
	const char *why = field_text_or(json_array_get(list, index), "why", "");

	for (size_t i = 0; i < index; i++)
		if (text_equal(field_text_or(json_array_get(list, i), "why", ""), why))
			return false;
	return true;
}

/* What was left out for the same reason, which is said once. */
static void
group_write(const json_t *list, const char *why, struct buffer *out)
{
	const json_t *item;

	buffer_add_text(out, "#\n# Because ");
	line_add(why, strlen(why), out);
	buffer_add_text(out, ":\n");
	FIELD_EACH(i, list, item)
	{
		if (!text_equal(field_text_or(item, "why", ""), why))
			continue;
		item_write(item, "section", "# ", out);
		buffer_add_char(out, '\n');
	}
}

static void
left_out_write(const json_t *next, struct buffer *out)
{
	const json_t *list = field(next, "_winnow.left_out"), *item;

	if (json_array_size(list) > 0)
		buffer_add_text(out, "\n# Not in it; take the # of a line away, and it is.\n");
	FIELD_EACH(i, list, item)
	if (is_first_why(list, i))
		group_write(list, field_text_or(item, "why", ""), out);
}

void
issue_text_write(const json_t *next, struct buffer *out)
{
	const json_t *item;

	help_write(next, out);
	FIELD_EACH(i, field(next, "items"), item)
	{
		item_write(item, "_winnow.section", "", out);
		origin_write(item, out);
		buffer_add_char(out, '\n');
		note_write(field_text_or(item, "_winnow.note", ""), out);
	}
	left_out_write(next, out);
}

/* ---- reading ---- */

struct reading {
	const json_t *next;
	json_t *items;
	json_t *lines;    /* id: the line it stands in */
	json_t *item;     /* the one read last, borrowed; NULL: none yet */
	bool is_in_wrong; /* the item's line was wrong: its note says nothing more */
	struct buffer intro, note;
	size_t line;
	struct problems problems;
};

static bool
has_id(const json_t *list, const char *id)
{
	const json_t *item;

	FIELD_EACH(i, list, item)
	{
		char known[FIELD_ID_SIZE];

		if (text_equal(field_id(item, "id", known), id))
			return true;
	}
	return false;
}

/* Ends the item that was read last. */
static void
item_end(struct reading *r)
{
	if (r->item != NULL && r->note.len > 0)
		json_object_set_new(r->item, "note", json_string(buffer_text(&r->note)));
	buffer_cut(&r->note, 0);
}

static void
item_begin(struct reading *r, const char *line, size_t digits)
{
	OWNED_TEXT id = mem_strndup(line, digits);

	item_end(r);
	r->is_in_wrong = true;
	if (!has_id(field(r->next, "items"), id) && !has_id(field(r->next, "_winnow.left_out"), id)) {
		problems_add(&r->problems, r->line, "%.30s is no item that this issue may hold", id);
		return;
	}
	if (json_object_get(r->lines, id) != NULL) {
		problems_add(&r->problems, r->line, "item %.30s stands in line %lld already", id,
		    (long long)json_integer_value(json_object_get(r->lines, id)));
		return;
	}
	r->is_in_wrong = false;
	json_object_set_new(r->lines, id, json_integer((json_int_t)r->line));
	r->item = json_pack("{s:s}", "id", id);
	json_array_append_new(r->items, r->item);
}

/* "1042 [section] title": the number counts, the rest is for the eye. 0: it is no such line. */
static size_t
item_digits(const char *line)
{
	size_t digits = strspn(line, "0123456789"), gap = strspn(line + digits, " \t");
	const char *rest = line + digits + gap;

	return digits > 0 && (*rest == '[' || *rest == '\0') ? digits : 0;
}

static void
add_line(struct buffer *text, const char *line)
{
	if (text->len > 0)
		buffer_add_char(text, '\n');
	buffer_add_text(text, line);
}

static void
line_read(struct reading *r, char *line)
{
	bool is_indented = isspace((unsigned char)*line) != 0;
	bool has_item = r->item != NULL || r->is_in_wrong;

	line[strcspn(line, "\r")] = '\0';
	if (*line == '#')
		return;
	line = text_trim(line);
	if (!is_indented && item_digits(line) > 0)
		item_begin(r, line, item_digits(line));
	else if (!has_item && (*line != '\0' || r->intro.len > 0))
		add_line(&r->intro, line);
	else if (*line == '\0' || r->is_in_wrong)
		return;
	else if (is_indented)
		add_line(&r->note, line);
	else
		problems_add(&r->problems, r->line,
		    "'%.40s' is no item; begin the line with a space and it is a note on the one above", line);
}

static json_t *
edit_make(struct reading *r)
{
	OWNED_TEXT intro = mem_strdup(buffer_text(&r->intro));
	const char *trimmed = text_trim(intro);
	json_t *edit;

	if (problems_end(&r->problems))
		return NULL;
	if (json_array_size(r->items) == 0)
		return json_null();
	edit = json_pack("{s:O}", "items", r->items);
	if (*trimmed != '\0')
		json_object_set_new(edit, "intro", json_string(trimmed));
	return edit;
}

json_t *
issue_text_read(const char *text, const json_t *next, struct buffer *problems)
{
	struct reading r = {
		.next = next, .items = json_array(), .lines = json_object(), .problems = { .text = problems }
	};
	OWNED_TEXT copy = mem_strdup(text);
	char *rest = copy, *line;
	json_t *edit;

	while ((line = strsep(&rest, "\n")) != NULL) {
		r.line++;
		line_read(&r, line);
	}
	item_end(&r);
	edit = edit_make(&r);
	json_decref(r.items);
	json_decref(r.lines);
	buffer_fini(&r.intro);
	buffer_fini(&r.note);
	return edit;
}
