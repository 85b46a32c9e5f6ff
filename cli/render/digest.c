#include "cli/render/digest.h"

#include "base/text.h"
#include "cli/render/choice.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/outline.h"
#include "cli/render/width.h"

/* Long lines are hard to read, however wide the window. */
enum { DIGEST_WIDTH_MAX = 100 };

/* Sections by name; each knows how many of its items are shown. */
struct sections {
	json_t *by_name; /* name: {"title","considered","shown"} */
};

static const char *
section_of(const json_t *item)
{
	return field_text_or(item, "_winnow.section", "");
}

static void
sections_read(const json_t *digest, struct sections *out)
{
	const json_t *section, *item;
	json_t *entry;

	out->by_name = json_object();
	FIELD_EACH(i, field(digest, "_winnow.sections"), section)
	{
		entry = json_object();
		json_object_update(entry, (json_t *)(uintptr_t)section);
		json_object_set_new(entry, "shown", json_integer(0));
		json_object_set_new(out->by_name, field_text_or(section, "name", ""), entry);
	}
	FIELD_EACH(i, field(digest, "items"), item)
	{
		entry = json_object_get(out->by_name, section_of(item));
		if (entry != NULL)
			json_object_set_new(entry, "shown", json_integer(field_int(entry, "shown", 0) + 1));
	}
}

static void
rule_write(const struct look *look, size_t columns, struct buffer *out)
{
	BUFFER rule = { 0 };

	while (columns-- > 0)
		buffer_add_text(&rule, "─");
	ink_text(out, look, INK_DIM, buffer_text(&rule));
}

/* "Leadership ───────────────────── 3 of 41" */
static void
heading_write(const struct sections *sections, const char *name, const struct look *look, struct buffer *out)
{
	const json_t *section = json_object_get(sections->by_name, name);
	const char *title = field_text_or(section, "title", *name != '\0' ? name : "Other items");
	BUFFER counts = { 0 };
	size_t used;

	if (field(section, "considered") != NULL)
		buffer_addf(&counts, " %lld of %lld", (long long)field_int(section, "shown", 0),
		    (long long)field_int(section, "considered", 0));
	used = width_of_text(title) + 1 + counts.len;
	if (used + 3 > look->width) {
		ink_wrapped(out, look, INK_HEADING, 0, title);
		return;
	}
	ink_text(out, look, INK_HEADING, title);
	buffer_add_char(out, ' ');
	rule_write(look, look->width - used, out);
	ink_text(out, look, INK_DIM, buffer_text(&counts));
	buffer_add_char(out, '\n');
}

static void
items_write(const json_t *digest, const struct sections *sections, const struct look *look, struct buffer *out)
{
	const struct choice_style style = choice_style_of(digest, look);
	const json_t *item;

	FIELD_EACH(i, field(digest, "items"), item)
	{
		buffer_add_char(out, '\n');
		if (outline_heading(digest, i) != NULL)
			heading_write(sections, section_of(item), look, out);
		choice_write(item, i + 1, &style, look, out);
	}
}

/* "Weekly, issue 3 · Fri 8 Jan 2027 to Fri 15 Jan 2027 · 8 items" */
static void
head_write(const json_t *digest, const struct look *look, struct buffer *out)
{
	const char *title = outline_title(digest);
	BUFFER rest = { 0 };

	buffer_add_text(&rest, "· ");
	outline_extent(digest, &rest);
	ink_text(out, look, INK_STRONG, title);
	buffer_add_char(out, ' ');
	ink_wrapped(out, look, INK_DIM, width_of_text(title) + 1, buffer_text(&rest));
}

static void
intro_write(const json_t *digest, const struct look *look, struct buffer *out)
{
	const char *intro = field_text(digest, "_winnow.intro");
	BUFFER paragraph = { 0 };

	while (intro != NULL && outline_paragraph(&intro, &paragraph)) {
		buffer_add_char(out, '\n');
		ink_wrapped(out, look, INK_PLAIN, 0, buffer_text(&paragraph));
	}
}

static void
remark(struct buffer *out, const struct look *look, enum ink ink, const char *text)
{
	ink_wrapped(out, look, ink, 0, text);
}

