#include "notify.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_PASSED_FD = 3, PASSED_FDS_MAX = 1000, PATIENCE_US = 200 * 1000 };

/*
 * Nobody can mend a message that was not taken, and systemd's timeouts tell of
 * it; but a queue that nobody empties must not hold up the loop.
 */
void
notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	const struct timeval patience = { .tv_usec = PATIENCE_US };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = path != NULL ? strlen(path) : 0;
	int fd;

	if (len < 2 || len >= sizeof(address.sun_path) || (*path != '/' && *path != '@'))
		return;
	memcpy(address.sun_path, path, len);
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
}

void
notify_reloading(void)
{
	struct timespec now;
	char state[80];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	    (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify(state);
}

/* Was it said to us, or to a parent whose environment we have? A missing PID is allowed only where `is_optional`. */
static bool
is_for_us(const char *pid_name, bool is_optional)
{
	const char *text = getenv(pid_name);
	int64_t pid;

	if (text == NULL)
		return is_optional;
	return text_int(text, 1, INT32_MAX, &pid, NULL) && pid == getpid();
}

int
notify_listen_fd(void)
{
	const char *text = getenv("LISTEN_FDS");
	int64_t count;

	if (text == NULL || !is_for_us("LISTEN_PID", false) || !text_int(text, 1, PASSED_FDS_MAX, &count, NULL))
		return -1;
	return FIRST_PASSED_FD;
}

int64_t
notify_watchdog_us(void)
{
	const char *text = getenv("WATCHDOG_USEC");
	int64_t us;

	if (text == NULL || !is_for_us("WATCHDOG_PID", true) || !text_int(text, 1, INT64_MAX, &us, NULL))
		return 0;
	return us;
}
