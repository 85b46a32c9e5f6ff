/* Each format of one issue that holds what is nasty, against a file that was looked at. GOLDEN=write makes the files anew. */
#include "cli/format.h"
#include "base/buffer.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1800000000 }; /* 2027-01-15T08:00:00Z */

#define GOLDEN "tests/unit/cli/golden/"

static void
file_read(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (file == NULL)
		fail_msg("%s can't be read", path);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buffer_add(out, chunk, n);
	fclose(file);
}

static void
file_write(const char *path, const struct buffer *bytes)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fwrite(buffer_text(bytes), 1, bytes->len, file);
	assert_int_equal(fclose(file), 0);
}

static json_t *
issue_read(const char *path)
{
	BUFFER text = { 0 };
	json_t *issue;

	file_read(path, &text);
	issue = json_loads(buffer_text(&text), 0, NULL);
	assert_non_null(issue);
	return issue;
}

static void
render(const json_t *digest, const char *format, struct buffer *out)
{
	struct look look = { .width = 72, .now = NOW };

	for (size_t i = 0; i < format_count; i++)
		if (text_equal(formats[i].name, format))
			formats[i].render(digest, &look, out);
}

static void
assert_golden(const char *from, const char *format, const char *path)
{
	BUFFER got = { 0 };
	BUFFER want = { 0 };
	json_t *issue = issue_read(from);

	render(issue, format, &got);
	json_decref(issue);
	if (text_equal(getenv("GOLDEN"), "write"))
		file_write(path, &got);
	file_read(path, &want);
	assert_string_equal(buffer_text(&got), buffer_text(&want));
}

static void
writes_text(void **state)
{
	(void)state;
	assert_golden(GOLDEN "issue.json", "text", GOLDEN "issue.txt");
}

static void
writes_markdown(void **state)
{
	(void)state;
	assert_golden(GOLDEN "issue.json", "markdown", GOLDEN "issue.md");
}

static void
writes_html(void **state)
{
	(void)state;
	assert_golden(GOLDEN "issue.json", "html", GOLDEN "issue.html");
}

static void
writes_atom(void **state)
{
	(void)state;
	assert_golden(GOLDEN "issue.json", "atom", GOLDEN "issue.atom");
}

/* What is said when there is nothing to say: that the machine is well, or is not. */
static void
writes_an_empty_issue_in_each_format(void **state)
{
	(void)state;
	assert_golden(GOLDEN "empty.json", "text", GOLDEN "empty.txt");
	assert_golden(GOLDEN "empty.json", "markdown", GOLDEN "empty.md");
	assert_golden(GOLDEN "empty.json", "html", GOLDEN "empty.html");
	assert_golden(GOLDEN "empty.json", "atom", GOLDEN "empty.atom");
}

static void
no_format_lets_a_control_character_through(void **state)
{
	static const char *const never[] = { "\033", "\a", "\r", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6" };
	json_t *issue = issue_read(GOLDEN "issue.json");

	(void)state;
	for (size_t i = 0; i < format_count; i++) {
		BUFFER out = { 0 };

		if (formats[i].render == NULL)
			continue;
		render(issue, formats[i].name, &out);
		for (size_t k = 0; k < COUNT_OF(never); k++)
			assert_null(strstr(buffer_text(&out), never[k]));
	}
	json_decref(issue);
}

static void
every_format_survives_an_answer_of_another_shape(void **state)
{
	static const char *const strange[] = {
		"{}", "{\"items\":5}", "{\"items\":[1,null,[],{}],\"_winnow\":[]}",
		("{\"items\":[{\"id\":{},\"title\":7,\"authors\":5,\"tags\":[1,{}],\"_winnow\":\"x\"}],\"_winnow\":{"
		 "\"sections\":[1,{}],\"changed\":[4],\"uid\":\"zz\",\"feeds\":7}}"),
		"{\"title\":\" \",\"items\":[{\"_winnow\":{\"duplicates\":[7,{}],\"story_others\":2,\"story_words\":\"a\"}}]}"
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(strange); i++) {
		json_t *digest = json_loads(strange[i], 0, NULL);

		for (size_t k = 0; k < format_count; k++) {
			BUFFER out = { 0 };

			if (formats[k].render != NULL)
				render(digest, formats[k].name, &out);
			assert_true(out.len > 0 || formats[k].render == NULL);
		}
		json_decref(digest);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_text),
		cmocka_unit_test(writes_markdown),
		cmocka_unit_test(writes_html),
		cmocka_unit_test(writes_atom),
		cmocka_unit_test(writes_an_empty_issue_in_each_format),
		cmocka_unit_test(no_format_lets_a_control_character_through),
		cmocka_unit_test(every_format_survives_an_answer_of_another_shape),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("cli/format", tests, NULL, NULL);
}
