#include "base/text.h"
#include "pages.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static int
open_stage(void **state)
{
	struct stage *stage = mem_alloc(sizeof(*stage));

	stage_open(stage, all_pages());
	*state = stage;
	return 0;
}

static int
close_stage(void **state)
{
	struct stage *stage = *state;
	const struct page *table = stage->server.pages;

	stage_close(stage);
	free((char *)(uintptr_t)table[0].answer);
	free((struct page *)(uintptr_t)table);
	free(stage);
	return 0;
}

static struct stage *
begin(void **state)
{
	struct stage *stage = *state;

	stage_begin(stage);
	return stage;
}

static void
brings_a_document_with_what_its_header_says(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/plain", NULL, NULL);

	assert_non_null(d);
	assert_int_equal(d->result, DOCUMENT_FETCHED);
	assert_int_equal(d->status, 200);
	assert_int_equal(d->feed_id, 1);
	assert_string_equal(buffer_text(&d->body), "<rss/>");
	assert_string_equal(d->validators.etag, "W/\"a \"b\"");
	assert_string_equal(d->validators.last_modified, "Sun, 06 Nov 1994 08:49:37 GMT");
	assert_string_equal(d->content_type, "application/rss+xml");
	assert_string_equal(d->link, "</hub>; rel=hub, </self>; rel=self");
	assert_int_equal(d->freshness.max_age_s, 600);
	assert_string_equal(d->final_url, d->url);
	assert_null(d->moved_url);
	assert_int_equal(server_count_with(&stage->server, "If-"), 0);
	assert_int_equal(server_count_with(&stage->server, "\r\nA-IM: feed\r\n"), 1);
	assert_int_equal(
	    server_count_with(&stage->server, "\r\nUser-Agent: winnow/1 (+https://winnow.example; 1 subscriber)\r\n"),
	    1);
}

static void
sends_validators_byte_for_byte_and_tells_of_a_304(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/same", "W/\"a \"b\"", "some  day");

	assert_non_null(d);
	assert_int_equal(d->result, DOCUMENT_UNCHANGED);
	assert_int_equal(d->freshness.max_age_s, 900);
	assert_int_equal(server_count_with(&stage->server, "\r\nIf-None-Match: W/\"a \"b\"\r\n"), 1);
	assert_int_equal(server_count_with(&stage->server, "\r\nIf-Modified-Since: some  day\r\n"), 1);
}

static void
sends_no_validator_that_holds_a_line_end(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/plain", "\"a\"\r\nX-Evil: 1", NULL);

	assert_non_null(d);
	assert_int_equal(server_count_with(&stage->server, "X-Evil"), 0);
	assert_int_equal(server_count_with(&stage->server, "If-None-Match"), 0);
}

static void
takes_a_304_to_an_unconditional_request_for_broken(void **state)
{
	struct document *d = stage_poll(begin(state), "/same", NULL, NULL);

	assert_non_null(d);
	assert_int_equal(d->failure, FAILURE_BROKEN);
}

static void
follows_redirects_and_tells_where_it_moved_for_good(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/moved", NULL, NULL);
	OWNED_TEXT found = stage_url(stage, "/found");
	OWNED_TEXT plain = stage_url(stage, "/plain");

	assert_non_null(d);
	assert_int_equal(d->result, DOCUMENT_FETCHED);
	assert_string_equal(d->moved_url, found);
	assert_string_equal(d->final_url, plain);
	assert_string_equal(buffer_text(&d->body), "<rss/>");
}

static void
hears_when_to_come_again_from_a_redirect_as_well(void **state)
{
	struct document *d = stage_poll(begin(state), "/later", NULL, NULL);

	assert_non_null(d);
	assert_int_equal(d->result, DOCUMENT_FETCHED);
	assert_int_equal(d->freshness.retry_after_s, 7200);
	assert_int_equal(d->freshness.max_age_s, 600);
}

