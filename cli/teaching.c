/* Topics, taught and corrected. */
#include "cli/render/topics.h"

#include "base/text.h"
#include "cli/client.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/run.h"
#include "cli/topic_draft.h"
#include "cli/words.h"

enum exit_code
run_topic_forget(struct session *s, const struct args *args)
{
	const char *word = args->word_count > 1 ? args->words[1] : NULL;
	json_t *body = word != NULL ? json_pack("{s:s}", "word", word) : json_object();
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code;

	if (body == NULL)
		return complain_usage("the word is no UTF-8 text");
	path_add_named(&path, "/v1/topics", args->words[0], "/forget");
	code = session_ask_json(s, "POST", buffer_text(&path), body, &answer);
	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	ink_text(&line, &s->look, INK_DIM, "topic ");
	ink_text(&line, &s->look, INK_NUMBER, args->words[0]);
	if (word != NULL)
		ink_format(&line, &s->look, INK_DIM, " forgets the word '%s'", word);
	else
		ink_text(&line, &s->look, INK_DIM, " forgets what was kept and skipped");
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

/* The section of that name, borrowed; a file of one topic may call it anything. */
static json_t *
section_named(const json_t *topics, const char *name)
{
	json_t *topic;

	if (json_array_size(topics) == 1) {
		topic = json_array_get(topics, 0);
		json_object_set_new(topic, "name", json_string(name));
		return topic;
	}
	FIELD_EACH(i, topics, topic)
	{
		if (text_equal(field_text(topic, "name"), name))
			return topic;
	}
	complain("there is no topic '%.80s' in it", name);
	return NULL;
}

static json_t *
change_written(struct session *s, const char *name)
{
	__attribute__((cleanup(draft_close))) struct draft draft = { 0 };
	BUFFER text = { 0 };
	struct err err = { 0 };
	json_t *topics;

	if (topic_draft_begin(s, name, &text) != EXIT_DONE)
		return NULL;
	if (!draft_open(&draft, buffer_text(&text), ".ini", &err)) {
		complain("%s", err.text);
		return NULL;
	}
	topics = topic_draft_finish(&draft, buffer_text(&text));
	if (!json_is_null(topics))
		return topics;
	complain("nothing was changed");
	return NULL;
}

static enum exit_code
trial_print(struct session *s, const struct args *args, const json_t *change)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code;

	path_add_named(&path, "/v1/topics", args->words[0], "/test");
	code = moments_to_query(args, s->look.now, &path);
	if (code == EXIT_DONE)
		code = session_ask_json(s, "POST", buffer_text(&path), json_deep_copy(change), &answer);
	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_topic_test) : code;
}

enum exit_code
run_topic_test(struct session *s, const struct args *args)
{
	const char *name = args->words[0];
	json_t *topics = args->word_count > 1 ? topic_file_read(args->words[1]) : change_written(s, name);
	const json_t *change = topics != NULL ? section_named(topics, name) : NULL;
	enum exit_code code = change != NULL ? trial_print(s, args, change) : EXIT_REFUSED;

	json_decref(topics);
	return code;
}
