#include "cli/render/suggestions.h"

#include "base/text.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/table.h"
#include "cli/topic_text.h"

#include <stdio.h>
#include <string.h>

enum { TITLES_SHOWN = 3 };

static void
heading_write(const char *heading, const struct look *look, struct buffer *out)
{
	buffer_add_char(out, '\n');
	ink_text(out, look, INK_HEADING, heading);
	buffer_add_char(out, '\n');
}

static void
share_cell(struct table *table, enum ink ink, const json_t *term, const json_t *all, const char *of)
{
	char share[64];

	snprintf(
	    share, sizeof(share), "%lld of %lld", (long long)field_int(term, of, 0), (long long)field_int(all, of, 0));
	table_cell(table, ink, share);
}

static const char *
reason_to_drop(const json_t *term)
{
	return field_int(term, "skipped", 0) > 0 ? "only hits what you skip" : "hits nothing lately";
}

static void
terms_write(const json_t *all, const char *list, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "term", false, true, 0 }, { "kept", true, false, 0 },
		{ "skipped", true, false, 0 }, { "others", true, false, 0 }, { "", false, true, 0 } };
	bool is_drop = strcmp(list, "drop") == 0;
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *term;

	FIELD_EACH(i, field(all, list), term)
	{
		table_cell(table, is_drop ? INK_BAD : INK_GOOD, field_text(term, "phrase"));
		share_cell(table, INK_PLAIN, term, all, "kept");
		share_cell(table, INK_PLAIN, term, all, "skipped");
		share_cell(table, INK_DIM, term, all, "others");
		table_cell(table, INK_DIM, is_drop ? reason_to_drop(term) : "");
	}
	table_write(table, look, 0, out);
}

static void
line_add(const char *before, const char *phrase, struct buffer *out)
{
	buffer_add_text(out, before);
	text_without_controls(phrase, out);
	buffer_add_char(out, '\n');
}

void
render_suggestions(const json_t *suggestions, const struct look *look, struct buffer *out)
{
	const char *name = field_text_or(suggestions, "name", "");
	BUFFER line = { 0 };
	const json_t *term;

	ink_wrapped(out, look, INK_STRONG, 0, field_text_or(suggestions, "title", name));
	buffer_addf(&line, "by the latest %lld kept and %lld skipped, beside %lld other recent items",
	    (long long)field_int(suggestions, "kept", 0), (long long)field_int(suggestions, "skipped", 0),
	    (long long)field_int(suggestions, "others", 0));
	ink_wrapped(out, look, INK_DIM, 0, buffer_text(&line));
	if (field_count(suggestions, "add") + field_count(suggestions, "drop") == 0) {
		ink_wrapped(out, look, INK_PLAIN, 0,
		    "Its terms fit what was kept and skipped: nothing to add, nothing to drop.");
		return;
	}
	if (field_count(suggestions, "add") > 0) {
		heading_write("to add: kept items share it, and no term finds it", look, out);
		terms_write(suggestions, "add", look, out);
	}
	if (field_count(suggestions, "drop") > 0) {
		heading_write("to drop", look, out);
		terms_write(suggestions, "drop", look, out);
	}
	buffer_cut(&line, 0);
	buffer_addf(&line, "to paste: winnow topic edit %s", name);
	heading_write(buffer_text(&line), look, out);
	FIELD_EACH(i, field(suggestions, "add"), term)
	line_add("term = ", field_text_or(term, "phrase", ""), out);
	FIELD_EACH(i, field(suggestions, "drop"), term)
	line_add("# drop: term = ", field_text_or(term, "phrase", ""), out);
}

/* A name out of the first word that can be one. */
static void
name_of(const json_t *cluster, size_t number, struct buffer *out)
{
	const json_t *word;

	FIELD_EACH(i, field(cluster, "words"), word)
	{
		const char *text = json_string_value(word);

		if (text == NULL || !text_is_name(text, TOPIC_NAME_MAX))
			continue;
		for (; *text != '\0'; text++)
			buffer_add_char(out, *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text);
		return;
	}
	buffer_addf(out, "topic-%zu", number);
}

static void
words_join(const json_t *cluster, struct buffer *out)
{
	const json_t *word;

	FIELD_EACH(i, field(cluster, "words"), word)
	{
		buffer_add_text(out, i > 0 ? ", " : "");
		buffer_add_text(out, json_string_value(word));
	}
}

static void
section_write(const json_t *cluster, size_t number, struct buffer *out)
{
	BUFFER name = { 0 };
	BUFFER title = { 0 };
	const json_t *word;

	name_of(cluster, number, &name);
	words_join(cluster, &title);
	buffer_addf(out, "[%s]\n", buffer_text(&name));
	line_add("title = ", buffer_text(&title), out);
	FIELD_EACH(i, field(cluster, "words"), word)
	line_add("term = ", json_string_value(word), out);
}

static void
cluster_write(const json_t *cluster, size_t number, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { NULL, true, false, 0 }, { NULL, false, true, 0 } };
	size_t count = field_count(cluster, "items");
	TABLE table = table_new(columns, COUNT_OF(columns));
	BUFFER words = { 0 };
	const json_t *item;

	words_join(cluster, &words);
	heading_write(buffer_text(&words), look, out);
	FIELD_EACH(i, field(cluster, "items"), item)
	{
		char id[FIELD_ID_SIZE];

		if (i == TITLES_SHOWN)
			break;
		table_cell(table, INK_NUMBER, field_id(item, "id", id));
		table_cell_link(table, INK_PLAIN, field_text_or(item, "title", "(no title)"), field_text(item, "url"));
	}
	table_write(table, look, 0, out);
	if (count > TITLES_SHOWN) {
		ink_format(out, look, INK_DIM, "and %zu more", count - TITLES_SHOWN);
		buffer_add_char(out, '\n');
	}
	section_write(cluster, number, out);
}

void
render_clusters(const json_t *suggestions, const struct look *look, struct buffer *out)
{
	long long uncovered = field_int(suggestions, "uncovered", 0);
	BUFFER line = { 0 };
	const json_t *cluster;

	if (uncovered == 0) {
		ink_wrapped(
		    out, look, INK_PLAIN, 0, "Every item that was kept belongs to a topic: no topic is missing.");
		return;
	}
	buffer_addf(&line, "%lld kept item%s to no topic%s", uncovered, uncovered == 1 ? " belongs" : "s belong",
	    field_count(suggestions, "clusters") > 0
		? ". What they are about, with topics to paste into a file for winnow topic import:"
		: ", and no two of them are much alike.");
	ink_wrapped(out, look, INK_STRONG, 0, buffer_text(&line));
	FIELD_EACH(i, field(suggestions, "clusters"), cluster)
	cluster_write(cluster, i + 1, look, out);
}
