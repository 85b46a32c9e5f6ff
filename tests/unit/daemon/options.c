#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/winnow-options-XXXXXX";

static int
make_home(void **state)
{
	(void)state;
	return mkdtemp(home) == NULL ? -1 : 0;
}

static int
remove_home(void **state)
{
	static const char *const dirs[] = { ".local/state", ".local", "config/winnow", "config", "." };
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/config/winnow/winnow.conf", home);
	unlink(path);
	for (size_t i = 0; i < COUNT_OF(dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", home, dirs[i]);
		rmdir(i + 1 < COUNT_OF(dirs) ? path : home);
	}
	return 0;
}

/* An environment in which nothing says where things are. */
static int
clear(void **state)
{
	static const char *const names[] = { "HOME", "STATE_DIRECTORY", "WINNOW_SOCKET", "XDG_CONFIG_HOME",
		"XDG_STATE_HOME", "XDG_RUNTIME_DIR", "LISTEN_FDS", "LISTEN_PID" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unsetenv(names[i]);
	return 0;
}

static bool
read_line(struct options *o, struct err *err, const char *one, const char *two, const char *three)
{
	char name[] = "winnowd";
	char *argv[] = { name, (char *)(uintptr_t)one, (char *)(uintptr_t)two, (char *)(uintptr_t)three, NULL };
	int argc = 1;

	while (argv[argc] != NULL)
		argc++;
	return options_read(argc, argv, o, err);
}

static const struct {
	const char *one, *two, *three, *said;
} bad[] = {
	{ "-x", NULL, NULL, "unknown option -x" },
	{ "--what", NULL, NULL, "unknown option --what" },
	{ "-c", NULL, NULL, "-c wants a value" },
	{ "-v", "more", NULL, "unexpected 'more'" },
	{ "-d", "", NULL, "an empty path names nothing" },
	{ "--help=yes", NULL, NULL, "unknown option --help=yes" },
};

static void
refuses_a_bad_line_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct options o = { .is_verbose = true };
		struct err err = { 0 };

		assert_false(read_line(&o, &err, bad[i].one, bad[i].two, bad[i].three));
		assert_string_equal(err.text, bad[i].said);
		assert_true(o.is_verbose);
	}
}

static void
takes_what_help_promises(void **state)
{
	struct options o;

	(void)state;
	assert_true(read_line(&o, NULL, "-v", "--check-config", "-cfile"));
	assert_true(o.is_verbose && o.only_checks && !o.only_help && !o.only_version);
	assert_string_equal(o.config, "file");
	assert_null(o.dir);
	assert_true(read_line(&o, NULL, "--salvage", "-ddir", NULL));
	assert_true(o.only_salvages && o.salvage_into == NULL);
	assert_true(read_line(&o, NULL, "--salvage=there", NULL, NULL));
	assert_string_equal(o.salvage_into, "there");
	assert_true(read_line(&o, NULL, "--version", "--help", NULL));
	assert_true(o.only_version && o.only_help);
	for (const char *const *option = (const char *const[]) { "-c FILE", "-d DIR", "-s SOCKET", "-v ",
		 "--check-config", "--salvage[=DIR]", "--version", "--help", NULL };
	     *option != NULL; option++)
		assert_non_null(strstr(options_help(), *option));
}

static void
finds_the_state(void **state)
{
	struct options o = { 0 };
	char wanted[100];
	OWNED_TEXT by_home = NULL;
	OWNED_TEXT by_xdg = NULL;
	OWNED_TEXT by_systemd = NULL;
	OWNED_TEXT by_option = NULL;

	(void)state;
	assert_null(options_state_dir(&o));
	setenv("HOME", home, 1);
	setenv("XDG_STATE_HOME", "not/absolute", 1);
	snprintf(wanted, sizeof(wanted), "%s/.local/state/winnow", home);
	by_home = options_state_dir(&o);
	assert_string_equal(by_home, wanted);
	*strrchr(wanted, '/') = '\0';
	assert_int_equal(access(wanted, F_OK), 0); /* so that the store can make the last one */
	setenv("XDG_STATE_HOME", home, 1);
	snprintf(wanted, sizeof(wanted), "%s/winnow", home);
	by_xdg = options_state_dir(&o);
	assert_string_equal(by_xdg, wanted);
	setenv("STATE_DIRECTORY", "/var/lib/winnow:/var/lib/other", 1);
	by_systemd = options_state_dir(&o);
	assert_string_equal(by_systemd, "/var/lib/winnow");
	o.dir = "here";
	by_option = options_state_dir(&o);
	assert_string_equal(by_option, "here");
}

static void
finds_the_socket(void **state)
{
	struct options o = { 0 };
	OWNED_TEXT by_default = NULL;
	OWNED_TEXT by_xdg = NULL;
	OWNED_TEXT by_name = NULL;
	OWNED_TEXT by_option = NULL;
	char pid[20];
	int fd;

	(void)state;
	by_default = options_socket_path(&o, &fd);
	assert_string_equal(by_default, "/run/winnow/winnow.sock");
	assert_int_equal(fd, -1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	by_xdg = options_socket_path(&o, &fd);
	assert_string_equal(by_xdg, "/run/user/7/winnow/winnow.sock");
	setenv("WINNOW_SOCKET", "/a/b", 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", "1", 1); /* said to somebody else */
	by_name = options_socket_path(&o, &fd);
	assert_string_equal(by_name, "/a/b");
	assert_int_equal(fd, -1);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	assert_null(options_socket_path(&o, &fd));
	assert_int_equal(fd, 3);
	o.socket = "/c/d";
	by_option = options_socket_path(&o, &fd);
	assert_string_equal(by_option, "/c/d");
	assert_int_equal(fd, -1);
}

static void
finds_the_configuration(void **state)
{
	struct options o = { 0 };
	OWNED_TEXT without = NULL;
	OWNED_TEXT by_xdg = NULL;
	OWNED_TEXT by_option = NULL;
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/config", home);
	setenv("XDG_CONFIG_HOME", path, 1);
	without = options_config_path(&o);
	assert_true(without == NULL || text_equal(without, "/etc/winnow/winnow.conf"));
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/config/winnow", home);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/config/winnow/winnow.conf", home);
	fclose(fopen(path, "we"));
	by_xdg = options_config_path(&o);
	assert_string_equal(by_xdg, path);
	o.config = "/none/at/all";
	by_option = options_config_path(&o);
	assert_string_equal(by_option, "/none/at/all");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_bad_line_in_words),
		cmocka_unit_test(takes_what_help_promises),
		cmocka_unit_test_setup(finds_the_state, clear),
		cmocka_unit_test_setup(finds_the_socket, clear),
		cmocka_unit_test_setup(finds_the_configuration, clear),
	};

	return cmocka_run_group_tests(tests, make_home, remove_home);
}
