/* Why an item has its scores, and what put it in or out of the digest. */
#include "curate/judge.h"
#include "curate/source.h"
#include "curate/vector.h"
#include "query/models.h"
#include "query/reader.h"
#include "query/render.h"
#include "query/standing.h"
#include "query/told.h"

static json_t *
parts_of(const struct explanation *why)
{
	json_t *list = json_array();

	for (size_t i = 0; i < why->part_count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:f}", "kind", why->parts[i].kind, "what",
						why->parts[i].what, "points", why->parts[i].points));
	return list;
}

static json_t *
explained(const struct store_topic *topic, const struct explanation *why)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:f, s:f, s:o, s:i, s:i, s:i}", "name", topic->topic.name, "title",
	    topic->topic.title, "score", score_of(why->margin), "threshold", topic->topic.threshold, "margin",
	    why->margin, "bias", why->bias, "parts", parts_of(why), "kept", why->kept, "skipped", why->skipped,
	    "examples", why->given);
}

/* Best first. */
static void
insert_by_margin(json_t *list, json_t *one)
{
	double margin = json_real_value(json_object_get(one, "margin"));
	size_t i = 0;

	while (
	    i < json_array_size(list) && json_real_value(json_object_get(json_array_get(list, i), "margin")) >= margin)
		i++;
	json_array_insert_new(list, i, one);
}

/* What an item gains or loses in every topic for where it comes from. */
static void
add_source(const struct store_feed *feed, struct explanation *why)
{
	if (feed != NULL && feed->weight != 0)
		explanation_add(why, "source", source_words(feed->weight, feed->is_weighed), feed->weight);
}

static bool
explain_topics(
    struct reader *reader, const struct store_item_text *text, json_t *into, struct arena *arena, struct err *err)
{
	struct store_feed *feed = NULL;
	struct words *words = words_of(models_stemmers(reader->models), text->title, text->text, text->language, arena);
	struct store_topic *topics;
	size_t count;

	if (!store_topic_list(reader->store, arena, &topics, &count, err) ||
	    (text->feed_id != 0 && !store_feed_get(reader->store, text->feed_id, arena, &feed, err)))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct model *model;
		const struct lexicon *lexicon;
		struct explanation *why;

		if (!models_of_topic(reader->models, reader->store, &topics[i], &model, &lexicon))
			continue;
		why = model_explain(model, vector_of(words, lexicon, arena), arena);
		add_source(feed, why);
		insert_by_margin(into, explained(&topics[i], why));
	}
	return true;
}

static void
render_fold(json_t *out, const struct store_item *item, json_t *rendered, const struct store_duplicate *copies,
    size_t copy_count)
{
	json_t *duplicates = json_object_get(render_extension(rendered), "duplicates");
	json_t *story = json_object_get(render_extension(rendered), "story");

	if (item->duplicate_of != 0) {
		json_object_set_new(out, "duplicate_of", json_object());
		json_object_set(json_object_get(out, "duplicate_of"), "id",
		    json_object_get(render_extension(rendered), "duplicate_of"));
		render_text(json_object_get(out, "duplicate_of"), "reason", item->duplicate_reason);
	}
	for (size_t i = 0; i < copy_count && i < json_array_size(duplicates); i++)
		render_text(json_array_get(duplicates, i), "reason", copies[i].reason);
	if (duplicates != NULL)
		json_object_set(out, "duplicates", duplicates);
	if (story != NULL)
		json_object_set(out, "story", story);
	render_text(out, "story_words", item->story_words);
}

bool
answer_why(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_item *item;
	struct store_item_text text;
	struct store_duplicate *copies;
	size_t copy_count;
	json_t *out, *topics, *rendered, *digest = NULL;
	bool is_good;

	if (!store_item_get(reader->store, r->id, arena, &item, err) ||
	    !store_item_text(reader->store, r->id, arena, &text, err))
		return false;
	rendered = render_item(item, false);
	topics = json_array();
	out = json_pack("{s:O, s:o}", "id", json_object_get(rendered, "id"), "topics", topics);
	render_text(out, "title", item->item.title);
	render_text(out, "url", item->item.url);
	is_good = store_item_duplicates(reader->store, r->id, arena, &copies, &copy_count, err) &&
		  render_item_relations(rendered, reader->store, item, true, arena, err) &&
		  explain_topics(reader, &text, topics, arena, err) &&
		  told_render(reader->store, item, out, arena, err) &&
		  standing_explain(reader, item, arena, &digest, err);
	if (is_good) {
		render_fold(out, item, rendered, copies, copy_count);
		json_object_set_new(out, "digest", digest);
		reply_json(r, 200, out);
	}
	json_decref(rendered);
	json_decref(out);
	return is_good;
}
