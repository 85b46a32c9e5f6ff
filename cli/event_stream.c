#include "cli/event_stream.h"

#include "base/text.h"

#include <string.h>

static bool
dispatch(struct event_stream *stream)
{
	const char *name = stream->name.len > 0 ? buffer_text(&stream->name) : "message";
	bool goes_on = !stream->has_data || stream->on_event(stream->context, name, buffer_text(&stream->data));

	buffer_cut(&stream->name, 0);
	buffer_cut(&stream->data, 0);
	stream->has_data = false;
	return goes_on;
}

static void
set(struct buffer *buffer, const char *value)
{
	buffer_cut(buffer, 0);
	buffer_add_text(buffer, value);
}

static void
field_take(struct event_stream *stream, const char *name, const char *value)
{
	if (text_equal(name, "event")) {
		set(&stream->name, value);
	} else if (text_equal(name, "id")) {
		set(&stream->last_id, value);
	} else if (text_equal(name, "data")) {
		if (stream->has_data)
			buffer_add_char(&stream->data, '\n');
		buffer_add_text(&stream->data, value);
		stream->has_data = true;
	}
}

/* An empty line ends an event; one that begins with a colon says nothing. */
static bool
line_take(struct event_stream *stream)
{
	bool goes_on = true;

	if (stream->line.len == 0) {
		goes_on = dispatch(stream);
	} else if (stream->line.data[0] != ':') {
		char *colon = memchr(stream->line.data, ':', stream->line.len);
		const char *value = "";

		if (colon != NULL) {
			*colon = '\0';
			value = colon[1] == ' ' ? colon + 2 : colon + 1;
		}
		field_take(stream, stream->line.data, value);
	}
	buffer_cut(&stream->line, 0);
	return goes_on && stream->data.len <= EVENT_MAX_BYTES;
}

bool
event_stream_feed(struct event_stream *stream, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t run = 0;

		if (stream->was_cr && bytes[i] == '\n')
			i++;
		stream->was_cr = false;
		while (i + run < len && bytes[i + run] != '\n' && bytes[i + run] != '\r')
			run++;
		if (stream->line.len + run > EVENT_MAX_BYTES)
			return false;
		buffer_add(&stream->line, bytes + i, run);
		i += run;
		if (i == len)
			break;
		stream->was_cr = bytes[i++] == '\r';
		if (!line_take(stream))
			return false;
	}
	return true;
}

void
event_stream_restart(struct event_stream *stream)
{
	buffer_cut(&stream->line, 0);
	buffer_cut(&stream->name, 0);
	buffer_cut(&stream->data, 0);
	stream->has_data = stream->was_cr = false;
}

void
event_stream_fini(struct event_stream *stream)
{
	buffer_fini(&stream->line);
	buffer_fini(&stream->name);
	buffer_fini(&stream->data);
	buffer_fini(&stream->last_id);
}
