#include "base/text.h"
#include "cli/client.h"
#include "cli/format.h"
#include "cli/run.h"
#include "cli/words.h"

static enum exit_code
query_make(struct session *s, const struct args *args, struct buffer *path)
{
	buffer_add_text(path, "/v1/digest");
	args_to_query(args, "topic", "topic", path);
	args_to_query(args, "limit", "limit", path);
	args_to_query(args, "min-score", "min_score", path);
	return moments_to_query(args, s->look.now, path);
}

enum exit_code
run_digest(struct session *s, const struct args *args)
{
	BUFFER path = { 0 };
	ANSWER answer = { 0 };
	const struct format *format;
	enum exit_code code;

	code = format_choose(args, &format);
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
	return format_deliver(s, args, format, &answer);
}
