/*
 * outflow: what waits to be sent to one watcher, bounded.
 *
 * Events are shared between watchers and counted. When there is no room the
 * event is lost, and so are those behind it until all that waits is sent: then
 * the watcher is told how many it missed. Knows no HTTP. Loop thread.
 */
#ifndef SERVE_OUTFLOW_H
#define SERVE_OUTFLOW_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { OUTFLOW_EVENTS_MAX = 256, OUTFLOW_BYTES_MAX = 1 << 20 };

/* One event as it goes over the line (WHATWG HTML, 9.2.6). */
struct event {
	unsigned int holders;
	size_t len;
	char bytes[];
};

/* With `id`, unless it is negative. Held once, by the caller. */
struct event *event_new(int64_t id, const char *name, const char *json);
/* Says nothing but where the stream begins. */
struct event *event_beginning(int64_t id);
/* A line that says nothing: keeps the connection alive. */
struct event *event_comment(const char *text);
void event_release(struct event *event); /* NULL is fine */

struct outflow {
	struct event *waiting[OUTFLOW_EVENTS_MAX];
	size_t first, count;
	size_t bytes;
	size_t sent;  /* of the first */
	int64_t lost; /* and not yet told */
};

void outflow_fini(struct outflow *o);
/* Holds the event. False: it is lost. */
bool outflow_add(struct outflow *o, struct event *event);
/* So many could not even be offered. */
void outflow_lose(struct outflow *o, int64_t count);
/* Copies out as much as fits; 0: nothing waits. */
size_t outflow_read(struct outflow *o, char *to, size_t max);
CHECKED bool outflow_is_empty(const struct outflow *o);
/* More than half of what may wait does, and nothing is lost yet. */
CHECKED bool outflow_is_crowded(const struct outflow *o);

#endif
