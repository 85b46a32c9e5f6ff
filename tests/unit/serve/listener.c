#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "serve/listener.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct place {
	char dir[40];
	char path[80];
};

static int
make_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	snprintf(p->dir, sizeof(p->dir), "/tmp/winnow-listener-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		return -1;
	snprintf(p->path, sizeof(p->path), "%s/s", p->dir);
	*state = p;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *p = *state;

	unlink(p->path);
	rmdir(p->dir);
	free(p);
	return 0;
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void
makes_a_socket_for_its_owner_alone_and_removes_it(void **state)
{
	const struct place *p = *state;
	struct listener l;

	assert_true(listener_open(p->path, GROUP_NONE, &l, NULL));
	assert_int_equal(mode_of(p->path), 0600);
	listener_close(&l);
	assert_int_not_equal(access(p->path, F_OK), 0);
	listener_close(&l);
}

static void
opens_the_socket_to_a_group(void **state)
{
	const struct place *p = *state;
	struct listener l;
	struct stat st;

	assert_true(listener_open(p->path, getgid(), &l, NULL));
	assert_int_equal(mode_of(p->path), 0660);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_gid, getgid());
	listener_close(&l);
}

static void
replaces_a_socket_nobody_listens_on(void **state)
{
	const struct place *p = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int dead = socket(AF_UNIX, SOCK_STREAM, 0);
	struct listener l;

	memcpy(address.sun_path, p->path, strlen(p->path) + 1);
	assert_int_equal(bind(dead, (struct sockaddr *)&address, sizeof(address)), 0);
	close(dead);
	assert_true(listener_open(p->path, GROUP_NONE, &l, NULL));
	listener_close(&l);
}

static void
leaves_a_socket_that_is_listened_on(void **state)
{
	const struct place *p = *state;
	struct listener first, second;
	struct err err = { 0 };

	assert_true(listener_open(p->path, GROUP_NONE, &first, NULL));
	assert_false(listener_open(p->path, GROUP_NONE, &second, &err));
	assert_int_equal(err.code, ERR_LOCKED);
	assert_int_equal(access(p->path, F_OK), 0);
	listener_close(&first);
}

static void
leaves_a_file_that_is_no_socket(void **state)
{
	const struct place *p = *state;
	struct listener l;
	struct err err = { 0 };

	close(open(p->path, O_CREAT | O_WRONLY, 0600));
	assert_false(listener_open(p->path, GROUP_NONE, &l, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_int_equal(access(p->path, F_OK), 0);
}

static void
leaves_a_file_that_took_its_place(void **state)
{
	const struct place *p = *state;
	struct listener first, second;

	assert_true(listener_open(p->path, GROUP_NONE, &first, NULL));
	unlink(p->path);
	assert_true(listener_open(p->path, GROUP_NONE, &second, NULL));
	listener_close(&first);
	assert_int_equal(access(p->path, F_OK), 0);
	listener_close(&second);
}

static void
makes_the_directory_but_not_the_one_above(void **state)
{
	const struct place *p = *state;
	char path[120], dir[100];
	struct listener l;
	struct err err = { 0 };

	snprintf(dir, sizeof(dir), "%s/run", p->dir);
	snprintf(path, sizeof(path), "%s/s", dir);
	assert_true(listener_open(path, GROUP_NONE, &l, NULL));
	assert_int_equal(mode_of(dir), 0700);
	listener_close(&l);
	rmdir(dir);
	snprintf(path, sizeof(path), "%s/a/b/s", p->dir);
	assert_false(listener_open(path, GROUP_NONE, &l, &err));
	assert_int_equal(err.code, ERR_SYSTEM);
}

static void
refuses_a_path_no_socket_can_have(void **state)
{
	char path[200];
	struct listener l;
	struct err err = { 0 };

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_false(listener_open(path, GROUP_NONE, &l, &err));
	assert_int_equal(err.code, ERR_INVALID);
	assert_false(listener_open("", GROUP_NONE, &l, &err));
}

static void
adopts_only_what_listens(void **state)
{
	const struct place *p = *state;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct listener passed, l;
	struct err err = { 0 };

	assert_false(listener_adopt(fd, &l, &err));
	close(fd);
	assert_true(listener_open(p->path, GROUP_NONE, &passed, NULL));
	assert_true(listener_adopt(dup(passed.fd), &l, &err));
	listener_close(&l);
	assert_int_equal(access(p->path, F_OK), 0); /* who made it removes it */
	listener_close(&passed);
}

static void
knows_groups_by_name(void **state)
{
	gid_t group = 0;
	struct err err = { 0 };

	(void)state;
	assert_true(group_find("", &group, NULL));
	assert_true(group == GROUP_NONE);
	assert_false(group_find("no-such-group-here", &group, &err));
	assert_string_equal(err.text, "no such group: 'no-such-group-here'");
}

static void
lets_its_own_user_in(void **state)
{
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(peer_is_welcome(pair[0], GROUP_NONE));
	close(pair[0]);
	close(pair[1]);
	assert_false(peer_is_welcome(pair[0], GROUP_NONE));
}

#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLACE(makes_a_socket_for_its_owner_alone_and_removes_it),
		WITH_PLACE(opens_the_socket_to_a_group),
		WITH_PLACE(replaces_a_socket_nobody_listens_on),
		WITH_PLACE(leaves_a_socket_that_is_listened_on),
		WITH_PLACE(leaves_a_file_that_is_no_socket),
		WITH_PLACE(leaves_a_file_that_took_its_place),
		WITH_PLACE(makes_the_directory_but_not_the_one_above),
		cmocka_unit_test(refuses_a_path_no_socket_can_have),
		WITH_PLACE(adopts_only_what_listens),
		cmocka_unit_test(knows_groups_by_name),
		cmocka_unit_test(lets_its_own_user_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
