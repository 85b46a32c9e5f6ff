/* Documents that teach a topic: given, taken back. */
#include "base/text.h"
#include "feed/html.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"

#include <string.h>

enum { TITLE_BYTES_MAX = 1000, URL_BYTES_MAX = 4096 };

static const char *const keys[] = { "item", "url", "title", "text", "html", "language", "verdict" };

static bool
are_keys_known(const json_t *body, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)body, key, value)
	{
		bool is_known = false;

		for (size_t i = 0; i < COUNT_OF(keys); i++)
			is_known |= text_equal(key, keys[i]);
		if (!is_known)
			return err_set(err, ERR_INVALID, "unknown key '%.60s'", key);
		if (!json_is_string(value) && !(text_equal(key, "item") && json_is_integer(value)))
			return err_set(err, ERR_INVALID, "'%s' must be a text", key);
	}
	return true;
}

/* Ids are integers, and strings where JSON Feed wants them so. */
static bool
take_item(const json_t *body, int64_t *out_id, struct err *err)
{
	const json_t *item = json_object_get(body, "item");

	*out_id = json_integer_value(item);
	if (json_is_string(item) && !text_int(json_string_value(item), 1, INT64_MAX, out_id, NULL))
		return err_set(err, ERR_INVALID, "'%.40s' is no item's id", json_string_value(item));
	return true;
}

static bool
take_opinion(const json_t *body, enum verdict *out, struct err *err)
{
	const char *verdict = json_string_value(json_object_get(body, "verdict"));

	*out = text_equal(verdict, "keep") ? VERDICT_KEEP : text_equal(verdict, "skip") ? VERDICT_SKIP : VERDICT_NONE;
	return verdict == NULL || *out != VERDICT_NONE ||
	       err_set(err, ERR_INVALID, "'verdict' must be \"keep\" or \"skip\"");
}

/* What an item says, as it is now. */
static bool
copy_item(struct writer *w, struct arena *arena, struct store_example *e, struct err *err)
{
	struct store_item_text text;

	if (!store_item_text(w->store, e->item_id, arena, &text, err))
		return false;
	e->title = text.title;
	e->text = text.text;
	e->language = text.language;
	e->url = text.url;
	return true;
}

static bool
copy_text(const json_t *body, struct arena *arena, struct store_example *e, struct err *err)
{
	const char *html = json_string_value(json_object_get(body, "html"));
	const char *title = json_string_value(json_object_get(body, "title"));
	BUFFER found = { 0 };
	BUFFER text = { 0 };

	e->text = json_string_value(json_object_get(body, "text"));
	if (html != NULL) {
		html_sanitise(html, strlen(html), e->url, NULL, &text);
		html_page_title(html, TITLE_BYTES_MAX, &found);
		e->text = arena_strdup(arena, buffer_text(&text));
	}
	if (text_is_blank(title))
		title = buffer_text(&found);
	e->title = arena_strndup(arena, title, utf8_cut(title, strlen(title), TITLE_BYTES_MAX));
	e->language = json_string_value(json_object_get(body, "language"));
	if (e->text == NULL)
		return err_set(err, ERR_INVALID, "an example is an \"item\", a \"url\", a \"text\" or \"html\"");
	return !text_is_blank(e->text) || !text_is_blank(e->title) ||
	       err_set(err, ERR_INVALID, "there is no text in it to learn from");
}

static bool
take_example(struct writer *w, const json_t *body, struct arena *arena, struct store_example *e, struct err *err)
{
	const char *url = json_string_value(json_object_get(body, "url"));
	bool has_text = json_object_get(body, "text") != NULL || json_object_get(body, "html") != NULL;

	if (!are_keys_known(body, err) || !take_item(body, &e->item_id, err) || !take_opinion(body, &e->opinion, err))
		return false;
	if (url != NULL && strlen(url) > URL_BYTES_MAX)
		return err_set(err, ERR_INVALID, "'url' is longer than %d bytes", URL_BYTES_MAX);
	e->url = url;
	e->added_at = clock_now_s(w->clock);
	if (e->item_id == 0 && url != NULL && !store_item_find_url(w->store, url, &e->item_id, NULL))
		e->item_id = 0;
	return e->item_id != 0 && !has_text ? copy_item(w, arena, e, err) : copy_text(body, arena, e, err);
}

/* A verdict on an item that is known is one on that item. */
static bool
put_example(struct writer *w, int64_t topic_id, const json_t *body, struct err *err)
{
	ARENA arena = arena_new();
	struct store_example example = { 0 };

	if (!take_example(w, body, arena, &example, err))
		return false;
	if (example.opinion != VERDICT_NONE && example.item_id != 0)
		return store_verdict_put(w->store, example.item_id, topic_id, example.opinion, example.added_at, err);
	return store_example_put(w->store, topic_id, &example, err);
}

/* Several, as "documents", or the one that the body is. */
static bool
put_examples(struct writer *w, int64_t topic_id, const json_t *body, struct err *err)
{
	const json_t *documents = json_object_get(body, "documents");

	if (documents == NULL)
		return put_example(w, topic_id, body, err);
	if (!json_is_array(documents) || json_object_size(body) > 1)
		return err_set(err, ERR_INVALID, "'documents' must be a list, and stand alone");
	for (size_t i = 0; i < json_array_size(documents); i++) {
		if (!json_is_object(json_array_get(documents, i)))
			return err_set(err, ERR_INVALID, "document %zu is no object", i + 1);
		if (!put_example(w, topic_id, json_array_get(documents, i), err))
			return err_wrap(err, "document %zu", i + 1);
	}
	return true;
}

bool
request_example_add(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	json_t *body = requests_body(r);
	struct store_topic *topic;
	bool is_good = body != NULL && store_topic_get(w->store, r->name, arena, &topic, err) &&
		       put_examples(w, topic->id, body, err);

	json_decref(body);
	if (!is_good)
		return false;
	judgement_topic_changed(w->judgement, topic->id);
	r->reply.status = 201;
	r->reply.then = REQUEST_TOPIC_GET;
	return true;
}

bool
request_example_remove(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	const char *said = request_param(r, "id");
	struct store_topic *topic;
	int64_t id;

	if (said == NULL || !text_int(said, 1, INT64_MAX, &id, NULL))
		return err_set(err, ERR_SYNTAX, "say which: ?id=N, as the topic lists its examples");
	if (!store_topic_get(w->store, r->name, arena, &topic, err) ||
	    !store_example_remove(w->store, topic->id, id, err))
		return false;
	judgement_topic_changed(w->judgement, topic->id);
	r->reply.status = 200;
	r->reply.then = REQUEST_TOPIC_GET;
	return true;
}
