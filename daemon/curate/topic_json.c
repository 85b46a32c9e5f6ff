#include "curate/topic_json.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { WEIGHT_MAX = 100, THRESHOLD_USUAL = 50 };

static bool
take_phrase(const json_t *value, const char *what, size_t i, const char **out, struct err *err)
{
	const char *phrase = json_string_value(value);

	if (phrase == NULL || text_is_blank(phrase))
		return err_set(err, ERR_INVALID, "%s %zu has no phrase", what, i + 1);
	if (json_string_length(value) > TOPIC_PHRASE_MAX_BYTES)
		return err_set(err, ERR_INVALID, "%s %zu is longer than %d bytes", what, i + 1, TOPIC_PHRASE_MAX_BYTES);
	*out = phrase;
	return true;
}

/* A term is {"phrase","weight"?}, or just its phrase. "-phrase" excludes: it is told apart by the caller. */
static bool
take_term(const json_t *value, size_t i, struct topic_term *out, struct err *err)
{
	const json_t *phrase = json_is_object(value) ? json_object_get(value, "phrase") : value;
	const json_t *weight = json_object_get(value, "weight");

	out->weight = 1;
	if (!take_phrase(phrase, "term", i, &out->phrase, err))
		return false;
	if (weight != NULL)
		out->weight = json_is_number(weight) ? json_number_value(weight) : NAN;
	if (!(out->weight > 0 && out->weight <= WEIGHT_MAX))
		return err_set(err, ERR_INVALID, "the weight of '%.60s' must be a number over 0 and up to %d",
		    out->phrase, WEIGHT_MAX);
	return true;
}

/* A minus right before a word; one that stands alone is a dash. */
static bool
is_excluding(const char *phrase)
{
	return phrase[0] == '-' && phrase[1] != '\0' && phrase[1] != ' ' && phrase[1] != '-';
}

static bool
has_no_terms(const struct topic *topic, struct err *err)
{
	return err_set(err, ERR_INVALID,
	    "topic '%s' has no terms: give it one or more, such as {\"phrase\": \"remote work\"}", topic->name);
}

static bool
take_terms(const json_t *body, struct arena *arena, struct topic *topic, struct err *err)
{
	const json_t *terms = json_object_get(body, "terms");
	const json_t *exclude = json_object_get(body, "exclude");

	if (json_array_size(terms) == 0)
		return has_no_terms(topic, err);
	if (json_array_size(terms) > TOPIC_TERMS_MAX || json_array_size(exclude) > TOPIC_TERMS_MAX)
		return err_set(err, ERR_INVALID, "topic '%s' has more than %d terms", topic->name, TOPIC_TERMS_MAX);
	topic->term_count = topic->exclude_count = 0;
	topic->terms = arena_alloc(arena, json_array_size(terms) * sizeof(*topic->terms));
	topic->exclude =
	    arena_alloc(arena, (json_array_size(exclude) + json_array_size(terms)) * sizeof(*topic->exclude));
	for (size_t i = 0; i < json_array_size(exclude); i++)
		if (!take_phrase(
			json_array_get(exclude, i), "exclude", i, &topic->exclude[topic->exclude_count++], err))
			return false;
	for (size_t i = 0; i < json_array_size(terms); i++) {
		struct topic_term term;

		if (!take_term(json_array_get(terms, i), i, &term, err))
			return false;
		if (is_excluding(term.phrase))
			topic->exclude[topic->exclude_count++] = term.phrase + 1;
		else
			topic->terms[topic->term_count++] = term;
	}
	return topic->term_count > 0 || has_no_terms(topic, err);
}

/* What is missing stays as it is in `topic`. */
static bool
take_learning(const json_t *body, struct arena *arena, struct topic *topic, struct err *err)
{
	const json_t *learning = json_object_get(body, "learning");
	const json_t *forgotten = json_object_get(body, "forgotten");

	if (learning != NULL && !json_is_boolean(learning))
		return err_set(err, ERR_INVALID, "'learning' must be true or false");
	if (learning != NULL)
		topic->is_learning_off = json_is_false(learning);
	if (forgotten == NULL)
		return true;
	if (!json_is_array(forgotten) || json_array_size(forgotten) > TOPIC_FORGOTTEN_MAX)
		return err_set(err, ERR_INVALID, "'forgotten' must be a list of at most %d words", TOPIC_FORGOTTEN_MAX);
	topic->forgotten = arena_alloc(arena, (json_array_size(forgotten) + 1) * sizeof(*topic->forgotten));
	topic->forgotten_count = 0;
	for (; topic->forgotten_count < json_array_size(forgotten); topic->forgotten_count++)
		if (!take_phrase(json_array_get(forgotten, topic->forgotten_count), "forgotten", topic->forgotten_count,
			&topic->forgotten[topic->forgotten_count], err))
			return false;
	return true;
}

/* What is missing or empty leaves it to each item; any tag is taken, since a language without a stemmer is one too. */
static bool
take_language(const json_t *body, struct topic *topic, struct err *err)
{
	const json_t *language = json_object_get(body, "language");
	const char *tag = json_string_value(language);

	topic->language = NULL;
	if (language == NULL || json_is_null(language) || text_is_blank(tag))
		return language == NULL || json_is_null(language) || json_is_string(language) ||
		       err_set(err, ERR_INVALID, "'language' must be a tag such as \"de\"");
	if (strlen(tag) < 2 || !text_is_name(tag, TOPIC_LANGUAGE_MAX_BYTES))
		return err_set(err, ERR_INVALID, "'%.40s' is no language: give a tag such as \"de\" or \"pt-BR\"", tag);
	topic->language = tag;
	return true;
}

bool
topic_from_json(const json_t *body, const char *name, struct arena *arena, struct topic *topic, struct err *err)
{
	const json_t *own_name = json_object_get(body, "name");
	const json_t *title = json_object_get(body, "title");
	const json_t *threshold = json_object_get(body, "threshold");

	topic->name = name;
	topic->title =
	    json_is_string(title) && !text_is_blank(json_string_value(title)) ? json_string_value(title) : name;
	topic->threshold = THRESHOLD_USUAL;
	if (!text_is_name(name, TOPIC_NAME_MAX_BYTES))
		return err_set(err, ERR_INVALID,
		    "'%.80s' is no name for a topic: letters, digits, '-', '_' and '.', at most %d, a letter or digit first",
		    name, TOPIC_NAME_MAX_BYTES);
	if (own_name != NULL && !text_equal(json_string_value(own_name), name))
		return err_set(err, ERR_INVALID, "the topic's name in the body is not '%s', as in the address", name);
	if (strlen(topic->title) > TOPIC_TITLE_MAX_BYTES)
		return err_set(err, ERR_INVALID, "'title' is longer than %d bytes", TOPIC_TITLE_MAX_BYTES);
	if (threshold != NULL) {
		if (!json_is_integer(threshold) || json_integer_value(threshold) < 0 ||
		    json_integer_value(threshold) > 100)
			return err_set(err, ERR_INVALID, "'threshold' must be a whole number from 0 to 100");
		topic->threshold = (int)json_integer_value(threshold);
	}
	return take_learning(body, arena, topic, err) && take_language(body, topic, err) &&
	       take_terms(body, arena, topic, err);
}
