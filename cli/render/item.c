#include "cli/render/item.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/render/wrap.h"

#include <string.h>

/* Long lines are hard to read: a page of text is no wider than this. */
enum { READING_WIDTH = 80, BLANK_LINES_MAX = 1, TOPICS_SHOWN = 3, COPIES_SHOWN = 5, COLUMNS_MIN = 10 };

static void
names_add(const json_t *list, struct buffer *out)
{
	const json_t *each;

	FIELD_EACH(i, list, each)
	{
		const char *name = json_is_string(each) ? json_string_value(each) : field_text(each, "name");

		if (text_is_blank(name))
			continue;
		buffer_add_text(out, out->len > 0 ? ", " : "");
		buffer_add_text(out, name);
	}
}

static void
names_line(const json_t *item, const char *path, const char *label, const struct look *look, struct buffer *out)
{
	BUFFER names = { 0 };

	names_add(field(item, path), &names);
	if (names.len > 0)
		pairs_line(out, look, INK_PLAIN, label, buffer_text(&names));
}

/* The best few; winnow why has them all. */
static void
topics_line(const json_t *item, const struct look *look, struct buffer *out)
{
	const json_t *topics = field(item, "_winnow.topics");
	BUFFER line = { 0 };

	for (size_t i = 0; i < json_array_size(topics) && i < TOPICS_SHOWN; i++) {
		const json_t *topic = json_array_get(topics, i);

		buffer_addf(&line, "%s%s %lld", i > 0 ? ", " : "", field_text_or(topic, "name", ""),
		    (long long)field_int(topic, "score", 0));
	}
	if (line.len > 0)
		pairs_line(out, look, INK_PLAIN, "topics", buffer_text(&line));
}

static void
copies_lines(const json_t *item, const struct look *look, struct buffer *out)
{
	const json_t *copies = field(item, "_winnow.duplicates");
	size_t count = json_array_size(copies);
	BUFFER rest = { 0 };

	for (size_t i = 0; i < count && i < COPIES_SHOWN; i++) {
		const json_t *copy = json_array_get(copies, i);
		BUFFER line = { 0 };
		char id[FIELD_ID_SIZE];
		const char *feed = copy_feed(copy);

		buffer_addf(&line, "%s  %s  %s", field_id(copy, "id", id), feed, field_text_or(copy, "url", ""));
		pairs_line(out, look, INK_PLAIN, i == 0 ? "also in" : "", buffer_text(&line));
	}
	if (count > COPIES_SHOWN) {
		buffer_addf(&rest, "and %zu more", count - COPIES_SHOWN);
		pairs_line(out, look, INK_DIM, "", buffer_text(&rest));
	}
}

static void
story_line(const json_t *item, const struct look *look, struct buffer *out)
{
	BUFFER line = { 0 };

	story_tell(field(item, "_winnow"), true, &line);
	if (line.len > 0)
		pairs_line(out, look, INK_PLAIN, "story", buffer_text(&line));
}

static void
enclosures_lines(const json_t *item, const struct look *look, struct buffer *out)
{
	const json_t *enclosure;

	FIELD_EACH(i, field(item, "attachments"), enclosure)
	{
		BUFFER line = { 0 };
		double bytes = field_real(enclosure, "size_in_bytes");

		buffer_add_text(&line, field_text_or(enclosure, "url", ""));
		if (field_text(enclosure, "mime_type") != NULL)
			buffer_addf(&line, " (%s", field_text(enclosure, "mime_type"));
		if (field_text(enclosure, "mime_type") != NULL && bytes > 0) {
			buffer_add_text(&line, ", ");
			bytes_format(bytes, &line);
		}
		if (field_text(enclosure, "mime_type") != NULL)
			buffer_add_char(&line, ')');
		pairs_line(out, look, INK_PLAIN, i == 0 ? "attached" : "", buffer_text(&line));
	}
}

static void
marks_line(const json_t *item, const struct look *look, struct buffer *out)
{
	static const struct {
		const char *path;
		const char *word;
	} marks[] = { { "_winnow.read", "read" }, { "_winnow.starred", "starred" } };
	const char *verdict = field_text(item, "_winnow.verdict");
	BUFFER line = { 0 };

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (field_is(item, marks[i].path))
			buffer_addf(&line, "%s%s", line.len > 0 ? ", " : "", marks[i].word);
	if (verdict != NULL)
		buffer_addf(&line, "%s%s", line.len > 0 ? ", " : "", text_equal(verdict, "keep") ? "kept" : "skipped");
	if (line.len > 0)
		pairs_line(out, look, INK_PLAIN, "marked", buffer_text(&line));
}

/* "2 times, last on 3 Nov 2026 12:04: winnow show --changes 1042" */
static void
revised_line(const json_t *item, const struct look *look, struct buffer *out)
{
	int64_t times = field_int(item, "_winnow.revision", 1) - 1;
	char id[FIELD_ID_SIZE], when[AGE_SIZE];
	BUFFER line = { 0 };

	if (times < 1)
		return;
	buffer_addf(&line, "%lld time%s", (long long)times, times == 1 ? "" : "s");
	if (field_time(item, "_winnow.revised") != TIME_NONE)
		buffer_addf(&line, ", last on %s", age_minute(field_time(item, "_winnow.revised"), when));
	buffer_addf(&line, ": winnow show --changes %s", field_id(item, "id", id));
	pairs_line(out, look, INK_PLAIN, "revised", buffer_text(&line));
}

