/* Topics, taught and corrected. */
#include "cli/client.h"
#include "cli/render/ink.h"
#include "cli/run.h"

static void
topic_path(const char *name, const char *what, struct buffer *out)
{
	buffer_add_text(out, "/v1/topics");
	path_add_segment(out, name);
	buffer_add_text(out, what);
}

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
	topic_path(args->words[0], "/forget", &path);
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
