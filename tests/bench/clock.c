/*
 * clock: the machine's clocks, put ahead by as much as a test says.
 *
 * Linked into a winnowd of the tests' own. What a program defines stands before
 * libc's for its libraries too, so that libev's timers, libcurl's and sqlite's
 * see the same hour as winnowd does. $WINNOW_TEST_CLOCK names a file of two
 * numbers of eight bytes, in the machine's order, which the test changes as it
 * likes: the seconds, and how many of them the machine slept, when its steady
 * clock stood. Without it time is what it is. Built without sanitizers: they
 * ask for the time before they are ready.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct ahead {
	_Atomic int64_t seconds, asleep;
};

static const struct ahead *
map_file(void)
{
	const char *path = getenv("WINNOW_TEST_CLOCK");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *map = fd >= 0 ? mmap(NULL, sizeof(struct ahead), PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

	if (fd >= 0)
		close(fd);
	return map != MAP_FAILED ? map : NULL;
}

static int64_t
ahead_s(bool is_steady)
{
	static const struct ahead none;
	static _Atomic(const struct ahead *) ahead; /* every thread would map the same */
	const struct ahead *known = atomic_load(&ahead);

	if (known == NULL) {
		known = map_file();
		known = known != NULL ? known : &none;
		atomic_store(&ahead, known);
	}
	return atomic_load(&known->seconds) - (is_steady ? atomic_load(&known->asleep) : 0);
}

static bool
is_steady(clockid_t id)
{
	return id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_MONOTONIC_RAW;
}

/* The time that was used up is nobody's to move. */
int
clock_gettime(clockid_t id, struct timespec *out)
{
	int failed = (int)syscall(SYS_clock_gettime, id, out);

	if (failed == 0 && id != CLOCK_PROCESS_CPUTIME_ID && id != CLOCK_THREAD_CPUTIME_ID)
		out->tv_sec += ahead_s(is_steady(id));
	return failed;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval) { now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}
