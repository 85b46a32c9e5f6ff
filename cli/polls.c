/* Polling now, and looking at what is not followed. */
#include "base/text.h"
#include "cli/client.h"
#include "cli/file.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/preview.h"
#include "cli/run.h"
#include "cli/words.h"

enum { PREVIEW_MAX_BYTES = 64 << 20 };

static enum exit_code
counts_print(struct session *s, const struct answer *answer, bool is_waited)
{
	static const struct {
		const char *path;
		const char *word;
		enum ink ink;
	} counts[] = { { "polled", "polled", INK_PLAIN }, { "unchanged", "unchanged", INK_PLAIN },
		{ "changed", "changed", INK_PLAIN }, { "failed", "failed", INK_BAD },
		{ "new_items", "new items", INK_GOOD } };
	json_t *root = json_loadb(buffer_text(&answer->body), answer->body.len, 0, NULL);
	BUFFER line = { 0 };

	for (size_t i = 0; is_waited && i < COUNT_OF(counts); i++) {
		int64_t count = field_int(root, counts[i].path, 0);

		ink_format(
		    &line, &s->look, count > 0 ? counts[i].ink : INK_DIM, "%lld %s", (long long)count, counts[i].word);
		buffer_add_text(&line, i + 1 < COUNT_OF(counts) ? ", " : "\n");
	}
	if (!is_waited)
		buffer_add_text(&line, "polling: winnow feed list shows what comes of it\n");
	json_decref(root);
	return session_print(s, &line);
}

static enum exit_code
refresh(struct session *s, const struct args *args, struct buffer *path)
{
	ANSWER answer = { 0 };
	enum exit_code code;

	if (args_has(args, "wait"))
		buffer_add_text(path, "?wait=true");
	code = session_ask(s, "POST", buffer_text(path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	return counts_print(s, &answer, args_has(args, "wait"));
}

enum exit_code
run_feed_refresh(struct session *s, const struct args *args)
{
	enum exit_code code = EXIT_DONE;
	BUFFER path = { 0 };

	if (args->word_count == 0) {
		buffer_add_text(&path, "/v1/refresh");
		return refresh(s, args, &path);
	}
	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		int64_t id;
		enum exit_code one = feed_resolve(s, args->words[i], &id);

		buffer_cut(&path, 0);
		buffer_addf(&path, "/v1/feeds/%lld/refresh", (long long)id);
		if (one == EXIT_DONE)
			one = refresh(s, args, &path);
		code = one != EXIT_DONE ? one : code;
	}
	return code;
}

static const char *
type_of_file(const char *path)
{
	static const struct {
		const char *ending;
		const char *type;
	} types[] = { { ".json", "application/feed+json" }, { ".rss", "application/rss+xml" },
		{ ".atom", "application/atom+xml" }, { ".rdf", "application/rdf+xml" }, { ".html", "text/html" } };

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (text_ends(path, types[i].ending))
			return types[i].type;
	/* Says nothing of the charset, as text/xml would: the document does. */
	return "application/xml";
}

static enum exit_code
preview_file(struct session *s, const struct args *args, struct answer *out)
{
	const char *path = args->words[0];
	BUFFER bytes = { 0 };
	struct content content = { .type = type_of_file(path), .location = args_value(args, "base") };
	struct err err = { 0 };

	if (!file_read(path, PREVIEW_MAX_BYTES, &bytes, &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	content.bytes = buffer_text(&bytes);
	content.len = bytes.len;
	return session_ask(s, "POST", "/v1/preview", &content, out);
}

enum exit_code
run_feed_preview(struct session *s, const struct args *args)
{
	const char *word = args->words[0];
	bool is_url = text_starts_nocase(word, "http://") || text_starts_nocase(word, "https://");
	ANSWER answer = { 0 };
	enum exit_code code;

	code = is_url ? session_ask_json(s, "POST", "/v1/preview", json_pack("{s:s}", "url", word), &answer)
		      : preview_file(s, args, &answer);
	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_preview) : code;
}
