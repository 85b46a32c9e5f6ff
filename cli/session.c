#include "cli/session.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/pager.h"
#include "cli/render/field.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
session_socket_path(const char *given)
{
	const char *named = given != NULL ? given : getenv("WINNOW_SOCKET");
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	BUFFER path = { 0 };

	if (!text_is_blank(named))
		return mem_strdup(named);
	if (!text_is_blank(runtime)) {
		buffer_addf(&path, "%s/winnow/winnow.sock", runtime);
		if (access(buffer_text(&path), F_OK) == 0)
			return buffer_take(&path);
	}
	if (path.len > 0 && access("/run/winnow/winnow.sock", F_OK) != 0)
		return buffer_take(&path);
	return mem_strdup("/run/winnow/winnow.sock");
}

static void
complain_list(const char *fmt, va_list args)
{
	OWNED_TEXT text = mem_vprintf(fmt, args);
	BUFFER clean = { 0 };

	text_without_controls(text, &clean);
	fprintf(stderr, "winnow: %s\n", buffer_text(&clean));
}

void
complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain_list(fmt, args);
	va_end(args);
}

enum exit_code
complain_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain_list(fmt, args);
	va_end(args);
	return EXIT_USAGE;
}

/* What shows the names that there are, when one is not known. winnowd's words are for all who ask it, and name no command. */
static const char *
way_out(const char *problem)
{
	static const struct {
		const char *beginning, *way;
	} ways[] = {
		{ "no topic '", ": winnow topic list shows them" },
		{ "no digest '", ": winnow digests list shows them" },
		{ "no issue ", ": winnow issues NAME shows those of a digest" },
		{ "no feed ", ": winnow feed list shows them" },
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++)
		if (text_starts(problem, ways[i].beginning))
			return ways[i].way;
	return "";
}

/* "parameter min_score: too large": what is a parameter there was typed as an option, --min-score. False: it is none. */
static bool
complain_option(const char *problem)
{
	static const char prefix[] = "parameter ";
	BUFFER option = { 0 };

	if (!text_starts(problem, prefix))
		return false;
	problem += strlen(prefix);
	buffer_add(&option, problem, strcspn(problem, ":"));
	for (size_t i = 0; i < option.len; i++)
		if (option.data[i] == '_')
			option.data[i] = '-';
	complain("--%s%s", buffer_text(&option), problem + option.len);
	return true;
}

/* The list that the text ends with, a line each, to be copied. */
static void
complain_choice(const char *text, const json_t *candidates)
{
	static const char before[] = "one of them:";
	const char *list = strstr(text, before);
	const json_t *one;

	complain("%.*s", list != NULL ? (int)(list - text + (ptrdiff_t)strlen(before)) : (int)strlen(text), text);
	FIELD_EACH(i, candidates, one)
	{
		BUFFER line = { 0 };

		text_without_controls(field_text_or(one, "url", ""), &line);
		buffer_add_text(&line, "  ");
		text_without_controls(field_text_or(one, "title", ""), &line);
		fprintf(stderr, "  %s\n", buffer_text(&line));
	}
}

/* RFC 9457: the detail says it, else the title, else the status has to. */
enum exit_code
complain_refusal(const struct answer *answer)
{
	static const char query[] = "parameter q";
	json_t *problem = json_loadb(buffer_text(&answer->body), answer->body.len, 0, NULL);
	const char *text = field_text_or(problem, "detail", field_text_or(problem, "title", ""));
	enum exit_code code = EXIT_REFUSED;

	if (*text == '\0')
		complain("winnowd answered %ld and said no more: its log may", answer->status);
	else if (text_starts(text, query))
		complain("the query%s", text + strlen(query));
	else if (field_count(problem, "candidates") > 0)
		complain_choice(text, field(problem, "candidates"));
	else if (complain_option(text))
		code = EXIT_USAGE;
	else
		complain("%s%s", text, way_out(text));
	json_decref(problem);
	return code;
}

/* Takes `answer`. */
static enum exit_code
take_answer(struct answer *answer, struct answer *out)
{
	enum exit_code code;

	if (answer->status < 400) {
		*out = *answer;
		return EXIT_DONE;
	}
	code = complain_refusal(answer);
	answer_fini(answer);
	return code;
}

