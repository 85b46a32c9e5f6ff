/*
 * server: what the files of serve/ share. Nobody else includes it.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "base/list.h"
#include "serve/door.h"
#include "serve/events.h"
#include "serve/listener.h"
#include "serve/routes.h"
#include "serve/serve.h"

#include <ev.h>
#include <microhttpd.h>

struct server {
	struct ev_loop *loop;
	struct doors doors;
	const struct clock *clock;
	struct vitals *vitals;
	size_t document_bytes_max;
	gid_t group;
	struct listener listener;
	struct MHD_Daemon *http;
	unsigned int connections_max;
	ev_io ready;       /* the HTTP server's epoll descriptor */
	ev_prepare asking; /* before each wait: when does it want to run again? */
	ev_timer timeout;
	ev_async home;               /* a reply was posted */
	struct list exchanges;       /* all there are */
	struct letter *put_off;      /* to be read for an answer, once query has room */
	struct letter **put_off_end; /* where the next one is hung */
	bool is_quiescing;
	struct events events;
	struct door door;
};

/* Whether one more connection may come. */
CHECKED bool server_has_room(const struct server *s);
/* Lets the HTTP server do what there is to do: resuming a connection alone moves nothing. */
void server_run(struct server *s);

enum stage {
	STAGE_NEW,      /* only the request line is known */
	STAGE_BODY,     /* its body is coming */
	STAGE_AWAY,     /* its letter is with somebody else, the connection is suspended */
	STAGE_ANSWERED, /* its letter is home, the connection is not told yet */
	STAGE_SENDING,
};

/* One request and its answer. */
struct exchange {
	struct list link; /* of server.exchanges */
	struct server *server;
	struct MHD_Connection *connection; /* NULL: the client is gone, only the letter is waited for */
	enum stage stage;
	const struct route *route; /* NULL: refused before it had one */
	char *method;
	char *target;
	struct request *request; /* not while it is away */
	struct watcher *watcher; /* NULL: it is answered once and for all */
	size_t dropped_bytes;    /* of a body that nobody wants */
	struct buffer allow;     /* names the methods when that one was wrong */
	int status;              /* not 0: what the writer said, the answer being read now */
	char *location;
	int64_t began_ms;
};

/* Callbacks of the HTTP server; `context` is the struct server. */
void *exchange_begin(void *context, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_go_on(void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_bytes, void **exchange);
void
exchange_end(void *context, struct MHD_Connection *connection, void **exchange, enum MHD_RequestTerminationCode code);

/* A letter came home. The caller runs the HTTP server afterwards. */
void exchange_come_home(struct server *s, struct request *r);
/* Tries again what query had no room for. */
void exchange_try_put_off(struct server *s);
/* Gives up on letters that will not come home, answering 503. */
void exchange_abandon_all(struct server *s);

#endif
