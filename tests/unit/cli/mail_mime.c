#include "cli/mail/mime.h"

#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *
header(const char *text, struct buffer *out)
{
	buffer_cut(out, 0);
	mime_add_header(out, "Subject", text);
	return buffer_text(out);
}

/* Each line is seven bits, has no stray CR or LF, is short, and goes on with a space. */
static void
assert_is_header(const struct buffer *header)
{
	const char *line = buffer_text(header), *end;

	for (; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= MIME_LINE_MAX);
		assert_true(line == header->data || *line == ' ');
		for (const char *c = line; c < end; c++)
			assert_true(*c >= ' ' && *c < 0x7f);
	}
}

static void
leaves_a_plain_subject_as_it_is(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	assert_string_equal(header("Weekly, issue 3", &out), "Subject: Weekly, issue 3\r\n");
	assert_string_equal(header("  Weekly  ", &out), "Subject: Weekly\r\n");
	assert_string_equal(header("\n \t", &out), "");
}

static void
encodes_what_is_not_ascii_in_the_shorter_way(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	assert_string_equal(header("Café au lait", &out), "Subject: =?UTF-8?Q?Caf=C3=A9_au_lait?=\r\n");
	assert_string_equal(header("学习", &out), "Subject: =?UTF-8?B?5a2m5Lmg?=\r\n");
	assert_string_equal(header("=?UTF-8?Q?trap?=", &out), "Subject: =?UTF-8?B?PT9VVEYtOD9RP3RyYXA/PQ==?=\r\n");
}

static void
lets_no_title_end_its_header(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	assert_string_equal(
	    header("Hello\r\nBcc: all@example.org\n\nbody", &out), "Subject: Hello Bcc: all@example.org body\r\n");
	assert_string_equal(header("a\x1b[31mb\x7f\xc2\x85\xe2\x80\xae"
				   "c",
				&out),
	    "Subject: a[31mbc\r\n");
	assert_is_header(&out);
}

static void
folds_long_titles_between_words_and_between_characters(void **state)
{
	BUFFER out = { 0 };
	BUFFER text = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_add_text(&text, "word word ");
	header(buffer_text(&text), &out);
	assert_is_header(&out);
	assert_true(out.len < 2 * MIME_HEADER_TEXT_MAX_BYTES);
	buffer_cut(&text, 0);
	for (int i = 0; i < 10000; i++)
		buffer_add_text(&text, i % 3 == 0 ? "é" : i % 3 == 1 ? "学" : "\xf0\x9f\x8c\xb1");
	header(buffer_text(&text), &out);
	assert_is_header(&out);
	buffer_cut(&text, 0);
	for (int i = 0; i < 10000; i++)
		buffer_add_char(&text, 'x');
	header(buffer_text(&text), &out);
	assert_is_header(&out);
}

static void
quotes_a_display_name_only_where_it_must(void **state)
{
	static const struct {
		const char *name, *phrase;
	} cases[] = {
		{ "Anna Berg", "Anna Berg" },
		{ "Berg, Anna", "\"Berg, Anna\"" },
		{ "A \"B\" \\ C", "\"A \\\"B\\\" \\\\ C\"" },
		{ "Zoë", "=?UTF-8?Q?Zo=C3=AB?=" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER out = { 0 };
		size_t column = 6;

		mime_add_phrase(&out, cases[i].name, &column);
		assert_string_equal(buffer_text(&out), cases[i].phrase);
		assert_int_equal(column, 6 + strlen(cases[i].phrase));
	}
}

static void
writes_bodies_in_quoted_printable(void **state)
{
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		{ "", "" },
		{ "plain", "plain\r\n" },
		{ "a=b", "a=3Db\r\n" },
		{ "é\n", "=C3=A9\r\n" },
		{ "ends in a space \nand a tab\t\n", "ends in a space=20\r\nand a tab=09\r\n" },
		{ ".\n..\nFrom me\nFrom: me\n", "=2E\r\n=2E.\r\n=46rom me\r\nFrom: me\r\n" },
		{ "one\r\n\r\ntwo\rthree", "one\r\n\r\ntwo=0Dthree\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER out = { 0 };

		mime_add_text(&out, cases[i].text);
		assert_string_equal(buffer_text(&out), cases[i].encoded);
	}
}

static void
breaks_long_lines_of_a_body_softly(void **state)
{
	BUFFER text = { 0 };
	BUFFER out = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++)
		buffer_add_text(&text, i % 7 == 0 ? "é" : ".");
	mime_add_text(&out, buffer_text(&text));
	for (const char *line = buffer_text(&out), *end; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_true(end - line <= MIME_ENCODED_LINE_MAX);
		assert_true(*line != '.');
		assert_true(end[2] == '\0' || end[-1] == '=');
	}
}

static void
writes_dates_as_mail_has_them(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	mime_add_date(&out, 1795244400);
	assert_string_equal(buffer_text(&out), "Sat, 21 Nov 2026 07:00:00 +0000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_a_plain_subject_as_it_is),
		cmocka_unit_test(encodes_what_is_not_ascii_in_the_shorter_way),
		cmocka_unit_test(lets_no_title_end_its_header),
		cmocka_unit_test(folds_long_titles_between_words_and_between_characters),
		cmocka_unit_test(quotes_a_display_name_only_where_it_must),
		cmocka_unit_test(writes_bodies_in_quoted_printable),
		cmocka_unit_test(breaks_long_lines_of_a_body_softly),
		cmocka_unit_test(writes_dates_as_mail_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
