/* The digests that have a name: written down, changed, removed. */
#include "base/text.h"
#include "cli/client.h"
#include "cli/editor.h"
#include "cli/problems.h"
#include "cli/recipe_text.h"
#include "cli/render/field.h"
#include "cli/render/table.h"
#include "cli/run.h"
#include "cli/topic_draft.h"

static enum exit_code
recipes_ask(struct session *s, struct answer *out_answer, json_t **out)
{
	enum exit_code code = session_ask(s, "GET", "/v1/digests", NULL, out_answer);

	if (code != EXIT_DONE)
		return code;
	*out = session_parse(out_answer);
	return *out != NULL ? EXIT_DONE : EXIT_REFUSED;
}

static const json_t *
recipe_named(const json_t *recipes, const char *name)
{
	const json_t *recipe;

	FIELD_EACH(i, field(recipes, "digests"), recipe)
	{
		if (text_equal(field_text(recipe, "name"), name))
			return recipe;
	}
	return NULL;
}

/* ---- looking ---- */

static const struct column columns[] = {
	{ .title = "name" },
	{ .title = "window", .is_right = true },
	{ .title = "limit", .is_right = true },
	{ .title = "topics", .gives = true },
	{ .title = "title", .gives = true },
};

static void
recipe_row(struct table *table, const json_t *recipe)
{
	const json_t *topic;
	BUFFER topics = { 0 };

	FIELD_EACH(i, field(recipe, "topics"), topic)
	buffer_addf(&topics, "%s%s", i > 0 ? ", " : "", json_string_value(topic));
	table_cell(table, INK_NUMBER, field_text(recipe, "name"));
	table_cell(table, INK_PLAIN, field_text(recipe, "window"));
	table_cell_int(table, INK_PLAIN, field_int(recipe, "limit", 0));
	table_cell(table, INK_PLAIN, topics.len > 0 ? buffer_text(&topics) : "all");
	table_cell(table, INK_DIM, field_text(recipe, "title"));
}

static void
former_row(struct table *table, const char *name)
{
	BUFFER where = { 0 };

	buffer_addf(&where, "removed; winnow issues %s", name);
	table_cell(table, INK_DIM, name);
	table_cell(table, INK_DIM, "");
	table_cell(table, INK_DIM, "");
	table_cell(table, INK_DIM, "");
	table_cell(table, INK_DIM, buffer_text(&where));
}

enum exit_code
run_digests_list(struct session *s, const struct args *args)
{
	TABLE table = table_new(columns, COUNT_OF(columns));
	ANSWER answer = { 0 };
	BUFFER text = { 0 };
	json_t *recipes = NULL;
	enum exit_code code = recipes_ask(s, &answer, &recipes);
	const json_t *recipe, *former;

	if (code != EXIT_DONE)
		return code;
	FIELD_EACH(i, field(recipes, "digests"), recipe)
	recipe_row(table, recipe);
	FIELD_EACH(i, field(recipes, "former"), former)
	former_row(table, json_string_value(former));
	table_write(table, &s->look, 0, &text);
	json_decref(recipes);
	return args_has(args, "json") ? session_print_answer(s, &answer) : session_print(s, &text);
}

static void
as_text(const json_t *recipe, const struct look *look, struct buffer *out)
{
	(void)look;
	recipe_text_write(recipe, NULL, out);
}

enum exit_code
run_digests_show(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code;

	path_add_named(&path, "/v1/digests", args->words[0], "");
	code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), as_text) : code;
}

/* ---- changing ---- */

/* The digest as it is, or as a new one begins. */
static enum exit_code
text_begin(struct session *s, const char *name, struct buffer *out)
{
	ANSWER recipes_answer = { 0 };
	ANSWER topics_answer = { 0 };
	json_t *recipes = NULL, *topics = NULL, *beginning;
	enum exit_code code = recipes_ask(s, &recipes_answer, &recipes);
	const json_t *known;

	if (code == EXIT_DONE)
		code = topics_ask(s, &topics_answer, &topics);
	if (code == EXIT_DONE) {
		known = recipe_named(recipes, name);
		beginning = json_deep_copy(known != NULL ? known : recipe_named(recipes, "default"));
		json_object_set_new(beginning, "name", json_string(name));
		if (known == NULL)
			json_object_set_new(beginning, "title", json_string(name));
		recipe_text_write(beginning, field_list(topics, "topics"), out);
		json_decref(beginning);
	}
	json_decref(recipes);
	json_decref(topics);
	return code;
}

/* Until it is right, or given up (NULL). */
static json_t *
recipe_edit(const struct draft *draft, const char *name)
{
	do {
		BUFFER text = { 0 };
		BUFFER problems = { 0 };
		struct err err = { 0 };
		json_t *recipe;

		if (!draft_edit(draft, &text, &err)) {
			complain("%s", err.text);
			continue;
		}
		recipe = recipe_text_read(buffer_text(&text), name, &problems);
		if (recipe != NULL)
			return recipe;
		problems_complain(draft->path, &problems);
	} while (draft_wants_again());
	return NULL;
}

static enum exit_code
recipe_put(struct session *s, const char *name, json_t *recipe, bool as_json)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code;

	path_add_named(&path, "/v1/digests", name, "");
	code = session_ask_json(s, "PUT", buffer_text(&path), recipe, &answer);
	if (code != EXIT_DONE)
		return code;
	if (as_json)
		return session_print_answer(s, &answer);
	ink_text(&line, &s->look, INK_DIM, answer.status == 201 ? "new digest " : "changed digest ");
	ink_text(&line, &s->look, INK_NUMBER, name);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

enum exit_code
run_digests_edit(struct session *s, const struct args *args)
{
	__attribute__((cleanup(draft_close))) struct draft draft = { 0 };
	const char *name = args->words[0];
	BUFFER text = { 0 };
	struct err err = { 0 };
	enum exit_code code = text_begin(s, name, &text);
	json_t *recipe;

	if (code != EXIT_DONE)
		return code;
	if (!draft_open(&draft, buffer_text(&text), ".ini", &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	recipe = recipe_edit(&draft, name);
	code = recipe != NULL ? recipe_put(s, name, recipe, args_has(args, "json")) : EXIT_REFUSED;
	if (code != EXIT_DONE)
		draft_keep(&draft);
	return code;
}

enum exit_code
run_digests_remove(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code;

	path_add_named(&path, "/v1/digests", args->words[0], "");
	code = session_ask(s, "DELETE", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	ink_text(&line, &s->look, INK_DIM,
	    text_equal(args->words[0], "default") ? "as usual again: digest " : "removed digest ");
	ink_text(&line, &s->look, INK_NUMBER, args->words[0]);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}
