#include "cli/output.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
fail(const char *path, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
}

static bool
bytes_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Closes it whatever happens: a full disk may show only here. */
static bool
all_written(int fd, const char *bytes, size_t len, bool is_file)
{
	bool is_good = bytes_write(fd, bytes, len) && (!is_file || fsync(fd) == 0);
	int error = errno;

	if (close(fd) != 0 && is_good)
		return false;
	errno = error;
	return is_good;
}

/* Makes the new name last over a power cut; some file systems can't, and have done without. */
static void
folder_sync(const char *path)
{
	OWNED_TEXT folder = mem_strdup(path);
	char *slash = strrchr(folder, '/');
	int fd;

	if (slash != NULL)
		slash[slash == folder ? 1 : 0] = '\0';
	fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static bool
file_replace(const char *path, const char *bytes, size_t len, struct err *err)
{
	BUFFER new = { 0 };
	int fd, error;

	buffer_addf(&new, "%s.%ld.new", path, (long)getpid());
	/* 0666 less the umask, as a shell's > gives: mkstemp's 0600 would lock a web server out. */
	fd = open(new.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return fail(path, err);
	if (all_written(fd, bytes, len, true) && rename(new.data, path) == 0) {
		folder_sync(path);
		return true;
	}
	error = errno;
	unlink(new.data);
	errno = error;
	return fail(path, err);
}

static bool
device_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || !all_written(fd, bytes, len, false))
		return fail(path, err);
	return true;
}

bool
output_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	OWNED_TEXT real = NULL;
	struct stat st;

	if (stat(path, &st) != 0)
		return file_replace(path, bytes, len, err);
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is a folder: name a file in it", path);
	/* /dev/stdout may be a pipe, which has no path of its own. */
	if (!S_ISREG(st.st_mode))
		return device_write(path, bytes, len, err);
	real = realpath(path, NULL);
	return file_replace(real != NULL ? real : path, bytes, len, err);
}
