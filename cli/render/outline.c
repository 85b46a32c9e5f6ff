#include "cli/render/outline.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/render/age.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"

#include <string.h>

enum {
	EXCERPT_BYTES = 500,
	EXCERPT_CUT_BYTES = 480, /* so long, and no end of a sentence: cut by whom it came from */
	TITLE_BYTES = 90,        /* of what stands in for a title */
};

const char *
outline_title(const json_t *digest)
{
	const char *title = field_text_or(digest, "title", "Digest");

	return text_equal(title, "winnow: digest") ? "Digest" : title;
}

int64_t
outline_time(const json_t *digest)
{
	int64_t frozen_at = field_time(digest, "_winnow.frozen_at");

	return frozen_at != TIME_NONE ? frozen_at : field_time(digest, "_winnow.until");
}

/* "Fri 8 to Fri 15 Jan 2027": month and year, or the year, are said once. */
static void
same_end_cut(char *day, const char *other)
{
	static const size_t ends[] = { sizeof(" Jan 2027") - 1, sizeof(" 2027") - 1 };
	size_t len = strlen(day), other_len = strlen(other);

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (len > ends[i] && other_len > ends[i] &&
		    text_equal(day + len - ends[i], other + other_len - ends[i])) {
			day[len - ends[i]] = '\0';
			return;
		}
}

/* "Sun 15 to Sun 22 Nov 2026", in local time; nothing when neither is known. */
static void
span_add(const json_t *digest, struct buffer *out)
{
	char since[AGE_SIZE], until[AGE_SIZE];

	age_day(field_time(digest, "_winnow.since"), since);
	age_day(field_time(digest, "_winnow.until"), until);
	if (*since != '\0' && *until != '\0' && !text_equal(since, until)) {
		same_end_cut(since, until);
		buffer_addf(out, "%s to %s", since, until);
	} else if (*until != '\0')
		buffer_add_text(out, until);
	else if (*since != '\0')
		buffer_addf(out, "since %s", since);
}

void
outline_extent(const json_t *digest, struct buffer *out)
{
	size_t begun = out->len, count = field_count(digest, "items");

	span_add(digest, out);
	buffer_addf(out, "%s%zu item%s", out->len > begun ? " · " : "", count, count == 1 ? "" : "s");
}

static const char *
section_of(const json_t *item)
{
	return field_text_or(item, "_winnow.section", "");
}

const char *
outline_section(const json_t *digest, const json_t *item)
{
	const char *name = section_of(item);
	const json_t *section;

	FIELD_EACH(i, field(digest, "_winnow.sections"), section)
	if (text_equal(field_text_or(section, "name", ""), name))
		return field_text_or(section, "title", name);
	return *name != '\0' ? name : NULL;
}

/* Of several issues in one document each item knows its heading. */
static const char *
heading_key(const json_t *item)
{
	return field_text_or(item, "_winnow.heading", section_of(item));
}

const char *
outline_heading(const json_t *digest, size_t index)
{
	const json_t *items = field(digest, "items"), *item = json_array_get(items, index);
	const char *title;

	if (index > 0 && text_equal(heading_key(item), heading_key(json_array_get(items, index - 1))))
		return NULL;
	title = field_text_or(item, "_winnow.heading", outline_section(digest, item));
	return *title != '\0' ? title : "Other items";
}

/* Words with one space between them. */
static void
words_add(const char *text, struct buffer *out)
{
	BUFFER flat = { 0 };
	bool was_space = true;

	text_without_controls(text, &flat);
	for (const char *c = buffer_text(&flat); *c != '\0'; c++) {
		if (*c != ' ')
			buffer_add_char(out, *c);
		else if (!was_space)
			buffer_add_char(out, ' ');
		was_space = *c == ' ';
	}
	if (out->len > 0 && out->data[out->len - 1] == ' ')
		buffer_cut(out, out->len - 1);
}

