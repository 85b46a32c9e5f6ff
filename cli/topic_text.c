#include "cli/topic_text.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/problems.h"
#include "cli/render/field.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHT_MAX = 100 };

struct reading {
	json_t *topics;
	json_t *names;    /* those seen, as keys */
	json_t *document; /* the section, when it is one of what taught a topic; borrowed */
	json_t *topic;    /* the section one is in, borrowed; NULL: none, or one that is wrong */
	bool is_in_wrong; /* the section's name was wrong: its lines say nothing more */
	bool has_term;    /* the section has a term line, be it right or wrong */
	size_t line;
	size_t topic_line;
	struct problems problems;
	json_t *text_of; /* the document that `text` is being read of; borrowed */
	struct buffer text;
};

/* The lines of a document's text become one. */
static void
text_end(struct reading *r)
{
	if (r->text_of != NULL)
		json_object_set_new(r->text_of, "text", json_string(buffer_text(&r->text)));
	r->text_of = NULL;
	buffer_cut(&r->text, 0);
}

static void
section_end(struct reading *r)
{
	if (r->topic != NULL && !r->has_term)
		problems_add(&r->problems, r->topic_line,
		    "topic '%s' has no terms: add lines such as: term = knowledge sharing",
		    field_text_or(r->topic, "name", ""));
	r->topic = r->document = NULL;
	text_end(r);
}

static json_t *
topic_named(const struct reading *r, const char *name)
{
	json_t *topic;

	FIELD_EACH(i, r->topics, topic)
	{
		if (text_equal(field_text(topic, "name"), name))
			return topic;
	}
	return NULL;
}

/* "learning: keep": what taught the topic. */
static void
document_begin(struct reading *r, char *name, char *colon)
{
	const char *kind = text_trim(colon + 1);
	json_t *topic;

	*colon = '\0';
	topic = topic_named(r, text_trim(name));
	if (!text_equal(kind, "keep") && !text_equal(kind, "skip") && !text_equal(kind, "example")) {
		problems_add(&r->problems, r->line, "'%.40s' teaches nothing: there are keep, skip and example", kind);
		return;
	}
	if (topic == NULL) {
		problems_add(&r->problems, r->line, "what taught '%.80s' stands before that topic", name);
		return;
	}
	r->document = json_object();
	if (!text_equal(kind, "example"))
		json_object_set_new(r->document, "verdict", json_string(kind));
	json_object_set_new(r->document, "text", json_string(""));
	if (json_object_get(topic, "documents") == NULL)
		json_object_set_new(topic, "documents", json_array());
	json_array_append_new(json_object_get(topic, "documents"), r->document);
	r->is_in_wrong = false;
}

static void
section_begin(struct reading *r, char *text)
{
	size_t len = strlen(text);
	char *name;

	section_end(r);
	r->is_in_wrong = true;
	if (text[len - 1] != ']') {
		problems_add(
		    &r->problems, r->line, "a topic begins with its name in brackets, on a line alone: [name]");
		return;
	}
	text[len - 1] = '\0';
	name = text_trim(text + 1);
	if (strchr(name, ':') != NULL) {
		document_begin(r, name, strchr(name, ':'));
		return;
	}
	if (!text_is_name(name, TOPIC_NAME_MAX)) {
		problems_add(&r->problems, r->line, "'%.80s' is no topic name: letters, digits, - _ and ., at most %d",
		    name, TOPIC_NAME_MAX);
		return;
	}
	if (json_object_get(r->names, name) != NULL) {
		problems_add(&r->problems, r->line, "topic '%s' is there twice", name);
		return;
	}
	json_object_set_new(r->names, name, json_true());
	r->topic = json_pack("{s:s,s:[],s:[],s:[],s:b}", "name", name, "terms", "exclude", "forgotten", "learning", 1);
	json_array_append_new(r->topics, r->topic);
	r->topic_line = r->line;
	r->has_term = false;
	r->is_in_wrong = false;
}

static void
on_title(struct reading *r, char *value)
{
	if (strlen(value) > TOPIC_TITLE_MAX)
		problems_add(&r->problems, r->line, "the title is longer than %d bytes", TOPIC_TITLE_MAX);
	else if (*value != '\0')
		json_object_set_new(r->topic, "title", json_string(value));
}

