#include "cli/render/width.h"
#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *text;
	size_t columns;
} widths[] = {
	{ "", 0 }, { "plain", 5 }, { "Zürich", 6 }, { "e\u0301", 1 }, /* a letter and its accent apart */
	{ "日本語", 6 },                                              /* wide */
	{ "ﾊﾝｶｸ", 4 },                                                /* half width */
	{ "🎉", 2 },                                                   /* emoji */
	{ "a\u200bb", 2 },                                            /* a space without width */
	{ "a\tb\nc", 5 },                                             /* shown as spaces */
	{ "a\033b\xc2\x9b"
	  "c",
	    3 },           /* not shown */
	{ "\xff\xfe", 2 }, /* each shown as U+FFFD */
};

static void
counts_columns_not_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(widths); i++) {
		if (width_of_text(widths[i].text) != widths[i].columns)
			fail_msg("'%s' took %zu columns", widths[i].text, width_of_text(widths[i].text));
	}
}

static void
keeps_a_letter_and_its_accents_together(void **state)
{
	size_t columns;

	(void)state;
	assert_int_equal(width_cluster("e\u0301\u0323x", 6, &columns), 5);
	assert_int_equal(columns, 1);
}

static void
keeps_an_emoji_and_its_joiners_together(void **state)
{
	const char *text = "\U0001F469\u200D\U0001F4BBx";
	size_t columns;

	(void)state;
	assert_int_equal(width_cluster(text, strlen(text), &columns), strlen(text) - 1);
}

static void
fits_whole_characters_only(void **state)
{
	size_t columns;

	(void)state;
	assert_int_equal(width_fit("日本語", 9, 5, &columns), 6);
	assert_int_equal(columns, 4);
	assert_int_equal(width_fit("abc", 3, 0, &columns), 0);
	assert_int_equal(width_fit("abc", 3, 9, &columns), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_columns_not_bytes),
		cmocka_unit_test(keeps_a_letter_and_its_accents_together),
		cmocka_unit_test(keeps_an_emoji_and_its_joiners_together),
		cmocka_unit_test(fits_whole_characters_only),
	};

	return cmocka_run_group_tests_name("cli/width", tests, NULL, NULL);
}
