/* The digest, live or frozen as an issue, printed or written to a file. */
#include "cli/render/digest.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/format.h"
#include "cli/issue.h"
#include "cli/issue_edit.h"
#include "cli/issue_feed.h"
#include "cli/render/ink.h"
#include "cli/run.h"
#include "cli/words.h"

static enum exit_code
query_make(struct session *s, const struct args *args, struct buffer *path)
{
	buffer_add_text(path, "/v1/digest");
	if (args->word_count > 0)
		path_add_query(path, "name", args->words[0]);
	args_to_query(args, "topic", "topic", path);
	args_to_query(args, "limit", "limit", path);
	args_to_query(args, "min-score", "min_score", path);
	return moments_to_query(args, s->look.now, path);
}

static enum exit_code
live_ask(struct session *s, const struct args *args, struct answer *out)
{
	BUFFER path = { 0 };
	enum exit_code code = query_make(s, args, &path);

	return code == EXIT_DONE ? session_ask(s, "GET", buffer_text(&path), NULL, out) : code;
}

/* What an issue holds is written down for its digest, not said here. */
static enum exit_code
check_issue(const struct args *args)
{
	static const char *const live[] = { "topic", "since", "until", "limit", "min-score" };

	for (size_t i = 0; i < COUNT_OF(live); i++)
		if (args_has(args, live[i]))
			return complain_usage(
			    "--%s is for the live digest; an issue is as winnow digests edit says", live[i]);
	if (args_has(args, "edit") && args_value(args, "issue") != NULL)
		return complain_usage("an issue that is frozen can't be edited");
	return EXIT_DONE;
}

static enum exit_code
issue_ask(struct session *s, const struct args *args, struct answer *out)
{
	const char *digest = args->word_count > 0 ? args->words[0] : DIGEST_DEFAULT;
	const char *word = args_value(args, "issue");
	enum exit_code code = check_issue(args);
	struct err err = { 0 };
	int64_t number;

	if (code != EXIT_DONE)
		return code;
	if (text_equal(word, "all"))
		return issue_feed(s, digest, out);
	if (word != NULL) {
		if (!text_int(word, 1, INT64_MAX, &number, &err))
			return complain_usage("--issue wants the number of an issue, or all: %s", err.text);
		return issue_get(s, digest, number, out);
	}
	return args_has(args, "edit") ? issue_edit(s, digest, out) : issue_freeze(s, digest, NULL, false, out);
}

/* To who sits at a terminal: what keeps the next issue back. */
static enum exit_code
tell_undelivered(struct session *s, const struct args *args, const struct format *format)
{
	const char *digest = args->word_count > 0 ? args->words[0] : DIGEST_DEFAULT;
	BUFFER words = { 0 };
	BUFFER line = { 0 };

	if (!s->terminal.is_terminal || format->render != render_digest || args_has(args, "output") ||
	    args_value(args, "issue") != NULL)
		return EXIT_DONE;
	buffer_addf(&words, "not delivered yet: winnow mail %s, or winnow issues %s --delivered last", digest, digest);
	ink_wrapped(&line, &s->look, INK_DIM, 0, buffer_text(&words));
	return session_print(s, &line);
}

enum exit_code
run_digest(struct session *s, const struct args *args)
{
	bool is_issue = args_has(args, "issue") || args_has(args, "edit");
	ANSWER answer = { 0 };
	const struct format *format;
	enum exit_code code = format_choose(args, &format);

	if (code == EXIT_DONE && text_equal(args_value(args, "issue"), "all") && !format->is_feed)
		code = complain_usage(
		    "--issue=all is for --format atom, html or json: %s has room for one issue", format->name);
	if (code == EXIT_DONE)
		code = is_issue ? issue_ask(s, args, &answer) : live_ask(s, args, &answer);
	if (code == EXIT_DONE)
		code = format_deliver(s, args, format, &answer);
	return code == EXIT_DONE && is_issue ? tell_undelivered(s, args, format) : code;
}
