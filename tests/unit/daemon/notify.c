#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void
assert_heard(int fd, const char *wanted)
{
	char text[100] = "";

	assert_true(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	assert_memory_equal(text, wanted, strlen(wanted));
}

/* An abstract socket, so that nothing is left behind. */
static int
open_manager(char name[static 40])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(name, 40, "@winnow-notify-%d", (int)getpid());
	memcpy(address.sun_path + 1, name + 1, strlen(name) - 1);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
	    0);
	return fd;
}

static void
tells_the_manager_what_it_is_told_to(void **state)
{
	char name[40];
	int fd = open_manager(name);

	(void)state;
	setenv("NOTIFY_SOCKET", name, 1);
	notify("READY=1");
	assert_heard(fd, "READY=1");
	notify_reloading();
	assert_heard(fd, "RELOADING=1\nMONOTONIC_USEC=");
	close(fd);
	notify("STOPPING=1"); /* nobody is there any more */
}

static void
goes_on_when_the_manager_does_not_listen(void **state)
{
	char name[40];
	int fd = open_manager(name);

	(void)state;
	setenv("NOTIFY_SOCKET", name, 1);
	for (int i = 0; i < 14; i++)
		notify("WATCHDOG=1");
	assert_heard(fd, "WATCHDOG=1");
	close(fd);
}

static void
says_nothing_where_nobody_asked(void **state)
{
	static const char *const odd[] = { "", "/", "relative/path", "vsock:2:1234" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		setenv("NOTIFY_SOCKET", odd[i], 1);
		notify("READY=1");
	}
	unsetenv("NOTIFY_SOCKET");
	notify("READY=1");
}

static void
knows_whether_it_is_watched(void **state)
{
	char pid[20];

	(void)state;
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(notify_watchdog_us(), 0);
	setenv("WATCHDOG_USEC", "never", 1);
	assert_int_equal(notify_watchdog_us(), 0);
	setenv("WATCHDOG_USEC", "60000000", 1);
	assert_int_equal(notify_watchdog_us(), 60000000);
	setenv("WATCHDOG_PID", "1", 1);
	assert_int_equal(notify_watchdog_us(), 0);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_watchdog_us(), 60000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_manager_what_it_is_told_to),
		cmocka_unit_test(goes_on_when_the_manager_does_not_listen),
		cmocka_unit_test(says_nothing_where_nobody_asked),
		cmocka_unit_test(knows_whether_it_is_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
