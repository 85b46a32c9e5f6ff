/*
 * events: those who watch what happens (GET /v1/events), and what they are told.
 *
 * Who asks joins before query looks at what it asks for, so that nothing falls
 * in between; nothing new is fanned out while somebody joins. Items are asked of
 * query a few at a time, as fast as the watchers take them; one that is too slow
 * holds up the others for a moment, and then loses events and is told so. Loop
 * thread.
 */
#ifndef SERVE_EVENTS_H
#define SERVE_EVENTS_H

#include "base/list.h"
#include "message/news.h"
#include "message/request.h"

#include <ev.h>
#include <microhttpd.h>

enum { WATCHERS_MAX = 64 };

struct server;
struct watcher;

struct events {
	struct list watchers;
	size_t count;                          /* of them */
	size_t joining;                        /* away, asking query */
	int64_t position;                      /* items are told up to this one */
	bool is_asking;                        /* a letter is with query */
	bool is_over;                          /* winnowd is stopping */
	struct letter *waiting, **waiting_end; /* news that query could not take yet */
	size_t waiting_count;
	ev_timer heart;
	ev_timer patience; /* with slow watchers */
	bool is_patience_over;
};

void events_init(struct server *s);
void events_fini(struct server *s);

/* A request to watch is about to be sent to query. False: there is no room for another watcher. */
CHECKED bool events_join(struct server *s, struct request *r, const char *last_event_id);
/* It came home, however. */
void events_joined(struct server *s);
/* Query found it good: the response it is answered with, and in *out the watcher, which lives until events_leave. */
struct MHD_Response *
events_answer(struct server *s, struct MHD_Connection *connection, struct request *r, struct watcher **out);
void events_leave(struct server *s, struct watcher *watcher); /* NULL is fine */

/* News from ingest, or home from query. Takes it. The caller runs the HTTP server afterwards. */
void events_take(struct server *s, struct news *news);
/* Asks query for more if there is more and the watchers can take it. */
void events_go_on(struct server *s);
/* Every stream ends. */
void events_end(struct server *s);

#endif
