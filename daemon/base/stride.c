#include "base/stride.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	STRIDE_BYTES = 1 << 20,
	CUT_BYTES = 64 << 20, /* a file system that tells the disk what it frees takes a while for it */
	REST_WROTE_MS = 10,   /* at least: in a minute it comes to some four gigabytes */
	REST_CUT_MS = 50,
	REST_MAX_MS = 250,
};

static const int64_t NS_A_MS = 1000000, NS_A_S = 1000000000;

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

/* True when it is a whole one. */
static bool
add(struct stride *s, size_t bytes)
{
	if (s->begun_ns == 0)
		s->begun_ns = now_ns();
	s->bytes += bytes;
	return s->bytes >= STRIDE_BYTES;
}

/* Without what fdatasync does besides: no one needs it to outlast a power cut yet. */
static bool
reach_disk(int fd)
{
	const unsigned all = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;

	return sync_file_range(fd, 0, 0, all) == 0 || errno == ENOSYS;
}

bool
stride_wrote(struct stride *s, int fd, size_t bytes)
{
	if (!add(s, bytes))
		return true;
	if (!reach_disk(fd))
		return false;
	rest(s, REST_WROTE_MS);
	return true;
}

void
stride_read(struct stride *s, size_t bytes)
{
	if (add(s, bytes))
		rest(s, 0);
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
