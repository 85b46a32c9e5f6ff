#include "cli/render/markdown.h"

#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/outline.h"

#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What means something where a line begins or ends only: headings, lists, rules, underlines of headings. */
static bool
is_block_mark(const char *text, size_t at)
{
	if (at == 0)
		return text[0] != '\0' && strchr("#+-=", text[0]) != NULL;
	/* "Learn C #" would lose its end where a heading ends. */
	if (text[at] == '#' && text[at - 1] == ' ')
		return true;
	/* "1986. A great year" is no list. */
	return (text[at] == '.' || text[at] == ')') && strspn(text, "0123456789") == at;
}

/* What many programs make a link of though nothing marks it: https://x, www.x. */
static bool
begins_address(const char *text, size_t at)
{
	if (text[at] == ':')
		return text_starts(text + at, "://");
	return text[at] == '.' && at >= 3 && text_starts_nocase(text + at - 3, "www.");
}

/* A text of one line, as nothing but text wherever in a line it stands. */
static void
markdown_text(struct buffer *out, const char *text)
{
	BUFFER clean = { 0 };
	const char *line;

	text_without_controls(text, &clean);
	line = text_trim(clean.data != NULL ? clean.data : (char[]) { "" });
	for (size_t i = 0; line[i] != '\0'; i++) {
		if (strchr("\\`*_[]<>&~|", line[i]) != NULL || is_block_mark(line, i) || begins_address(line, i))
			buffer_add_char(out, '\\');
		buffer_add_char(out, line[i]);
	}
}

/* "&copy;" would be read as a sign even here. */
static bool
begins_entity(const char *text)
{
	size_t len = *text == '&' ? 1 + (text[1] == '#') : 0;

	while (len > 0 && (is_digit(text[len]) || (text[len] | 0x20) >= 'a') && (text[len] | 0x20) <= 'z')
		len++;
	return len > 0 && text[len] == ';';
}

static void
link_add(struct buffer *out, const char *url, const char *text)
{
	BUFFER address = { 0 };

	if (!ink_web_address(&address, url)) {
		markdown_text(out, text);
		return;
	}
	buffer_add_char(out, '[');
	markdown_text(out, text);
	buffer_add_text(out, "](<");
	for (const char *c = address.data; *c != '\0'; c++) {
		buffer_add_char(out, *c);
		buffer_add_text(out, begins_entity(c) ? "amp;" : "");
	}
	buffer_add_text(out, ">)");
}

static void
paragraphs_write(const char *text, struct buffer *out)
{
	BUFFER paragraph = { 0 };

	while (text != NULL && outline_paragraph(&text, &paragraph)) {
		markdown_text(out, buffer_text(&paragraph));
		buffer_add_text(out, "\n\n");
	}
}

static void
head_write(const json_t *digest, struct buffer *out)
{
	BUFFER extent = { 0 };

	buffer_add_text(out, "# ");
	markdown_text(out, outline_title(digest));
	outline_extent(digest, &extent);
	buffer_addf(out, "\n\n%s\n\n", buffer_text(&extent));
	paragraphs_write(field_text(digest, "_winnow.intro"), out);
	if (field_count(digest, "items") == 0)
		buffer_add_text(out, "Nothing this time.\n\n");
}

static void
piece_add(struct buffer *line, const char *text)
{
	if (text_is_blank(text))
		return;
	buffer_add_text(line, line->len > 0 ? " · " : "");
	markdown_text(line, text);
}

static void
meta_write(const json_t *item, struct buffer *out)
{
	char day[AGE_SIZE];
	BUFFER origin = { 0 };
	BUFFER line = { 0 };

	outline_origin(item, &origin);
	piece_add(&line, buffer_text(&origin));
	piece_add(&line, age_day(entry_time(item), day));
	piece_add(&line, field_is(item, "_winnow.loose_tie") ? OUTLINE_LOOSE_TIE : NULL);
	if (line.len > 0)
		buffer_addf(out, "*%s*\n\n", buffer_text(&line));
}

static void
also_write(const json_t *item, struct buffer *out)
{
	const json_t *copies = field(item, "_winnow.duplicates"), *copy;

	FIELD_EACH(i, copies, copy)
	{
		buffer_add_text(out, i == 0 ? "Also in " : ", ");
		link_add(out, field_text(copy, "url"), outline_copy(copy));
	}
	if (json_array_size(copies) > 0)
		buffer_add_text(out, "\n\n");
}

static void
item_write(const json_t *item, struct buffer *out)
{
	BUFFER title = { 0 };
	BUFFER excerpt = { 0 };
	BUFFER story = { 0 };

	outline_item_title(item, &title);
	buffer_add_text(out, "### ");
	link_add(out, entry_url(item), buffer_text(&title));
	buffer_add_text(out, "\n\n");
	meta_write(item, out);
	paragraphs_write(field_text(item, "_winnow.note"), out);
	outline_excerpt(item, &excerpt);
	/* Below the curator's words those of the source are a quotation. */
	if (excerpt.len > 0 && field_text(item, "_winnow.note") != NULL)
		buffer_add_text(out, "> ");
	paragraphs_write(buffer_text(&excerpt), out);
	outline_story(item, &story);
	paragraphs_write(buffer_text(&story), out);
	also_write(item, out);
}

static void
items_write(const json_t *digest, struct buffer *out)
{
	const json_t *item;

	FIELD_EACH(i, field(digest, "items"), item)
	{
		const char *heading = outline_heading(digest, i);

		if (heading != NULL) {
			buffer_add_text(out, "## ");
			markdown_text(out, heading);
			buffer_add_text(out, "\n\n");
		}
		item_write(item, out);
	}
}

static void
changed_write(const json_t *digest, struct buffer *out)
{
	const json_t *changed = field(digest, "_winnow.changed"), *item;

	if (json_array_size(changed) == 0)
		return;
	buffer_add_text(out, "Changed since earlier issues:\n\n");
	FIELD_EACH(i, changed, item)
	{
		BUFFER title = { 0 };

		outline_item_title(item, &title);
		buffer_add_text(out, "- ");
		link_add(out, entry_url(item), buffer_text(&title));
		buffer_addf(out, " (issue %lld)\n", (long long)field_int(item, "issue", 0));
	}
	buffer_add_char(out, '\n');
}

static void
foot_write(const json_t *digest, struct buffer *out)
{
	json_t *remarks = outline_remarks(digest);
	const json_t *remark;

	if (field_count(digest, "_winnow.changed") + json_array_size(remarks) > 0)
		buffer_add_text(out, "---\n\n");
	changed_write(digest, out);
	FIELD_EACH(i, remarks, remark)
	paragraphs_write(json_string_value(remark), out);
	json_decref(remarks);
}

void
render_markdown(const json_t *digest, struct buffer *out)
{
	head_write(digest, out);
	items_write(digest, out);
	foot_write(digest, out);
	while (out->len > 1 && text_ends(out->data, "\n\n"))
		buffer_cut(out, out->len - 1);
}
