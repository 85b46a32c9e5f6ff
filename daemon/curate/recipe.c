#include "curate/recipe.h"

#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>

enum { LIMIT_USUAL = 7, PER_FEED_USUAL = 3, WINDOW_USUAL_S = 7 * 86400 };

struct recipe
recipe_usual(const char *name)
{
	return (struct recipe) {
		.name = name,
		.title = text_equal(name, RECIPE_DEFAULT) ? "winnow" : name,
		.limit = LIMIT_USUAL,
		.per_feed = PER_FEED_USUAL,
		.min_score = -1,
		.window_s = WINDOW_USUAL_S,
	};
}

static bool
take_name(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	return text_equal(json_string_value(value), recipe->name) ||
	       err_set(err, ERR_INVALID, "the digest's name in the body is not '%s', as in the address", recipe->name);
}

static bool
take_title(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	if (!json_is_string(value) || json_string_length(value) > RECIPE_TITLE_MAX_BYTES)
		return err_set(err, ERR_INVALID, "'title' must be a text of at most %d bytes", RECIPE_TITLE_MAX_BYTES);
	if (!text_is_blank(json_string_value(value)))
		recipe->title = json_string_value(value);
	return true;
}

static bool
is_named(const struct recipe *recipe, const char *topic)
{
	for (size_t i = 0; i < recipe->topic_count; i++)
		if (text_equal(recipe->topics[i], topic))
			return true;
	return false;
}

static bool
take_topics(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	if (!json_is_array(value) || json_array_size(value) > RECIPE_TOPICS_MAX)
		return err_set(
		    err, ERR_INVALID, "'topics' must be a list of at most %d names of topics", RECIPE_TOPICS_MAX);
	recipe->topics = arena_alloc(arena, (json_array_size(value) + 1) * sizeof(*recipe->topics));
	recipe->topic_count = 0;
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *topic = json_string_value(json_array_get(value, i));

		if (topic == NULL)
			return err_set(err, ERR_INVALID, "'topics' must be a list of names of topics");
		if (is_named(recipe, topic))
			return err_set(err, ERR_INVALID, "topic '%.80s' is there twice", topic);
		recipe->topics[recipe->topic_count++] = topic;
	}
	return true;
}

static bool
take_number(const json_t *value, const char *key, int64_t min, int64_t max, int64_t *out, struct err *err)
{
	if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
		return err_set(err, ERR_INVALID, "'%s' must be a whole number from %lld to %lld", key, (long long)min,
		    (long long)max);
	*out = json_integer_value(value);
	return true;
}

static bool
take_limit(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	return take_number(value, "limit", 1, RECIPE_LIMIT_MAX, &recipe->limit, err);
}

static bool
take_per_feed(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	return take_number(value, "per_feed", 0, RECIPE_LIMIT_MAX, &recipe->per_feed, err);
}

static bool
take_min_score(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	if (json_is_null(value))
		return true;
	return take_number(value, "min_score", 0, 100, &recipe->min_score, err);
}

static bool
take_window(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	if (!json_is_string(value) || !duration_parse(json_string_value(value), &recipe->window_s, NULL) ||
	    recipe->window_s < RECIPE_WINDOW_MIN_S || recipe->window_s > RECIPE_WINDOW_MAX_S)
		return err_set(err, ERR_INVALID, "'window' must be a length of time such as \"7d\", at most 366d");
	return true;
}

static bool
take_serendipity(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	(void)arena;
	if (!json_is_boolean(value))
		return err_set(err, ERR_INVALID, "'serendipity' must be true or false");
	recipe->with_loose_tie = json_is_true(value);
	return true;
}

static const struct {
	const char *key;
	bool (*take)(const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err);
} keys[] = {
	{ "name", take_name },
	{ "title", take_title },
	{ "topics", take_topics },
	{ "sections", take_topics }, /* the same: a section is a topic */
	{ "limit", take_limit },
	{ "per_feed", take_per_feed },
	{ "min_score", take_min_score },
	{ "window", take_window },
	{ "serendipity", take_serendipity },
};

static bool
take_one(const char *key, const json_t *value, struct recipe *recipe, struct arena *arena, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (text_equal(keys[i].key, key))
			return keys[i].take(value, recipe, arena, err);
	return err_set(err, ERR_INVALID,
	    "a digest has no '%.60s': there are title, topics (or sections), limit, per_feed, window, min_score and serendipity",
	    key);
}

bool
recipe_from_json(const json_t *body, const char *name, struct arena *arena, struct recipe *out, struct err *err)
{
	struct recipe recipe = recipe_usual(name);
	const char *key;
	json_t *value;

	if (!text_is_name(name, RECIPE_NAME_MAX_BYTES))
		return err_set(err, ERR_INVALID,
		    "'%.80s' is no name for a digest: letters, digits, '-', '_' and '.', at most %d, a letter or digit first",
		    name, RECIPE_NAME_MAX_BYTES);
	json_object_foreach((json_t *)(uintptr_t)body, key, value)
	{
		if (!take_one(key, value, &recipe, arena, err))
			return false;
	}
	*out = recipe;
	return true;
}

/* The largest unit that says it in a whole number. */
static json_t *
window_to_json(int64_t window_s)
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	char text[32];
	size_t i = 0;

	while (window_s % units[i].s != 0)
		i++;
	snprintf(text, sizeof(text), "%lld%c", (long long)(window_s / units[i].s), units[i].unit);
	return json_string(text);
}

json_t *
recipe_to_json(const struct recipe *recipe)
{
	json_t *topics = json_array();
	json_t *out = json_pack("{s:s, s:s, s:o, s:I, s:I, s:o, s:b}", "name", recipe->name, "title", recipe->title,
	    "topics", topics, "limit", (json_int_t)recipe->limit, "per_feed", (json_int_t)recipe->per_feed, "window",
	    window_to_json(recipe->window_s), "serendipity", recipe->with_loose_tie);

	for (size_t i = 0; i < recipe->topic_count; i++)
		json_array_append_new(topics, json_string(recipe->topics[i]));
	json_object_set(out, "sections", topics);
	if (recipe->min_score >= 0)
		json_object_set_new(out, "min_score", json_integer(recipe->min_score));
	return out;
}