static enum exit_code
complain_failure(const struct err *err)
{
	complain("%s", err->text);
	return err->code == ERR_NETWORK ? EXIT_NO_DAEMON : EXIT_REFUSED;
}

enum exit_code
session_ask(struct session *s, const char *method, const char *path, const struct content *content, struct answer *out)
{
	struct answer answer = { 0 };
	struct err err = { 0 };

	if (!client_request(s->client, method, path, content, &answer, &err))
		return complain_failure(&err);
	return take_answer(&answer, out);
}

enum exit_code
session_receive(struct session *s, const char *path, client_sink_fn sink, void *context, struct answer *out)
{
	struct answer answer = { 0 };
	struct err err = { 0 };

	if (!client_receive(s->client, path, sink, context, &answer, &err))
		return complain_failure(&err);
	return take_answer(&answer, out);
}

enum exit_code
session_ask_json(struct session *s, const char *method, const char *path, json_t *body, struct answer *out)
{
	char *text = json_dumps(body, JSON_COMPACT);
	struct content content = { .bytes = text, .type = "application/json" };
	enum exit_code code;

	json_decref(body);
	if (text == NULL) {
		complain("what was typed is no UTF-8 text");
		return EXIT_REFUSED;
	}
	content.len = strlen(text);
	code = session_ask(s, method, path, &content, out);
	free(text);
	return code;
}

json_t *
session_parse(const struct answer *answer)
{
	json_error_t error;
	json_t *root = json_loadb(buffer_text(&answer->body), answer->body.len, JSON_DECODE_ANY, &error);

	if (root == NULL)
		complain("winnowd answered what is no JSON (%s): are command and daemon of one version?", error.text);
	return root;
}

enum exit_code
session_get(struct session *s, const char *path, json_t **out)
{
	ANSWER answer = { 0 };
	enum exit_code code = session_ask(s, "GET", path, NULL, &answer);
	json_t *document = code == EXIT_DONE ? session_parse(&answer) : NULL;

	if (document == NULL)
		return code == EXIT_DONE ? EXIT_REFUSED : code;
	*out = document;
	return EXIT_DONE;
}

enum exit_code
session_print(struct session *s, const struct buffer *text)
{
	if (pager_wanted(&s->terminal, buffer_text(text)) && pager_show(text->data, text->len))
		return EXIT_DONE;
	if (fwrite(buffer_text(text), 1, text->len, stdout) == text->len && fflush(stdout) == 0)
		return EXIT_DONE;
	complain("standard output: %s", strerror(errno));
	return EXIT_REFUSED;
}

/* Between the line breaks that a machine's text may have, nothing that moves a cursor. */
static void
shown_safely(const struct answer *answer, struct buffer *out)
{
	const char *text = buffer_text(&answer->body);
	bool is_json = answer->type != NULL && text_ends(answer->type, "json");
	uint32_t codepoint;

	for (size_t i = 0, n; i < answer->body.len; i += n) {
		size_t before = out->len;
		char one[5] = "";

		n = utf8_decode(text + i, answer->body.len - i, &codepoint);
		if (n == 1 && (text[i] == '\n' || text[i] == '\t')) {
			buffer_add_char(out, text[i]);
			continue;
		}
		n = n > 0 ? n : 1;
		memcpy(one, text + i, n);
		text_without_controls(one, out);
		if (is_json && strcmp(buffer_text(out) + before, one) != 0) {
			buffer_cut(out, before);
			buffer_addf(out, "\\u%04x", codepoint);
		}
	}
}

enum exit_code
session_print_answer(struct session *s, const struct answer *answer)
{
	BUFFER safe = { 0 };

	if (!s->terminal.is_terminal)
		return session_print(s, &answer->body);
	shown_safely(answer, &safe);
	if (safe.len > 0 && safe.data[safe.len - 1] != '\n')
		buffer_add_char(&safe, '\n');
	return session_print(s, &safe);
}

enum exit_code
session_show(struct session *s, const struct answer *answer, bool as_json, render_fn *render)
{
	BUFFER text = { 0 };
	json_t *document;

	if (as_json)
		return session_print_answer(s, answer);
	document = session_parse(answer);
	if (document == NULL)
		return EXIT_REFUSED;
	render(document, &s->look, &text);
	json_decref(document);
	return session_print(s, &text);
}
