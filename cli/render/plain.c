#include "cli/render/plain.h"

#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/outline.h"
#include "cli/render/width.h"

enum { INDENT = 2 };

/* As wide as mail is read, and no colour. */
static const struct look page = { .width = 72 };

static void
line_write(struct buffer *out, size_t indent, const char *text)
{
	if (text_is_blank(text))
		return;
	ink_spaces(out, indent);
	ink_wrapped(out, &page, INK_PLAIN, indent, text);
}

static void
paragraphs_write(struct buffer *out, size_t indent, const char *text)
{
	BUFFER paragraph = { 0 };

	while (text != NULL && outline_paragraph(&text, &paragraph)) {
		line_write(out, indent, buffer_text(&paragraph));
		buffer_add_char(out, '\n');
	}
}

static void
address_write(struct buffer *out, size_t indent, const char *url)
{
	BUFFER address = { 0 };

	if (url == NULL || !ink_web_address(&address, url))
		return;
	ink_spaces(out, indent);
	buffer_addf(out, "%s\n", buffer_text(&address));
}

static void
head_write(const json_t *digest, struct buffer *out)
{
	BUFFER extent = { 0 };

	line_write(out, 0, outline_title(digest));
	outline_extent(digest, &extent);
	line_write(out, 0, buffer_text(&extent));
	buffer_add_char(out, '\n');
	paragraphs_write(out, 0, field_text(digest, "_winnow.intro"));
	if (field_count(digest, "items") == 0)
		buffer_add_text(out, "Nothing this time.\n\n");
}

static void
heading_write(const char *heading, struct buffer *out)
{
	size_t columns = width_of_text(heading);

	buffer_add_char(out, '\n');
	line_write(out, 0, heading);
	for (size_t i = 0; i < columns && i < page.width; i++)
		buffer_add_char(out, '-');
	buffer_add_text(out, "\n\n");
}

static void
meta_write(const json_t *item, struct buffer *out)
{
	char day[AGE_SIZE];
	BUFFER origin = { 0 };

	outline_origin(item, &origin);

	const char *pieces[] = { buffer_text(&origin), age_day(entry_time(item), day),
		field_is(item, "_winnow.loose_tie") ? OUTLINE_LOOSE_TIE : NULL };

	ink_pieces(out, &page, INK_PLAIN, INDENT, pieces, COUNT_OF(pieces));
}

/* The other places are named; who wants them all has the HTML. */
static void
also_write(const json_t *item, struct buffer *out)
{
	const json_t *copies = field(item, "_winnow.duplicates"), *copy;
	BUFFER names = { 0 };

	FIELD_EACH(i, copies, copy)
	{
		const char *name = copy_feed(copy);

		buffer_add_text(&names, i == 0 ? "Also in " : ", ");
		buffer_add_text(&names, *name != '\0' ? name : "another feed");
	}
	line_write(out, INDENT, buffer_text(&names));
}

static void
item_write(const json_t *item, struct buffer *out)
{
	BUFFER title = { 0 };
	BUFFER excerpt = { 0 };
	BUFFER story = { 0 };

	outline_item_title(item, &title);
	buffer_add_text(out, "* ");
	ink_wrapped(out, &page, INK_PLAIN, INDENT, text_is_blank(buffer_text(&title)) ? "(no title)" : title.data);
	meta_write(item, out);
	address_write(out, INDENT, entry_url(item));
	buffer_add_char(out, '\n');
	paragraphs_write(out, INDENT, field_text(item, "_winnow.note"));
	outline_excerpt(item, &excerpt);
	paragraphs_write(out, INDENT, buffer_text(&excerpt));
	outline_story(item, &story);
	line_write(out, INDENT, buffer_text(&story));
	also_write(item, out);
	if (!text_ends(out->data, "\n\n"))
		buffer_add_char(out, '\n');
}

static void
items_write(const json_t *digest, struct buffer *out)
{
	const json_t *item;

	FIELD_EACH(i, field(digest, "items"), item)
	{
		const char *heading = outline_heading(digest, i);

		if (heading != NULL)
			heading_write(heading, out);
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
		buffer_addf(&title, " (issue %lld)", (long long)field_int(item, "issue", 0));
		buffer_add_text(out, "* ");
		ink_wrapped(out, &page, INK_PLAIN, INDENT, buffer_text(&title));
		address_write(out, INDENT, entry_url(item));
	}
	buffer_add_char(out, '\n');
}

/* Readers of mail know the line above as the beginning of what is less important. */
static void
foot_write(const json_t *digest, struct buffer *out)
{
	json_t *remarks = outline_remarks(digest);
	const json_t *remark;

	changed_write(digest, out);
	if (json_array_size(remarks) > 0)
		buffer_add_text(out, "-- \n");
	FIELD_EACH(i, remarks, remark)
	line_write(out, 0, json_string_value(remark));
	json_decref(remarks);
}

void
render_plain(const json_t *digest, struct buffer *out)
{
	head_write(digest, out);
	items_write(digest, out);
	foot_write(digest, out);
	while (out->len > 1 && text_ends(out->data, "\n\n"))
		buffer_cut(out, out->len - 1);
}
