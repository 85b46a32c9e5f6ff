#include "serve/door.h"

#include "base/log.h"
#include "base/memory.h"
#include "serve/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { LOOK_S = 30 };

static const struct listener *
listener_now(const struct door *door)
{
	return door->listener.fd >= 0 ? &door->listener : &door->server->listener;
}

static bool
is_there(const struct listener *l)
{
	struct stat st;

	return lstat(l->path, &st) == 0 && st.st_dev == l->dev && st.st_ino == l->ino;
}

static void
on_visitor(struct ev_loop *loop, ev_io *ready, int events)
{
	struct door *door = ready->data;
	struct sockaddr_un address;
	socklen_t size;
	int fd;

	(void)events;
	while (server_has_room(door->server)) {
		size = sizeof(address);
		fd = accept4(door->listener.fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			break;
		MHD_add_connection(door->server->http, fd, (struct sockaddr *)&address, size);
	}
	if (!server_has_room(door->server))
		ev_io_stop(loop, ready);
	server_run(door->server);
}

static void
on_look(struct ev_loop *loop, ev_timer *look, int events)
{
	(void)loop;
	(void)events;
	door_look(look->data);
}

void
door_watch(struct door *door, struct server *server)
{
	door->server = server;
	door->listener.fd = -1;
	ev_init(&door->ready, on_visitor);
	ev_timer_init(&door->look, on_look, LOOK_S, LOOK_S);
	door->ready.data = door->look.data = door;
	if (server->listener.path != NULL)
		ev_timer_start(server->loop, &door->look);
}

static void
make_again(struct door *door, const char *path)
{
	struct listener fresh;
	struct err err = { 0 };

	if (!listener_open(path, door->server->group, &fresh, &err)) {
		if (!door->has_failed)
			log_error("socket file is gone and can't be made again", LOG_TEXT("error", err.text));
		door->has_failed = true;
		return;
	}
	log_warning("socket file was gone, made again", LOG_TEXT("socket", path));
	door->has_failed = false;
	ev_io_stop(door->server->loop, &door->ready);
	listener_close(&door->listener);
	door->listener = fresh;
	ev_io_set(&door->ready, fresh.fd, EV_READ);
	ev_io_start(door->server->loop, &door->ready);
}

void
door_look(struct door *door)
{
	const struct listener *l = listener_now(door);
	OWNED_TEXT path = NULL;

	if (door->server == NULL || door->server->is_quiescing || l->path == NULL || is_there(l))
		return;
	path = mem_strdup(l->path);
	make_again(door, path);
}

void
door_go_on(struct door *door)
{
	if (door->listener.fd >= 0)
		ev_io_start(door->server->loop, &door->ready);
}

void
door_close(struct door *door)
{
	if (door->server == NULL)
		return;
	ev_timer_stop(door->server->loop, &door->look);
	ev_io_stop(door->server->loop, &door->ready);
	listener_close(&door->listener);
}
