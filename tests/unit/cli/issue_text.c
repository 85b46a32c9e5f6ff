#include "cli/issue_text.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static json_t *
next_issue(void)
{
	return json_pack("{s:s, s:[{s:s, s:s, s:{s:s, s:s}}, {s:s, s:s, s:{s:s}}], s:{s:s, s:[{s:s, s:s, s:s, s:s}]}}",
	    "title", "Our week", "items", "id", "12", "title", "One\n\033[31mtitle", "_winnow", "section", "learning",
	    "note", "first line\n\nsecond line", "id", "13", "title", "Two", "_winnow", "section", "work", "_winnow",
	    "since", "2026-11-14T10:00:00Z", "left_out", "id", "14", "title", "Three", "section", "work", "why",
	    "no room");
}

static char *
edit_of(const char *text, struct buffer *problems)
{
	json_t *next = next_issue(), *edit = issue_text_read(text, next, problems);
	char *out = edit != NULL ? json_dumps(edit, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	json_decref(edit);
	json_decref(next);
	return out;
}

static void
shows_items_with_their_notes_and_what_was_left_out(void **state)
{
	json_t *next = next_issue();
	BUFFER text = { 0 };

	(void)state;
	issue_text_write(next, &text);
	assert_non_null(strstr(buffer_text(&text),
	    "\n12 [learning] One [31mtitle\n    first line\n    second line\n13 [work] Two\n\n# Not in it"));
	assert_non_null(strstr(buffer_text(&text),
	    "\n# Not in it; take the # of a line away, and it is.\n#\n# Because no room:\n# 14 [work] Three\n"));
	json_decref(next);
}

static void
reads_what_it_wrote(void **state)
{
	json_t *next = next_issue();
	BUFFER text = { 0 };
	BUFFER problems = { 0 };
	char *edit;

	(void)state;
	issue_text_write(next, &text);
	edit = edit_of(buffer_text(&text), &problems);
	assert_string_equal(
	    edit, "{\"items\":[{\"id\":\"12\",\"note\":\"first line\\nsecond line\"},{\"id\":\"13\"}]}");
	free(edit);
	json_decref(next);
}

static const struct {
	const char *text, *edit;
} readable[] = {
	{ "13 [work] Two\n12\n", "{\"items\":[{\"id\":\"13\"},{\"id\":\"12\"}]}" },
	{ "\n3 things to read.\r\n\n  Have fun.\n\n12 [x] y\n",
	    "{\"items\":[{\"id\":\"12\"}],\"intro\":\"3 things to read.\\n\\nHave fun.\"}" },
	{ "# words\n14 [work] Three (no room)\n\tmy note\n#  12 [learning]\n",
	    "{\"items\":[{\"id\":\"14\",\"note\":\"my note\"}]}" },
	{ "13 [work] 14 [x]\n 12 [a] is a note\n", "{\"items\":[{\"id\":\"13\",\"note\":\"12 [a] is a note\"}]}" },
	{ "", "null" },
	{ "# all gone\nonly words\n", "null" },
};

static void
reads_order_notes_and_a_beginning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(readable); i++) {
		BUFFER problems = { 0 };
		char *edit = edit_of(readable[i].text, &problems);

		assert_string_equal(buffer_text(&problems), "");
		assert_string_equal(edit, readable[i].edit);
		free(edit);
	}
}

static const struct {
	const char *text, *problems;
} wrong[] = {
	{ "12 [x]\n99 [x] y\n   its note\n", "line 2: 99 is no item that this issue may hold\n" },
	{ "12 [x]\n\n13 [y]\n12 [x]\n", "line 4: item 12 stands in line 1 already\n" },
	{ "12 [x]\nwhat is this\n",
	    "line 2: 'what is this' is no item; begin the line with a space and it is a note on the "
	    "one above\n" },
};

static void
says_what_is_wrong_by_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		BUFFER problems = { 0 };

		assert_null(edit_of(wrong[i].text, &problems));
		assert_string_equal(buffer_text(&problems), wrong[i].problems);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_items_with_their_notes_and_what_was_left_out),
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(reads_order_notes_and_a_beginning),
		cmocka_unit_test(says_what_is_wrong_by_its_line),
	};

	return cmocka_run_group_tests_name("cli/issue_text", tests, NULL, NULL);
}