static void
keeps_credentials_to_their_host_and_out_of_what_it_tells(void **state)
{
	struct stage *stage = begin(state);
	OWNED_TEXT plain = stage_url(stage, "/plain");
	struct plans *plans = plans_new(1);
	BUFFER url = { 0 };

	buffer_addf(&url, "http://me:secret@127.0.0.1:%d/found", stage->server.port);
	plans->plan[0] = (struct plan) { .feed_id = 1, .url = buffer_take(&url) };
	assert_true(mailbox_post(stage->doors.fetch, &plans->letter));
	assert_true(stage_wait_for(stage, 1));
	assert_string_equal(stage->documents[0]->final_url, plain);
	assert_int_equal(server_count_with(&stage->server, "\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"), 2);
}

struct bad {
	const char *path;
	enum failure_kind failure;
	const char *text; /* a part of it */
};

static void
names_each_failure(void **state)
{
	static const struct bad bad[] = {
		{ "/circle", FAILURE_REDIRECT, "more than 5 redirects" },
		{ "/file", FAILURE_REDIRECT, "nowhere" },
		{ "/inside", FAILURE_REFUSED,
		    "127.0.0.2 is a loopback address; allow it with [network] allow-private" },
		{ "/large", FAILURE_TOO_LARGE, "larger than 65536 bytes" },
		{ "/bomb", FAILURE_TOO_LARGE, "larger than 65536 bytes" },
		{ "/reset", FAILURE_BROKEN, "127.0.0.1" },
		{ "/short", FAILURE_BROKEN, "ended early" },
		{ "/missing", FAILURE_HTTP, "answered 404 Not Found" },
		{ "/wall", FAILURE_HTTP, "Cloudflare" },
		{ "/zstd", FAILURE_BROKEN, "not asked for" },
	};
	struct stage *stage = *state;

	stage->settings.allow_private = "127.0.0.1";
	stage_begin(stage);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct document *d = stage_poll(stage, bad[i].path, NULL, NULL);

		assert_non_null(d);
		assert_int_equal(d->result, DOCUMENT_FAILED);
		if (d->failure != bad[i].failure || strstr(d->failure_text, bad[i].text) == NULL)
			fail_msg("%s: %s: %s", bad[i].path, failure_name(d->failure), d->failure_text);
		assert_int_equal(d->body.len, 0);
		stage_send_home(stage, d);
		stage->document_count = 0;
	}
}

static void
refuses_loopback_when_it_is_not_allowed(void **state)
{
	struct stage *stage = *state;
	struct document *d;

	stage->settings.allow_private = "no";
	stage_begin(stage);
	d = stage_poll(stage, "/plain", NULL, NULL);
	assert_non_null(d);
	assert_int_equal(d->failure, FAILURE_REFUSED);
	assert_string_equal(d->failure_text, "127.0.0.1 is a loopback address; allow it with [network] allow-private");
	assert_int_equal(server_count(&stage->server), 0);
}

static void
refuses_by_name_what_a_proxy_would_look_up(void **state)
{
	struct stage *stage = *state;
	OWNED_TEXT proxy = stage_url(stage, "");
	struct document *d;

	stage->settings.allow_private = "no";
	stage->settings.proxy = proxy;
	stage_begin(stage);
	d = stage_poll(stage, "/plain", NULL, NULL);
	assert_non_null(d);
	assert_int_equal(d->failure, FAILURE_REFUSED);
	assert_int_equal(server_count(&stage->server), 0);
}

static void
cuts_a_drip(void **state)
{
	struct stage *stage = *state;
	struct document *d;

	stage->settings.timeout_s = 1;
	stage_begin(stage);
	d = stage_poll(stage, "/drip", NULL, NULL);
	assert_non_null(d);
	assert_int_equal(d->failure, FAILURE_TIMEOUT);
	assert_string_equal(d->failure_text, "no whole answer from 127.0.0.1 within 1 s");
}

static void
asks_a_host_for_few_things_at_once(void **state)
{
	struct stage *stage = begin(state);

	stage_plan(stage, "/slow", 20, 0);
	assert_true(stage_wait_for(stage, 20));
	assert_int_equal(server_count(&stage->server), 20);
	assert_int_equal(atomic_load(&stage->server.busy_max), 2);
}

