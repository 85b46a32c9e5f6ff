#include "cli/mail/sendmail.h"

#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { GRACE_MS = 2000 };

extern char **environ;

/* A file in memory: whoever is slow or gone can't block us or end us as a pipe would. */
static int
message_file(const struct buffer *message)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	size_t written = 0;

	/* A program on the host reads lines as hosts end them. */
	while (fd >= 0 && written < message->len) {
		const char *line = message->data + written;
		const char *end = memchr(line, '\r', message->len - written);
		size_t len = end != NULL ? (size_t)(end - line) : message->len - written;

		if (len > 0 && write(fd, line, len) != (ssize_t)len) {
			close(fd);
			return -1;
		}
		written += len + (end != NULL);
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static bool
start(const char *program, const struct envelope *envelope, int input, pid_t *out, struct err *err)
{
	const char **argv = mem_array(envelope->to_count + 6, sizeof(*argv));
	posix_spawn_file_actions_t actions;
	size_t n = 0;
	int failed;

	argv[n++] = program;
	argv[n++] = "-i";
	argv[n++] = "-f";
	argv[n++] = envelope->from.mailbox;
	argv[n++] = "--";
	for (size_t i = 0; i < envelope->to_count; i++)
		argv[n++] = envelope->to[i].mailbox;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(
	    &actions, STDERR_FILENO, STDOUT_FILENO); /* what it says is no result of ours */
	failed = posix_spawnp(out, program, &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	free(argv);
	return failed == 0 || err_set(err, ERR_SYSTEM, "%.200s can't be run: %s", program, strerror(failed));
}

/* Whether it ended in time. */
static bool
wait_for(pid_t pid, int64_t timeout_ms)
{
	struct pollfd end = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int ready;

	if (end.fd < 0)
		return true; /* waitpid will wait, however long */
	do
		ready = poll(&end, 1, (int)timeout_ms);
	while (ready < 0 && errno == EINTR);
	close(end.fd);
	return ready > 0;
}

static int
status_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void
stop(pid_t pid)
{
	kill(pid, SIGTERM);
	if (!wait_for(pid, GRACE_MS))
		kill(pid, SIGKILL);
	status_of(pid);
}

static enum delivery
outcome(const char *program, int status, struct err *err)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;

	if (WIFSIGNALED(status)) {
		err_set(err, ERR_SYSTEM, "%.200s was ended by signal %d", program, WTERMSIG(status));
		return DELIVERY_UNCLEAR;
	}
	if (code == EX_OK)
		return DELIVERY_ACCEPTED;
	err_set(err, code == EX_TEMPFAIL ? ERR_BUSY : ERR_REFUSED, "%.200s refused the message: it ended with %d",
	    program, code);
	return code == EX_TEMPFAIL ? DELIVERY_DEFERRED : DELIVERY_REFUSED;
}

enum delivery
sendmail_send(const char *program, int64_t timeout_s, const struct envelope *envelope, const struct buffer *message,
    struct err *err)
{
	int input = message_file(message);
	pid_t pid;
	bool is_started;

	if (input < 0) {
		err_set(err, ERR_SYSTEM, "no room for the message: %s", strerror(errno));
		return DELIVERY_DEFERRED;
	}
	is_started = start(program, envelope, input, &pid, err);
	close(input);
	if (!is_started)
		return DELIVERY_REFUSED;
	if (wait_for(pid, timeout_s * 1000))
		return outcome(program, status_of(pid), err);
	stop(pid);
	err_set(err, ERR_NETWORK, "%.200s had not ended after %lld s", program, (long long)timeout_s);
	return DELIVERY_UNCLEAR;
}
