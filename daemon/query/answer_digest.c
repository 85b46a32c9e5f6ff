/* The live digest as a JSON Feed. */
#include "base/text.h"
#include "base/timestamp.h"
#include "curate/judge.h"
#include "curate/vector.h"
#include "query/compose.h"
#include "query/models.h"
#include "query/params.h"
#include "query/render.h"

#include <strings.h>

enum { TOPICS_MAX = 100, LIMIT_MAX = 200, REASON_PARTS = 2, ALIKE_BYTES = 6 };

static const char *const known[] = { "topic", "since", "until", "limit", "min_score", "per_feed", "serendipity" };

static bool
read_settings(
    struct reader *reader, const struct request *r, struct arena *arena, struct compose_settings *out, struct err *err)
{
	int64_t now = clock_now_s(reader->clock);

	*out = compose_usual(reader, arena);
	if (!params_known(r, known, COUNT_OF(known), err) || !param_time(r, "since", now, &out->since, err) ||
	    !param_time(r, "until", now, &out->until, err) || !param_int(r, "limit", 1, LIMIT_MAX, &out->limit, err) ||
	    !param_int(r, "min_score", 0, 100, &out->min_score, err) ||
	    !param_int(r, "per_feed", 0, LIMIT_MAX, &out->per_feed, err))
		return false;
	out->with_loose_tie = request_flag(r, "serendipity");
	out->topics = arena_alloc(arena, (r->param_count + 1) * sizeof(*out->topics));
	for (size_t i = 0; i < r->param_count; i++)
		if (text_equal(r->params[i].name, "topic"))
			out->topics[out->topic_count++] = r->params[i].value;
	if (out->topic_count > TOPICS_MAX)
		return err_set(err, ERR_SYNTAX, "more than %d topics", TOPICS_MAX);
	return true;
}

/* "organisation design" and "organisational design" are one reason. */
static bool
begin_alike(const char *a, const char *b)
{
	return strncasecmp(a, b, ALIKE_BYTES) == 0;
}

static bool
is_told(const struct part *part, const struct part *const *told, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begin_alike(part->brief, told[i]->brief))
			return true;
	return false;
}

/* The strongest reasons in a few words: the curator's own terms first, then what was learnt. */
static const char *
brief_of(const struct explanation *why, struct arena *arena)
{
	static const char *const kinds[] = { "term", "learnt" };
	const struct part *told[REASON_PARTS];
	size_t count = 0;
	BUFFER brief = { 0 };

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		for (size_t i = 0; i < why->part_count && count < REASON_PARTS; i++) {
			const struct part *part = &why->parts[i];

			if (part->points <= 0 || !text_equal(part->kind, kinds[k]) || is_told(part, told, count))
				continue;
			buffer_addf(&brief, "%s%s", count > 0 ? ", " : "", part->brief);
			told[count++] = part;
		}
	}
	return count > 0 ? arena_strdup(arena, brief.data) : NULL;
}

static const char *
reason_of(
    struct reader *reader, const struct store_topic *topic, const struct store_item_text *text, struct arena *arena)
{
	const struct model *model;
	const struct lexicon *lexicon;
	struct words *words;

	if (topic == NULL || !models_of_topic(reader->models, reader->store, topic, &model, &lexicon))
		return NULL;
	words = words_of(models_stemmers(reader->models), text->title, text->text, text->language, arena);
	return brief_of(model_explain(model, vector_of(words, lexicon, arena), arena), arena);
}

static json_t *
points_of(const struct digest_choice *choice)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:f}", "relevance", choice->relevance_points, "age", choice->age_points,
	    "likeness", choice->likeness_points, "source", choice->source_points, "total", choice->total);
}

static bool
render_choice(struct reader *reader, const struct section *section, const struct digest_choice *choice,
    const struct store_item *item, json_t *into, struct arena *arena, struct err *err)
{
	json_t *rendered = render_item(item, false);
	json_t *extension = render_extension(rendered);
	struct store_item_text text;

	json_array_append_new(into, rendered);
	if (!render_item_relations(rendered, reader->store, item, false, arena, err) ||
	    !store_item_text(reader->store, item->id, arena, &text, err))
		return false;
	json_object_set_new(
	    extension, "section", json_string(section->topic != NULL ? section->topic->topic.name : "latest"));
	if (section->topic != NULL)
		json_object_set_new(
		    extension, "score", json_integer(score_of(section->candidates[choice->candidate].margin)));
	render_text(extension, "reason", reason_of(reader, section->topic, &text, arena));
	if (choice->place == DIGEST_LOOSE_TIE)
		json_object_set_new(extension, "loose_tie", json_true());
	if (choice->story_others > 0)
		json_object_set_new(extension, "story_others", json_integer((json_int_t)choice->story_others));
	json_object_set_new(extension, "points", points_of(choice));
	return true;
}

static bool
render_section(struct reader *reader, const struct section *section, json_t *into, struct err *err)
{
	ARENA arena = arena_new();

	for (size_t i = 0; i < section->chosen; i++) {
		int64_t id = section->candidates[section->choices[i].candidate].item_id;
		struct store_item *item;
		size_t count;

		if (!store_items_by_id(reader->store, &id, 1, arena, &item, &count, err))
			return false;
		if (count == 1 && !render_choice(reader, section, &section->choices[i], item, into, arena, err))
			return false;
		arena_clear(arena);
	}
	return true;
}

/* What the reader should know besides: the sections, and whether the machine is well. */
static bool
render_frame(struct reader *reader, const struct compose_settings *settings, const struct section *sections,
    size_t count, json_t *document, struct arena *arena, struct err *err)
{
	json_t *list = json_array();
	json_t *extension = json_pack("{s:o}", "sections", list);
	struct store_counts counts;

	json_object_set_new(document, "_winnow", extension);
	if (!store_counts(reader->store, arena, &counts, err))
		return false;
	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:I, s:I}", "name",
			      sections[i].topic != NULL ? sections[i].topic->topic.name : "latest", "title",
			      sections[i].topic != NULL ? sections[i].topic->topic.title : "Latest", "considered",
			      (json_int_t)sections[i].considered, "chosen", (json_int_t)sections[i].chosen));
	render_time(extension, "since", settings->since);
	render_time(extension, "until", settings->until);
	json_object_set_new(extension, "feeds",
	    json_pack("{s:I, s:I, s:I}", "total", (json_int_t)counts.feeds, "failing", (json_int_t)counts.feeds_failing,
		"gone", (json_int_t)counts.feeds_gone));
	json_object_set_new(extension, "topics", json_integer(counts.topics));
	json_object_set_new(extension, "items", json_integer(counts.items));
	return true;
}

bool
answer_digest(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct compose_settings settings;
	struct section *sections;
	json_t *document, *items;
	size_t count;
	bool is_good;

	if (!read_settings(reader, r, arena, &settings, err) ||
	    !compose(reader, &settings, arena, &sections, &count, err))
		return false;
	items = json_array();
	document = json_pack("{s:s, s:s, s:o}", "version", "https://jsonfeed.org/version/1.1", "title",
	    "winnow: digest", "items", items);
	is_good = render_frame(reader, &settings, sections, count, document, arena, err);
	for (size_t i = 0; is_good && i < count; i++)
		is_good = render_section(reader, &sections[i], items, err);
	if (is_good)
		reply_json(r, 200, json_dumps(document, JSON_COMPACT));
	json_decref(document);
	return is_good;
}
