#include "cli/render/entry.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/table.h"

#include <string.h>

enum { SOURCE_COLUMNS = 20, SCORE_HIGH = 80, SCORE_GOOD = 60, COPIES_NAMED = 2 };

const char *
entry_url(const json_t *item)
{
	const char *url = field_text(item, "url");

	return url != NULL ? url : field_text(item, "external_url");
}

const char *
entry_title(const json_t *item)
{
	const char *title = field_text(item, "title");

	if (title == NULL)
		title = field_text(item, "summary");
	if (title == NULL)
		title = field_text(item, "content_text");
	if (title == NULL)
		title = entry_url(item);
	return title != NULL ? title : "(no title)";
}

const char *
entry_source(const json_t *item)
{
	return field_text_or(item, "_winnow.feed.title", field_text(item, "_winnow.source.title"));
}

int64_t
entry_time(const json_t *item)
{
	int64_t time = field_time(item, "date_published");

	return time != TIME_NONE ? time : field_time(item, "date_modified");
}

enum ink
score_ink(int64_t score)
{
	if (score >= SCORE_HIGH)
		return INK_HIGH;
	return score >= SCORE_GOOD ? INK_GOOD : INK_PLAIN;
}

const char *
entry_number(const json_t *item, char out[static FIELD_ID_SIZE])
{
	return field_id(item, field(item, "_winnow.number") != NULL ? "_winnow.number" : "id", out);
}

size_t
entry_id_columns(const json_t *items)
{
	const json_t *item;
	size_t columns = 1;

	FIELD_EACH(i, items, item)
	{
		char id[FIELD_ID_SIZE];
		size_t len = strlen(entry_number(item, id));

		columns = len > columns ? len : columns;
	}
	return columns;
}

const char *
copy_feed(const json_t *copy)
{
	return field_text_or(copy, "feed.title", field_text_or(copy, "feed", ""));
}

static bool
was_named(const json_t *copies, size_t before, const char *feed)
{
	for (size_t i = 0; i < before; i++)
		if (text_equal(copy_feed(json_array_get(copies, i)), feed))
			return true;
	return false;
}

void
entry_copies(const json_t *item, struct buffer *out)
{
	const json_t *copies = field(item, "_winnow.duplicates"), *copy;
	size_t named = 0, more = 0;

	FIELD_EACH(i, copies, copy)
	{
		const char *feed = copy_feed(copy);

		if (*feed != '\0' && was_named(copies, i, feed))
			continue;
		if (*feed == '\0' || named == COPIES_NAMED) {
			more++;
			continue;
		}
		buffer_addf(out, "%s%s", named++ > 0 ? ", " : "also in ", feed);
	}
	if (more > 0)
		buffer_addf(out, named > 0 ? " and %zu more" : "also in %zu more", more);
}

void
story_tell(const json_t *extension, bool has_hint, struct buffer *out)
{
	int64_t others = field_int(extension, "story.size", 0) - 1, id = field_int(extension, "story.id", 0);
	const json_t *words = field(extension, "story_words"), *word;

	if (others < 1)
		others = field_int(extension, "story_others", 0);
	if (others < 1)
		return;
	buffer_addf(out, "%lld more on this", (long long)others);
	if (has_hint && id > 0)
		buffer_addf(out, " (story:%lld)", (long long)id);
	if (json_is_string(words))
		buffer_addf(out, ": %s", json_string_value(words));
	FIELD_EACH(i, words, word)
	buffer_addf(out, "%s%s", i == 0 ? ": " : ", ", json_is_string(word) ? json_string_value(word) : "");
}

static void
marks_add(const json_t *item, struct buffer *out)
{
	const char *verdict = field_text_or(item, "_winnow.verdict", "");

	buffer_add_char(out, field(item, "_winnow.read") != NULL && !field_is(item, "_winnow.read") ? 'N' : ' ');
	buffer_add_char(out, field_is(item, "_winnow.starred") ? '*' : ' ');
	buffer_add_char(out, *verdict == 'k' ? '+' : *verdict == 's' ? '-' : ' ');
}

static void
row_add(struct table *table, const json_t *item, const struct look *look)
{
	char id[FIELD_ID_SIZE], age[AGE_SIZE];
	int64_t score = field_int(item, "_winnow.score", -1);
	bool is_unread = field(item, "_winnow.read") != NULL && !field_is(item, "_winnow.read");
	BUFFER marks = { 0 };
	BUFFER title = { 0 };

	marks_add(item, &marks);
	buffer_add_text(&title, entry_title(item));
	if (field_count(item, "_winnow.duplicates") > 0) {
		buffer_add_text(&title, " · ");
		entry_copies(item, &title);
	}
	table_cell(table, INK_NUMBER, entry_number(item, id));
	table_cell(table, INK_WARN, buffer_text(&marks));
	if (score >= 0)
		table_cell_int(table, score_ink(score), score);
	else
		table_cell(table, INK_PLAIN, "");
	table_cell(table, INK_DIM, age_format(entry_time(item), look->now, age));
	table_cell(table, INK_DIM, entry_source(item));
	table_cell_link(table, is_unread ? INK_STRONG : INK_PLAIN, buffer_text(&title), entry_url(item));
}

void
render_items(const json_t *list, const struct look *look, struct buffer *out)
{
	const json_t *first = json_array_get(field(list, "items"), 0);
	const struct column columns[] = { { field(first, "_winnow.number") != NULL ? "no" : "id", true, false, 0 },
		{ "", false, false, 0 }, { "score", true, false, 0 }, { "age", true, false, 0 },
		{ "source", false, true, SOURCE_COLUMNS }, { "title", false, true, 0 } };
	const json_t *items = field(list, "items"), *item;
	TABLE table = table_new(columns, COUNT_OF(columns));

	FIELD_EACH(i, items, item)
	row_add(table, item, look);
	if (json_array_size(items) > 0)
		table_write(table, look, 0, out);
}