static void
loses_nothing_while_the_mailbox_is_full(void **state)
{
	struct stage *stage = *state;

	mailbox_free(stage->doors.ingest);
	stage->doors.ingest = mailbox_new(1, 0);
	stage_begin(stage);
	stage_plan(stage, "/plain", 10, 0);
	assert_true(stage_wait_for(stage, 10));
	for (int i = 0; i < 10; i++)
		assert_int_equal(stage->documents[i]->result, DOCUMENT_FETCHED);
}

static void
polls_again_in_a_minute_what_could_not_be_stored(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/same", "\"1\"", NULL);

	assert_non_null(d);
	stage->document_count = 0;
	stage->documents[0] = NULL;
	assert_true(mailbox_post(stage->doors.fetch, &d->letter)); /* outcome.is_stored is false */
	stage_ask(stage, REQUEST_FEED_REFRESH, 1, false);
	assert_true(stage_wait_for(stage, 1));
	assert_int_equal(server_count_with(&stage->server, "\r\nIf-None-Match: \"1\"\r\n"), 2);
}

static void
blames_no_feed_when_there_is_no_descriptor_for_it(void **state)
{
	struct stage *stage = begin(state);
	struct rlimit usual, none;
	int next = dup(0);

	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = (struct rlimit) { (rlim_t)next, usual.rlim_max };
	stage_plan(stage, "/plain", 1, INT64_MAX - 1);
	stage_ask(stage, REQUEST_FEED_REFRESH, 1, true);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
	assert_int_equal(stage->document_count, 0);
	assert_int_equal(stage->request->refreshed.polled, 0);
	assert_int_equal(atomic_load(&stage->vitals.polls_started), 1);
}

static void
counts_a_refresh_until_the_last_is_home(void **state)
{
	struct stage *stage = begin(state);

	stage->sends_home = true;
	stage_plan(stage, "/slow", 8, INT64_MAX - 1);
	stage_ask(stage, REQUEST_REFRESH, 0, true);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->refreshed.polled, 8);
	assert_int_equal(stage->request->refreshed.changed, 8);
	assert_int_equal(stage->request->refreshed.failed, 0);
	assert_int_equal(stage->request->refreshed.new_items, 24);
}

static void
polls_once_more_for_a_refresh_that_comes_late(void **state)
{
	struct stage *stage = begin(state);
	struct document *d = stage_poll(stage, "/plain", NULL, NULL);

	assert_non_null(d);
	stage_ask(stage, REQUEST_FEED_REFRESH, 1, true);
	stage->document_count = 0;
	stage->sends_home = true;
	stage_send_home(stage, d);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(server_count(&stage->server), 2);
	assert_int_equal(stage->request->refreshed.polled, 1);
}

static void
answers_at_once_when_nobody_waits(void **state)
{
	struct stage *stage = begin(state);

	stage->sends_home = true;
	stage_plan(stage, "/plain", 3, INT64_MAX - 1);
	stage_ask(stage, REQUEST_REFRESH, 0, false);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->reply.status, 202);
	assert_string_equal(buffer_text(&stage->request->reply.body), "{\"queued\":3}");
}

static void
knows_no_feed_of_an_unknown_id(void **state)
{
	struct stage *stage = begin(state);

	stage_plan(stage, "/plain", 1, INT64_MAX - 1);
	stage_ask(stage, REQUEST_FEED_REFRESH, 99, true);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->reply.status, 404);
}

static void
lets_a_host_alone_that_says_it_is_too_much(void **state)
{
	struct stage *stage = *state;

	stage->settings.per_host = 1;
	stage->sends_home = true;
	stage_begin(stage);
	stage_plan(stage, "/busy", 5, INT64_MAX - 1);
	stage_ask(stage, REQUEST_REFRESH, 0, true);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->refreshed.polled, 5);
	assert_int_equal(stage->request->refreshed.failed, 5);
	assert_int_equal(server_count(&stage->server), 1);
}

static void
fetches_a_probe_for_who_asked(void **state)
{
	struct stage *stage = begin(state);
	OWNED_TEXT url = stage_url(stage, "/plain");
	struct document *probe = document_new(DOCUMENT_PREVIEW, url, request_new(REQUEST_PREVIEW));

	assert_true(mailbox_post(stage->doors.fetch, &probe->letter));
	assert_true(stage_wait_for(stage, 1));
	assert_ptr_equal(stage->documents[0], probe);
	assert_int_equal(probe->result, DOCUMENT_FETCHED);
	assert_int_equal(mailbox_depth(stage->doors.ingest), 0);
	assert_non_null(probe->request);
}