static void
on_threshold(struct reading *r, char *value)
{
	int64_t threshold;

	if (text_int(value, 0, 100, &threshold, NULL))
		json_object_set_new(r->topic, "threshold", json_integer(threshold));
	else
		problems_add(&r->problems, r->line, "threshold is a whole number from 0 to 100, not '%.40s'", value);
}

static bool
phrase_is_good(struct reading *r, const char *phrase)
{
	if (*phrase == '\0')
		problems_add(&r->problems, r->line, "a phrase is missing after the =");
	else if (strlen(phrase) > TOPIC_PHRASE_MAX)
		problems_add(&r->problems, r->line, "the phrase is longer than %d bytes", TOPIC_PHRASE_MAX);
	else
		return true;
	return false;
}

/* Cuts a " ^weight" off the end of `value`. */
static bool
weight_take(struct reading *r, char *value, double *out)
{
	char *caret = strrchr(value, '^'), *end = NULL;
	double weight;

	*out = 1;
	if (caret == NULL || (caret > value && !isspace((unsigned char)caret[-1])))
		return true;
	weight = strtod(caret + 1, &end);
	if (end == caret + 1 || *end != '\0' || !isfinite(weight) || weight <= 0 || weight > WEIGHT_MAX) {
		problems_add(&r->problems, r->line,
		    "'%.40s' is no weight: write a number over 0, at most %d, as in: term = trust ^2", caret,
		    WEIGHT_MAX);
		return false;
	}
	*caret = '\0';
	text_trim(value);
	*out = weight;
	return true;
}

static void
on_term(struct reading *r, char *value)
{
	json_t *terms = json_object_get(r->topic, "terms");
	double weight;

	r->has_term = true;
	if (!weight_take(r, value, &weight) || !phrase_is_good(r, value))
		return;
	if (json_array_size(terms) == TOPIC_TERMS_MAX_COUNT)
		problems_add(&r->problems, r->line, "more than %d terms", TOPIC_TERMS_MAX_COUNT);
	else
		json_array_append_new(terms, json_pack("{s:s,s:f}", "phrase", value, "weight", weight));
}

static void
phrase_add(struct reading *r, const char *list, const char *value, int max, const char *what)
{
	json_t *phrases = json_object_get(r->topic, list);

	if (!phrase_is_good(r, value))
		return;
	if (json_array_size(phrases) == (size_t)max)
		problems_add(&r->problems, r->line, "more than %d %s", max, what);
	else
		json_array_append_new(phrases, json_string(value));
}

static void
on_exclude(struct reading *r, char *value)
{
	phrase_add(r, "exclude", value, TOPIC_TERMS_MAX_COUNT, "phrases to exclude");
}

static void
on_forget(struct reading *r, char *value)
{
	phrase_add(r, "forgotten", value, TOPIC_FORGOTTEN_MAX_COUNT, "words to forget");
}

static void
on_learning(struct reading *r, char *value)
{
	if (text_equal(value, "on") || text_equal(value, "off"))
		json_object_set_new(r->topic, "learning", json_boolean(text_equal(value, "on")));
	else
		problems_add(&r->problems, r->line, "learning is on or off, not '%.40s'", value);
}

static void
on_language(struct reading *r, char *value)
{
	if (strlen(value) < 2 || !text_is_name(value, TOPIC_LANGUAGE_MAX))
		problems_add(
		    &r->problems, r->line, "'%.40s' is no language: write its tag, such as de or pt-BR", value);
	else
		json_object_set_new(r->topic, "language", json_string(value));
}

static const struct {
	const char *name;
	void (*take)(struct reading *r, char *value);
} keys[] = {
	{ "title", on_title },
	{ "threshold", on_threshold },
	{ "language", on_language },
	{ "term", on_term },
	{ "exclude", on_exclude },
	{ "forget", on_forget },
	{ "learning", on_learning },
};

static void
document_pair_read(struct reading *r, const char *key, const char *value)
{
	if (strcmp(key, "text") == 0) {
		r->text_of = r->document;
		buffer_add_text(&r->text, value);
		buffer_add_char(&r->text, '\n');
	} else if (strcmp(key, "url") == 0 || strcmp(key, "title") == 0 || strcmp(key, "language") == 0) {
		json_object_set_new(r->document, key, json_string(value));
	} else {
		problems_add(&r->problems, r->line,
		    "no setting '%.40s' of a document: there are url, title, language and text", key);
	}
}

