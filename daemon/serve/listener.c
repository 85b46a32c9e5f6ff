#include "serve/listener.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, PEER_GROUPS_MAX = 256, GROUP_RECORD_BYTES = 64 * 1024 };

bool
group_find(const char *name, gid_t *out, struct err *err)
{
	struct group record, *found = NULL;
	char *room;

	*out = GROUP_NONE;
	if (*name == '\0')
		return true;
	room = mem_alloc(GROUP_RECORD_BYTES);
	getgrnam_r(name, &record, room, GROUP_RECORD_BYTES, &found);
	if (found != NULL)
		*out = found->gr_gid;
	free(room);
	return found != NULL || err_set(err, ERR_INVALID, "no such group: '%.60s'", name);
}

static bool
address_of(const char *path, struct sockaddr_un *out, struct err *err)
{
	*out = (struct sockaddr_un) { .sun_family = AF_UNIX };
	if (*path == '\0' || strlen(path) >= sizeof(out->sun_path))
		return err_set(
		    err, ERR_INVALID, "%.200s: a socket's path has 1 to %zu bytes", path, sizeof(out->sun_path) - 1);
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

/* Asking is the only way to know whether somebody still listens. */
static bool
remove_dead(const char *path, const struct sockaddr_un *address, struct err *err)
{
	struct stat st;
	int fd, refused;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR || err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(st.st_mode))
		return err_set(err, ERR_EXISTS, "%s: there is a file that is no socket", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "socket: %s", strerror(errno));
	refused = connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 && errno == ECONNREFUSED;
	close(fd);
	if (!refused)
		return err_set(err, ERR_LOCKED, "%s: somebody listens there already", path);
	if (unlink(path) != 0 && errno != ENOENT)
		return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	return true;
}

static bool
make_directory(const char *path, gid_t group, struct err *err)
{
	const char *slash = strrchr(path, '/');
	OWNED_TEXT dir = slash != NULL && slash != path ? mem_strndup(path, (size_t)(slash - path)) : NULL;

	if (dir == NULL || mkdir(dir, 0700) != 0)
		return true; /* there already, or binding will say what is wrong */
	if (group != GROUP_NONE && (chown(dir, (uid_t)-1, group) != 0 || chmod(dir, 0750) != 0))
		return err_set(err, ERR_SYSTEM, "%s: giving it to the group: %s", dir, strerror(errno));
	return true;
}

/* Nobody can connect before listen(), so the mode is right before it matters. */
static bool
bind_and_listen(int fd, const struct sockaddr_un *address, gid_t group, struct err *err)
{
	const char *path = address->sun_path;
	mode_t mode = group != GROUP_NONE ? 0660 : 0600;

	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
		return err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	if ((group != GROUP_NONE && chown(path, (uid_t)-1, group) != 0) || chmod(path, mode) != 0 ||
	    listen(fd, BACKLOG) != 0) {
		err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
		unlink(path);
		return false;
	}
	return true;
}

bool
listener_open(const char *path, gid_t group, struct listener *out, struct err *err)
{
	struct sockaddr_un address;
	struct stat st = { 0 };
	int fd;

	if (!address_of(path, &address, err) || !make_directory(path, group, err) || !remove_dead(path, &address, err))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "socket: %s", strerror(errno));
	if (!bind_and_listen(fd, &address, group, err)) {
		close(fd);
		return false;
	}
	stat(path, &st); /* fails only when it is gone again, and then there is nothing to remove */
	*out = (struct listener) { .fd = fd, .path = mem_strdup(path), .dev = st.st_dev, .ino = st.st_ino };
	return true;
}

bool
listener_adopt(int fd, struct listener *out, struct err *err)
{
	int listens = 0;
	socklen_t size = sizeof(listens);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens)
		return err_set(err, ERR_SYSTEM, "descriptor %d was passed in, but nothing listens on it", fd);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return err_set(err, ERR_SYSTEM, "descriptor %d: %s", fd, strerror(errno));
	*out = (struct listener) { .fd = fd };
	return true;
}

void
listener_close(struct listener *l)
{
	struct stat st;

	if (l->path != NULL && lstat(l->path, &st) == 0 && st.st_dev == l->dev && st.st_ino == l->ino)
		unlink(l->path);
	if (l->fd >= 0)
		close(l->fd);
	free(l->path);
	*l = (struct listener) { .fd = -1 };
}

static bool
is_member(int fd, gid_t group)
{
	gid_t groups[PEER_GROUPS_MAX];
	socklen_t size = sizeof(groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		return false;
	for (size_t i = 0; i < size / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

bool
peer_is_welcome(int fd, gid_t group)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	if (peer.uid == 0 || peer.uid == geteuid())
		return true;
	return group != GROUP_NONE && (peer.gid == group || is_member(fd, group));
}
