/*
 * wire: libcurl's multi handle on a libev loop. Sockets, its timer, and the
 * news of what has ended. Knows nothing of what is transferred.
 *
 * Handles are added and removed outside of libcurl's callbacks only.
 */
#ifndef FETCH_WIRE_H
#define FETCH_WIRE_H

#include "base/error.h"

#include <curl/curl.h>
#include <stddef.h>

struct ev_loop;
struct wire;

/* Called outside of libcurl; may add and remove handles. */
struct wire_events {
	void (*on_end)(CURL *easy, CURLcode code, void *context); /* the handle is removed already */
	void (*on_rest)(void *context);                           /* after one or more ends */
	void *context;
};

CHECKED bool wire_new(struct ev_loop *loop, const struct wire_events *events, struct wire **out, struct err *err);
void wire_free(struct wire *w); /* remove all handles first; NULL is fine */
/* Connections open at all, idle ones included, and at most to one host. */
void wire_limit(struct wire *w, int64_t connections, int64_t per_host);

void wire_add(struct wire *w, CURL *easy);
void wire_remove(struct wire *w, CURL *easy);

#endif
