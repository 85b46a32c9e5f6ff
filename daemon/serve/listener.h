/*
 * listener: the socket file, and who stands at it.
 *
 * Knows nothing of HTTP.
 */
#ifndef SERVE_LISTENER_H
#define SERVE_LISTENER_H

#include "base/error.h"

#include <sys/types.h>

#define GROUP_NONE ((gid_t)-1)

struct listener {
	int fd;     /* -1: closed */
	char *path; /* NULL: the file is not ours to remove */
	dev_t dev;  /* the file that was made, so that no other is removed */
	ino_t ino;
};

/* "" is GROUP_NONE. ERR_INVALID when there is no such group. */
CHECKED bool group_find(const char *name, gid_t *out, struct err *err);

/*
 * Makes the socket (0600, or 0660 of `group`), and its directory when only that
 * is missing. A file that nobody listens on is replaced; ERR_LOCKED when
 * somebody does, ERR_EXISTS when it is no socket.
 */
CHECKED bool listener_open(const char *path, gid_t group, struct listener *out, struct err *err);
/* A socket that somebody else bound; `fd` is taken. */
CHECKED bool listener_adopt(int fd, struct listener *out, struct err *err);
/* Removes the file it made. Closed already is fine. */
void listener_close(struct listener *l);

/* The same user, root, or a member of `group`, as the kernel tells. */
CHECKED bool peer_is_welcome(int fd, gid_t group);

#endif
