#include "query/render_digest.h"

#include "base/text.h"
#include "curate/judge.h"
#include "query/reason.h"
#include "query/render.h"

#include <inttypes.h>
#include <string.h>

enum {
	SUMMARY_BYTES = 500,
	LEFT_OUT_MAX = 60, /* of all sections */
	LEFT_OUT_MIN = 5,  /* of each */
};

static json_t *
points_of(const struct digest_choice *choice)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f}", "relevance", choice->relevance_points, "age",
	    choice->age_points, "likeness", choice->likeness_points, "source", choice->source_points, "volume",
	    choice->volume_points, "total", choice->total);
}

/* What every format shows below the title: some lines, ending with a word. */
static void
shorten_summary(json_t *item, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(item, "summary"));
	size_t len, cut;

	if (text == NULL)
		text = json_string_value(json_object_get(item, "content_text"));
	if (text_is_blank(text))
		return;
	len = strlen(text);
	cut = utf8_cut(text, len, SUMMARY_BYTES);
	if (cut < len) {
		size_t word = cut;

		while (word > 0 && strchr(" \t\n", text[word]) == NULL)
			word--;
		cut = word > 0 ? word : cut;
	}
	while (cut > 0 && strchr(" \t\n", text[cut - 1]) != NULL)
		cut--;
	text = arena_printf(arena, "%.*s%s", (int)cut, text, cut < len ? "…" : "");
	json_object_set_new(item, "summary", json_string(text));
}

static bool
render_choice(struct reader *reader, const struct section *section, const struct digest_choice *choice,
    const struct reasons *reasons, const struct store_item *item, json_t *into, struct arena *arena, struct err *err)
{
	json_t *rendered = render_item(item, false);
	json_t *extension = render_extension(rendered);
	const char *reason;

	json_array_append_new(into, rendered);
	if (!render_item_relations(rendered, reader->store, item, false, arena, err) ||
	    !reason_of(reasons, &section->candidates[choice->candidate], arena, &reason, err))
		return false;
	shorten_summary(rendered, arena);
	json_object_set_new(extension, "section", json_string(section_name(section)));
	if (section->topic != NULL)
		json_object_set_new(
		    extension, "score", json_integer(score_of(section->candidates[choice->candidate].margin)));
	render_text(extension, "reason", reason);
	if (choice->place == DIGEST_LOOSE_TIE)
		json_object_set_new(extension, "loose_tie", json_true());
	if (choice->story_others > 0)
		json_object_set_new(extension, "story_others", json_integer((json_int_t)choice->story_others));
	json_object_set_new(extension, "points", points_of(choice));
	return true;
}

bool
render_digest_section(struct reader *reader, const struct section *section, json_t *into, struct err *err)
{
	ARENA arena = arena_new();
	struct reasons reasons = reasons_of(reader, section->topic);

	for (size_t i = 0; i < section->chosen; i++) {
		int64_t id = section->candidates[section->choices[i].candidate].item_id;
		struct store_item *item;
		size_t count;

		if (!store_items_by_id(reader->store, &id, 1, arena, &item, &count, err))
			return false;
		if (count == 1 &&
		    !render_choice(reader, section, &section->choices[i], &reasons, item, into, arena, err))
			return false;
		arena_clear(arena);
	}
	return true;
}

/* considered = chosen + folded + left_out */
static json_t *
summary_of(const struct section *section)
{
	size_t folded = section->more;

	for (size_t i = 0; i < section->considered; i++)
		folded += section->fates[i] == DIGEST_STORY_TOLD;
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "name", section_name(section), "title",
	    section_title(section), "considered", (json_int_t)(section->considered + section->more), "chosen",
	    (json_int_t)section->chosen, "folded", (json_int_t)folded, "left_out",
	    (json_int_t)(section->considered + section->more - section->chosen - folded));
}

/* What the reader should know besides: the sections, and whether the machine is well. */
static bool
render_frame(struct reader *reader, const struct compose_settings *settings, const struct section *sections,
    size_t count, json_t *document, struct err *err)
{
	json_t *list = json_array();
	json_t *extension = json_pack("{s:s, s:o}", "digest", settings->digest, "sections", list);
	struct store_counts counts;
	int64_t silent;

	json_object_set_new(document, "_winnow", extension);
	if (!store_counts_brief(reader->store, &counts, err) ||
	    !store_feeds_silent(reader->store, settings->until, &silent, err))
		return false;
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, summary_of(&sections[i]));
	if (settings->missing_count > 0)
		json_object_set_new(
		    extension, "missing_topics", render_tags(settings->missing, settings->missing_count));
	render_time(extension, "since", settings->since);
	render_time(extension, "until", settings->until);
	json_object_set_new(extension, "feeds",
	    json_pack("{s:I, s:I, s:I, s:I}", "total", (json_int_t)counts.feeds, "failing",
		(json_int_t)counts.feeds_failing, "gone", (json_int_t)counts.feeds_gone, "silent", (json_int_t)silent));
	json_object_set_new(extension, "topics", json_integer(counts.topics));
	json_object_set_new(extension, "items", json_integer(counts.items));
	return true;
}

bool
render_digest(struct reader *reader, const struct compose_settings *settings, const struct section *sections,
    size_t count, json_t **out, struct err *err)
{
	json_t *items = json_array();
	json_t *document = json_pack(
	    "{s:s, s:s, s:o}", "version", "https://jsonfeed.org/version/1.1", "title", settings->title, "items", items);
	bool is_good = render_frame(reader, settings, sections, count, document, err);

	for (size_t i = 0; is_good && i < count; i++)
		is_good = render_digest_section(reader, &sections[i], items, err);
	if (is_good)
		*out = document;
	else
		json_decref(document);
	return is_good;
}

/* ---- what was left out ---- */

static bool
leave_out(struct reader *reader, const struct section *section, size_t candidate, json_t *into, struct arena *arena,
    struct err *err)
{
	int64_t item_id = section->candidates[candidate].item_id;
	json_t *one = json_object();
	struct store_item_text text;

	json_array_append_new(into, one);
	if (!store_item_text(reader->store, item_id, arena, &text, err))
		return false;
	render_text(one, "id", arena_printf(arena, "%" PRId64, item_id));
	json_object_set_new(one, "title", json_string(text.title));
	render_text(one, "section", section_name(section));
	render_text(one, "why", digest_fate_words(section->fates[candidate]));
	return true;
}

bool
render_left_out(struct reader *reader, const struct section *sections, size_t count, json_t *document,
    struct arena *arena, struct err *err)
{
	size_t share = count > 0 && LEFT_OUT_MAX / count > LEFT_OUT_MIN ? LEFT_OUT_MAX / count : LEFT_OUT_MIN;
	json_t *list = json_array();

	json_object_set_new(render_extension(document), "left_out", list);
	for (size_t s = 0; s < count; s++) {
		size_t room = share;

		for (size_t i = 0; i < sections[s].considered && room > 0; i++) {
			if (sections[s].fates[i] == DIGEST_TAKEN)
				continue;
			if (!leave_out(reader, &sections[s], i, list, arena, err))
				return false;
			room--;
		}
	}
	return true;
}
