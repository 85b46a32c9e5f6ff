#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "serve/outflow.h"

#include <string.h>

static bool
add(struct outflow *o, int64_t id, const char *json)
{
	struct event *event = event_new(id, "item", json);
	bool is_taken = outflow_add(o, event);

	event_release(event);
	return is_taken;
}

/* Everything there is, `max` bytes at a time. */
static void
read_all(struct outflow *o, size_t max, struct buffer *out)
{
	char piece[4096];
	size_t len;

	while ((len = outflow_read(o, piece, max)) > 0)
		buffer_add(out, piece, len);
}

static void
gives_events_in_their_order_however_they_are_cut(void **state)
{
	static const char expected[] = "id: 1\nevent: item\ndata: {\"a\":1}\n\nid: 2\nevent: item\ndata: {}\n\n";

	(void)state;
	for (size_t max = 1; max < sizeof(expected) + 1; max++) {
		struct outflow o = { 0 };
		BUFFER got = { 0 };

		assert_true(add(&o, 1, "{\"a\":1}"));
		assert_true(add(&o, 2, "{}"));
		read_all(&o, max, &got);
		assert_string_equal(buffer_text(&got), expected);
		assert_true(outflow_is_empty(&o));
		outflow_fini(&o);
	}
}

static void
loses_what_has_no_room_and_tells_how_much_once_the_rest_is_sent(void **state)
{
	struct outflow o = { 0 };
	BUFFER got = { 0 };

	(void)state;
	for (int i = 0; i < OUTFLOW_EVENTS_MAX; i++)
		assert_true(add(&o, i + 1, "{}"));
	for (int i = 0; i < 7; i++)
		assert_false(add(&o, 1000 + i, "{}"));
	read_all(&o, 100, &got);
	assert_non_null(strstr(got.data, "id: 256\n"));
	assert_null(strstr(got.data, "id: 1000\n"));
	assert_non_null(strstr(got.data, "event: lost\ndata: {\"lost\":7}\n\n"));
	assert_true(add(&o, 2000, "{}"));
	outflow_fini(&o);
}

/* Else what comes after a gap would be told before the gap is. */
static void
takes_nothing_new_until_a_loss_is_told(void **state)
{
	struct outflow o = { 0 };
	char piece[200];

	(void)state;
	for (int i = 0; i <= OUTFLOW_EVENTS_MAX; i++)
		(void)add(&o, i + 1, "{}");
	assert_true(outflow_read(&o, piece, sizeof(piece)) > 0);
	assert_false(add(&o, 5000, "{}"));
	assert_int_equal(o.lost, 2);
	outflow_fini(&o);
}

static void
is_bounded_in_bytes_but_lets_a_lone_large_event_in(void **state)
{
	const size_t large = OUTFLOW_BYTES_MAX + 10;
	struct outflow o = { 0 };
	OWNED_TEXT json = mem_alloc(large + 1);

	(void)state;
	memset(json, 'x', large);
	assert_true(add(&o, 1, json));
	assert_true(o.bytes > OUTFLOW_BYTES_MAX);
	assert_false(add(&o, 2, "{}"));
	outflow_fini(&o);
	assert_int_equal(o.bytes, 0);
}

static void
shares_one_event_between_all_who_wait_for_it(void **state)
{
	struct outflow one = { 0 }, two = { 0 };
	struct event *event = event_new(-1, "feed", "{}");
	BUFFER got = { 0 };

	(void)state;
	assert_true(outflow_add(&one, event));
	assert_true(outflow_add(&two, event));
	assert_int_equal(event->holders, 3);
	event_release(event);
	outflow_fini(&one);
	read_all(&two, 4096, &got);
	assert_string_equal(buffer_text(&got), "event: feed\ndata: {}\n\n");
	outflow_fini(&two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_events_in_their_order_however_they_are_cut),
		cmocka_unit_test(loses_what_has_no_room_and_tells_how_much_once_the_rest_is_sent),
		cmocka_unit_test(takes_nothing_new_until_a_loss_is_told),
		cmocka_unit_test(is_bounded_in_bytes_but_lets_a_lone_large_event_in),
		cmocka_unit_test(shares_one_event_between_all_who_wait_for_it),
	};

	return cmocka_run_group_tests_name("serve/outflow", tests, NULL, NULL);
}
