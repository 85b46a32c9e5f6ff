/* The issues that were frozen, and what became of them. */
#include "base/text.h"
#include "cli/issue.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/table.h"
#include "cli/run.h"

static const struct column columns[] = {
	{ .title = "issue", .is_right = true },
	{ .title = "frozen" },
	{ .title = "items", .is_right = true },
	{ .title = "delivered" },
};

static void
issues_render(const json_t *issues, const struct look *look, struct buffer *out)
{
	TABLE table = table_new(columns, COUNT_OF(columns));
	const json_t *issue;

	FIELD_EACH(i, issues, issue)
	{
		bool is_delivered = field_is(issue, "delivered");
		char frozen[AGE_SIZE], delivered[AGE_SIZE];

		age_minute(field_time(issue, "frozen_at"), frozen);
		age_minute(field_time(issue, "delivered_at"), delivered);
		table_cell_int(table, INK_NUMBER, field_int(issue, "number", 0));
		table_cell(table, INK_PLAIN, frozen);
		table_cell_int(table, INK_PLAIN, field_int(issue, "items", 0));
		table_cell(table, is_delivered ? INK_DIM : INK_WARN, is_delivered ? delivered : "not yet");
	}
	table_write(table, look, 0, out);
}

static enum exit_code
issues_print(struct session *s, const char *digest, bool as_json)
{
	ANSWER answer = { 0 };
	BUFFER text = { 0 };
	enum exit_code code = issue_list(s, digest, &answer);
	json_t *body;
	size_t count;

	if (code != EXIT_DONE)
		return code;
	body = session_parse(&answer);
	if (body == NULL)
		return EXIT_REFUSED;
	count = field_count(body, "issues");
	if (as_json) {
		code = session_print_answer(s, &answer);
	} else if (count == 0) {
		issue_tell_none(digest);
	} else {
		issues_render(field(body, "issues"), &s->look, &text);
		code = session_print(s, &text);
	}
	json_decref(body);
	return code == EXIT_DONE && count == 0 ? EXIT_NOTHING : code;
}

/* "3", or "last" */
static enum exit_code
number_read(struct session *s, const char *digest, const char *word, int64_t *out)
{
	struct err err = { 0 };
	enum exit_code code;
	json_t *list;

	if (!text_equal(word, "last"))
		return text_int(word, 1, INT64_MAX, out, &err)
			   ? EXIT_DONE
			   : complain_usage("--delivered wants the number of an issue, or last: %s", err.text);
	code = issue_list_before(s, digest, 0, 1, &list);
	if (code != EXIT_DONE)
		return code;
	*out = field_int(json_array_get(field(list, "issues"), 0), "number", 0);
	json_decref(list);
	if (*out > 0)
		return EXIT_DONE;
	issue_tell_none(digest);
	return EXIT_NOTHING;
}

static enum exit_code
issue_mark(struct session *s, const char *digest, const char *word, bool as_json)
{
	ANSWER answer = { 0 };
	BUFFER line = { 0 };
	int64_t number;
	enum exit_code code = number_read(s, digest, word, &number);

	if (code != EXIT_DONE)
		return code;
	code = issue_deliver(s, digest, number, &answer);
	if (code != EXIT_DONE)
		return code;
	if (as_json)
		return session_print_answer(s, &answer);
	ink_text(&line, &s->look, INK_DIM, "delivered issue ");
	ink_format(&line, &s->look, INK_NUMBER, "%lld", (long long)number);
	ink_text(&line, &s->look, INK_DIM, " of ");
	ink_text(&line, &s->look, INK_NUMBER, digest);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

enum exit_code
run_issues(struct session *s, const struct args *args)
{
	const char *digest = args->word_count > 0 ? args->words[0] : DIGEST_DEFAULT;
	const char *delivered = args_value(args, "delivered");

	if (delivered != NULL)
		return issue_mark(s, digest, delivered, args_has(args, "json"));
	return issues_print(s, digest, args_has(args, "json"));
}
