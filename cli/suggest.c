/* What would make topics better. Nothing is changed. */
#include "cli/client.h"
#include "cli/render/field.h"
#include "cli/render/suggestions.h"
#include "cli/run.h"

enum exit_code
run_topic_suggest(struct session *s, const struct args *args)
{
	const char *name = args->word_count > 0 ? args->words[0] : NULL;
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER text = { 0 };
	json_t *said;
	enum exit_code code;
	bool has_any;

	if (name != NULL)
		path_add_named(&path, "/v1/topics", name, "/suggestions");
	else
		buffer_add_text(&path, "/v1/suggestions");
	code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	said = session_parse(&answer);
	if (said == NULL)
		return EXIT_REFUSED;
	has_any = field_count(said, "add") + field_count(said, "drop") + field_count(said, "clusters") > 0;
	if (args_has(args, "json")) {
		code = session_print_answer(s, &answer);
	} else {
		if (name != NULL)
			render_suggestions(said, &s->look, &text);
		else
			render_clusters(said, &s->look, &text);
		code = session_print(s, &text);
	}
	json_decref(said);
	return code == EXIT_DONE && !has_any ? EXIT_NOTHING : code;
}
