/*
 * serve: HTTP on the socket. Who may come in, what may be asked, and of whom.
 *
 * Lives on the loop thread: it owns the listening socket, the HTTP server and
 * the mailbox doors->serve. It parses no body and renders no thing of ours; it
 * routes (serve/routes), checks sizes, and streams answers back.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/clock.h"
#include "base/error.h"
#include "message/letter.h"
#include "message/vitals.h"

#include <stddef.h>

struct ev_loop;
struct server;

struct serve_settings {
	const char *path;  /* of the socket; not used when fd >= 0 */
	int fd;            /* passed in by systemd; -1: make one at `path` */
	const char *group; /* "" or the group that is let in; the socket is then 0660 */
	size_t body_max_bytes;
};

/* Binds and listens; replaces a socket file that nobody listens on (ERR_LOCKED when somebody does). */
CHECKED bool server_new(struct ev_loop *loop, const struct serve_settings *settings, const struct doors *doors,
    const struct clock *clock, struct vitals *vitals, struct server **out, struct err *err);
/* From the next request on. */
void server_reload(struct server *s, size_t body_max_bytes);
/* Stops taking connections. Replies that come home are still sent. */
void server_quiesce(struct server *s);
/* Nothing asked is unanswered, and all answers are on their way. */
CHECKED bool server_is_idle(const struct server *s);
/* Answers what is left with 503, closes, removes the socket file it made. NULL is fine. */
void server_free(struct server *s);

#endif
