#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
tells_valid_utf8_from_what_only_looks_like_it(void **state)
{
	static const struct {
		const char *text;
		bool is_valid;
	} cases[] = {
		{ "plain", true },
		{ "gr\xc3\xbc\xc3\x9f", true },
		{ "\xf0\x9f\x8c\xb1", true },
		{ "\xc0\xaf", false },         /* overlong */
		{ "\xe0\x80\xaf", false },     /* overlong */
		{ "\xed\xa0\x80", false },     /* a surrogate */
		{ "\xf4\x90\x80\x80", false }, /* over U+10FFFF */
		{ "\xc3", false },             /* cut short */
		{ "\x80", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(utf8_is_valid(cases[i].text, strlen(cases[i].text)), cases[i].is_valid);
}

static void
replaces_each_byte_that_is_no_utf8(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	utf8_make_valid("a\xff\xc3z", 4, &out);
	assert_string_equal(out.data, "a\xef\xbf\xbd\xef\xbf\xbdz");
}

static void
cuts_between_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("a\xc3\xbcz", 4, 2), 1);
	assert_int_equal(utf8_cut("a\xc3\xbcz", 4, 3), 3);
	assert_int_equal(utf8_cut("ab", 2, 9), 2);
}

static void
leaves_out_what_steers_a_terminal(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	text_without_controls(
	    "a\x1b[31mb\x07\tc\nd\xc2\x9b"
	    "e\xe2\x80\xae"
	    "f\x7f",
	    &out);
	assert_string_equal(out.data, "a[31mb c def");
}

static void
escapes_markup(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	text_escape_markup("<a href=\"x\">Tom & Jerry's</a>", &out);
	assert_string_equal(out.data, "&lt;a href=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/a&gt;");
}

static void
reads_whole_numbers_within_bounds(void **state)
{
	struct err err = { 0 };
	int64_t got = 42;

	(void)state;
	assert_true(text_int("17", 0, 100, &got, &err));
	assert_int_equal(got, 17);
	assert_false(text_int("101", 0, 100, &got, &err));
	assert_false(text_int("1x", 0, 100, &got, &err));
	assert_false(text_int("", 0, 100, &got, &err));
	assert_false(text_int(" 1", 0, 100, &got, &err));
	assert_false(text_int("99999999999999999999", 0, INT64_MAX, &got, &err));
	assert_int_equal(got, 17);
}

static void
trims_and_compares(void **state)
{
	char text[] = " \t two words\r\n";

	(void)state;
	assert_string_equal(text_trim(text), "two words");
	assert_true(text_is_blank(NULL));
	assert_true(text_is_blank(" \n"));
	assert_false(text_is_blank("x"));
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal(NULL, ""));
	assert_true(text_equal_nocase("ETag", "etag"));
	assert_true(text_starts("https://x", "https:"));
	assert_true(text_ends("feed.xml", ".xml"));
	assert_false(text_ends("l", ".xml"));
}

static void
leaves_out_spans_that_lie_inside(void **state)
{
	static const char text[] = "One.\n\nShare this\n\nTw\xc3\xb6.\n\nThe end";
	static const struct {
		struct text_span spans[2];
		const char *left;
	} cases[] = {
		{ { { 6, 10 }, { 25, 7 } }, "One.\n\nTw\xc3\xb6." },
		{ { { 0, 4 }, { 6, 10 } }, "Tw\xc3\xb6.\n\nThe end" },
		{ { { 25, 7 }, { 0, 4 } }, "One.\n\nShare this\n\nTw\xc3\xb6." }, /* out of order */
		{ { { 25, 8 }, { 99, 1 } }, text },                               /* over the end */
		{ { { 0, SIZE_MAX }, { SIZE_MAX, 2 } }, text },
		{ { { 21, 1 }, { 0, 0 } }, text }, /* within a character */
		{ { { 0, sizeof(text) - 1 }, { 0, 0 } }, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER out = { 0 };

		text_without(text, cases[i].spans, 2, &out);
		assert_string_equal(buffer_text(&out), cases[i].left);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_valid_utf8_from_what_only_looks_like_it),
		cmocka_unit_test(replaces_each_byte_that_is_no_utf8),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(leaves_out_what_steers_a_terminal),
		cmocka_unit_test(escapes_markup),
		cmocka_unit_test(reads_whole_numbers_within_bounds),
		cmocka_unit_test(trims_and_compares),
		cmocka_unit_test(leaves_out_spans_that_lie_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
