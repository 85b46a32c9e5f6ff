#include "curate/excerpt.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

static void
begins_with_the_first_sentence_and_ends_without_what_is_no_text(void **state)
{
	static const struct {
		const char *title, *text, *excerpt;
	} cases[] = {
		{ "Slow trains", "A conductor sells soup.", "A conductor sells soup." },
		{ "Slow trains", "Slow Trains\n\nA conductor sells soup.", "A conductor sells soup." },
		{ "Slow trains", "Slow trains!\n\nPhoto: Mara\n\nBy Ann Ode\n\nA conductor sells soup.",
		    "A conductor sells soup." },
		{ "Slow trains", "Slow trains: a conductor sells soup.", "a conductor sells soup." },
		{ "Slow trains", "Slow trains are my favourite place.", "Slow trains are my favourite place." },
		{ "Slow", "Slowly the conductor comes to us.", "Slowly the conductor comes to us." },
		{ "\xe2\x80\x9cSlow\xe2\x80\x9d trains", "\"Slow\" trains\nA conductor sells soup.",
		    "A conductor sells soup." },
		{ NULL, "A conductor sells soup.\n\n- Leek\n- Onion", "A conductor sells soup. Leek Onion" },
		{ NULL, "> As she said, soup is work.\n\nIndeed.", "As she said, soup is work. Indeed." },
		{ NULL, "Soup", "Soup" },
		{ NULL, "Soup\n\nLeeks", "Soup Leeks" },
		{ NULL, "Between two valleys he sells [" ELLIPSIS "]", "Between two valleys he sells" ELLIPSIS },
		{ NULL, "Between two valleys he sells [...] Continue reading \xe2\x86\x92",
		    "Between two valleys he sells" ELLIPSIS },
		{ NULL, "Between two valleys he sells soup. Read more", "Between two valleys he sells soup." },
		{ NULL, "Between two valleys, \xe2\x80\xa6 Read More \xc2\xbb", "Between two valleys" ELLIPSIS },
		{ "Soup", "Soup", "" },
		{ "Soup", "Soup.\n\n---", "" },
		{ "Soup", "", "" },
		{ "Soup", NULL, "" },
		{ NULL, "Read more", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER out = { 0 };

		excerpt_make(cases[i].title, cases[i].text, false, &out);
		assert_string_equal(buffer_text(&out), cases[i].excerpt);
	}
}

static void
ends_a_long_text_at_a_word(void **state)
{
	BUFFER text = { 0 };
	BUFFER out = { 0 };

	(void)state;
	for (size_t i = 0; i < 100; i++)
		buffer_add_text(&text, i % 2 == 0 ? "soup, " : "leeks ");
	excerpt_make(NULL, buffer_text(&text), false, &out);
	assert_in_range(out.len, EXCERPT_MAX_BYTES - 10, EXCERPT_MAX_BYTES + 3);
	assert_true(text_ends(out.data, "soup" ELLIPSIS) || text_ends(out.data, "leeks" ELLIPSIS));
}

static void
drops_the_half_word_of_a_text_that_goes_on(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	excerpt_make(NULL, "Between two valleys he sells sou", true, &out);
	assert_string_equal(buffer_text(&out), "Between two valleys he sells" ELLIPSIS);
}

static void
cuts_no_character_of_a_text_without_spaces(void **state)
{
	BUFFER text = { 0 };
	BUFFER out = { 0 };

	(void)state;
	for (size_t i = 0; i < 400; i++)
		buffer_add_text(&text, "\xe5\x83\x8d");
	excerpt_make(NULL, buffer_text(&text), true, &out);
	assert_true(utf8_is_valid(out.data, out.len));
	assert_int_equal(out.len, EXCERPT_MAX_BYTES + strlen(ELLIPSIS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_the_first_sentence_and_ends_without_what_is_no_text),
		cmocka_unit_test(ends_a_long_text_at_a_word),
		cmocka_unit_test(drops_the_half_word_of_a_text_that_goes_on),
		cmocka_unit_test(cuts_no_character_of_a_text_without_spaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
