/* Topics: made, changed, corrected, removed. */
#include "base/text.h"
#include "curate/topic_json.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"

/* Learning that was corrected stays so when the terms change. */
static void
take_corrections(struct writer *w, const char *name, struct arena *arena, struct topic *out)
{
	struct store_topic *known;

	if (store_topic_get(w->store, name, arena, &known, NULL))
		*out = known->topic;
}

static bool
put_topic(struct writer *w, struct request *r, const json_t *body, struct err *err)
{
	ARENA arena = arena_new();
	struct topic topic = { 0 };
	int64_t topic_id;
	bool is_new;

	take_corrections(w, r->name, arena, &topic);
	if (!topic_from_json(body, r->name, arena, &topic, err) ||
	    !store_topic_put(w->store, &topic, clock_now_s(w->clock), &topic_id, &is_new, err))
		return false;
	judgement_topic_changed(w->judgement, topic_id);
	r->reply.status = is_new ? 201 : 200;
	r->reply.then = REQUEST_TOPIC_GET;
	return true;
}

bool
request_topic_put(struct writer *w, struct request *r, struct err *err)
{
	json_t *body = requests_body(r);
	bool is_good;

	if (body == NULL)
		return false;
	is_good = put_topic(w, r, body, err);
	json_decref(body);
	return is_good;
}

static bool
is_forgotten(const struct topic *topic, const char *word)
{
	for (size_t i = 0; i < topic->forgotten_count; i++)
		if (text_equal(topic->forgotten[i], word))
			return true;
	return false;
}

static bool
forget_word(struct writer *w, struct store_topic *known, const json_t *value, struct arena *arena, struct err *err)
{
	struct topic *topic = &known->topic;
	const char **words = arena_alloc(arena, (topic->forgotten_count + 1) * sizeof(*words));
	bool is_new;

	if (!json_is_string(value) || text_is_blank(json_string_value(value)) ||
	    json_string_length(value) > TOPIC_PHRASE_MAX_BYTES)
		return err_set(err, ERR_INVALID, "'word' must be a word");
	if (is_forgotten(topic, json_string_value(value)))
		return true;
	if (topic->forgotten_count == TOPIC_FORGOTTEN_MAX)
		return err_set(
		    err, ERR_INVALID, "'%s' has forgotten %d words already", topic->name, TOPIC_FORGOTTEN_MAX);
	for (size_t i = 0; i < topic->forgotten_count; i++)
		words[i] = topic->forgotten[i];
	words[topic->forgotten_count++] = json_string_value(value);
	topic->forgotten = words;
	return store_topic_put(w->store, topic, clock_now_s(w->clock), &known->id, &is_new, err);
}

bool
request_topic_forget(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	json_t *body = requests_body(r);
	const json_t *word = json_object_get(body, "word");
	struct store_topic *known;
	bool is_good;

	if (body == NULL)
		return false;
	is_good =
	    store_topic_get(w->store, r->name, arena, &known, err) &&
	    (word != NULL ? forget_word(w, known, word, arena, err) : store_topic_unteach(w->store, known->id, err));
	if (is_good) {
		judgement_topic_changed(w->judgement, known->id);
		r->reply.status = 200;
		r->reply.then = REQUEST_TOPIC_GET;
	}
	json_decref(body);
	return is_good;
}

bool
request_topic_remove(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	struct store_topic *topic;

	if (!store_topic_get(w->store, r->name, arena, &topic, err) || !store_topic_remove(w->store, r->name, err))
		return false;
	judgement_topic_removed(w->judgement, topic->id);
	r->reply.status = 204;
	return true;
}
