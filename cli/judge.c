/* What a person says of items: keep, skip, star, note, split, fold. */
#include "base/text.h"
#include "cli/client.h"
#include "cli/editor.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/run.h"
#include "cli/words.h"

#include <unistd.h>

/* "kept 1042 How to lead when nobody is in the room" */
static enum exit_code
done_print(struct session *s, const struct answer *answer, const char *done, int64_t id)
{
	json_t *item = json_loadb(buffer_text(&answer->body), answer->body.len, 0, NULL);
	BUFFER line = { 0 };

	ink_format(&line, &s->look, INK_DIM, "%s ", done);
	ink_format(&line, &s->look, INK_NUMBER, "%lld", (long long)id);
	if (item != NULL)
		ink_format(&line, &s->look, INK_PLAIN, "  %s", entry_title(item));
	buffer_add_char(&line, '\n');
	json_decref(item);
	return session_print(s, &line);
}

static enum exit_code
patch_one(struct session *s, const struct args *args, const char *word, const json_t *patch, const char *done)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	struct err err = { 0 };
	enum exit_code code;
	int64_t id;

	if (!item_id_parse(word, &id, &err))
		return complain_usage("%s", err.text);
	buffer_addf(&path, "/v1/items/%lld", (long long)id);
	code = session_ask_json(s, "PATCH", buffer_text(&path), json_deep_copy(patch), &answer);
	if (code != EXIT_DONE)
		return code;
	return args_has(args, "json") ? session_print_answer(s, &answer) : done_print(s, &answer, done, id);
}

/* Takes `patch`. One that fails doesn't keep the others from being judged. */
static enum exit_code
patch_all(struct session *s, const struct args *args, json_t *patch, const char *done)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON && code != EXIT_USAGE; i++) {
		enum exit_code one = patch_one(s, args, args->words[i], patch, done);

		code = one != EXIT_DONE ? one : code;
	}
	json_decref(patch);
	return code;
}

static enum exit_code
verdict(struct session *s, const struct args *args, const char *word, const char *done)
{
	bool is_taken_back = args_has(args, "undo");
	json_t *patch = is_taken_back ? json_pack("{s:n}", "verdict") : json_pack("{s:s}", "verdict", word);

	if (args_value(args, "topic") != NULL)
		json_object_set_new(patch, "topic", json_string(args_value(args, "topic")));
	return patch_all(s, args, patch, is_taken_back ? "undecided" : done);
}

enum exit_code
run_keep(struct session *s, const struct args *args)
{
	return verdict(s, args, "keep", "kept");
}

enum exit_code
run_skip(struct session *s, const struct args *args)
{
	return verdict(s, args, "skip", "skipped");
}

enum exit_code
run_star(struct session *s, const struct args *args)
{
	bool is_removed = args_has(args, "remove");

	return patch_all(
	    s, args, json_pack("{s:b}", "starred", !is_removed), is_removed ? "no longer starred" : "starred");
}

/* The note as it is, through the editor. */
static enum exit_code
note_edit(struct session *s, const char *word, struct buffer *out)
{
	__attribute__((cleanup(draft_close))) struct draft draft = { 0 };
	BUFFER path = { 0 };
	struct err err = { 0 };
	enum exit_code code;
	json_t *item;
	bool is_edited;

	buffer_addf(&path, "/v1/items/%s", word);
	code = session_get(s, buffer_text(&path), &item);
	if (code != EXIT_DONE)
		return code;
	is_edited =
	    draft_open(&draft, field_text_or(item, "_winnow.note", ""), ".txt", &err) && draft_edit(&draft, out, &err);
	json_decref(item);
	if (is_edited)
		return EXIT_DONE;
	complain("%s", err.text);
	return EXIT_REFUSED;
}

static enum exit_code
note_put(struct session *s, const struct args *args, const char *note)
{
	json_t *patch = json_pack("{s:s}", "note", note);
	enum exit_code code;

	if (patch == NULL)
		return complain_usage("the note is no UTF-8 text");
	code = patch_one(s, args, args->words[0], patch, *note != '\0' ? "noted" : "no note on");
	json_decref(patch);
	return code;
}

enum exit_code
run_note(struct session *s, const struct args *args)
{
	BUFFER note = { 0 };
	struct err err = { 0 };
	enum exit_code code;
	int64_t id;

	if (!item_id_parse(args->words[0], &id, &err))
		return complain_usage("%s", err.text);
	for (size_t i = 1; i < args->word_count; i++)
		buffer_addf(&note, "%s%s", i > 1 ? " " : "", args->words[i]);
	if (args->word_count == 1 && !args_has(args, "remove")) {
		if (isatty(STDIN_FILENO) != 1)
			return complain_usage("a note wants its text: winnow note %s TEXT", args->words[0]);
		code = note_edit(s, args->words[0], &note);
		if (code != EXIT_DONE)
			return code;
	}
	return note_put(s, args, text_is_blank(note.data) ? "" : text_trim(note.data));
}

/* ---- one item or two ---- */

/* Says nothing when there is something to split. */
static enum exit_code
set_check(struct session *s, const char *word)
{
	BUFFER path = { 0 };
	enum exit_code code;
	json_t *item;

	buffer_addf(&path, "/v1/items/%s", word);
	code = session_get(s, buffer_text(&path), &item);
	if (code != EXIT_DONE)
		return code;
	if (field_count(item, "_winnow.duplicates") == 0) {
		complain("item %s is no copy and has none: there is nothing to split", word);
		code = EXIT_REFUSED;
	}
	json_decref(item);
	return code;
}

enum exit_code
run_split(struct session *s, const struct args *args)
{
	json_t *patch = json_pack("{s:n}", "duplicate_of");
	struct err err = { 0 };
	enum exit_code code;
	int64_t id;

	code = item_id_parse(args->words[0], &id, &err) ? set_check(s, args->words[0]) : complain_usage("%s", err.text);
	if (code == EXIT_DONE)
		code = patch_one(s, args, args->words[0], patch, "split off, for good:");
	json_decref(patch);
	return code;
}

enum exit_code
run_fold(struct session *s, const struct args *args)
{
	struct err err = { 0 };
	BUFFER done = { 0 };
	enum exit_code code;
	json_t *patch;
	int64_t id;

	if (!item_id_parse(args->words[0], &id, &err))
		return complain_usage("%s", err.text);
	buffer_addf(&done, "folded under %lld:", (long long)id);
	patch = json_pack("{s:I}", "duplicate_of", (json_int_t)id);
	code = patch_one(s, args, args->words[1], patch, buffer_text(&done));
	json_decref(patch);
	return code;
}
