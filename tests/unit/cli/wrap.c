#include "cli/render/wrap.h"
#include "base/buffer.h"
#include "base/memory.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The lines with bars between them. */
static char *
wrapped(const char *text, size_t columns)
{
	struct line rest = { text, strlen(text) }, line;
	BUFFER out = { 0 };

	while (wrap_next(&rest, columns, &line)) {
		buffer_add_text(&out, out.len > 0 ? "|" : "");
		buffer_add(&out, line.text, line.len);
	}
	return buffer_take(&out);
}

static void
assert_wraps(const char *text, size_t columns, const char *expected)
{
	OWNED_TEXT got = wrapped(text, columns);

	assert_string_equal(got, expected);
}

static void
breaks_at_spaces(void **state)
{
	(void)state;
	assert_wraps("the seek sense share loop", 10, "the seek|sense|share loop");
	assert_wraps("exactly ten", 7, "exactly|ten");
	assert_wraps("  around \n\t it  ", 20, "around \n\t it");
	assert_wraps("", 10, "");
	assert_wraps(" \n ", 10, "");
}

static void
cuts_a_word_only_when_it_is_wider_than_a_line(void **state)
{
	(void)state;
	assert_wraps("a verylongword b", 6, "a|verylo|ngword|b");
}

static void
breaks_between_wide_characters_but_not_before_what_closes(void **state)
{
	(void)state;
	assert_wraps("日本語のテキスト", 6, "日本語|のテキ|スト");
	assert_wraps("日本語。です", 6, "日本|語。で|す");
}

static void
never_takes_a_letter_from_its_accent(void **state)
{
	(void)state;
	assert_wraps("ae\u0301o", 2, "ae\u0301|o");
}

static void
always_moves_on(void **state)
{
	(void)state;
	assert_wraps("日本", 1, "日|本");
	assert_wraps("ab", 0, "a|b");
}

/* A long text takes time in proportion: no line looks at all that follows it. */
static void
wraps_a_megabyte(void **state)
{
	BUFFER text = { 0 };
	struct line rest, line;
	size_t lines = 0;

	(void)state;
	for (int i = 0; i < 200000; i++)
		buffer_add_text(&text, "word ");
	rest = (struct line) { text.data, text.len };
	while (wrap_next(&rest, 79, &line))
		lines++;
	assert_int_equal(lines, 12500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(breaks_at_spaces),
		cmocka_unit_test(cuts_a_word_only_when_it_is_wider_than_a_line),
		cmocka_unit_test(breaks_between_wide_characters_but_not_before_what_closes),
		cmocka_unit_test(never_takes_a_letter_from_its_accent),
		cmocka_unit_test(always_moves_on),
		cmocka_unit_test(wraps_a_megabyte),
	};

	return cmocka_run_group_tests_name("cli/wrap", tests, NULL, NULL);
}
