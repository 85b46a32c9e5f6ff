#include "cli/render/digest.h"

#include "base/text.h"
#include "cli/client.h"
#include "cli/render/field.h"
#include "cli/run.h"
#include "cli/words.h"

/* The formats there are to be; only two are there yet. */
static enum exit_code
format_check(const char *format, bool *out_json)
{
	static const char *const later[] = { "markdown", "html", "mail", "atom" };

	*out_json = text_equal(format, "json");
	if (format == NULL || *out_json || text_equal(format, "text"))
		return EXIT_DONE;
	for (size_t i = 0; i < COUNT_OF(later); i++)
		if (text_equal(format, later[i]))
			return complain_usage("this winnow can't write %s yet: use --format text or json", format);
	return complain_usage("no format '%.40s': use --format text or json", format);
}

static enum exit_code
query_make(struct session *s, const struct args *args, struct buffer *path)
{
	buffer_add_text(path, "/v1/digest");
	args_to_query(args, "topic", "topic", path);
	args_to_query(args, "limit", "limit", path);
	args_to_query(args, "min-score", "min_score", path);
	return moments_to_query(args, s->look.now, path);
}

static enum exit_code
digest_show(struct session *s, const struct answer *answer, bool as_json)
{
	json_t *digest = session_parse(answer);
	BUFFER text = { 0 };
	enum exit_code code;
	bool is_empty;

	if (digest == NULL)
		return EXIT_REFUSED;
	is_empty = field_count(digest, "items") == 0;
	if (!as_json)
		render_digest(digest, &s->look, &text);
	json_decref(digest);
	code = as_json ? session_print_answer(s, answer) : session_print(s, &text);
	return code == EXIT_DONE && is_empty ? EXIT_NOTHING : code;
}

enum exit_code
run_digest(struct session *s, const struct args *args)
{
	BUFFER path = { 0 };
	ANSWER answer = { 0 };
	enum exit_code code;
	bool as_json;

	code = format_check(args_value(args, "format"), &as_json);
	if (code != EXIT_DONE)
		return code;
	if (args->word_count > 0 && !text_equal(args->words[0], "default")) {
		complain("no digest '%.80s': this winnow has only 'default', the live one", args->words[0]);
		return EXIT_REFUSED;
	}
	code = query_make(s, args, &path);
	if (code == EXIT_DONE)
		code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	return digest_show(s, &answer, as_json || args_has(args, "json"));
}