static void
remark_feeds(const json_t *digest, const struct look *look, struct buffer *out)
{
	static const struct {
		const char *path;
		const char *one, *many, *rest;
	} states[] = {
		{ "_winnow.feeds.failing", "feed is failing", "feeds are failing", "winnow feed list --failing" },
		{ "_winnow.feeds.gone", "feed is gone for good", "feeds are gone for good",
		    "winnow feed list --state gone" },
		{ "_winnow.feeds.silent", "feed is silent for longer than usual",
		    "feeds are silent for longer than usual", "winnow feed list" },
	};
	BUFFER text = { 0 };

	if (field_int(digest, "_winnow.feeds.total", -1) == 0)
		remark(out, look, INK_WARN, "no feeds yet: winnow feed add URL, or winnow import FILE");
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		int64_t count = field_int(digest, states[i].path, 0);

		if (count <= 0)
			continue;
		buffer_cut(&text, 0);
		buffer_addf(&text, "%lld %s: %s", (long long)count, count == 1 ? states[i].one : states[i].many,
		    states[i].rest);
		remark(out, look, INK_WARN, buffer_text(&text));
	}
}

/* Sections that have nothing to show are named, so that a quiet topic is told from a forgotten one. */
static void
remark_quiet(const struct sections *sections, const struct look *look, struct buffer *out)
{
	BUFFER text = { 0 };
	const char *name;
	json_t *section;
	bool is_first = true;

	json_object_foreach(sections->by_name, name, section)
	{
		if (field_int(section, "shown", 0) > 0)
			continue;
		buffer_add_text(&text, is_first ? "nothing for " : ", ");
		buffer_add_text(&text, field_text_or(section, "title", name));
		is_first = false;
	}
	if (!is_first)
		remark(out, look, INK_DIM, buffer_text(&text));
}

static void
remark_missing(const json_t *digest, const struct look *look, struct buffer *out)
{
	const json_t *topic;

	FIELD_EACH(i, field(digest, "_winnow.missing_topics"), topic)
	{
		BUFFER text = { 0 };

		buffer_addf(&text, "no topic '%s' any more: winnow digests edit %s", json_string_value(topic),
		    field_text_or(digest, "_winnow.digest", "default"));
		remark(out, look, INK_WARN, buffer_text(&text));
	}
}

/* As it can be typed: with the first item's number. */
static void
remark_next(const json_t *digest, const struct look *look, struct buffer *out)
{
	const json_t *first = json_array_get(field(digest, "items"), 0);
	char id[FIELD_ID_SIZE];
	BUFFER text = { 0 };

	if (first == NULL)
		return;
	buffer_addf(&text, "next: winnow show %s · open · why · keep · skip", entry_number(first, id));
	remark(out, look, INK_DIM, buffer_text(&text));
}

static void
foot_write(const json_t *digest, const struct sections *sections, const struct look *look, struct buffer *out)
{
	if (field_count(digest, "items") == 0 && field_int(digest, "_winnow.feeds.total", -1) != 0)
		remark(out, look, INK_PLAIN, "nothing over the thresholds: winnow items shows everything");
	if (field_int(digest, "_winnow.topics", -1) != 0)
		remark_quiet(sections, look, out);
	if (field_int(digest, "_winnow.topics", -1) == 0)
		remark(out, look, INK_WARN, "no topics yet: winnow topic import FILE");
	remark_missing(digest, look, out);
	remark_feeds(digest, look, out);
	remark_next(digest, look, out);
}

static void
changed_write(const json_t *digest, const struct look *look, struct buffer *out)
{
	const json_t *item;

	FIELD_EACH(i, field(digest, "_winnow.changed"), item)
	{
		BUFFER line = { 0 };

		if (i == 0)
			remark(out, look, INK_HEADING, "Changed since earlier issues");
		buffer_addf(&line, "issue %lld: ", (long long)field_int(item, "issue", 0));
		outline_item_title(item, &line);
		ink_spaces(out, 1);
		ink_wrapped_link(out, look, INK_PLAIN, 3, entry_url(item), buffer_text(&line));
	}
	if (field_count(digest, "_winnow.changed") > 0)
		buffer_add_char(out, '\n');
}

/* Who gets it can't ask this daemon: what it says of itself is said in sentences. */
static void
letter_foot_write(const json_t *digest, const struct look *look, struct buffer *out)
{
	json_t *remarks = outline_remarks(digest);
	const json_t *each;

	FIELD_EACH(i, remarks, each)
	remark(out, look, INK_DIM, json_string_value(each));
	json_decref(remarks);
}

void
render_digest(const json_t *digest, const struct look *look, struct buffer *out)
{
	struct look narrow = *look;
	struct sections sections;

	narrow.width = narrow.width < DIGEST_WIDTH_MAX ? narrow.width : DIGEST_WIDTH_MAX;
	sections_read(digest, &sections);
	head_write(digest, &narrow, out);
	intro_write(digest, &narrow, out);
	items_write(digest, &sections, &narrow, out);
	buffer_add_char(out, '\n');
	changed_write(digest, &narrow, out);
	if (choice_style_of(digest, look).is_letter)
		letter_foot_write(digest, &narrow, out);
	else
		foot_write(digest, &sections, &narrow, out);
	json_decref(sections.by_name);
}
