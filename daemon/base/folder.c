#include "base/folder.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
folder_xdg(const char *name, const char *below_home, const char *rest)
{
	const char *dir = getenv(name), *home = getenv("HOME");

	if (dir != NULL && *dir == '/')
		return mem_printf("%s/%s", dir, rest);
	if (below_home != NULL && !text_is_blank(home))
		return mem_printf("%s/%s/%s", home, below_home, rest);
	return NULL;
}

void
folder_make_parents(const char *path)
{
	OWNED_TEXT part = mem_strdup(path);

	for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, 0700);
		*slash = '/';
	}
}

bool
folder_make(const char *path, struct err *err)
{
	folder_make_parents(path);
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return true;
	return err_set(err, ERR_SYSTEM, "%.200s: %s", path, strerror(errno));
}

bool
folder_sync(const char *path)
{
	OWNED_TEXT folder = mem_strdup(path);
	char *slash = strrchr(folder, '/');
	bool is_synced;
	int fd;

	if (slash != NULL)
		slash[slash == folder ? 1 : 0] = '\0';
	fd = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	is_synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return is_synced;
}