/* The end of the last word that ends within `max` bytes; of one long word, as much of it as there is room for. */
static size_t
word_cut(const char *text, size_t len, size_t max)
{
	size_t cut = utf8_cut(text, len, max), at = cut;

	if (cut == len)
		return len;
	while (at > 0 && text[at] != ' ')
		at--;
	return at > max / 2 ? at : cut;
}

static void
cut_add(const char *text, size_t max, struct buffer *out)
{
	size_t len = strlen(text), cut = word_cut(text, len, max);

	buffer_add(out, text, cut);
	if (cut < len)
		buffer_add_text(out, "…");
}

static const char *
said_of(const json_t *item)
{
	return field_text_or(item, "summary", field_text(item, "content_text"));
}

void
outline_item_title(const json_t *item, struct buffer *out)
{
	const char *title = field_text(item, "title");
	BUFFER words = { 0 };

	words_add(title != NULL ? title : said_of(item), &words);
	if (words.len > 0 && title != NULL)
		buffer_add(out, words.data, words.len);
	else if (words.len > 0)
		cut_add(words.data, TITLE_BYTES, out);
	else
		words_add(entry_url(item) != NULL ? entry_url(item) : "(no title)", out);
}

/* A list of items carries the first bytes of a text, whatever they cut. */
static bool
is_cut_short(const char *text, size_t len)
{
	static const char *const ends[] = { ".", "!", "?", "…", "\"", "”", "’", ")", "。", ":" };

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (text_ends(text, ends[i]))
			return false;
	return len >= EXCERPT_CUT_BYTES;
}

/* Many feeds repeat the title as the first words of the text; a sentence that goes on from there is none of those. */
static const char *
after_title(const char *said, const char *title, size_t len)
{
	const char *rest = said + len;

	if (!text_starts(said, title))
		return said;
	rest += *rest == ' ';
	if (*rest == '\0' || strchr(".:|!?-", *rest) != NULL || strchr(".:!?", title[len - 1]) != NULL)
		return rest + strspn(rest, " .:|!?-");
	return said;
}

void
outline_excerpt(const json_t *item, struct buffer *out)
{
	BUFFER words = { 0 };
	BUFFER title = { 0 };
	const char *said;

	words_add(said_of(item), &words);
	words_add(field_text_or(item, "title", ""), &title);
	said = buffer_text(&words);
	if (title.len > 0)
		said = after_title(said, title.data, title.len);
	if (title.len == 0 && strlen(said) <= TITLE_BYTES)
		return;
	if (is_cut_short(said, strlen(said)))
		cut_add(said, strlen(said) - 1, out);
	else
		cut_add(said, EXCERPT_BYTES, out);
}

void
outline_story(const json_t *item, struct buffer *out)
{
	story_tell(field(item, "_winnow"), false, out);
}

void
outline_origin(const json_t *item, struct buffer *out)
{
	const json_t *author;
	const char *source = entry_source(item), *before = ", by ";

	words_add(source, out);
	FIELD_EACH(i, field(item, "authors"), author)
	{
		const char *name = field_text(author, "name");

		if (name == NULL || text_equal_nocase(name, source))
			continue;
		buffer_add_text(out, out->len > 0 ? before : "by ");
		words_add(name, out);
		before = ", ";
	}
}

/* "3 are failing" */
static void
state_add(const json_t *digest, const char *path, const char *one, const char *many, struct buffer *out)
{
	int64_t count = field_int(digest, path, 0);

	if (count > 0)
		buffer_addf(out, "%s%lld %s", out->len > 0 ? ", " : "", (long long)count, count == 1 ? one : many);
}

static void
remark_feeds(const json_t *digest, json_t *into)
{
	int64_t total = field_int(digest, "_winnow.feeds.total", -1);
	BUFFER states = { 0 };
	BUFFER line = { 0 };

	state_add(digest, "_winnow.feeds.failing", "is failing", "are failing", &states);
	state_add(digest, "_winnow.feeds.gone", "is gone for good", "are gone for good", &states);
	state_add(digest, "_winnow.feeds.silent", "is silent for longer than usual", "are silent for longer than usual",
	    &states);
	if (total < 0 && states.len == 0)
		return;
	if (total >= 0)
		buffer_addf(&line, "%lld feed%s followed%s", (long long)total, total == 1 ? "" : "s",
		    states.len > 0 ? ": " : "");
	buffer_addf(&line, "%s.", states.len > 0 ? buffer_text(&states) : total > 0 ? ", all well" : "");
	json_array_append_new(into, json_string(buffer_text(&line)));
}