static void
pair_read(struct reading *r, char *text)
{
	char *equals = strchr(text, '=');
	char *key;

	if (r->is_in_wrong)
		return;
	if (equals == NULL) {
		problems_add(&r->problems, r->line, "'%.40s' is no setting: write key = value", text);
		return;
	}
	*equals = '\0';
	key = text_trim(text);
	if (r->document != NULL) {
		document_pair_read(r, key, text_trim(equals + 1));
		return;
	}
	if (r->topic == NULL) {
		problems_add(&r->problems, r->line, "%.40s stands before any topic: begin with [name]", key);
		r->is_in_wrong = true;
		return;
	}
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (strcmp(key, keys[i].name) == 0) {
			keys[i].take(r, text_trim(equals + 1));
			return;
		}
	}
	problems_add(&r->problems, r->line,
	    "no setting '%.40s': there are title, threshold, language, term, exclude, forget and learning", key);
}

static void
line_read(struct reading *r, char *text)
{
	text = text_trim(text);
	if (*text == '\0' || *text == '#' || *text == ';')
		return;
	if (*text == '[')
		section_begin(r, text);
	else
		pair_read(r, text);
}

json_t *
topic_text_read(const char *text, struct buffer *problems)
{
	struct reading r = { .topics = json_array(), .names = json_object(), .problems = { .text = problems } };
	OWNED_TEXT copy = mem_strdup(text);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		r.line++;
		line_read(&r, line);
	}
	section_end(&r);
	if (r.problems.count == 0 && json_array_size(r.topics) == 0)
		problems_add(&r.problems, 1, "no topic in it: begin with [name]");
	json_decref(r.names);
	buffer_fini(&r.text);
	if (!problems_end(&r.problems))
		return r.topics;
	json_decref(r.topics);
	return NULL;
}

static void
setting_write(const char *key, const char *value, struct buffer *out)
{
	if (text_is_blank(value))
		return;
	buffer_addf(out, "%s = ", key);
	text_without_controls(value, out);
	buffer_add_char(out, '\n');
}

static void
term_write(const json_t *term, struct buffer *out)
{
	const char *phrase = json_is_string(term) ? json_string_value(term) : field_text_or(term, "phrase", "");
	double weight = field(term, "weight") != NULL ? field_real(term, "weight") : 1;
	BUFFER value = { 0 };

	buffer_add_text(&value, phrase);
	/* A caret of the phrase's own must not be taken for a weight. */
	if (weight < 1 || weight > 1 || strchr(phrase, '^') != NULL)
		buffer_addf(&value, " ^%.6g", weight);
	setting_write("term", buffer_text(&value), out);
}

void
topic_text_write(const json_t *topic, struct buffer *out)
{
	const json_t *each;

	buffer_add_char(out, '[');
	text_without_controls(field_text_or(topic, "name", ""), out);
	buffer_add_text(out, "]\n");
	setting_write("title", field_text(topic, "title"), out);
	if (field(topic, "threshold") != NULL)
		buffer_addf(out, "threshold = %lld\n", (long long)field_int(topic, "threshold", 0));
	setting_write("language", field_text(topic, "language"), out);
	FIELD_EACH(i, field(topic, "terms"), each)
	term_write(each, out);
	FIELD_EACH(i, field(topic, "exclude"), each)
	setting_write("exclude", json_string_value(each), out);
	FIELD_EACH(i, field(topic, "forgotten"), each)
	setting_write("forget", json_string_value(each), out);
	if (json_is_false(field(topic, "learning")))
		setting_write("learning", "off", out);
}

static void
text_write(const char *text, struct buffer *out)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		OWNED_TEXT line = mem_strndup(text, len);

		buffer_add_text(out, "text = ");
		text_without_controls(line, out);
		buffer_add_char(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void
topic_text_write_document(const char *name, const json_t *document, struct buffer *out)
{
	buffer_addf(out, "\n[%s: %s]\n", name, field_text_or(document, "verdict", "example"));
	setting_write("url", field_text(document, "url"), out);
	setting_write("title", field_text(document, "title"), out);
	setting_write("language", field_text(document, "language"), out);
	text_write(field_text_or(document, "text", ""), out);
}
