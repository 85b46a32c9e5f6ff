#include "serve/outflow.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct event *
event_of(const struct buffer *text)
{
	struct event *event = mem_alloc(sizeof(*event) + text->len);

	event->holders = 1;
	event->len = text->len;
	memcpy(event->bytes, buffer_text(text), text->len);
	return event;
}

/* JSON as it is dumped here holds no line break, which would end the field. */
struct event *
event_new(int64_t id, const char *name, const char *json)
{
	BUFFER text = { 0 };

	if (id >= 0)
		buffer_addf(&text, "id: %" PRId64 "\n", id);
	buffer_addf(&text, "event: %s\n", name);
	buffer_add_text(&text, "data: ");
	buffer_add_text(&text, json);
	buffer_add_text(&text, "\n\n");
	return event_of(&text);
}

struct event *
event_beginning(int64_t id)
{
	BUFFER text = { 0 };

	buffer_addf(&text, ": winnow\nid: %" PRId64 "\n\n", id);
	return event_of(&text);
}

struct event *
event_comment(const char *comment)
{
	BUFFER text = { 0 };

	buffer_addf(&text, ": %s\n\n", comment);
	return event_of(&text);
}

void
event_release(struct event *event)
{
	if (event != NULL && --event->holders == 0)
		free(event);
}

static void
drop_first(struct outflow *o)
{
	struct event *event = o->waiting[o->first];

	o->bytes -= event->len;
	o->first = (o->first + 1) % OUTFLOW_EVENTS_MAX;
	o->count--;
	o->sent = 0;
	event_release(event);
}

void
outflow_fini(struct outflow *o)
{
	while (o->count > 0)
		drop_first(o);
}

static void
append(struct outflow *o, struct event *event)
{
	o->waiting[(o->first + o->count++) % OUTFLOW_EVENTS_MAX] = event;
	o->bytes += event->len;
}

/* One that is larger than all that may wait is let in alone. */
static bool
has_room(const struct outflow *o, const struct event *event)
{
	return o->count == 0 || (o->count < OUTFLOW_EVENTS_MAX && o->bytes + event->len <= OUTFLOW_BYTES_MAX);
}

bool
outflow_add(struct outflow *o, struct event *event)
{
	if (o->lost > 0 || !has_room(o, event)) {
		o->lost++;
		return false;
	}
	event->holders++;
	append(o, event);
	return true;
}

void
outflow_lose(struct outflow *o, int64_t count)
{
	o->lost += count;
}

static void
tell_loss(struct outflow *o)
{
	char json[40];

	snprintf(json, sizeof(json), "{\"lost\":%" PRId64 "}", o->lost);
	o->lost = 0;
	append(o, event_new(-1, "lost", json));
}

size_t
outflow_read(struct outflow *o, char *to, size_t max)
{
	size_t read = 0;

	if (o->count == 0 && o->lost > 0)
		tell_loss(o);
	while (o->count > 0 && read < max) {
		const struct event *event = o->waiting[o->first];
		size_t left = event->len - o->sent, len = left < max - read ? left : max - read;

		memcpy(to + read, event->bytes + o->sent, len);
		read += len;
		o->sent += len;
		if (o->sent == event->len)
			drop_first(o);
	}
	return read;
}

bool
outflow_is_empty(const struct outflow *o)
{
	return o->count == 0 && o->lost == 0;
}

bool
outflow_is_crowded(const struct outflow *o)
{
	return o->lost == 0 && (o->count > OUTFLOW_EVENTS_MAX / 2 || o->bytes > OUTFLOW_BYTES_MAX / 2);
}