/* "312 items considered: 23 chosen, 14 more on the same stories." */
static void
remark_counts(const json_t *digest, json_t *into)
{
	int64_t considered = 0, folded = 0;
	const json_t *section;
	BUFFER line = { 0 };

	FIELD_EACH(i, field(digest, "_winnow.sections"), section)
	{
		considered += field_int(section, "considered", 0);
		folded += field_int(section, "folded", 0);
	}
	if (considered <= 0)
		return;
	buffer_addf(&line, "%lld item%s considered: %zu chosen", (long long)considered, considered == 1 ? "" : "s",
	    field_count(digest, "items"));
	if (folded > 0)
		buffer_addf(&line, ", %lld more on the same stories", (long long)folded);
	buffer_add_char(&line, '.');
	json_array_append_new(into, json_string(buffer_text(&line)));
}

static bool
is_shown(const json_t *digest, const char *section)
{
	const json_t *item;

	FIELD_EACH(i, field(digest, "items"), item)
	if (text_equal(section_of(item), section))
		return true;
	return false;
}

/* Sections that have nothing to show are named, so that a quiet topic is told from a forgotten one. */
static void
remark_quiet(const json_t *digest, json_t *into)
{
	const json_t *section;
	BUFFER line = { 0 };

	FIELD_EACH(i, field(digest, "_winnow.sections"), section)
	{
		const char *name = field_text_or(section, "name", "");

		if (is_shown(digest, name))
			continue;
		buffer_add_text(&line, line.len == 0 ? "Nothing for " : ", ");
		words_add(field_text_or(section, "title", name), &line);
	}
	if (line.len == 0)
		return;
	buffer_add_char(&line, '.');
	json_array_append_new(into, json_string(buffer_text(&line)));
}

/* "The topic learning is no more." */
static void
remark_missing(const json_t *digest, json_t *into)
{
	const json_t *topics = field(digest, "_winnow.missing_topics"), *topic;
	size_t count = json_array_size(topics);
	BUFFER line = { 0 };

	FIELD_EACH(i, topics, topic)
	{
		buffer_add_text(&line, i == 0 ? count == 1 ? "The topic " : "The topics " : ", ");
		words_add(json_string_value(topic), &line);
	}
	if (line.len == 0)
		return;
	buffer_add_text(&line, count == 1 ? " is no more." : " are no more.");
	json_array_append_new(into, json_string(buffer_text(&line)));
}

const char *
outline_copy(const json_t *copy)
{
	const char *feed = copy_feed(copy), *url = field_text(copy, "url");

	if (*feed != '\0')
		return feed;
	return url != NULL ? url : "another feed";
}

json_t *
outline_remarks(const json_t *digest)
{
	json_t *remarks = json_array();

	remark_quiet(digest, remarks);
	remark_missing(digest, remarks);
	remark_counts(digest, remarks);
	remark_feeds(digest, remarks);
	return remarks;
}

/* Bytes of the line at `text`, its end not counted. */
static size_t
line_len(const char *text)
{
	return strcspn(text, "\n");
}

bool
outline_paragraph(const char **rest, struct buffer *out)
{
	const char *at = *rest;

	buffer_cut(out, 0);
	while (*at != '\0') {
		size_t len = line_len(at);
		BUFFER line = { 0 };

		buffer_add(&line, at, len);
		at += len + (at[len] == '\n');
		if (!text_is_blank(buffer_text(&line))) {
			if (out->len > 0)
				buffer_add_char(out, ' ');
			words_add(buffer_text(&line), out);
		} else if (out->len > 0) {
			break;
		}
	}
	*rest = at;
	return out->len > 0;
}
