#include "serve/serve.h"

#include "base/descriptors.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "serve/server.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CONNECTION_BYTES = 32 * 1024, /* of a request's head, and a piece of its body */
	IDLE_S = 30,
	RUNS_AT_END = 16,
};

static unsigned int
connections(const struct server *s)
{
	return MHD_get_daemon_info(s->http, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)->num_connections;
}

bool
server_has_room(const struct server *s)
{
	return connections(s) < s->connections_max;
}

/*
 * A full house, or one without descriptors, stops watching its door, and looks
 * at it again only in the run after the one that made room; nothing would wake
 * the loop for that run.
 */
void
server_run(struct server *s)
{
	unsigned int before;

	do {
		before = connections(s);
		MHD_run(s->http);
	} while (connections(s) < before);
	if (server_has_room(s) && !s->is_quiescing)
		door_go_on(&s->door);
}

static void
on_ready(struct ev_loop *loop, ev_io *watcher, int events)
{
	(void)loop;
	(void)events;
	server_run(watcher->data);
}

static void
on_timeout(struct ev_loop *loop, ev_timer *watcher, int events)
{
	(void)loop;
	(void)events;
	server_run(watcher->data);
}

/* Milliseconds divided as a real number, or each wait under a second would be a busy loop. */
static void
on_asking(struct ev_loop *loop, ev_prepare *watcher, int events)
{
	struct server *s = watcher->data;
	MHD_UNSIGNED_LONG_LONG ms;

	(void)events;
	ev_timer_stop(loop, &s->timeout);
	if (MHD_get_timeout(s->http, &ms) != MHD_YES)
		return;
	ev_now_update(loop);
	ev_timer_set(&s->timeout, (double)ms / 1000.0, 0.);
	ev_timer_start(loop, &s->timeout);
}

static void
collect_replies(struct server *s)
{
	struct letter *letter;

	while ((letter = mailbox_collect(s->doors.serve)) != NULL) {
		if (letter->kind == LETTER_NEWS)
			events_take(s, (struct news *)letter);
		else
			exchange_come_home(s, (struct request *)letter);
	}
	exchange_try_put_off(s);
	events_go_on(s);
}

static void
on_home(struct ev_loop *loop, ev_async *watcher, int events)
{
	(void)loop;
	(void)events;
	collect_replies(watcher->data);
	server_run(watcher->data); /* resuming alone moves nothing */
}

/* On the poster's thread. */
static void
on_post(void *context)
{
	struct server *s = context;

	ev_async_send(s->loop, &s->home);
}

static void __attribute__((format(printf, 2, 0))) on_http_log(void *context, const char *fmt, va_list args)
{
	char text[300];

	(void)context;
	vsnprintf(text, sizeof(text), fmt, args);
	log_debug("http server said", LOG_TEXT("text", text_trim(text)));
}

static bool
http_start(struct server *s, struct err *err)
{
	const unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

	s->connections_max = (unsigned int)descriptors_for_clients();
	s->http = MHD_start_daemon(flags, 0, NULL, NULL, exchange_go_on, s, MHD_OPTION_EXTERNAL_LOGGER, on_http_log, s,
	    MHD_OPTION_LISTEN_SOCKET, s->listener.fd, MHD_OPTION_CONNECTION_LIMIT, s->connections_max,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)CONNECTION_BYTES, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin,
	    s, MHD_OPTION_NOTIFY_COMPLETED, exchange_end, s, MHD_OPTION_END);
	return s->http != NULL || err_set(err, ERR_SYSTEM, "the HTTP server doesn't start: %s", strerror(errno));
}

static void
watch(struct server *s)
{
	int fd = MHD_get_daemon_info(s->http, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

	ev_io_init(&s->ready, on_ready, fd, EV_READ);
	ev_prepare_init(&s->asking, on_asking);
	ev_timer_init(&s->timeout, on_timeout, 0., 0.);
	ev_async_init(&s->home, on_home);
	ev_set_priority(&s->ready, EV_MAXPRI); /* a person's turn is before that of feeds */
	ev_set_priority(&s->home, EV_MAXPRI);
	s->ready.data = s->asking.data = s->timeout.data = s->home.data = s;
	ev_io_start(s->loop, &s->ready);
	ev_prepare_start(s->loop, &s->asking);
	ev_async_start(s->loop, &s->home);
	door_watch(&s->door, s);
	mailbox_on_post(s->doors.serve, on_post, s);
}

static void
unwatch(struct server *s)
{
	mailbox_on_post(s->doors.serve, NULL, NULL);
	ev_io_stop(s->loop, &s->ready);
	ev_prepare_stop(s->loop, &s->asking);
	ev_timer_stop(s->loop, &s->timeout);
	ev_async_stop(s->loop, &s->home);
}

static bool
server_listen(struct server *s, const struct serve_settings *settings, struct err *err)
{
	if (!group_find(settings->group, &s->group, err))
		return false;
	if (settings->fd >= 0)
		return listener_adopt(settings->fd, &s->listener, err);
	return listener_open(settings->path, s->group, &s->listener, err);
}

bool
server_new(struct ev_loop *loop, const struct serve_settings *settings, const struct doors *doors,
    const struct clock *clock, struct vitals *vitals, struct server **out, struct err *err)
{
	struct server *s = mem_alloc(sizeof(*s));

	*s = (struct server) { .loop = loop, .doors = *doors, .clock = clock, .vitals = vitals };
	s->listener.fd = s->door.listener.fd = -1;
	s->document_bytes_max = settings->body_max_bytes;
	s->put_off_end = &s->put_off;
	list_init(&s->exchanges);
	events_init(s);
	if (!server_listen(s, settings, err) || !http_start(s, err)) {
		server_free(s);
		return err_wrap(err, "socket");
	}
	watch(s);
	*out = s;
	return true;
}

void
server_reload(struct server *s, size_t body_max_bytes)
{
	s->document_bytes_max = body_max_bytes;
	door_look(&s->door);
}

void
server_quiesce(struct server *s)
{
	if (s->is_quiescing)
		return;
	s->is_quiescing = true;
	door_close(&s->door);
	MHD_quiesce_daemon(s->http);
	listener_close(&s->listener);
	events_end(s);
	server_run(s);
}

bool
server_is_idle(const struct server *s)
{
	return list_is_empty(&s->exchanges);
}

/* Every connection must be awake when the HTTP server stops, or it aborts. */
static void
http_stop(struct server *s)
{
	collect_replies(s);
	exchange_abandon_all(s);
	for (int i = 0; i < RUNS_AT_END && !server_is_idle(s); i++)
		server_run(s);
	MHD_stop_daemon(s->http);
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	if (s->http != NULL) {
		unwatch(s);
		server_quiesce(s);
		http_stop(s);
		events_fini(s);
	}
	listener_close(&s->listener);
	free(s);
}
