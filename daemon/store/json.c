#include "store/json.h"

#include "base/json_text.h"

#include <jansson.h>
#include <stdint.h>

static void
release(json_t **value)
{
	json_decref(*value);
}

#define OWNED_JSON __attribute__((cleanup(release))) json_t *

static char *
written(const json_t *list)
{
	BUFFER text = { 0 };

	if (json_array_size(list) == 0)
		return NULL;
	buffer_add_json(&text, list);
	return buffer_take(&text);
}

/* A text that is not there, or is no UTF-8, leaves its key out. */
static void
put_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, key, json_string(text));
}

static void
put_known(json_t *object, const char *key, int64_t value)
{
	if (value >= 0)
		json_object_set_new(object, key, json_integer(value));
}

char *
json_from_texts(const char *const *list, size_t count)
{
	OWNED_JSON array = count > 0 ? json_array() : NULL;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(list[i]));
	return written(array);
}

char *
json_from_people(const struct feed_people *people)
{
	OWNED_JSON array = people->count > 0 ? json_array() : NULL;

	for (size_t i = 0; i < people->count; i++) {
		json_t *one = json_object();

		put_text(one, "name", people->list[i].name);
		put_text(one, "email", people->list[i].email);
		put_text(one, "url", people->list[i].url);
		json_array_append_new(array, one);
	}
	return written(array);
}

char *
json_from_attachments(const struct feed_attachment *list, size_t count)
{
	OWNED_JSON array = count > 0 ? json_array() : NULL;

	for (size_t i = 0; i < count; i++) {
		json_t *one = json_object();

		put_text(one, "url", list[i].url);
		put_text(one, "mime_type", list[i].mime_type);
		put_text(one, "title", list[i].title);
		put_known(one, "size_bytes", list[i].size_bytes);
		put_known(one, "duration_s", list[i].duration_s);
		json_array_append_new(array, one);
	}
	return written(array);
}

char *
json_from_terms(const struct topic_term *terms, size_t count)
{
	OWNED_JSON array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_pack("[s, f]", terms[i].phrase, terms[i].weight));
	return written(array);
}

/* The list, or NULL when there is none. */
static json_t *
read_list(const char *text, size_t *out_count)
{
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;

	*out_count = json_array_size(list);
	return list;
}

static const char *
text_at(const json_t *object, const char *key, struct arena *arena)
{
	return arena_strdup(arena, json_string_value(json_object_get(object, key)));
}

static int64_t
known_at(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value != NULL ? json_integer_value(value) : -1;
}

void
json_to_texts(const char *text, struct arena *arena, const char ***out, size_t *out_count)
{
	size_t count;
	OWNED_JSON list = read_list(text, &count);

	*out = count > 0 ? arena_alloc(arena, count * sizeof(**out)) : NULL;
	*out_count = count;
	for (size_t i = 0; i < count; i++) {
		const char *one = json_string_value(json_array_get(list, i));

		(*out)[i] = arena_strdup(arena, one != NULL ? one : "");
	}
}

void
json_to_people(const char *text, struct arena *arena, struct feed_people *out)
{
	size_t count;
	OWNED_JSON list = read_list(text, &count);

	out->list = count > 0 ? arena_alloc(arena, count * sizeof(*out->list)) : NULL;
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(list, i);

		out->list[i].name = text_at(one, "name", arena);
		out->list[i].email = text_at(one, "email", arena);
		out->list[i].url = text_at(one, "url", arena);
	}
}

void
json_to_attachments(const char *text, struct arena *arena, struct feed_attachment **out, size_t *out_count)
{
	size_t count;
	OWNED_JSON list = read_list(text, &count);
	struct feed_attachment *all = count > 0 ? arena_alloc(arena, count * sizeof(*all)) : NULL;

	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(list, i);

		all[i].url = text_at(one, "url", arena);
		all[i].mime_type = text_at(one, "mime_type", arena);
		all[i].title = text_at(one, "title", arena);
		all[i].size_bytes = known_at(one, "size_bytes");
		all[i].duration_s = known_at(one, "duration_s");
	}
	*out = all;
	*out_count = count;
}

void
json_to_terms(const char *text, struct arena *arena, struct topic_term **out, size_t *out_count)
{
	size_t count;
	OWNED_JSON list = read_list(text, &count);
	struct topic_term *all = count > 0 ? arena_alloc(arena, count * sizeof(*all)) : NULL;

	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(list, i);
		const char *phrase = json_string_value(json_array_get(one, 0));

		all[i].phrase = arena_strdup(arena, phrase != NULL ? phrase : "");
		all[i].weight = json_number_value(json_array_get(one, 1));
	}
	*out = all;
	*out_count = count;
}
