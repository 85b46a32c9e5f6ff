#include "cli/printed.h"

#include "base/text.h"
#include "tests/unit/cli/state_home.h"

#include <pty.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static json_t *
three_items(void)
{
	return json_pack("[{s:s, s:s, s:{}}, {s:s, s:s, s:{}}, {s:s, s:s, s:{}}]", "id", "4711", "title", "One",
	    "_winnow", "id", "4712", "title", "Two\n9 \033[31mforged", "_winnow", "id", "4713", "title", "", "_winnow");
}

static bool
means(const char *word, const char *id)
{
	ARENA arena = arena_new();

	return text_equal(printed_word(word, arena), id);
}

/* In a process with a controlling terminal of its own; false: what `check` found wrong. */
static bool
holds_in_a_terminal(bool (*check)(void))
{
	int terminal, status = 1;
	char byte;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	assert_true(child >= 0);
	if (child == 0)
		_exit(check() ? 0 : 1);
	while (read(terminal, &byte, 1) > 0)
		continue;
	close(terminal);
	waitpid(child, &status, 0);
	return status == 0;
}

static bool
numbers_mean_lines(void)
{
	json_t *items = three_items();

	printed_remember(items);
	return json_integer_value(json_object_get(json_object_get(json_array_get(items, 2), "_winnow"), "number")) ==
		   3 &&
	       means("1", "4711") && means("2", "4712") && means("3", "4713");
}

static void
a_number_is_the_line_of_the_list_printed_last(void **state)
{
	(void)state;
	assert_true(holds_in_a_terminal(numbers_mean_lines));
}

static bool
others_are_themselves(void)
{
	json_t *items = three_items();

	printed_remember(items);
	return means("4", "4") && means("0", "0") && means("-1", "-1") && means("2x", "2x") && means("4711", "4711") &&
	       means("#2", "2") && means("id:2", "2");
}

static void
what_is_no_line_and_what_says_that_it_is_an_id_stays(void **state)
{
	(void)state;
	assert_true(holds_in_a_terminal(others_are_themselves));
}

static bool
nothing_is_known(void)
{
	json_t *items = three_items();

	printed_remember(items);
	return json_object_get(json_object_get(json_array_get(items, 0), "_winnow"), "number") == NULL &&
	       means("1", "1");
}

static void
nothing_is_numbered_where_nothing_can_be_remembered(void **state)
{
	(void)state;
	setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1);
	assert_true(holds_in_a_terminal(nothing_is_known));
	setenv("XDG_STATE_HOME", *state, 1);
}

static bool
an_earlier_list_is_gone(void)
{
	json_t *items = three_items();
	json_t *one = json_pack("[{s:s, s:s, s:{}}]", "id", "9", "title", "Nine", "_winnow");

	printed_remember(items);
	printed_remember(one);
	return means("1", "9") && means("2", "2");
}

static void
a_list_takes_the_place_of_the_one_before(void **state)
{
	(void)state;
	assert_true(holds_in_a_terminal(an_earlier_list_is_gone));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_the_line_of_the_list_printed_last),
		cmocka_unit_test(what_is_no_line_and_what_says_that_it_is_an_id_stays),
		cmocka_unit_test(nothing_is_numbered_where_nothing_can_be_remembered),
		cmocka_unit_test(a_list_takes_the_place_of_the_one_before),
	};

	return cmocka_run_group_tests(tests, state_home_make, state_home_remove);
}
