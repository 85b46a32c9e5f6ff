#include "cli/recipe_text.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/problems.h"
#include "cli/render/field.h"

#include <string.h>

struct reading {
	const char *name;
	json_t *recipe;
	bool has_name;
	size_t line;
	struct problems problems;
};

static void
on_text(struct reading *r, const char *key, const char *value)
{
	json_object_set_new(r->recipe, key, json_string(value));
}

static void
on_number(struct reading *r, const char *key, const char *value)
{
	int64_t number;

	if (text_int(value, 0, INT32_MAX, &number, NULL))
		json_object_set_new(r->recipe, key, json_integer(number));
	else
		problems_add(&r->problems, r->line, "'%.40s' is no whole number", value);
}

static void
on_topic(struct reading *r, const char *key, const char *value)
{
	json_array_append_new(json_object_get(r->recipe, key), json_string(value));
}

static void
on_switch(struct reading *r, const char *key, const char *value)
{
	bool is_on = text_equal(value, "on");

	if (is_on || text_equal(value, "off"))
		json_object_set_new(r->recipe, key, json_boolean(is_on));
	else
		problems_add(&r->problems, r->line, "it is on or off, not '%.40s'", value);
}

static const struct {
	const char *name, *key;
	void (*take)(struct reading *r, const char *key, const char *value);
} keys[] = {
	{ "title", "title", on_text },
	{ "topic", "topics", on_topic },
	{ "limit", "limit", on_number },
	{ "per-feed", "per_feed", on_number },
	{ "window", "window", on_text },
	{ "min-score", "min_score", on_number },
	{ "serendipity", "serendipity", on_switch },
};

static void
pair_read(struct reading *r, char *text)
{
	char *equals = strchr(text, '=');
	const char *key;

	if (equals == NULL) {
		problems_add(&r->problems, r->line, "'%.40s' is no setting: write key = value", text);
		return;
	}
	*equals = '\0';
	key = text_trim(text);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (text_equal(keys[i].name, key)) {
			const char *value = text_trim(equals + 1);

			if (*value != '\0')
				keys[i].take(r, keys[i].key, value);
			return;
		}
	problems_add(&r->problems, r->line,
	    "no setting '%.40s': there are title, topic, limit, per-feed, window, min-score and serendipity", key);
}

static void
name_read(struct reading *r, char *text)
{
	size_t len = strlen(text);
	BUFFER wanted = { 0 };

	buffer_addf(&wanted, "[%s]", r->name);
	if (r->has_name)
		problems_add(&r->problems, r->line, "one digest at a time: '%.80s' is a second one", text);
	else if (len < 2 || !text_equal(text, buffer_text(&wanted)))
		problems_add(&r->problems, r->line, "'%.80s' must be %.80s", text, buffer_text(&wanted));
	r->has_name = true;
}

static void
line_read(struct reading *r, char *text)
{
	text = text_trim(text);
	if (*text == '\0' || *text == '#' || *text == ';')
		return;
	if (*text == '[')
		name_read(r, text);
	else
		pair_read(r, text);
}

json_t *
recipe_text_read(const char *text, const char *name, struct buffer *problems)
{
	struct reading r = { .name = name, .recipe = json_pack("{s:[]}", "topics"), .problems = { .text = problems } };
	OWNED_TEXT copy = mem_strdup(text);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		r.line++;
		line_read(&r, line);
	}
	if (!problems_end(&r.problems))
		return r.recipe;
	json_decref(r.recipe);
	return NULL;
}

/* ---- writing ---- */

static void
setting_write(const char *key, const char *value, struct buffer *out)
{
	buffer_addf(out, "%s = ", key);
	text_without_controls(value, out);
	buffer_add_char(out, '\n');
}

static void
topics_write(const json_t *recipe, const json_t *topics, struct buffer *out)
{
	const json_t *topic;

	if (topics != NULL) {
		buffer_add_text(
		    out, "# A section for each topic named, in this order; none named: for all of them.\n# There are:");
		FIELD_EACH(i, topics, topic)
		buffer_addf(out, "%s %s", i > 0 ? "," : "", field_text_or(topic, "name", ""));
		buffer_add_char(out, '\n');
	}
	FIELD_EACH(i, field(recipe, "topics"), topic)
	setting_write("topic", json_string_value(topic), out);
	if (topics != NULL && field_count(recipe, "topics") == 0)
		buffer_add_text(out, "topic =\n");
}

static void
hint_write(bool is_draft, const char *hint, struct buffer *out)
{
	if (is_draft)
		buffer_addf(out, "# %s\n", hint);
}

void
recipe_text_write(const json_t *recipe, const json_t *topics, struct buffer *out)
{
	bool is_draft = topics != NULL;

	buffer_addf(out, "[%s]\n", field_text_or(recipe, "name", ""));
	setting_write("title", field_text_or(recipe, "title", ""), out);
	topics_write(recipe, topics, out);
	hint_write(is_draft, "Items a section, and of one feed in it.", out);
	buffer_addf(out, "limit = %lld\nper-feed = %lld\n", (long long)field_int(recipe, "limit", 0),
	    (long long)field_int(recipe, "per_feed", 0));
	hint_write(is_draft, "What the live digest and the first issue look back over.", out);
	setting_write("window", field_text_or(recipe, "window", ""), out);
	hint_write(is_draft, "In place of each topic's threshold.", out);
	if (field(recipe, "min_score") != NULL)
		buffer_addf(out, "min-score = %lld\n", (long long)field_int(recipe, "min_score", 0));
	else if (is_draft)
		buffer_add_text(out, "min-score =\n");
	hint_write(is_draft, "The last place of each section for something from far away.", out);
	setting_write("serendipity", field_is(recipe, "serendipity") ? "on" : "off", out);
}