void
issues_lines(const json_t *issues, const struct look *look, struct buffer *out)
{
	const json_t *issue;

	FIELD_EACH(i, issues, issue)
	{
		bool is_changed = field_is(issue, "changed");
		char day[AGE_SIZE];
		BUFFER line = { 0 };

		age_day(field_time(issue, "frozen_at"), day);
		buffer_addf(&line, "in issue %lld of %s (%s)%s", (long long)field_int(issue, "issue", 0),
		    field_text_or(issue, "digest", ""), day, is_changed ? ", changed since" : "");
		pairs_line(out, look, is_changed ? INK_WARN : INK_PLAIN, i == 0 ? "issued" : "", buffer_text(&line));
	}
}

static void
head_write(const json_t *item, const struct look *look, struct buffer *out)
{
	char id[FIELD_ID_SIZE], when[AGE_SIZE];

	ink_wrapped_link(out, look, INK_STRONG, 0, entry_url(item), entry_title(item));
	pairs_line(out, look, INK_NUMBER, "id", field_id(item, "id", id));
	if (*entry_source(item) != '\0')
		pairs_line(out, look, INK_PLAIN, "from", entry_source(item));
	names_line(item, "authors", "by", look, out);
	if (entry_time(item) != TIME_NONE)
		pairs_line(out, look, INK_PLAIN, "on", age_minute(entry_time(item), when));
	revised_line(item, look, out);
	if (entry_url(item) != NULL)
		pairs_line(out, look, INK_PLAIN, "at", entry_url(item));
	topics_line(item, look, out);
	names_line(item, "tags", "tags", look, out);
	marks_line(item, look, out);
	issues_lines(field(item, "_winnow.issues"), look, out);
	copies_lines(item, look, out);
	story_line(item, look, out);
	enclosures_lines(item, look, out);
	if (field_text(item, "image") != NULL)
		pairs_line(out, look, INK_PLAIN, "picture", field_text(item, "image"));
	if (field_text(item, "_winnow.note") != NULL)
		pairs_line(out, look, INK_WARN, "note", field_text(item, "_winnow.note"));
}

/* What a line begins with in the text of HTML: marks of quotes, indentation, the mark of a list's item. */
struct margin {
	size_t quotes; /* bytes; these stand before every line it is wrapped into */
	size_t marks;  /* bytes; the other lines have spaces there */
};

static struct margin
margin_of(const char *line)
{
	struct margin margin = { 0 };
	size_t spaces, digits;

	while (text_starts(line + margin.quotes, "> "))
		margin.quotes += 2;
	line += margin.quotes;
	spaces = strspn(line, " ");
	line += spaces;
	digits = strspn(line, "0123456789");
	if (text_starts(line, "- "))
		spaces += 2;
	else if (digits > 0 && digits < 7 && text_starts(line + digits, ". "))
		spaces += digits + 2;
	margin.marks = spaces;
	return margin;
}

static void
margin_write(const char *line, const struct margin *margin, bool is_first, const struct look *look, struct buffer *out)
{
	ink_bytes(out, look, INK_DIM, line, margin->quotes);
	if (is_first)
		ink_bytes(out, look, INK_PLAIN, line + margin->quotes, margin->marks);
	else
		ink_spaces(out, margin->marks);
}

static void
line_write(const char *text, const struct look *look, struct buffer *out)
{
	struct margin margin = margin_of(text);
	size_t used = margin.quotes + margin.marks;
	size_t columns = look->width > used + COLUMNS_MIN ? look->width - used : COLUMNS_MIN;
	struct line part, rest = { text + used, strlen(text + used) };
	bool is_first = true;

	while (wrap_next(&rest, columns, &part)) {
		margin_write(text, &margin, is_first, look, out);
		ink_bytes(out, look, INK_PLAIN, part.text, part.len);
		buffer_add_char(out, '\n');
		is_first = false;
	}
	if (is_first && margin.quotes > 0) {
		ink_bytes(out, look, INK_DIM, text, margin.quotes);
		buffer_add_char(out, '\n');
	}
}

/* Each line of the text is a paragraph; a run of empty ones is one. */
static void
text_write(const char *text, const struct look *look, struct buffer *out)
{
	int blank = BLANK_LINES_MAX;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		BUFFER paragraph = { 0 };

		buffer_add(&paragraph, text, len);
		if (!text_is_blank(buffer_text(&paragraph))) {
			line_write(buffer_text(&paragraph), look, out);
			blank = 0;
		} else if (blank++ < BLANK_LINES_MAX) {
			buffer_add_char(out, '\n');
		}
		text += len + (text[len] == '\n');
	}
}

void
render_item(const json_t *item, const struct look *look, struct buffer *out)
{
	const char *text = field_text_or(item, "content_text", field_text(item, "summary"));
	struct look narrow = *look;

	head_write(item, look, out);
	buffer_add_char(out, '\n');
	if (narrow.width > READING_WIDTH)
		narrow.width = READING_WIDTH;
	if (*text != '\0')
		text_write(text, &narrow, out);
	else
		ink_wrapped(out, look, INK_DIM, 0, "(no text in the feed: winnow open ID shows the page)");
}
