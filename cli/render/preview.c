#include "cli/render/preview.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/pairs.h"
#include "cli/render/table.h"

#include <ctype.h>
#include <stdlib.h>

enum { ITEMS_SHOWN = 20, DATES_MIN = 3, DAY_S = 86400 };

/* The items by date, newest first; those without one last, as they stand. */
struct dated {
	int64_t at;
	size_t place;
	const json_t *item;
};

struct listing {
	struct dated *items;
	size_t count;
	size_t dated_count;
};

static int
newest_first(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static void
listing_read(const json_t *items, struct listing *out)
{
	const json_t *item;

	out->items = mem_array(json_array_size(items) + 1, sizeof(*out->items));
	FIELD_EACH(i, items, item)
	{
		int64_t at = entry_time(item);

		out->items[out->count++] = (struct dated) { at, i, item };
		out->dated_count += at != TIME_NONE;
	}
	qsort(out->items, out->count, sizeof(*out->items), newest_first);
}

static int
smaller_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t
median(int64_t *numbers, size_t count)
{
	qsort(numbers, count, sizeof(*numbers), smaller_first);
	return numbers[count / 2];
}

/* The usual time between two items; 0: most came at once. */
static int64_t
usual_gap_s(const struct listing *l)
{
	int64_t *gaps = mem_array(l->dated_count, sizeof(*gaps)), gap;

	for (size_t i = 0; i + 1 < l->dated_count; i++)
		gaps[i] = l->items[i].at - l->items[i + 1].at;
	gap = median(gaps, l->dated_count - 1);
	free(gaps);
	return gap;
}

static void
pace_line(const struct listing *l, const struct look *look, struct buffer *out)
{
	char text[TIMESTAMP_SIZE];
	BUFFER line = { 0 };
	int64_t gap;

	if (l->count == 0)
		return;
	if (l->dated_count < DATES_MIN) {
		pairs_line(out, look, INK_PLAIN, "something new", "too few dates to tell");
		return;
	}
	gap = usual_gap_s(l);
	if (gap > 0)
		buffer_addf(&line, "about every %s", duration_format(gap, text));
	else
		buffer_add_text(&line, "several at once");
	pairs_line(out, look, INK_GOOD, "something new", buffer_text(&line));
}

static void
span_line(const struct listing *l, const struct look *look, struct buffer *out)
{
	size_t undated = l->count - l->dated_count;
	char newest[AGE_SIZE], oldest[AGE_SIZE];
	BUFFER line = { 0 };

	buffer_addf(&line, "%zu", l->count);
	if (l->dated_count > 0)
		buffer_addf(&line, ", the newest of %s", age_day(l->items[0].at, newest));
	if (l->dated_count > 1 && !text_equal(newest, age_day(l->items[l->dated_count - 1].at, oldest)))
		buffer_addf(&line, ", the oldest of %s", oldest);
	if (undated > 0 && l->dated_count > 0)
		buffer_addf(&line, ", %zu without a date", undated);
	else if (undated > 0)
		buffer_add_text(&line, ", none with a date");
	pairs_line(out, look, INK_PLAIN, "items", buffer_text(&line));
}

static int64_t
word_count(const char *text)
{
	int64_t words = 0;
	bool in_word = false;

	for (; *text != '\0'; text++) {
		bool is_space = isspace((unsigned char)*text) != 0;

		words += !is_space && !in_word;
		in_word = !is_space;
	}
	return words;
}

/* Whole texts or teasers? */
static void
length_line(const struct listing *l, const struct look *look, struct buffer *out)
{
	int64_t *words = mem_array(l->count + 1, sizeof(*words)), usual;
	BUFFER line = { 0 };

	for (size_t i = 0; i < l->count; i++)
		words[i] = word_count(field_text_or(l->items[i].item, "content_text", ""));
	usual = l->count > 0 ? median(words, l->count) : 0;
	free(words);
	if (l->count == 0)
		return;
	if (usual > 0)
		buffer_addf(&line, "about %lld word%s an item", (long long)usual, usual == 1 ? "" : "s");
	else
		buffer_add_text(&line, "none: titles and links");
	pairs_line(out, look, INK_PLAIN, "text", buffer_text(&line));
}

/* How often the feed itself asks to be read. */
static void
wish_line(const json_t *feed, const struct look *look, struct buffer *out)
{
	int64_t minutes = field_int(feed, "_winnow.update_period_minutes", field_int(feed, "_winnow.ttl_minutes", 0));
	char text[TIMESTAMP_SIZE];
	BUFFER line = { 0 };

	if (minutes <= 0)
		return;
	buffer_addf(&line, "every %s", duration_format(minutes * 60, text));
	pairs_line(out, look, INK_PLAIN, "asks to be read", buffer_text(&line));
}

static void
head_write(const json_t *feed, const struct listing *l, const struct look *look, struct buffer *out)
{
	static const struct fact facts[] = {
		{ "home_page_url", "page", FACT_PLAIN },
		{ "feed_url", "address", FACT_PLAIN },
		{ "_winnow.format", "format", FACT_PLAIN },
		{ "_winnow.encoding", "encoding", FACT_PLAIN },
		{ "language", "language", FACT_PLAIN },
		{ "_winnow.generator", "made by", FACT_PLAIN },
		{ "_winnow.rights", "rights", FACT_PLAIN },
	};

	ink_wrapped_link(
	    out, look, INK_STRONG, 0, field_text(feed, "home_page_url"), field_text_or(feed, "title", "(no title)"));
	if (field_text(feed, "description") != NULL)
		ink_wrapped(out, look, INK_PLAIN, 0, field_text(feed, "description"));
	for (size_t i = 0; i < COUNT_OF(facts); i++)
		if (field_text(feed, facts[i].path) != NULL)
			pairs_line(out, look, INK_PLAIN, facts[i].label, field_text(feed, facts[i].path));
	span_line(l, look, out);
	pace_line(l, look, out);
	length_line(l, look, out);
	wish_line(feed, look, out);
}

struct mending {
	const char *code;
	const char *words;
};

static const struct mending mendings[] = {
	{ "bad-bytes", "bytes that are no text in its encoding" },
	{ "bad-date", "not a date" },
	{ "bare-ampersand", "an ampersand that should be written &amp;" },
	{ "bare-less-than", "a less-than sign that should be written &lt;" },
	{ "broken-tag", "a broken tag" },
	{ "content-cut", "a text over the limit, cut" },
	{ "control-character", "a control character, left out" },
	{ "document-cut", "over the limit: the end was not read" },
	{ "empty-item", "an item with nothing in it" },
	{ "encoded-twice", "text that was encoded twice" },
	{ "items-left-out", "more items than are read" },
	{ "junk-before", "something stands before the feed" },
	{ "long-tag", "a tag too long to be read" },
	{ "long-text", "a text over the limit, cut" },
	{ "nested-too-deep", "elements nested too deep" },
	{ "not-an-item", "something that is no item among the items" },
	{ "stray-end-tag", "an end tag that ends nothing" },
	{ "too-many-elements", "more elements than are read" },
	{ "too-many-items", "more items than are read" },
	{ "truncated", "it ends early" },
	{ "unclosed-cdata", "CDATA that is never closed" },
	{ "unclosed-comment", "a comment that is never closed" },
	{ "unclosed-tag", "a tag that is never closed" },
	{ "wrong-charset", "another encoding than it claims" },
	{ "xml-stopped", "broken beyond mending from somewhere on" },
};

/* A newer daemon's code is shown as it is. */
static const char *
words_of(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(mendings); i++)
		if (text_equal(code, mendings[i].code))
			return mendings[i].words;
	return code;
}

