/* What a person says of an item: read, starred, a note, keep or skip, a copy of another or not. */
#include "base/text.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"

enum { NOTE_BYTES_MAX = 10000 };

struct patch {
	struct store_mark mark;
	bool is_read, is_starred;
	bool has_verdict;
	enum verdict verdict;
	const char *topic; /* NULL: the one the item scores best in */
	bool has_original;
	int64_t original; /* what it is a copy of; 0: of nothing */
};

static bool
take_flag(const json_t *value, const char *key, bool *flag, const bool **mark, struct err *err)
{
	if (!json_is_boolean(value))
		return err_set(err, ERR_INVALID, "'%s' must be true or false", key);
	*flag = json_is_true(value);
	*mark = flag;
	return true;
}

static bool
take_verdict(const json_t *value, struct patch *patch, struct err *err)
{
	const char *text = json_string_value(value);

	patch->has_verdict = true;
	if (json_is_null(value))
		patch->verdict = VERDICT_NONE;
	else if (text_equal(text, "keep"))
		patch->verdict = VERDICT_KEEP;
	else if (text_equal(text, "skip"))
		patch->verdict = VERDICT_SKIP;
	else
		return err_set(err, ERR_INVALID, "'verdict' must be \"keep\", \"skip\" or null");
	return true;
}

static bool
take_note(const json_t *value, struct patch *patch, struct err *err)
{
	if (!json_is_string(value) && !json_is_null(value))
		return err_set(err, ERR_INVALID, "'note' must be a text or null");
	if (json_string_length(value) > NOTE_BYTES_MAX)
		return err_set(err, ERR_INVALID, "'note' is longer than %d bytes", NOTE_BYTES_MAX);
	patch->mark.note = json_is_null(value) ? "" : json_string_value(value);
	return true;
}

/* A number, or the text that a list has. */
static bool
take_original(const json_t *value, struct patch *patch, struct err *err)
{
	const char *text = json_string_value(value);

	patch->has_original = true;
	if (json_is_integer(value))
		patch->original = json_integer_value(value);
	if (json_is_null(value) || patch->original > 0)
		return true;
	return (text != NULL && text_int(text, 1, INT64_MAX, &patch->original, NULL)) ||
	       err_set(err, ERR_INVALID, "'duplicate_of' must be an item's id or null");
}

static bool
take_key(const char *key, const json_t *value, struct patch *patch, struct err *err)
{
	if (text_equal(key, "read"))
		return take_flag(value, key, &patch->is_read, &patch->mark.is_read, err);
	if (text_equal(key, "starred"))
		return take_flag(value, key, &patch->is_starred, &patch->mark.is_starred, err);
	if (text_equal(key, "note"))
		return take_note(value, patch, err);
	if (text_equal(key, "verdict"))
		return take_verdict(value, patch, err);
	if (text_equal(key, "duplicate_of"))
		return take_original(value, patch, err);
	if (!text_equal(key, "topic"))
		return err_set(err, ERR_INVALID, "unknown key '%.60s'", key);
	patch->topic = json_string_value(value);
	return json_is_string(value) || json_is_null(value) ||
	       err_set(err, ERR_INVALID, "'topic' must be a topic's name");
}

static bool
take_patch(const json_t *body, struct patch *patch, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)body, key, value)
	{
		if (!take_key(key, value, patch, err))
			return false;
	}
	return true;
}

/* The topic that a verdict teaches; 0 when there is none at all. */
static bool
topic_taught(
    struct writer *w, int64_t item_id, const char *name, struct arena *arena, int64_t *out_topic_id, struct err *err)
{
	struct store_topic *topic;
	struct store_score *scores;
	size_t count;

	if (name != NULL) {
		if (!store_topic_get(w->store, name, arena, &topic, err))
			return false;
		*out_topic_id = topic->id;
		return true;
	}
	if (!store_item_scores(w->store, item_id, arena, &scores, &count, err))
		return false;
	*out_topic_id = count > 0 ? scores[0].topic_id : 0;
	return true;
}

static bool
take_back_one(struct writer *w, int64_t item_id, struct arena *arena, struct err *err)
{
	int64_t *topics;
	size_t count;

	if (!store_item_teaches(w->store, item_id, arena, &topics, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!store_verdict_put(w->store, item_id, topics[i], VERDICT_NONE, clock_now_s(w->clock), err))
			return false;
		if (topics[i] != 0)
			judgement_topic_changed(w->judgement, topics[i]);
	}
	return true;
}

/* Whatever topic it taught, best as it may be no more, and whichever of several copies was judged. */
static bool
take_back_all(struct writer *w, int64_t item_id, struct arena *arena, struct err *err)
{
	struct store_duplicate *copies;
	size_t count;

	if (!store_item_duplicates(w->store, item_id, arena, &copies, &count, err) ||
	    !take_back_one(w, item_id, arena, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!take_back_one(w, copies[i].id, arena, err))
			return false;
	return true;
}

static bool
put_verdict(struct writer *w, int64_t item_id, const struct patch *patch, struct err *err)
{
	ARENA arena = arena_new();
	int64_t topic_id;

	if (!patch->has_verdict)
		return true;
	if (!topic_taught(w, item_id, patch->topic, arena, &topic_id, err) ||
	    !store_verdict_put(w->store, item_id, topic_id, patch->verdict, clock_now_s(w->clock), err))
		return false;
	if (topic_id != 0)
		judgement_topic_changed(w->judgement, topic_id);
	return patch->verdict != VERDICT_NONE || patch->topic != NULL || take_back_all(w, item_id, arena, err);
}

/* What an item says when it stands alone again is a lesson of its own. */
static bool
split_item(struct writer *w, int64_t id, struct err *err)
{
	ARENA arena = arena_new();
	int64_t *topics;
	size_t count;

	if (!store_item_split(w->store, id, clock_now_s(w->clock), err) ||
	    !store_item_teaches(w->store, id, arena, &topics, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (topics[i] != 0)
			judgement_topic_changed(w->judgement, topics[i]);
	return true;
}

static bool
put_original(struct writer *w, int64_t id, const struct patch *patch, struct err *err)
{
	if (!patch->has_original)
		return true;
	if (patch->original == 0)
		return split_item(w, id, err);
	return store_item_join(w->store, id, patch->original, "you said so", clock_now_s(w->clock), err);
}

static bool
patch_item(struct writer *w, struct request *r, const json_t *body, struct err *err)
{
	struct patch patch = { 0 };

	if (!take_patch(body, &patch, err) || !put_original(w, r->id, &patch, err) ||
	    !store_item_mark(w->store, r->id, &patch.mark, err) || !put_verdict(w, r->id, &patch, err))
		return false;
	r->reply.status = 200;
	r->reply.then = REQUEST_ITEM_GET;
	return true;
}

bool
request_item_patch(struct writer *w, struct request *r, struct err *err)
{
	json_t *body = requests_body(r);
	bool is_good;

	if (body == NULL)
		return false;
	is_good = patch_item(w, r, body, err);
	json_decref(body);
	return is_good;
}
