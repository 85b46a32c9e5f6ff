/* Feeds, and all else a person made: out of the daemon and into it. */
#include "cli/archive.h"
#include "cli/client.h"
#include "cli/file.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/run.h"

#include <sys/stat.h>

enum { OPML_MAX_BYTES = 64 << 20 };

static void
invalid_print(const char *file, const json_t *invalid)
{
	const json_t *entry;

	FIELD_EACH(i, invalid, entry)
	{
		const char *url = field_text_or(entry, "url", "");

		complain("%s, line %lld: %s%s%s", file, (long long)field_int(entry, "line", 0), url,
		    *url != '\0' ? ": " : "", field_text_or(entry, "reason", "not taken"));
	}
}

/* What could be taken was taken; it failed when nothing could. */
static enum exit_code
result_print(struct session *s, const char *file, const struct answer *answer)
{
	json_t *result = session_parse(answer);
	int64_t added = field_int(result, "added", 0), existing = field_int(result, "existing", 0);
	size_t invalid = field_count(result, "invalid");
	BUFFER line = { 0 };
	enum exit_code code;

	if (result == NULL)
		return EXIT_REFUSED;
	invalid_print(file, field(result, "invalid"));
	ink_format(&line, &s->look, added > 0 ? INK_GOOD : INK_PLAIN, "%lld added", (long long)added);
	ink_format(&line, &s->look, INK_DIM, ", %lld known already", (long long)existing);
	if (invalid > 0)
		ink_format(&line, &s->look, INK_BAD, ", %zu not taken", invalid);
	buffer_add_char(&line, '\n');
	json_decref(result);
	code = session_print(s, &line);
	return code == EXIT_DONE && invalid > 0 && added + existing == 0 ? EXIT_REFUSED : code;
}

enum exit_code
opml_give(struct session *s, const char *file, bool as_json)
{
	ANSWER answer = { 0 };
	BUFFER bytes = { 0 };
	struct content content = { .type = "text/x-opml" };
	struct err err = { 0 };
	enum exit_code code;

	if (!file_read(file, OPML_MAX_BYTES, &bytes, &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	content.bytes = buffer_text(&bytes);
	content.len = bytes.len;
	code = session_ask(s, "POST", "/v1/opml", &content, &answer);
	if (code != EXIT_DONE)
		return code;
	return as_json ? session_print_answer(s, &answer) : result_print(s, file, &answer);
}

enum exit_code
run_import(struct session *s, const struct args *args)
{
	const char *path = args->words[0];
	bool as_json = args_has(args, "json");
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return opml_give(s, path, as_json);
	return as_json ? complain_usage("--json is for an OPML file, and %s is a folder", path) : archive_read(s, path);
}

static enum exit_code
opml_print(struct session *s, bool with_credentials)
{
	ANSWER answer = { 0 };
	const char *path = with_credentials ? "/v1/opml?credentials=true" : "/v1/opml";
	enum exit_code code = session_ask(s, "GET", path, NULL, &answer);

	return code == EXIT_DONE ? session_print_answer(s, &answer) : code;
}

enum exit_code
run_export(struct session *s, const struct args *args)
{
	bool with_credentials = args_has(args, "credentials");

	if (args_has(args, "all"))
		return archive_write(s, args->word_count > 0 ? args->words[0] : "winnow-export", with_credentials);
	if (args->word_count > 0)
		return complain_usage(
		    "export writes OPML to standard output; into a folder goes all: winnow export --all %.200s",
		    args->words[0]);
	return opml_print(s, with_credentials);
}
