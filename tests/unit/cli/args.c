#include "cli/args.h"
#include "base/text.h"
#include "cli/browser.h"
#include "cli/client.h"
#include "cli/render/terminal.h"
#include "cli/words.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct option_spec options[] = { { "topic", "T", "" }, { "json", NULL, "" }, { "issue", "[=N]", "" },
	{ NULL, NULL, NULL } };
static const struct option_spec globals[] = { { "socket", "SOCKET", "" }, { "help", NULL, "" }, { NULL, NULL, NULL } };

static void
sorts_options_from_words(void **state)
{
	char *argv[] = { "7", "--topic", "a", "-s/run/x", "--json", "--topic=b", "-", "--", "--json", NULL };
	BUFFER path = { 0 };
	ARGS args = { 0 };

	(void)state;
	assert_true(args_parse(options, globals, 9, argv, &args, NULL));
	assert_int_equal(args.word_count, 3);
	assert_string_equal(args.words[0], "7");
	assert_string_equal(args.words[1], "-");
	assert_string_equal(args.words[2], "--json");
	assert_string_equal(args_value(&args, "socket"), "/run/x");
	assert_string_equal(args_value(&args, "topic"), "b");
	assert_true(args_has(&args, "json"));
	assert_false(args_has(&args, "help"));
	args_to_query(&args, "topic", "topic", &path);
	assert_string_equal(buffer_text(&path), "?topic=a&topic=b");
}

static void
takes_a_value_that_may_be_left_out_only_when_it_is_joined(void **state)
{
	char *alone[] = { "--issue", "7", NULL }, *joined[] = { "--issue=7", "x", NULL };
	ARGS args = { 0 };

	(void)state;
	assert_true(args_parse(options, globals, 2, alone, &args, NULL));
	assert_true(args_has(&args, "issue"));
	assert_null(args_value(&args, "issue"));
	assert_string_equal(args.words[0], "7");
	args_fini(&args);
	assert_true(args_parse(options, globals, 2, joined, &args, NULL));
	assert_string_equal(args_value(&args, "issue"), "7");
	assert_string_equal(args.words[0], "x");
}

static const struct {
	char *argv[3];
	const char *error;
} wrong[] = {
	{ { "--nonsense", NULL }, "no option --nonsense here" },
	{ { "-x", NULL }, "no option -x here" },
	{ { "--topic", NULL }, "--topic wants T" },
	{ { "-s", NULL }, "--socket wants SOCKET" },
	{ { "--json=yes", NULL }, "--json takes no value" },
	{ { "--top", "x", NULL }, "no option --top here" },
};

static void
refuses_what_is_no_option(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct err err = { 0 };
		ARGS args = { 0 };
		int argc = 0;

		while (wrong[i].argv[argc] != NULL)
			argc++;
		assert_false(args_parse(options, globals, argc, wrong[i].argv, &args, &err));
		assert_string_equal(err.text, wrong[i].error);
		assert_null(args.words);
	}
}

static void
escapes_what_goes_into_a_path(void **state)
{
	BUFFER path = { 0 };

	(void)state;
	buffer_add_text(&path, "/v1/topics");
	path_add_segment(&path, "a/b?c");
	path_add_segment(&path, "..");
	path_add_query(&path, "q", "x&y=z ü");
	path_add_query(&path, "none", NULL);
	path_add_query(&path, "limit", "5");
	assert_string_equal(buffer_text(&path), "/v1/topics/a%2Fb%3Fc/%2E%2E?q=x%26y%3Dz%20%C3%BC&limit=5");
}

static void
reads_moments(void **state)
{
	static const struct {
		const char *word;
		const char *moment;
	} cases[] = { { "7d", "2027-01-08T08:00:00Z" }, { "2026-11-21", "2026-11-21T00:00:00Z" },
		{ "2026-11-21T19:22:00+01:00", "2026-11-21T18:22:00Z" } };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER out = { 0 };

		assert_true(moment_parse(cases[i].word, 1800000000, &out, &err));
		assert_string_equal(buffer_text(&out), cases[i].moment);
	}
	BUFFER untouched = { 0 };

	assert_false(moment_parse("yesterday", 1800000000, &untouched, &err));
	assert_int_equal(untouched.len, 0);
	assert_string_equal(
	    err.text, "'yesterday' is no time: write 24h, 7d or 2w (ago), 2026-11-21 or 2026-11-21T19:22:00Z");
}

static void
refuses_what_is_no_item(void **state)
{
	static const char *const words[] = { "x", "0", "-1", "1x", "", "99999999999999999999" };
	int64_t id = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_false(item_id_parse(words[i], &id, NULL));
	assert_int_equal(id, 42);
	assert_true(item_id_parse("1042", &id, NULL));
	assert_int_equal(id, 1042);
}

static void
cuts_a_browsers_command_into_words(void **state)
{
	char plain[] = "w3m", with_place[] = "fox --new  %s -x", url[] = "https://example.org/;rm";
	char *words[BROWSER_WORDS_MAX];

	(void)state;
	browser_words(plain, url, words);
	assert_string_equal(words[1], url);
	assert_null(words[2]);
	browser_words(with_place, url, words);
	assert_string_equal(words[1], "--new");
	assert_string_equal(words[2], url);
	assert_string_equal(words[3], "-x");
	assert_null(words[4]);
}

static void
opens_only_the_web(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_false(browser_open("file:///etc/passwd", &err));
	assert_string_equal(err.text, "its address is no web page: file:///etc/passwd");
	assert_false(browser_open(NULL, &err));
}

static char *
no_environment(const char *name)
{
	(void)name;
	return NULL;
}

static char *
environment(const char *name)
{
	if (strcmp(name, "NO_COLOR") == 0)
		return "1";
	return strcmp(name, "COLUMNS") == 0 ? "100" : NULL;
}

static void
looks_as_the_terminal_can(void **state)
{
	struct terminal pipe = { 0 }, screen = { .is_terminal = true, .columns = 120, .rows = 40 };
	struct look look;

	(void)state;
	terminal_look(&pipe, COLOUR_AUTO, no_environment, 5, &look);
	assert_true(look.width == 80 && !look.has_colour && !look.has_links && !look.cuts && look.now == 5);
	terminal_look(&pipe, COLOUR_ALWAYS, environment, 5, &look);
	assert_true(look.width == 100 && look.has_colour && !look.has_links);
	terminal_look(&screen, COLOUR_AUTO, no_environment, 5, &look);
	assert_true(look.width == 120 && look.has_colour && look.has_links && look.cuts);
	terminal_look(&screen, COLOUR_AUTO, environment, 5, &look);
	assert_true(look.width == 120 && !look.has_colour);
	terminal_look(&screen, COLOUR_NEVER, no_environment, 5, &look);
	assert_false(look.has_colour);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_options_from_words),
		cmocka_unit_test(takes_a_value_that_may_be_left_out_only_when_it_is_joined),
		cmocka_unit_test(refuses_what_is_no_option),
		cmocka_unit_test(escapes_what_goes_into_a_path),
		cmocka_unit_test(reads_moments),
		cmocka_unit_test(refuses_what_is_no_item),
		cmocka_unit_test(cuts_a_browsers_command_into_words),
		cmocka_unit_test(opens_only_the_web),
		cmocka_unit_test(looks_as_the_terminal_can),
	};

	return cmocka_run_group_tests_name("cli/args", tests, NULL, NULL);
}
