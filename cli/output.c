#include "cli/output.h"

#include "base/folder.h"
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

/* ---- a file in parts ---- */

/* A link is followed, so that it stays one. */
static char *
real_path(const char *path)
{
	OWNED_TEXT real = realpath(path, NULL);

	return mem_strdup(real != NULL ? real : path);
}

/* A file without a name goes with the process, however that ends; not every file system has them. */
static int
nameless(const char *path, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	OWNED_TEXT folder = slash == NULL   ? mem_strdup(".")
			    : slash == path ? mem_strdup("/")
					    : mem_strndup(path, (size_t)(slash - path));

	return access("/proc/self/fd", X_OK) == 0 ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode) : -1;
}

static bool
give_name(struct output *out)
{
	OWNED_TEXT self = mem_printf("/proc/self/fd/%d", out->fd);
	bool is_good = linkat(AT_FDCWD, self, AT_FDCWD, out->new_path, AT_SYMLINK_FOLLOW) == 0;

	out->is_nameless = !is_good;
	return is_good;
}

bool
output_open(const char *path, mode_t mode, struct output *out, struct err *err)
{
	struct output new = { .path = real_path(path) };
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		free(new.path);
		return err_set(err, ERR_INVALID, "%s is no file: name one that is, or that is not there yet", path);
	}
	new.new_path = mem_printf("%s.%ld.new", new.path, (long)getpid());
	new.fd = nameless(new.path, mode);
	new.is_nameless = new.fd >= 0;
	if (!new.is_nameless)
		new.fd = open(new.new_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (new.fd >= 0) {
		*out = new;
		return true;
	}
	free(new.path);
	free(new.new_path);
	return fail(path, err);
}

bool
output_add(struct output *out, const char *bytes, size_t len, struct err *err)
{
	return (bytes_write(out->fd, bytes, len) && stride_wrote(&out->stride, out->fd, len)) || fail(out->path, err);
}

bool
output_sync(struct output *out, struct err *err)
{
	return fdatasync(out->fd) == 0 || fail(out->path, err);
}

bool
output_keep(struct output *out, struct err *err)
{
	if (!output_sync(out, err))
		return false;
	if ((out->is_nameless && !give_name(out)) || rename(out->new_path, out->path) != 0)
		return fail(out->path, err);
	(void)folder_sync(out->path);
	free(out->new_path);
	out->new_path = NULL;
	close(out->fd);
	return true;
}

void
output_close(struct output *out)
{
	if (out->new_path != NULL) {
		close(out->fd);
		if (!out->is_nameless)
			unlink(out->new_path);
	}
	free(out->path);
	free(out->new_path);
	*out = (struct output) { 0 };
}

/* ---- a file at once ---- */

/* 0666 less the umask, as a shell's > gives: mkstemp's 0600 would lock a web server out. */
static bool
file_replace(const char *path, const char *bytes, size_t len, struct err *err)
{
	OUTPUT out = { 0 };

	return output_open(path, 0666, &out, err) && output_add(&out, bytes, len, err) && output_keep(&out, err);
}

static bool
device_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	bool is_good = fd >= 0 && bytes_write(fd, bytes, len);
	int error = errno;

	if (fd >= 0 && close(fd) != 0 && is_good)
		return fail(path, err);
	errno = error;
	return is_good || fail(path, err);
}

bool
output_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return file_replace(path, bytes, len, err);
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is a folder: name a file in it", path);
	/* /dev/stdout may be a pipe, which has no path of its own. */
	if (!S_ISREG(st.st_mode))
		return device_write(path, bytes, len, err);
	return file_replace(path, bytes, len, err);
}
