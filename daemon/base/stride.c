#include "base/stride.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	STRIDE_BYTES = 1 << 20,
	CUT_BYTES = 16 << 20, /* a file system that tells the disk what it frees takes a while for it */
	REST_WROTE_MS = 10,   /* at least: in a minute it comes to some four gigabytes */
	REST_CUT_MS = 15,
	REST_MAX_MS = 250,
};

static const int64_t NS_A_MS = 1000000, NS_A_S = 1000000000;

/* linux/ioprio.h; glibc has no function for it. The last of the usual class: what is idle may wait for ever. */
enum { NICE = 10, IOPRIO_OF_THREAD = 1, IOPRIO_USUAL = 2, IOPRIO_LEAST = 7, IOPRIO_CLASS_AT = 13 };

/* Linux lowers the thread alone, whatever POSIX says of processes. */
void
stride_let_by(int niceness)
{
	(void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + niceness);
}

/* Where it is forbidden, it does as well without. */
void
stride_give_way(void)
{
	stride_let_by(NICE);
	(void)syscall(SYS_ioprio_set, IOPRIO_OF_THREAD, 0, IOPRIO_USUAL << IOPRIO_CLASS_AT | IOPRIO_LEAST);
}

static int64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_A_S + now.tv_nsec;
}

/* As long as the step took, so that others have half of the disk. */
static void
rest(struct stride *s, int64_t least_ms)
{
	int64_t took_ns = now_ns() - s->begun_ns;
	struct timespec length;

	if (took_ns < least_ms * NS_A_MS)
		took_ns = least_ms * NS_A_MS;
	if (took_ns > REST_MAX_MS * NS_A_MS)
		took_ns = REST_MAX_MS * NS_A_MS;
	length = (struct timespec) { .tv_nsec = took_ns };
	nanosleep(&length, NULL);
	*s = (struct stride) { .begun_ns = now_ns() };
}

bool
stride_is_whole(struct stride *s, size_t bytes)
{
	if (s->begun_ns == 0)
		s->begun_ns = now_ns();
	s->bytes += bytes;
	return s->bytes >= STRIDE_BYTES;
}

void
stride_rest(struct stride *s)
{
	rest(s, 0);
}

/*
 * No one needs it to outlast a power cut yet. But what the disk only holds in a
 * cache of its own is waited for by whoever commits next.
 */
bool
stride_wrote(struct stride *s, int fd, size_t bytes)
{
	if (!stride_is_whole(s, bytes))
		return true;
	if (fdatasync(fd) != 0)
		return false;
	rest(s, REST_WROTE_MS);
	return true;
}

void
stride_read(struct stride *s, size_t bytes)
{
	if (stride_is_whole(s, bytes))
		stride_rest(s);
}

void
stride_close(int fd)
{
	struct stride s = { .begun_ns = now_ns() };
	struct stat file;

	if (fstat(fd, &file) == 0)
		while (file.st_size > CUT_BYTES && ftruncate(fd, file.st_size -= CUT_BYTES) == 0)
			rest(&s, REST_CUT_MS);
	close(fd);
}
