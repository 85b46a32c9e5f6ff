/* Documents that teach a topic: given, taken back. */
#include "base/text.h"
#include "cli/client.h"
#include "cli/file.h"
#include "cli/printed.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/topics.h"
#include "cli/run.h"

#include <string.h>

/* A first line that is longer is no title. */
enum { FILE_BYTES_MAX = 4 << 20, TITLE_LINE_MAX = 200 };

static bool
is_markup(const char *path, const char *text)
{
	return text_ends(path, ".html") || text_ends(path, ".htm") || strcasestr(text, "<!doctype html") != NULL ||
	       strcasestr(text, "<html") != NULL;
}

/* Its first line is what a text calls itself, when it is short. */
static json_t *
plain_example(const char *text)
{
	const char *from = text + strspn(text, " \t\r\n");
	size_t len = strcspn(from, "\r\n");

	if (len > TITLE_LINE_MAX || from[len] == '\0')
		return json_pack("{s:s}", "text", text);
	return json_pack("{s:s%, s:s}", "title", from, len, "text", from + len);
}

static json_t *
file_example(const char *path)
{
	BUFFER text = { 0 };
	struct err err = { 0 };

	if (!file_read_text(path, FILE_BYTES_MAX, &text, &err)) {
		complain("%s%s", err.text, err.code == ERR_NOT_FOUND ? ": an example is an ID, a URL or a FILE" : "");
		return NULL;
	}
	if (text_is_blank(buffer_text(&text))) {
		complain("%.200s: there is no text in it", path);
		return NULL;
	}
	if (is_markup(path, buffer_text(&text)))
		return json_pack("{s:s}", "html", buffer_text(&text));
	return plain_example(buffer_text(&text));
}

/* NULL, with a complaint, when there is nothing to send. */
static json_t *
example_of(const char *word)
{
	ARENA arena = arena_new();
	int64_t id;

	/* Items are the second word on here, so main can't have looked the number up. */
	word = printed_word(word, arena);
	if (text_int(word, 1, INT64_MAX, &id, NULL))
		return json_pack("{s:I}", "item", (json_int_t)id);
	if (strstr(word, "://") != NULL)
		return json_pack("{s:s}", "url", word);
	return file_example(word);
}

static enum exit_code
say_changed(struct session *s, const char *done, const char *what, const char *name, const char *how)
{
	BUFFER line = { 0 };

	ink_text(&line, &s->look, INK_DIM, done);
	ink_text(&line, &s->look, INK_PLAIN, what);
	ink_text(&line, &s->look, INK_DIM, how);
	ink_text(&line, &s->look, INK_NUMBER, name);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

static enum exit_code
example_add(struct session *s, const char *name, const char *word, bool as_json)
{
	json_t *body = example_of(word);
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code;

	if (body == NULL)
		return EXIT_REFUSED;
	path_add_named(&path, "/v1/topics", name, "/examples");
	code = session_ask_json(s, "POST", buffer_text(&path), body, &answer);
	if (code != EXIT_DONE)
		return code;
	return as_json ? session_print_answer(s, &answer) : say_changed(s, "example ", word, name, " teaches ");
}

/* By what it is shown as, its address or its title. */
static const json_t *
example_named(const json_t *topic, const char *word)
{
	const json_t *example;

	FIELD_EACH(i, field(topic, "examples"), example)
	{
		char shown[EXAMPLE_ID_SIZE];

		if (text_equal(example_id(example, shown), word) || text_equal(field_text(example, "url"), word) ||
		    text_equal(field_text(example, "title"), word))
			return example;
	}
	return NULL;
}

static enum exit_code
example_remove(struct session *s, const char *name, const json_t *topic, const char *word, bool as_json)
{
	const json_t *example = example_named(topic, word);
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code;

	if (example == NULL) {
		complain("topic '%.80s' has no example '%.200s': winnow topic show %.80s lists them", name, word, name);
		return EXIT_REFUSED;
	}
	path_add_named(&path, "/v1/topics", name, "/examples");
	path_add_query(&path, "id", field_text_or(example, "id", ""));
	code = session_ask(s, "DELETE", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	return as_json ? session_print_answer(s, &answer)
		       : say_changed(s, "example ", word, name, " no longer teaches ");
}

static enum exit_code
topic_get(struct session *s, const char *name, json_t **out)
{
	BUFFER path = { 0 };

	path_add_named(&path, "/v1/topics", name, "");
	return session_get(s, buffer_text(&path), out);
}

enum exit_code
run_topic_example(struct session *s, const struct args *args)
{
	const char *name = args->words[0];
	bool is_removal = args_has(args, "remove"), as_json = args_has(args, "json");
	json_t *topic = NULL;
	enum exit_code code = is_removal ? topic_get(s, name, &topic) : EXIT_DONE;

	if (code != EXIT_DONE)
		return code;
	for (size_t i = 1; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		enum exit_code one = is_removal ? example_remove(s, name, topic, args->words[i], as_json)
						: example_add(s, name, args->words[i], as_json);

		code = one != EXIT_DONE ? one : code;
	}
	json_decref(topic);
	return code;
}
