/* Topics: listed, shown, edited, imported, exported, removed. */
#include "cli/render/topics.h"

#include "base/text.h"
#include "cli/client.h"
#include "cli/lessons.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/run.h"
#include "cli/topic_draft.h"
#include "cli/topic_text.h"

static enum exit_code
topic_ask(struct session *s, const char *name, struct answer *out)
{
	BUFFER path = { 0 };

	path_add_named(&path, "/v1/topics", name, "");
	return session_ask(s, "GET", buffer_text(&path), NULL, out);
}

static enum exit_code
topic_put(struct session *s, const json_t *topic, bool as_json)
{
	const char *name = field_text_or(topic, "name", "");
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code;
	json_t *body;

	path_add_named(&path, "/v1/topics", name, "");
	body = json_copy((json_t *)topic);
	json_object_del(body, "documents");
	code = session_ask_json(s, "PUT", buffer_text(&path), body, &answer);
	if (code == EXIT_DONE)
		code = lessons_give(s, name, field(topic, "documents"));
	if (code != EXIT_DONE)
		return code;
	if (as_json)
		return session_print_answer(s, &answer);
	ink_text(&line, &s->look, INK_DIM, answer.status == 201 ? "new topic " : "changed topic ");
	ink_text(&line, &s->look, INK_NUMBER, name);
	ink_format(&line, &s->look, INK_DIM, ", %zu term%s", field_count(topic, "terms"),
	    field_count(topic, "terms") == 1 ? "" : "s");
	if (field_count(topic, "documents") > 0)
		ink_format(&line, &s->look, INK_DIM, ", taught by %zu document%s", field_count(topic, "documents"),
		    field_count(topic, "documents") == 1 ? "" : "s");
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

enum exit_code
topics_put(struct session *s, const json_t *topics, bool as_json)
{
	enum exit_code code = EXIT_DONE;
	const json_t *topic;

	FIELD_EACH(i, topics, topic)
	{
		enum exit_code one = topic_put(s, topic, as_json);

		code = one != EXIT_DONE ? one : code;
		if (code == EXIT_NO_DAEMON)
			break;
	}
	return code;
}

enum exit_code
run_topic_list(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER text = { 0 };
	json_t *topics = NULL;
	enum exit_code code = topics_ask(s, &answer, &topics);
	size_t count;

	if (code != EXIT_DONE)
		return code;
	count = json_array_size(field_list(topics, "topics"));
	if (args_has(args, "json")) {
		code = session_print_answer(s, &answer);
	} else if (count == 0) {
		complain("no topics yet: winnow topic import FILE, or winnow topic edit NAME");
	} else {
		render_topics(field_list(topics, "topics"), &s->look, &text);
		code = session_print(s, &text);
	}
	json_decref(topics);
	return code == EXIT_DONE && count == 0 ? EXIT_NOTHING : code;
}

enum exit_code
run_topic_show(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	enum exit_code code = topic_ask(s, args->words[0], &answer);

	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_topic) : code;
}

enum exit_code
topics_text(struct session *s, const char *name, bool with_lessons, struct buffer *out, size_t *out_count)
{
	ANSWER answer = { 0 };
	json_t *topics = NULL;
	enum exit_code code = topics_ask(s, &answer, &topics);
	const json_t *topic;

	FIELD_EACH(i, field_list(topics, "topics"), topic)
	{
		if (name != NULL && !text_equal(field_text(topic, "name"), name))
			continue;
		buffer_add_text(out, out->len > 0 ? "\n" : "");
		topic_text_write(topic, out);
		++*out_count;
		if (with_lessons)
			code = lessons_write(s, field_text_or(topic, "name", ""), out);
		if (code != EXIT_DONE)
			break;
	}
	json_decref(topics);
	return code;
}

enum exit_code
run_topic_export(struct session *s, const struct args *args)
{
	const char *name = args->word_count > 0 ? args->words[0] : NULL;
	BUFFER text = { 0 };
	size_t count = 0;
	enum exit_code code = topics_text(s, name, args_has(args, "learnt"), &text, &count);

	if (code != EXIT_DONE)
		return code;
	if (count > 0)
		return session_print(s, &text);
	if (name != NULL)
		complain("no topic '%.80s': winnow topic list shows them", name);
	else
		complain("no topics yet: winnow topic import FILE");
	return name != NULL ? EXIT_REFUSED : EXIT_NOTHING;
}

enum exit_code
run_topic_import(struct session *s, const struct args *args)
{
	json_t *topics = topic_file_read(args->words[0]);
	enum exit_code code;

	if (topics == NULL) {
		complain("nothing was imported");
		return EXIT_REFUSED;
	}
	code = topics_put(s, topics, args_has(args, "json"));
	json_decref(topics);
	return code;
}

static enum exit_code
topic_edit(struct session *s, struct draft *draft, const char *before, bool as_json)
{
	json_t *topics = topic_draft_finish(draft, before);
	enum exit_code code = EXIT_REFUSED;

	if (json_is_null(topics)) {
		complain("nothing was changed");
		return EXIT_DONE;
	}
	if (topics != NULL)
		code = topics_put(s, topics, as_json);
	json_decref(topics);
	if (code != EXIT_DONE)
		draft_keep(draft);
	return code;
}

enum exit_code
run_topic_edit(struct session *s, const struct args *args)
{
	__attribute__((cleanup(draft_close))) struct draft draft = { 0 };
	BUFFER text = { 0 };
	struct err err = { 0 };
	enum exit_code code = topic_draft_begin(s, args->words[0], &text);

	if (code != EXIT_DONE)
		return code;
	if (!draft_open(&draft, buffer_text(&text), ".ini", &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	return topic_edit(s, &draft, buffer_text(&text), args_has(args, "json"));
}

static enum exit_code
remove_one(struct session *s, const char *name)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code;

	path_add_named(&path, "/v1/topics", name, "");
	code = session_ask(s, "DELETE", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	ink_text(&line, &s->look, INK_DIM, "removed topic ");
	ink_text(&line, &s->look, INK_NUMBER, name);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

enum exit_code
run_topic_remove(struct session *s, const struct args *args)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		enum exit_code one = remove_one(s, args->words[i]);

		code = one != EXIT_DONE ? one : code;
	}
	return code;
}
