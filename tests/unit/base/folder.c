#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/folder.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
goes_by_the_variable_else_by_the_home_directory(void **state)
{
	(void)state;
	setenv("HOME", "/home/ann", 1);
	for (size_t i = 0; i < 3; i++) {
		static const char *const given[] = { "/var/own", "relative/is/ignored", "" };
		static const char *const expected[] = { "/var/own/winnow", "/home/ann/.local/state/winnow",
			"/home/ann/.local/state/winnow" };
		OWNED_TEXT path = NULL;

		setenv("XDG_STATE_HOME", given[i], 1);
		path = folder_xdg("XDG_STATE_HOME", ".local/state", "winnow");
		assert_string_equal(path, expected[i]);
	}
	assert_null(folder_xdg("XDG_STATE_HOME", NULL, "winnow"));
	unsetenv("HOME");
	assert_null(folder_xdg("XDG_STATE_HOME", ".local/state", "winnow"));
}

static void
makes_a_folder_with_those_above_it_and_again(void **state)
{
	char dir[] = "/tmp/winnow-test-XXXXXX", path[64], file[80];
	struct err err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a/b", dir);
	assert_true(folder_make(path, &err));
	assert_true(folder_make(path, &err));
	snprintf(file, sizeof(file), "%s/new", path);
	assert_true(folder_sync(file));
	assert_false(folder_make("/proc/no/such/place", &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	rmdir(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_by_the_variable_else_by_the_home_directory),
		cmocka_unit_test(makes_a_folder_with_those_above_it_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
