#include "fetch/wire.h"
#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ev.h>
#include <stdio.h>

enum { TRANSFERS = 48, SERVED_AT_ONCE = 16, LATE_MS = 200 };

static const struct page pages[] = {
	{ .path = "/late", .answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", .delay_ms = LATE_MS },
	{ 0 },
};

struct ends {
	int count;
};

static void
on_end(CURL *easy, CURLcode code, void *context)
{
	struct ends *ends = context;

	assert_int_equal(code, CURLE_OK);
	curl_easy_cleanup(easy);
	ends->count++;
}

static void
on_rest(void *context)
{
	(void)context;
}

static size_t
swallow(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static void
add_transfer(struct wire *w, const struct server *server)
{
	CURL *easy = curl_easy_init();
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d/late", server->port);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, 60000L); /* its alarm looks at all that are ready */
	wire_add(w, easy);
}

/* What others wait for on this loop can be done after each of its rounds. */
static void
serves_few_of_many_that_are_ready_before_the_loop_goes_on(void **state)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct ends ends = { 0 };
	const struct wire_events events = { on_end, on_rest, &ends };
	struct server server;
	struct wire *w;
	struct err err;
	int before;

	(void)state;
	server_start(&server, pages);
	assert_true(wire_new(loop, &events, &w, &err));
	for (int i = 0; i < TRANSFERS; i++)
		add_transfer(w, &server);
	while (atomic_load(&server.busy_max) < TRANSFERS && ends.count == 0)
		ev_run(loop, EVRUN_NOWAIT);
	server_sleep(2 * LATE_MS);
	while (ends.count < TRANSFERS) {
		before = ends.count;
		ev_run(loop, EVRUN_ONCE);
		assert_in_range(ends.count - before, 0, SERVED_AT_ONCE);
	}
	wire_free(w);
	server_stop(&server);
	ev_loop_destroy(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_few_of_many_that_are_ready_before_the_loop_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