static bool
is_asked(struct stage *stage)
{
	return server_count(&stage->server) > 0;
}

static void
tells_those_who_wait_when_it_stops(void **state)
{
	struct stage *stage = begin(state);

	stage_plan(stage, "/drip", 1, INT64_MAX - 1);
	stage_ask(stage, REQUEST_REFRESH, 0, true);
	assert_true(stage_run(stage, is_asked));
	fetcher_stop(stage->fetcher);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->reply.status, 503);
}

static void
forgets_a_feed_that_was_removed(void **state)
{
	struct stage *stage = begin(state);
	struct plans *gone = plans_new(1);

	stage_plan(stage, "/plain", 2, INT64_MAX - 1);
	gone->plan[0] = (struct plan) { .feed_id = 1, .is_gone = true };
	assert_true(mailbox_post(stage->doors.fetch, &gone->letter));
	stage->sends_home = true;
	stage_ask(stage, REQUEST_REFRESH, 0, true);
	assert_true(stage_run(stage, stage_has_request));
	assert_int_equal(stage->request->refreshed.polled, 1);
}

static void
lets_others_pass_those_who_stall(void **state)
{
	struct stage *stage = *state;
	struct plans *plans = plans_new(2);

	stage->settings.concurrency = 1;
	stage->settings.timeout_s = 60;
	stage_begin(stage);
	plans->plan[0] = (struct plan) { .feed_id = 1, .url = stage_url(stage, "/drip"), .due_at = 1 };
	plans->plan[1] = (struct plan) { .feed_id = 2, .url = stage_url(stage, "/plain"), .due_at = 2 };
	assert_true(mailbox_post(stage->doors.fetch, &plans->letter));
	assert_true(stage_wait_for(stage, 1));
	assert_int_equal(stage->documents[0]->feed_id, 2);
}

struct stillness {
	ev_prepare prepare;
	ev_timer end;
	int wakeups;
};

static void
on_wakeup(struct ev_loop *loop, ev_prepare *prepare, int events)
{
	struct stillness *stillness = prepare->data;

	(void)loop;
	(void)events;
	stillness->wakeups++;
}

