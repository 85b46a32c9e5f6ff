#include "fetch/wire.h"

#include "base/list.h"
#include "base/memory.h"

#include <ev.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { TURN_SOCKETS = 16 }; /* a millisecond or two */

struct wire {
	struct ev_loop *loop;
	struct wire_events events;
	CURLM *multi;
	ev_timer timer;
	ev_check turn;         /* after whatever else there was to do */
	struct list ready;     /* plugs to be driven; who came first is first */
	curl_socket_t in_hand; /* the socket being driven, until libcurl is through with it */
};

/* One a socket, made and freed as libcurl says. */
struct plug {
	ev_io io;
	struct list link; /* of wire.ready */
	int events;       /* it is ready for */
	struct wire *wire;
};

static void
collect_finished(struct wire *w)
{
	bool any = false;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(w->multi, &left)) != NULL) {
		CURL *easy = message->easy_handle;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		any = true;
		curl_multi_remove_handle(w->multi, easy);
		w->events.on_end(easy, code, w->events.context);
	}
	if (any)
		w->events.on_rest(w->events.context);
}

/* Every way into libcurl ends here, so that no finished transfer is left over. */
static void
drive(struct wire *w, curl_socket_t fd, int ready)
{
	int running;

	curl_multi_socket_action(w->multi, fd, ready, &running);
	collect_finished(w);
}

/*
 * More of an answer is to come. A server that writes its header and its body
 * apart, without TCP_NODELAY, holds the body back until the header is
 * acknowledged, which the kernel puts off for 40 ms (RFC 1122 4.2.3.2, RFC 896).
 */
static void
acknowledge(curl_socket_t fd)
{
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int) { 1 }, sizeof(int));
}

static void
drive_plug(struct wire *w, struct plug *plug)
{
	int fd = plug->io.fd, events = plug->events;

	list_remove(&plug->link);
	plug->events = 0;
	w->in_hand = fd;
	drive(w, fd, (events & EV_READ ? CURL_CSELECT_IN : 0) | (events & EV_WRITE ? CURL_CSELECT_OUT : 0));
	if ((events & EV_READ) != 0 && w->in_hand == fd)
		acknowledge(fd);
	w->in_hand = CURL_SOCKET_BAD;
}

static void
on_socket_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct plug *plug = io->data;

	(void)loop;
	plug->events |= events;
	if (!list_is_linked(&plug->link))
		list_append(&plug->wire->ready, &plug->link);
}

/*
 * Many servers answer in one moment, and others use this loop too. What is left
 * over is still ready when the loop looks again, which it does at once.
 */
static void
on_turn(struct ev_loop *loop, ev_check *turn, int events)
{
	struct wire *w = turn->data;

	(void)loop;
	(void)events;
	for (int i = 0; i < TURN_SOCKETS && !list_is_empty(&w->ready); i++)
		drive_plug(w, LIST_ENTRY(w->ready.next, struct plug, link));
}

static void
on_timer(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop;
	(void)events;
	drive(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void
unplug(struct wire *w, struct plug *plug, curl_socket_t fd)
{
	if (fd == w->in_hand)
		w->in_hand = CURL_SOCKET_BAD;
	if (plug == NULL)
		return;
	ev_io_stop(w->loop, &plug->io);
	list_remove(&plug->link);
	curl_multi_assign(w->multi, fd, NULL);
	free(plug);
}

static struct plug *
plug_in(struct wire *w, curl_socket_t fd)
{
	struct plug *plug = mem_alloc(sizeof(*plug));

	plug->wire = w;
	ev_init(&plug->io, on_socket_ready);
	plug->io.data = plug;
	curl_multi_assign(w->multi, fd, plug);
	return plug;
}

static int
on_socket_change(CURL *easy, curl_socket_t fd, int what, void *context, void *socket_data)
{
	struct wire *w = context;
	struct plug *plug = socket_data;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		unplug(w, plug, fd);
		return 0;
	}
	if (plug == NULL)
		plug = plug_in(w, fd);
	ev_io_stop(w->loop, &plug->io);
	ev_io_set(&plug->io, fd, (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
	ev_io_start(w->loop, &plug->io);
	return 0;
}

/* A division of doubles: in whole numbers every wait under a second would become a busy loop. */
static int
on_timer_change(CURLM *multi, long ms, void *context)
{
	struct wire *w = context;

	(void)multi;
	ev_timer_stop(w->loop, &w->timer);
	if (ms >= 0) {
		ev_timer_set(&w->timer, (double)ms / 1000.0, 0.);
		ev_timer_start(w->loop, &w->timer);
	}
	return 0;
}

bool
wire_new(struct ev_loop *loop, const struct wire_events *events, struct wire **out, struct err *err)
{
	struct wire *w;
	CURLM *multi = curl_multi_init();

	if (multi == NULL)
		return err_set(err, ERR_SYSTEM, "libcurl can't be started");
	w = mem_alloc(sizeof(*w));
	w->loop = loop;
	w->events = *events;
	w->multi = multi;
	w->in_hand = CURL_SOCKET_BAD;
	ev_init(&w->timer, on_timer);
	w->timer.data = w;
	list_init(&w->ready);
	ev_check_init(&w->turn, on_turn);
	ev_set_priority(&w->turn, EV_MINPRI);
	w->turn.data = w;
	ev_check_start(loop, &w->turn);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket_change);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, w);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer_change);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, w);
	/* A server that says "HTTP/2" in plain text makes libcurl share HTTP/1 connections, and mix up the answers. */
	curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	*out = w;
	return true;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	curl_multi_cleanup(w->multi);
	ev_timer_stop(w->loop, &w->timer);
	ev_check_stop(w->loop, &w->turn);
	free(w);
}

void
wire_limit(struct wire *w, int64_t connections, int64_t per_host)
{
	curl_multi_setopt(w->multi, CURLMOPT_MAXCONNECTS, (long)connections);
	curl_multi_setopt(w->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)per_host);
}

void
wire_add(struct wire *w, CURL *easy)
{
	curl_multi_add_handle(w->multi, easy);
}

void
wire_remove(struct wire *w, CURL *easy)
{
	curl_multi_remove_handle(w->multi, easy);
}
