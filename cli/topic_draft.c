#include "cli/topic_draft.h"

#include "base/text.h"
#include "cli/file.h"
#include "cli/problems.h"
#include "cli/render/field.h"
#include "cli/topic_text.h"

enum exit_code
topics_ask(struct session *s, struct answer *out_answer, json_t **out)
{
	enum exit_code code = session_ask(s, "GET", "/v1/topics", NULL, out_answer);

	if (code != EXIT_DONE)
		return code;
	*out = session_parse(out_answer);
	return *out != NULL ? EXIT_DONE : EXIT_REFUSED;
}

json_t *
topic_file_read(const char *path)
{
	BUFFER text = { 0 };
	BUFFER problems = { 0 };
	struct err err = { 0 };
	json_t *topics = NULL;

	if (!file_read_text(path, TOPIC_TEXT_MAX_BYTES, &text, &err)) {
		complain("%s", err.text);
		return NULL;
	}
	topics = topic_text_read(buffer_text(&text), &problems);
	if (topics == NULL)
		problems_complain(path, &problems);
	return topics;
}

static void
template_add(const char *name, struct buffer *out)
{
	buffer_addf(out,
	    "# A term counts more with a weight: ^2. \"title:\" before it counts in titles only.\n"
	    "[%s]\ntitle = %s\nthreshold = 50\n"
	    "term = \n"
	    "# exclude = a phrase that no item of this topic holds\n",
	    name, name);
}

enum exit_code
topic_draft_begin(struct session *s, const char *name, struct buffer *out)
{
	ANSWER answer = { 0 };
	json_t *topics = NULL;
	enum exit_code code = topics_ask(s, &answer, &topics);
	const json_t *topic;

	if (code != EXIT_DONE)
		return code;
	FIELD_EACH(i, field_list(topics, "topics"), topic)
	{
		if (text_equal(field_text(topic, "name"), name))
			topic_text_write(topic, out);
	}
	if (out->len == 0)
		template_add(name, out);
	json_decref(topics);
	return EXIT_DONE;
}

json_t *
topic_draft_finish(const struct draft *draft, const char *before)
{
	do {
		BUFFER text = { 0 };
		BUFFER problems = { 0 };
		struct err err = { 0 };
		json_t *topics;

		if (!draft_edit(draft, &text, &err)) {
			complain("%s", err.text);
			continue;
		}
		if (text_equal(buffer_text(&text), before))
			return json_null();
		topics = topic_text_read(buffer_text(&text), &problems);
		if (topics != NULL)
			return topics;
		problems_complain(draft->path, &problems);
	} while (draft_wants_again());
	return NULL;
}
