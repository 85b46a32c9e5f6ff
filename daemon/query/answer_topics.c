/* Topics: the list, and one of them. */
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
	reply_json(r, 200, json_dumps(list, JSON_COMPACT));
	json_decref(list);
	return true;
}

bool
answer_topic(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_topic *topic;
	json_t *rendered;

	if (!store_topic_get(reader->store, r->name, arena, &topic, err))
		return false;
	rendered = render_topic(topic);
	reply_json(r, 200, json_dumps(rendered, JSON_COMPACT));
	json_decref(rendered);
	return true;
}
