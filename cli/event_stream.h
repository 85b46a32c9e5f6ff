/*
 * event_stream: a text/event-stream taken apart (WHATWG HTML, 9.2.6), fed in
 * pieces of any size. Pure.
 */
#ifndef CLI_EVENT_STREAM_H
#define CLI_EVENT_STREAM_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* More in one line or one event than this ends the stream. */
enum { EVENT_MAX_BYTES = 16 << 20 };

/* All zero before the first piece. */
struct event_stream {
	struct buffer line; /* begun */
	struct buffer name, data;
	struct buffer last_id;
	bool has_data;
	bool was_cr; /* the last byte: a LF now belongs to it */
	/* False ends it. `name` is "message" when there was none. */
	bool (*on_event)(void *context, const char *name, const char *data);
	void *context;
};

/* False when on_event was, or when there is too much in one event. */
CHECKED bool event_stream_feed(struct event_stream *stream, const char *bytes, size_t len);
/* A new connection begins: what was not whole is dropped, the last id stays. */
void event_stream_restart(struct event_stream *stream);
void event_stream_fini(struct event_stream *stream);

#endif
