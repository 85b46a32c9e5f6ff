/* What taught a topic, texts and all, so that another store can be taught the same. */
#include "base/text.h"
#include "query/reader.h"
#include "query/render.h"

#include <string.h>

static const char *const verdicts[] = { [VERDICT_KEEP] = "keep", [VERDICT_SKIP] = "skip" };

static json_t *
render_lesson(const struct store_example *lesson)
{
	json_t *out = json_object();

	if (lesson->opinion != VERDICT_NONE)
		json_object_set_new(out, "verdict", json_string(verdicts[lesson->opinion]));
	render_text(out, "url", lesson->url);
	render_text(out, "title", lesson->title);
	render_text(out, "language", lesson->language);
	json_object_set_new(out, "text",
	    json_stringn(lesson->text, utf8_cut(lesson->text, strlen(lesson->text), EXAMPLE_TEXT_MAX_BYTES)));
	return out;
}

/* In the order given; an item that is gone teaches no more. */
static bool
add_verdicts(struct reader *reader, int64_t topic_id, json_t *into, struct arena *arena, struct err *err)
{
	struct store_verdict *list;
	size_t count;

	if (!store_verdict_list(reader->store, topic_id, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		ARENA texts = arena_new();
		struct store_item_text item;

		if (list[i].verdict == VERDICT_NONE ||
		    !store_item_text(reader->store, list[i].item_id, texts, &item, NULL))
			continue;
		json_array_append_new(into, render_lesson(&(struct store_example) { .opinion = list[i].verdict,
						.url = item.url,
						.title = item.title,
						.text = item.text,
						.language = item.language }));
	}
	return true;
}

bool
answer_topic_lessons(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_topic *topic;
	struct store_example *examples;
	json_t *documents, *answer;
	size_t count;

	if (!store_topic_get(reader->store, r->name, arena, &topic, err) ||
	    !store_example_list(reader->store, topic->id, arena, &examples, &count, err))
		return false;
	documents = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(documents, render_lesson(&examples[i]));
	if (!add_verdicts(reader, topic->id, documents, arena, err)) {
		json_decref(documents);
		return false;
	}
	answer = json_pack("{s:s, s:o}", "name", topic->topic.name, "documents", documents);
	reply_json(r, 200, answer);
	json_decref(answer);
	return true;
}
