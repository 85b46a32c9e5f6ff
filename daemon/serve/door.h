/*
 * door: the socket file made again when somebody took it away, with its folder
 * perhaps. The HTTP server goes on listening where nobody can find it any more,
 * and is given those who come through the new one.
 */
#ifndef SERVE_DOOR_H
#define SERVE_DOOR_H

#include "serve/listener.h"

#include <ev.h>

struct server;

struct door {
	struct server *server;
	struct listener listener; /* that was made last; its fd is -1 as long as the first one is found */
	ev_io ready;
	ev_timer look;
	bool has_failed; /* told once */
};

/* After the server listens. */
void door_watch(struct door *door, struct server *server);
/* Looks whether the file is there, and is ours, and makes it if not. Now and then by itself. */
void door_look(struct door *door);
/* There is room for more connections. */
void door_go_on(struct door *door);
void door_close(struct door *door); /* closed already is fine */

#endif