static void
warnings_write(const json_t *warnings, const struct look *look, struct buffer *out)
{
	const json_t *warning;

	if (json_array_size(warnings) == 0)
		return;
	buffer_add_char(out, '\n');
	ink_wrapped(out, look, INK_HEADING, 0, "Mended while reading");
	FIELD_EACH(i, warnings, warning)
	{
		int64_t at = field_int(warning, "line", 0);
		BUFFER label = { 0 };
		BUFFER line = { 0 };

		if (at > 0)
			buffer_addf(&label, "line %lld", (long long)at);
		buffer_add_text(&line, words_of(field_text_or(warning, "code", "")));
		if (field_text(warning, "detail") != NULL)
			buffer_addf(&line, ": %s", field_text(warning, "detail"));
		pairs_line(out, look, INK_WARN, buffer_text(&label), buffer_text(&line));
	}
}

static void
row_add(struct table *table, const struct dated *d, bool has_dates, const struct look *look)
{
	bool is_recent = d->at > look->now - 100 * (int64_t)DAY_S;
	char day[AGE_SIZE], age[AGE_SIZE];

	if (has_dates) {
		table_cell(table, INK_DIM, age_day(d->at, day));
		table_cell(table, INK_DIM, is_recent ? age_format(d->at, look->now, age) : "");
	}
	table_cell_link(table, INK_PLAIN, entry_title(d->item), entry_url(d->item));
}

static void
items_write(const struct listing *l, const struct look *look, struct buffer *out)
{
	static const struct column columns[] = { { "date", true, false, 0 }, { "age", true, false, 0 },
		{ "title", false, true, 0 } };
	size_t left_out = l->dated_count > 0 ? 0 : COUNT_OF(columns) - 1;
	TABLE table = table_new(columns + left_out, COUNT_OF(columns) - left_out);

	if (l->count == 0)
		return;
	for (size_t i = 0; i < l->count && i < ITEMS_SHOWN; i++)
		row_add(table, &l->items[i], left_out == 0, look);
	buffer_add_char(out, '\n');
	table_write(table, look, 0, out);
	if (l->count <= ITEMS_SHOWN)
		return;
	ink_format(out, look, INK_DIM, "and %zu more", l->count - ITEMS_SHOWN);
	buffer_add_char(out, '\n');
}

void
render_preview(const json_t *feed, const struct look *look, struct buffer *out)
{
	struct listing l = { 0 };

	listing_read(field(feed, "items"), &l);
	head_write(feed, &l, look, out);
	warnings_write(field(feed, "_winnow.warnings"), look, out);
	items_write(&l, look, out);
	free(l.items);
}
