/* Topics: the list, and one of them with what its model learnt. */
#include "curate/judge.h"
#include "query/models.h"
#include "query/reader.h"
#include "query/render.h"

bool
answer_topic_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_topic *topics;
	json_t *list;
	size_t count;

	if (!store_topic_list(reader->store, arena, &topics, &count, err))
		return false;
	list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, render_topic(&topics[i]));
	list = json_pack("{s:o}", "topics", list);
	reply_json(r, 200, list);
	json_decref(list);
	return true;
}

enum { LEARNT_MAX = 60 };

static json_t *
words_learnt(const struct model *model)
{
	struct learnt_word words[LEARNT_MAX];
	size_t count = model_learnt(model, words, LEARNT_MAX);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:f}", "word", words[i].spelling, "weight", words[i].weight));
	return list;
}

/* Nothing when there is no model yet. */
static void
render_model(struct reader *reader, const struct store_topic *topic, json_t *into)
{
	const struct lexicon *lexicon;
	const struct model *model;
	struct model_report report;

	if (!models_of_topic(reader->models, reader->store, topic, &model, &lexicon))
		return;
	report = model_report(model);
	json_object_set_new(into, "learnt", words_learnt(model));
	json_object_set_new(into, "kept", json_integer((json_int_t)report.kept));
	json_object_set_new(into, "skipped", json_integer((json_int_t)report.skipped));
	json_object_set_new(into, "calibration",
	    json_pack("{s:f, s:f, s:f}", "slope", report.calibration.slope, "shift", report.calibration.shift, "share",
		report.calibration.share));
	if (report.grade.count > 0)
		json_object_set_new(into, "held_out",
		    json_pack("{s:I, s:I, s:I, s:f}", "verdicts", (json_int_t)report.grade.count, "kept",
			(json_int_t)report.grade.wanted, "hits", (json_int_t)report.grade.hits, "auc",
			report.grade.auc));
}

/* Without their texts. */
static bool
render_examples(
    struct reader *reader, const struct store_topic *topic, json_t *into, struct arena *arena, struct err *err)
{
	struct store_example *examples;
	json_t *list;
	size_t count;

	if (!store_example_list(reader->store, topic->id, arena, &examples, &count, err))
		return false;
	list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, render_example(&examples[i]));
	if (count > 0)
		json_object_set(into, "examples", list);
	json_decref(list);
	return true;
}

bool
answer_topic(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_topic *topic;
	json_t *rendered;
	bool is_good;

	if (!store_topic_get(reader->store, r->name, arena, &topic, err))
		return false;
	rendered = render_topic(topic);
	render_model(reader, topic, rendered);
	is_good = render_examples(reader, topic, rendered, arena, err);
	if (is_good)
		reply_json(r, 200, rendered);
	json_decref(rendered);
	return is_good;
}
