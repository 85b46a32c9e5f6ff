#include "cli/recipe_text.h"
#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char whole[] =
    "[weekly]\ntitle = Our week\ntopic = learning\ntopic = work\nlimit = 7\nper-feed = 0\n"
    "window = 7d\nmin-score = 60\nserendipity = on\n";

static void
reads_and_writes_a_digest(void **state)
{
	BUFFER problems = { 0 };
	BUFFER text = { 0 };
	json_t *recipe = recipe_text_read(whole, "weekly", &problems);

	(void)state;
	assert_string_equal(buffer_text(&problems), "");
	assert_int_equal(json_array_size(json_object_get(recipe, "topics")), 2);
	assert_true(json_is_true(json_object_get(recipe, "serendipity")));
	json_object_set_new(recipe, "name", json_string("weekly"));
	recipe_text_write(recipe, NULL, &text);
	assert_string_equal(buffer_text(&text), whole);
	json_decref(recipe);
}

/* What a new one begins with leaves everything as usual. */
static void
an_empty_setting_says_nothing(void **state)
{
	BUFFER problems = { 0 };
	BUFFER text = { 0 };
	json_t *recipe = json_pack("{s:s, s:s, s:[], s:i, s:i, s:s, s:b}", "name", "a", "title", "a", "topics", "limit",
	    7, "per_feed", 3, "window", "7d", "serendipity", 0);
	json_t *topics = json_pack("[{s:s}, {s:s}]", "name", "learning", "name", "work"), *read;

	(void)state;
	recipe_text_write(recipe, topics, &text);
	assert_non_null(strstr(buffer_text(&text), "# There are: learning, work\ntopic =\n"));
	read = recipe_text_read(buffer_text(&text), "a", &problems);
	assert_non_null(read);
	json_object_set_new(read, "name", json_string("a"));
	assert_true(json_equal(read, recipe));
	json_decref(read);
	json_decref(recipe);
	json_decref(topics);
}

static const struct {
	const char *text, *problem;
} wrong[] = {
	{ "[team]\n", "line 1: '[team]' must be [weekly]\n" },
	{ "[weekly]\n\n[weekly]\n", "line 3: one digest at a time: '[weekly]' is a second one\n" },
	{ "limit = many\n", "line 1: 'many' is no whole number\n" },
	{ "serendipity = perhaps\n", "line 1: it is on or off, not 'perhaps'\n" },
	{ "hello\n", "line 1: 'hello' is no setting: write key = value\n" },
	{ "colour = red\n",
	    "line 1: no setting 'colour': there are title, topic, limit, per-feed, window, min-score and "
	    "serendipity\n" },
};

static void
says_what_is_wrong_by_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		BUFFER problems = { 0 };

		assert_null(recipe_text_read(wrong[i].text, "weekly", &problems));
		assert_string_equal(buffer_text(&problems), wrong[i].problem);
	}
}

static void
counts_what_is_wrong_beyond_the_first_lines(void **state)
{
	BUFFER text = { 0 };
	BUFFER problems = { 0 };

	(void)state;
	for (int i = 0; i < 23; i++)
		buffer_add_text(&text, "hello\n");
	assert_null(recipe_text_read(buffer_text(&text), "weekly", &problems));
	assert_true(text_ends(buffer_text(&problems), "write key = value\nand 3 more\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_digest),
		cmocka_unit_test(an_empty_setting_says_nothing),
		cmocka_unit_test(says_what_is_wrong_by_its_line),
		cmocka_unit_test(counts_what_is_wrong_beyond_the_first_lines),
	};

	return cmocka_run_group_tests_name("cli/recipe_text", tests, NULL, NULL);
}
