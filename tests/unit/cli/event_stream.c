#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "cli/event_stream.h"

#include <string.h>

static bool
on_event(void *context, const char *name, const char *data)
{
	buffer_addf(context, "[%s|%s]", name, data);
	return strcmp(data, "stop") != 0;
}

static void
assert_reads(const char *text, const char *expected, const char *last_id)
{
	for (size_t piece = 1; piece <= strlen(text); piece++) {
		BUFFER got = { 0 };
		struct event_stream stream = { .on_event = on_event, .context = &got };

		for (size_t at = 0; at < strlen(text); at += piece) {
			size_t left = strlen(text) - at;

			assert_true(event_stream_feed(&stream, text + at, left < piece ? left : piece));
		}
		assert_string_equal(buffer_text(&got), expected);
		assert_string_equal(buffer_text(&stream.last_id), last_id);
		event_stream_fini(&stream);
	}
}

static void
reads_names_data_and_ids(void **state)
{
	(void)state;
	assert_reads("id: 7\nevent: item\ndata: {\"a\": 1}\n\n", "[item|{\"a\": 1}]", "7");
}

static void
ends_lines_with_any_of_the_three_line_ends(void **state)
{
	(void)state;
	assert_reads("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "[message|a][message|b][message|c]", "");
}

static void
joins_data_and_drops_one_space_only(void **state)
{
	(void)state;
	assert_reads("data:  a\ndata\ndata:b\n\n", "[message| a\n\nb]", "");
}

static void
hears_nothing_in_comments_unknown_fields_and_events_without_data(void **state)
{
	(void)state;
	assert_reads(": hello\nretry: 5\nevent: x\nid: 3\n\ndata: y\n\n", "[message|y]", "3");
}

static void
forgets_half_an_event_when_the_connection_breaks_and_keeps_the_last_id(void **state)
{
	BUFFER got = { 0 };
	struct event_stream stream = { .on_event = on_event, .context = &got };
	static const char half[] = "id: 4\ndata: half", rest[] = "data: b\n\n";

	(void)state;
	assert_true(event_stream_feed(&stream, half, strlen(half)));
	event_stream_restart(&stream);
	assert_true(event_stream_feed(&stream, rest, strlen(rest)));
	assert_string_equal(buffer_text(&got), "[message|b]");
	assert_string_equal(buffer_text(&stream.last_id), "4");
	event_stream_fini(&stream);
}

static void
ends_when_the_listener_has_enough(void **state)
{
	BUFFER got = { 0 };
	struct event_stream stream = { .on_event = on_event, .context = &got };
	static const char text[] = "data: stop\n\ndata: more\n\n";

	(void)state;
	assert_false(event_stream_feed(&stream, text, strlen(text)));
	assert_string_equal(buffer_text(&got), "[message|stop]");
	event_stream_fini(&stream);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_names_data_and_ids),
		cmocka_unit_test(ends_lines_with_any_of_the_three_line_ends),
		cmocka_unit_test(joins_data_and_drops_one_space_only),
		cmocka_unit_test(hears_nothing_in_comments_unknown_fields_and_events_without_data),
		cmocka_unit_test(forgets_half_an_event_when_the_connection_breaks_and_keeps_the_last_id),
		cmocka_unit_test(ends_when_the_listener_has_enough),
	};

	return cmocka_run_group_tests_name("cli/event_stream", tests, NULL, NULL);
}
