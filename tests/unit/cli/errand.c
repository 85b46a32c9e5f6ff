#include "cli/errand.h"

#include "base/buffer.h"
#include "cli/file.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PATIENCE_S = 20 };

static json_t *
item_titled(const char *title)
{
	return json_pack("{s:s, s:s, s:{s:i, s:[{s:s, s:i}]}}", "id", "12", "title", title, "_winnow", "score", 62,
	    "topics", "name", "learning", "score", 62);
}

/* The entry's value; NULL: there is none. */
static const char *
value_of(char **environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment != NULL; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return NULL;
}

static void
tells_the_item_and_nothing_of_another(void **state)
{
	char *inherited[] = { (char[]) { "HOME=/h" }, (char[]) { "WINNOW_SUMMARY=of another" },
		(char[]) { "WINNOW_TITLE=old" }, NULL };
	json_t *item = item_titled("How to lead");
	char **environment = errand_environment(item, "/run/w.sock", inherited);

	(void)state;
	assert_string_equal(value_of(environment, "HOME"), "/h");
	assert_string_equal(value_of(environment, "WINNOW_ID"), "12");
	assert_string_equal(value_of(environment, "WINNOW_TITLE"), "How to lead");
	assert_string_equal(value_of(environment, "WINNOW_SCORE"), "62");
	assert_string_equal(value_of(environment, "WINNOW_TOPIC"), "learning");
	assert_string_equal(value_of(environment, "WINNOW_SOCKET"), "/run/w.sock");
	assert_string_equal(value_of(environment, "WINNOW_SUMMARY"), "");
	errand_environment_free(environment);
	json_decref(item);
}

static void
holds_no_control_character_and_cuts_between_characters(void **state)
{
	char *none[] = { NULL };
	BUFFER title = { 0 };
	json_t *item;
	char **environment;
	const char *value;

	(void)state;
	buffer_add_text(&title, "\033[31ma\nLD_PRELOAD=x ");
	while (title.len < 2 * ERRAND_VALUE_MAX_BYTES)
		buffer_add_text(&title, "学");
	item = item_titled(buffer_text(&title));
	environment = errand_environment(item, "", none);
	value = value_of(environment, "WINNOW_TITLE");
	assert_non_null(value);
	assert_true(strlen(value) <= ERRAND_VALUE_MAX_BYTES && strlen(value) > ERRAND_VALUE_MAX_BYTES - 4);
	assert_null(strpbrk(value, "\033\n"));
	assert_null(value_of(environment, "LD_PRELOAD"));
	assert_string_equal(value + strlen(value) - strlen("学"), "学");
	errand_environment_free(environment);
	json_decref(item);
}

/* Steps as often as a command ends, until all have. */
static void
run_all(struct errands *errands)
{
	const struct timespec patience = { .tv_sec = PATIENCE_S };
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	while (!errands_are_done(errands)) {
		assert_int_equal(sigtimedwait(&child, NULL, &patience), SIGCHLD);
		errands_step(errands);
	}
}

static void
add_titled(struct errands *errands, const char *title)
{
	json_t *item = item_titled(title);

	errands_add(errands, item);
	json_decref(item);
}

static void
runs_each_after_the_one_before_it_and_never_by_a_shell(void **state)
{
	static const char *const commands[] = { "/bin/sh" };
	char path[] = "/tmp/winnow-test-XXXXXX";
	const char *arguments[] = { "-c", "echo \"$WINNOW_TITLE\" $1 >>\"$0\"", path, "$(id);*" };
	struct errands errands = {
		.commands = commands, .command_count = 1, .arguments = arguments, .argument_count = 4, .socket_path = ""
	};
	BUFFER said = { 0 };

	(void)state;
	close(mkstemp(path));
	add_titled(&errands, "`one`");
	add_titled(&errands, "two; three");
	run_all(&errands);
	errands_fini(&errands);
	assert_true(file_read(path, 1000, &said, NULL));
	unlink(path);
	assert_string_equal(buffer_text(&said), "`one` $(id);*\ntwo; three $(id);*\n");
	assert_int_equal(errands.failed, 0);
}

static void
counts_those_that_fail_and_goes_on(void **state)
{
	static const char *const commands[] = { "/nowhere/at/all", "/bin/false", "/bin/true" };
	struct errands errands = { .commands = commands, .command_count = 3, .socket_path = "" };

	(void)state;
	add_titled(&errands, "one");
	run_all(&errands);
	errands_fini(&errands);
	assert_int_equal(errands.failed, 2);
}

static void
refuses_what_there_is_no_room_for(void **state)
{
	static const char *const commands[] = { "/bin/cat" };
	struct errands errands = { .commands = commands, .command_count = 1, .socket_path = "" };

	(void)state;
	errands.running = getpid(); /* no child of ours: nothing moves */
	for (int i = 0; i < ERRANDS_WAITING_MAX + 2; i++)
		add_titled(&errands, "one");
	assert_int_equal(errands.count, ERRANDS_WAITING_MAX);
	assert_int_equal(errands.refused, 2);
	errands_fini(&errands);
	assert_int_equal(errands.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_item_and_nothing_of_another),
		cmocka_unit_test(holds_no_control_character_and_cuts_between_characters),
		cmocka_unit_test(runs_each_after_the_one_before_it_and_never_by_a_shell),
		cmocka_unit_test(counts_those_that_fail_and_goes_on),
		cmocka_unit_test(refuses_what_there_is_no_room_for),
	};
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
