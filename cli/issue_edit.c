#include "cli/issue_edit.h"

#include "cli/client.h"
#include "cli/editor.h"
#include "cli/issue.h"
#include "cli/issue_text.h"
#include "cli/problems.h"
#include "cli/render/field.h"

/* An issue that is frozen can't be edited any more, and there is none beside it. */
static enum exit_code
check_none_waits(struct session *s, const char *digest)
{
	json_t *body;
	enum exit_code code = issue_list_before(s, digest, 0, 1, &body);
	const json_t *last;
	long long number;

	if (code != EXIT_DONE)
		return code;
	last = json_array_get(field(body, "issues"), 0);
	if (last != NULL && !field_is(last, "delivered")) {
		number = (long long)field_int(last, "number", 0);
		complain(
		    "issue %lld of '%.80s' is frozen and not delivered yet: send it with winnow mail, "
		    "or say that it went out: winnow issues %.80s --delivered %lld",
		    number, digest, digest, number);
		code = EXIT_REFUSED;
	}
	json_decref(body);
	return code;
}

static enum exit_code
next_ask(struct session *s, const char *digest, json_t **out)
{
	BUFFER path = { 0 };
	enum exit_code code;

	buffer_add_text(&path, "/v1/digest?next=true");
	path_add_query(&path, "name", digest);
	code = session_get(s, buffer_text(&path), out);
	if (code != EXIT_DONE)
		return code;
	if (field_count(*out, "items") + field_count(*out, "_winnow.left_out") > 0)
		return EXIT_DONE;
	issue_tell_nothing(*out);
	json_decref(*out);
	return EXIT_NOTHING;
}

/* Until it is right, given up (NULL), or emptied (JSON's null). */
static json_t *
edit_ask(const struct draft *draft, const json_t *next)
{
	do {
		BUFFER text = { 0 };
		BUFFER problems = { 0 };
		struct err err = { 0 };
		json_t *edit;

		if (!draft_edit(draft, &text, &err)) {
			complain("%s", err.text);
			continue;
		}
		edit = issue_text_read(buffer_text(&text), next, &problems);
		if (edit != NULL)
			return edit;
		problems_complain(draft->path, &problems);
	} while (draft_wants_again());
	return NULL;
}

static enum exit_code
edit_freeze(struct session *s, const char *digest, struct draft *draft, const json_t *next, struct answer *out)
{
	json_t *edit = edit_ask(draft, next);
	enum exit_code code = EXIT_REFUSED;

	if (json_is_null(edit)) {
		complain("no item was left: no issue was frozen");
		return EXIT_REFUSED;
	}
	if (edit != NULL)
		code = issue_freeze(s, digest, edit, false, out);
	if (code != EXIT_DONE)
		draft_keep(draft);
	return code;
}

enum exit_code
issue_edit(struct session *s, const char *digest, struct answer *out)
{
	__attribute__((cleanup(draft_close))) struct draft draft = { 0 };
	BUFFER text = { 0 };
	struct err err = { 0 };
	json_t *next = NULL;
	enum exit_code code = check_none_waits(s, digest);

	if (code == EXIT_DONE)
		code = next_ask(s, digest, &next);
	if (code != EXIT_DONE)
		return code;
	issue_text_write(next, &text);
	if (draft_open(&draft, buffer_text(&text), ".txt", &err)) {
		code = edit_freeze(s, digest, &draft, next, out);
	} else {
		complain("%s", err.text);
		code = EXIT_REFUSED;
	}
	json_decref(next);
	return code;
}
