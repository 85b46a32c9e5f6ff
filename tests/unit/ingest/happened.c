#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ingest/happened.h"
#include "ingest/writer.h"
#include "message/news.h"
#include "message/vitals.h"

enum { KNOWN = 40, LONG_MS = 60000 };

/* A writer with nothing but a door to serve, and a clock of the test's. */
struct bench {
	struct clock clock; /* first: the clock's functions are given it */
	int64_t now_ms;
	struct vitals vitals;
	struct doors doors;
	struct writer w;
};

static int64_t
bench_steady_ms(const struct clock *clock)
{
	return ((const struct bench *)clock)->now_ms;
}

static int
bench_new(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));

	b->clock.steady_ms = bench_steady_ms;
	b->now_ms = 1000;
	b->doors.serve = mailbox_new(0, 0);
	atomic_store(&b->vitals.watchers, 1);
	b->w = (struct writer) {
		.clock = &b->clock, .vitals = &b->vitals, .doors = &b->doors, .happened = happened_new(KNOWN)
	};
	*state = b;
	return 0;
}

static int
bench_free(void **state)
{
	struct bench *b = *state;

	happened_free(b->w.happened);
	mailbox_close(b->doors.serve);
	mailbox_free(b->doors.serve);
	test_free(b);
	return 0;
}

/* What serve got, the test's; NULL: nothing. */
static struct news *
told(struct bench *b, bool is_settled)
{
	happened_tell(&b->w, is_settled);
	return (struct news *)mailbox_collect(b->doors.serve);
}

static void
tells_what_was_committed_and_only_once(void **state)
{
	struct bench *b = *state;
	struct news *news;

	happened_item(b->w.happened, KNOWN + 2);
	happened_item(b->w.happened, KNOWN + 1);
	happened_feed(b->w.happened, 7, "added");
	assert_null(told(b, true));
	happened_commit(&b->w);
	news = told(b, true);
	assert_non_null(news);
	assert_int_equal(atomic_load(&b->vitals.items_told), KNOWN + 2);
	assert_int_equal(news->count, 1);
	assert_int_equal(news->list[0].id, 7);
	assert_string_equal(news->list[0].change, "added");
	news_free(news);
	assert_null(told(b, true));
}

static void
forgets_what_was_rolled_back_and_keeps_what_was_committed_before(void **state)
{
	struct bench *b = *state;
	struct news *news;

	happened_feed(b->w.happened, 1, "added");
	happened_commit(&b->w);
	happened_feed(b->w.happened, 2, "added");
	happened_item(b->w.happened, KNOWN + 9);
	happened_rollback(b->w.happened);
	news = told(b, true);
	assert_non_null(news);
	assert_int_equal(news->count, 1);
	assert_int_equal(news->list[0].id, 1);
	assert_int_equal(atomic_load(&b->vitals.items_told), KNOWN);
	news_free(news);
}

static void
forgets_a_part_that_was_undone_and_keeps_the_parts_beside_it(void **state)
{
	struct bench *b = *state;
	struct news *news;

	for (int64_t feed = 1; feed <= 3; feed++) {
		happened_part_begin(b->w.happened);
		happened_feed(b->w.happened, feed, "failing");
		happened_item(b->w.happened, KNOWN + 10 - feed);
		if (feed == 1)
			happened_part_undo(b->w.happened);
	}
	happened_commit(&b->w);
	news = told(b, true);
	assert_non_null(news);
	assert_int_equal(news->count, 2);
	assert_int_equal(news->list[0].id, 2);
	assert_int_equal(news->list[1].id, 3);
	assert_int_equal(atomic_load(&b->vitals.items_told), KNOWN + 8);
	news_free(news);
}

static void
waits_for_scores_to_settle_but_not_for_ever(void **state)
{
	struct bench *b = *state;
	struct news *news;

	happened_item(b->w.happened, KNOWN + 1);
	happened_commit(&b->w);
	assert_null(told(b, false));
	b->now_ms += LONG_MS;
	news = told(b, false);
	assert_non_null(news);
	news_free(news);
}

static void
counts_what_there_was_no_room_for(void **state)
{
	struct bench *b = *state;
	struct news *news;

	for (int64_t feed = 1; feed <= NEWS_HAPPENINGS_MAX + 3; feed++)
		happened_feed(b->w.happened, feed, "gone");
	happened_issue(b->w.happened, "weekly", 1);
	happened_commit(&b->w);
	news = told(b, true);
	assert_non_null(news);
	assert_int_equal(news->count, NEWS_HAPPENINGS_MAX);
	assert_int_equal(news->lost, 4);
	news_free(news);
}

static void
sends_nothing_while_nobody_watches_and_nothing_of_it_later(void **state)
{
	struct bench *b = *state;

	atomic_store(&b->vitals.watchers, 0);
	happened_feed(b->w.happened, 1, "added");
	happened_item(b->w.happened, KNOWN + 1);
	happened_commit(&b->w);
	assert_null(told(b, true));
	assert_int_equal(atomic_load(&b->vitals.items_told), KNOWN + 1);
	atomic_store(&b->vitals.watchers, 1);
	assert_null(told(b, true));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_what_was_committed_and_only_once, bench_new, bench_free),
		cmocka_unit_test_setup_teardown(
		    forgets_what_was_rolled_back_and_keeps_what_was_committed_before, bench_new, bench_free),
		cmocka_unit_test_setup_teardown(
		    forgets_a_part_that_was_undone_and_keeps_the_parts_beside_it, bench_new, bench_free),
		cmocka_unit_test_setup_teardown(waits_for_scores_to_settle_but_not_for_ever, bench_new, bench_free),
		cmocka_unit_test_setup_teardown(counts_what_there_was_no_room_for, bench_new, bench_free),
		cmocka_unit_test_setup_teardown(
		    sends_nothing_while_nobody_watches_and_nothing_of_it_later, bench_new, bench_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
