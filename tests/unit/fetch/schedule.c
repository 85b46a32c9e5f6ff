#include "fetch/schedule.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { FEEDS = 5000 };

/* The same row of numbers each time: Knuth's MMIX generator. */
static uint64_t
roll(uint64_t *dice)
{
	*dice = *dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *dice >> 33;
}

static struct feed *
put(struct schedule *s, int64_t id, const char *etag)
{
	char url[64];

	snprintf(url, sizeof(url), "https://example.org/%d", (int)id);
	return schedule_put(s, &(struct plan) { .feed_id = id, .url = url, .etag = (char *)(uintptr_t)etag });
}

static void
gives_feeds_in_the_order_they_are_due(void **state)
{
	struct schedule *s = schedule_new();
	uint64_t dice = 1;
	int64_t last = 0;
	struct feed *feed;
	int count = 0;

	(void)state;
	for (int i = 0; i < FEEDS; i++)
		schedule_rest(s, put(s, i, NULL), (int64_t)(roll(&dice) % 10000));
	for (int i = 0; i < FEEDS; i += 3)
		schedule_rest(s, schedule_find(s, i), (int64_t)(roll(&dice) % 10000));
	for (int i = 0; i < FEEDS; i += 5)
		schedule_forget(s, schedule_find(s, i));
	while ((feed = schedule_take_due(s, 9999)) != NULL) {
		assert_true(feed->due_at >= last);
		assert_int_not_equal(feed->id % 5, 0);
		last = feed->due_at;
		count++;
	}
	assert_int_equal(count, FEEDS - FEEDS / 5);
	assert_int_equal(schedule_next_at(s), INT64_MAX);
	schedule_free(s);
}

static void
gives_nothing_before_its_time(void **state)
{
	struct schedule *s = schedule_new();

	(void)state;
	schedule_rest(s, put(s, 1, NULL), 100);
	schedule_rest(s, put(s, 2, NULL), INT64_MAX);
	assert_null(schedule_take_due(s, 99));
	assert_int_equal(schedule_next_at(s), 100);
	assert_int_equal(schedule_take_due(s, 100)->id, 1);
	assert_null(schedule_take_due(s, INT64_MAX - 1));
	schedule_free(s);
}

static void
rests_longer_each_time_that_what_came_could_not_be_stored(void **state)
{
	struct schedule *s = schedule_new();
	struct feed *feed = put(s, 1, NULL);

	(void)state;
	for (int64_t wait_s = 60; wait_s <= 3840; wait_s *= 2) {
		schedule_rest_unstored(s, feed, 1000);
		assert_int_equal(schedule_next_at(s), 1000 + wait_s);
	}
	schedule_rest_unstored(s, feed, 1000);
	assert_int_equal(schedule_next_at(s), 1000 + 3840);
	schedule_free(s);
}

static void
finds_feeds_by_id_after_many_came_and_went(void **state)
{
	struct schedule *s = schedule_new();
	bool known[1000] = { false };
	uint64_t dice = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t id = roll(&dice) % 1000;

		if (known[id])
			schedule_forget(s, schedule_find(s, (int64_t)id));
		else
			put(s, (int64_t)id, NULL);
		known[id] = !known[id];
	}
	for (int64_t id = 0; id < 1000; id++)
		assert_int_equal(schedule_find(s, id) != NULL, known[id]);
	schedule_free(s);
}

static void
replaces_texts_and_keeps_the_record(void **state)
{
	struct schedule *s = schedule_new();
	struct feed *feed = put(s, 1, "\"old\"");

	(void)state;
	assert_string_equal(feed->etag, "\"old\"");
	assert_ptr_equal(put(s, 1, NULL), feed);
	assert_null(feed->etag);
	assert_string_equal(feed->url, "https://example.org/1");
	schedule_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_feeds_in_the_order_they_are_due),
		cmocka_unit_test(gives_nothing_before_its_time),
		cmocka_unit_test(rests_longer_each_time_that_what_came_could_not_be_stored),
		cmocka_unit_test(finds_feeds_by_id_after_many_came_and_went),
		cmocka_unit_test(replaces_texts_and_keeps_the_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