static void
on_stillness_end(struct ev_loop *loop, ev_timer *end, int events)
{
	(void)end;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void
sleeps_while_nothing_is_due(void **state)
{
	struct stage *stage = begin(state);
	struct stillness stillness = { 0 };

	stage->sends_home = true;
	stage_plan(stage, "/plain", 4, 0);
	assert_true(stage_wait_for(stage, 4));
	ev_run(stage->loop, EVRUN_NOWAIT);
	ev_prepare_init(&stillness.prepare, on_wakeup);
	stillness.prepare.data = &stillness;
	ev_timer_init(&stillness.end, on_stillness_end, 0.5, 0.);
	ev_prepare_start(stage->loop, &stillness.prepare);
	ev_timer_start(stage->loop, &stillness.end);
	ev_run(stage->loop, 0);
	ev_prepare_stop(stage->loop, &stillness.prepare);
	assert_in_range(stillness.wakeups, 1, 3);
}

/* Whoever asks winnowd something waits for one round of this loop at the most. */
static void
takes_many_feeds_that_are_due_a_part_at_a_time(void **state)
{
	enum { FEEDS = 1000, AT_ONCE = 256 };
	struct stage *stage = begin(state);
	int64_t due = 0, before;

	stage->settings.concurrency = 1;
	stage_plan(stage, "/plain", FEEDS, 1);
	while (due + STAGE_DOCUMENTS_MAX < FEEDS) {
		before = due;
		ev_run(stage->loop, EVRUN_ONCE);
		due = atomic_load(&stage->vitals.feeds_due);
		assert_in_range(due - before + STAGE_DOCUMENTS_MAX, 0, AT_ONCE + STAGE_DOCUMENTS_MAX);
	}
}

/* ---- the calendar jumps ---- */

struct calendar {
	struct clock clock;
	int64_t ahead_s;
};

static int64_t
calendar_now_s(const struct clock *clock)
{
	return clock_now_s(clock_system()) + ((const struct calendar *)clock)->ahead_s;
}

static int64_t
calendar_steady_ms(const struct clock *clock)
{
	(void)clock;
	return clock_steady_ms(clock_system());
}

static void
post_nothing(struct stage *stage)
{
	struct plans *nothing = plans_new(0);

	assert_true(mailbox_post(stage->doors.fetch, &nothing->letter));
	ev_run(stage->loop, EVRUN_ONCE);
}

static void
is_not_kept_waiting_by_a_clock_that_was_set_back(void **state)
{
	enum { YEAR_S = 31536000 };
	struct calendar calendar = { { calendar_now_s, calendar_steady_ms }, YEAR_S };
	struct stage stage;

	(void)state;
	stage_open(&stage, fixed_pages);
	stage.clock = &calendar.clock;
	stage_begin(&stage);
	stage_plan(&stage, "/feed", 3, calendar_now_s(&calendar.clock) + 3600);
	post_nothing(&stage);
	calendar.ahead_s = 0;
	post_nothing(&stage);
	calendar.ahead_s = 3601; /* an hour has passed */
	post_nothing(&stage);
	assert_true(stage_wait_for(&stage, 3));
	stage_close(&stage);
}

static void
asks_few_at_once_when_the_clock_jumps_ahead(void **state)
{
	enum { YEAR_S = 31536000 };
	struct calendar calendar = { { calendar_now_s, calendar_steady_ms }, 0 };
	struct stage stage;

	(void)state;
	stage_open(&stage, fixed_pages);
	stage.clock = &calendar.clock;
	stage_begin(&stage);
	stage_plan(&stage, "/feed", 50, calendar_now_s(&calendar.clock) + 3600);
	post_nothing(&stage);
	calendar.ahead_s = YEAR_S;
	post_nothing(&stage);
	assert_in_range(atomic_load(&stage.vitals.transfers_running), 1, 8);
	stage.sends_home = true;
	assert_true(stage_wait_for(&stage, 50));
	stage_close(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define STAGED(test) cmocka_unit_test_setup_teardown(test, open_stage, close_stage)
		STAGED(brings_a_document_with_what_its_header_says),
		STAGED(sends_validators_byte_for_byte_and_tells_of_a_304),
		STAGED(sends_no_validator_that_holds_a_line_end),
		STAGED(takes_a_304_to_an_unconditional_request_for_broken),
		STAGED(follows_redirects_and_tells_where_it_moved_for_good),
		STAGED(hears_when_to_come_again_from_a_redirect_as_well),
		STAGED(keeps_credentials_to_their_host_and_out_of_what_it_tells),
		STAGED(names_each_failure),
		STAGED(refuses_loopback_when_it_is_not_allowed),
		STAGED(refuses_by_name_what_a_proxy_would_look_up),
		STAGED(cuts_a_drip),
		STAGED(asks_a_host_for_few_things_at_once),
		cmocka_unit_test(is_not_kept_waiting_by_a_clock_that_was_set_back),
		cmocka_unit_test(asks_few_at_once_when_the_clock_jumps_ahead),
		STAGED(loses_nothing_while_the_mailbox_is_full),
		STAGED(polls_again_in_a_minute_what_could_not_be_stored),
		STAGED(blames_no_feed_when_there_is_no_descriptor_for_it),
		STAGED(counts_a_refresh_until_the_last_is_home),
		STAGED(polls_once_more_for_a_refresh_that_comes_late),
		STAGED(answers_at_once_when_nobody_waits),
		STAGED(knows_no_feed_of_an_unknown_id),
		STAGED(lets_a_host_alone_that_says_it_is_too_much),
		STAGED(fetches_a_probe_for_who_asked),
		STAGED(tells_those_who_wait_when_it_stops),
		STAGED(forgets_a_feed_that_was_removed),
		STAGED(lets_others_pass_those_who_stall),
		STAGED(sleeps_while_nothing_is_due),
		STAGED(takes_many_feeds_that_are_due_a_part_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
