#include "store/place.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The fields of https://www.sqlite.org/fileformat.html, 1.3, that are looked at. */
enum {
	HEADER_BYTES = 100,
	AT_PAGE_SIZE = 16,
	AT_CHANGES = 24,
	AT_PAGES = 28,
	AT_USER_VERSION = 60,
	AT_APPLICATION_ID = 68,
	AT_VALID_FOR = 92,
};

void
place_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool
fail_system(const char *path, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
}

bool
place_make(const char *dir, struct err *err)
{
	OWNED_TEXT path = mem_strdup(dir);
	struct stat st;

	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return fail_system(path, err);
		*slash = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return fail_system(path, err);
	if (stat(path, &st) != 0)
		return fail_system(path, err);
	errno = ENOTDIR;
	return S_ISDIR(st.st_mode) || fail_system(path, err);
}

static char *
lock_path(const char *dir)
{
	return mem_printf("%s/winnow.lock", dir);
}

static bool
lock(const char *dir, const char *path, int fd, int *out_fd, struct err *err)
{
	if (fd < 0)
		return fail_system(path, err);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*out_fd = fd;
		return true;
	}
	if (errno == EWOULDBLOCK)
		err_set(err, ERR_LOCKED, "another winnowd uses the state directory %s", dir);
	else
		fail_system(path, err);
	close(fd);
	return false;
}

bool
place_lock(const char *dir, int *out_fd, struct err *err)
{
	OWNED_TEXT path = lock_path(dir);

	return lock(dir, path, open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), out_fd, err);
}

bool
place_lock_to_read(const char *dir, int *out_fd, struct err *err)
{
	OWNED_TEXT path = lock_path(dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EROFS && (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0 && errno == ENOENT) {
		*out_fd = -1;
		return true;
	}
	return lock(dir, path, fd, out_fd, err);
}

static uint32_t
big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t
page_size(const unsigned char *header)
{
	int64_t size = header[AT_PAGE_SIZE] << 8 | header[AT_PAGE_SIZE + 1];

	return size == 1 ? 65536 : size;
}

/* The count of pages in the header is to be believed only when it was written by the last change. */
static bool
is_cut_short(const unsigned char *header, int64_t bytes)
{
	if (big_endian(header + AT_CHANGES) != big_endian(header + AT_VALID_FOR))
		return false;
	return bytes < (int64_t)big_endian(header + AT_PAGES) * page_size(header);
}

static bool
check_header(
    const char *path, const unsigned char *header, int64_t bytes, const struct place_file *file, struct err *err)
{
	uint32_t id = big_endian(header + AT_APPLICATION_ID);

	if (bytes < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0)
		return err_set(err, ERR_DAMAGED, "%s is no database" SALVAGE_ADVICE, path);
	if (id != APPLICATION_ID)
		return err_set(
		    err, ERR_DAMAGED, "%s belongs to another program (application id %08x)", path, (unsigned)id);
	/* With a log the file may be behind: the log says how large it is to be. */
	if (!file->has_log && is_cut_short(header, bytes))
		return err_set(err, ERR_DAMAGED, "%s is cut short: %lld bytes are there, %lld should be" SALVAGE_ADVICE,
		    path, (long long)bytes, (long long)big_endian(header + AT_PAGES) * (long long)page_size(header));
	return true;
}

static int64_t
bytes_of(const char *path, const char *suffix)
{
	OWNED_TEXT name = mem_printf("%s%s", path, suffix);
	struct stat st;

	return stat(name, &st) == 0 ? st.st_size : 0;
}

bool
place_room(const char *path, int64_t *out_free, int64_t *out_total, struct err *err)
{
	struct statvfs fs;

	if (statvfs(path, &fs) != 0)
		return fail_system(path, err);
	*out_free = (int64_t)(fs.f_bavail * fs.f_frsize);
	*out_total = (int64_t)(fs.f_blocks * fs.f_frsize);
	return true;
}

int64_t
place_bytes(const char *path)
{
	return bytes_of(path, "") + bytes_of(path, "-wal");
}

void
place_remove(const char *path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		OWNED_TEXT name = mem_printf("%s%s", path, suffixes[i]);

		unlink(name);
	}
}

bool
place_look(const char *path, struct place_file *out, struct err *err)
{
	unsigned char header[HEADER_BYTES] = { 0 };
	struct place_file file = { 0 };
	OWNED_FD fd = open(path, O_RDWR | O_CLOEXEC);
	ssize_t got;
	struct stat st;

	if (fd < 0 && errno == ENOENT) {
		file.is_new = true;
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (fd < 0 || fstat(fd, &st) != 0)
		return fail_system(path, err);
	got = pread(fd, header, sizeof(header), 0);
	if (got < 0)
		return fail_system(path, err);
	file.is_empty = st.st_size == 0;
	file.has_log = bytes_of(path, "-wal") > 0;
	file.schema_version = big_endian(header + AT_USER_VERSION);
	if (!file.is_empty && !check_header(path, header, st.st_size, &file, err))
		return false;
	*out = file;
	return true;
}
