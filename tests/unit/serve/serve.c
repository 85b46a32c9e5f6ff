#include "tests/unit/serve/house.h"

static void
answers_what_a_reader_says(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask(h, "GET", "/v1/items?q=deep%20work&limit=5&duplicates=show");
	struct request *r = take(h->doors.query, REQUEST_ITEM_LIST);

	(void)state;
	assert_string_equal(request_param(r, "q"), "deep work");
	assert_string_equal(request_param(r, "limit"), "5");
	answer(h, r, 200, "{\"items\":[]}");
	ASSERT_HEARS(fd, "HTTP/1.1 200 OK", "Content-Type: application/json\r\n", "\r\n\r\n{\"items\":[]}");
	assert_int_equal(h->vitals.requests, 1);
	assert_int_equal(h->vitals.requests_refused, 0);
	house_close(h);
}

static void
streams_a_large_answer_whole(void **state)
{
	enum { LARGE = 24 << 20 };
	struct house *h = house_new(0);
	int fd = client_ask(h, "GET", "/v1/items/7");
	struct request *r = take(h->doors.query, REQUEST_ITEM_GET);
	OWNED_TEXT heard = NULL;
	char *body;

	(void)state;
	assert_int_equal(r->id, 7);
	buffer_reserve(&r->reply.body, LARGE);
	for (int i = 0; i < LARGE / 16; i++)
		buffer_add(&r->reply.body, "0123456789abcdef", 16);
	r->reply.status = 200;
	give_back(h, r);
	heard = client_hear(fd);
	body = strstr(heard, "\r\n\r\n");
	assert_non_null(body);
	assert_int_equal(strlen(body + 4), LARGE);
	assert_string_equal(body + 4 + LARGE - 16, "0123456789abcdef");
	house_close(h);
}

static void
reads_for_the_answer_what_was_written(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask_with(h, "POST", "/v1/feeds", "Content-Type: application/json\r\n", "{\"url\":\"x\"}");
	struct request *r = take(h->doors.ingest, REQUEST_FEED_ADD);

	(void)state;
	assert_string_equal(r->body.data, "{\"url\":\"x\"}");
	assert_string_equal(r->content_type, "application/json");
	r->id = 12;
	r->reply.status = 201;
	r->reply.then = REQUEST_FEED_GET;
	r->reply.location = mem_strdup("/v1/feeds/12");
	give_back(h, r);
	r = take(h->doors.query, REQUEST_FEED_GET);
	assert_int_equal(r->id, 12);
	answer(h, r, 200, "{\"id\":12}");
	ASSERT_HEARS(fd, "HTTP/1.1 201 Created", "application/json\r\nLocation: /v1/feeds/12\r\n", "{\"id\":12}");
	house_close(h);
}

static void
reads_later_what_query_has_no_room_for(void **state)
{
	struct house *h = house_new(1);
	int waiting = client_ask(h, "GET", "/v1/status"), writing, polling;
	struct request *r;

	(void)state;
	wait_for_depth(h->doors.query, 1);
	writing = client_ask_with(h, "PATCH", "/v1/items/3", "", "{}");
	r = take(h->doors.ingest, REQUEST_ITEM_PATCH);
	r->reply.status = 200;
	r->reply.then = REQUEST_ITEM_GET;
	give_back(h, r);
	/* Once a later letter has been home, the loop has seen the earlier one. */
	polling = client_ask(h, "POST", "/v1/refresh");
	answer(h, take(h->doors.fetch, REQUEST_REFRESH), 202, "{}");
	ASSERT_HEARS(polling, "202 Accepted");
	answer(h, take(h->doors.query, REQUEST_STATUS), 200, "{}");
	answer(h, take(h->doors.query, REQUEST_ITEM_GET), 200, "{\"id\":\"3\"}");
	ASSERT_HEARS(waiting, "200 OK");
	ASSERT_HEARS(writing, "200 OK", "{\"id\":\"3\"}");
	house_close(h);
}

static void
tells_what_the_reading_says_when_it_fails(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask_with(h, "PUT", "/v1/topics/work", "", "{}");
	struct request *r = take(h->doors.ingest, REQUEST_TOPIC_PUT);

	(void)state;
	assert_string_equal(r->name, "work");
	r->reply.status = 201;
	r->reply.then = REQUEST_TOPIC_GET;
	give_back(h, r);
	r = take(h->doors.query, REQUEST_TOPIC_GET);
	reply_problem(r, 404, "no topic 'work'");
	give_back(h, r);
	ASSERT_HEARS(fd, "HTTP/1.1 404 Not Found", "application/problem+json", "no topic 'work'");
	house_close(h);
}

static void
says_come_again_when_a_box_is_full(void **state)
{
	struct house *h = house_new(1);
	int first = client_ask(h, "GET", "/v1/status");

	(void)state;
	wait_for_depth(h->doors.query, 1);
	ASSERT_HEARS(client_ask(h, "GET", "/v1/status"), "HTTP/1.1 503 Service Unavailable", "Retry-After: 1\r\n",
	    "application/problem+json", "\"status\":503");
	answer(h, take(h->doors.query, REQUEST_STATUS), 200, "{}");
	ASSERT_HEARS(first, "200 OK");
	house_close(h);
}

static void
forgets_a_client_that_left_without_its_answer(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask(h, "GET", "/v1/status");
	struct request *r = take(h->doors.query, REQUEST_STATUS);

	(void)state;
	close(fd);
	answer(h, r, 200, "{\"said to\":\"nobody\"}");
	fd = client_ask(h, "GET", "/v1/status");
	answer(h, take(h->doors.query, REQUEST_STATUS), 200, "{}");
	ASSERT_HEARS(fd, "200 OK");
	house_close(h);
}

static void
serves_many_at_a_time_in_any_order(void **state)
{
	enum { MANY = 300 };
	struct house *h = house_new(0);
	struct request *waiting[MANY];
	int fds[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		char target[40];

		snprintf(target, sizeof(target), "/v1/items/%d", i + 1);
		fds[i] = client_ask(h, "GET", target);
	}
	for (int i = 0; i < MANY; i++)
		waiting[i] = take(h->doors.query, REQUEST_ITEM_GET);
	for (int i = MANY - 1; i >= 0; i--) {
		char json[40];

		snprintf(json, sizeof(json), "{\"id\":\"%d\"}", (int)waiting[i]->id);
		answer(h, waiting[i], 200, json);
	}
	for (int i = 0; i < MANY; i++) {
		char json[40];

		snprintf(json, sizeof(json), "{\"id\":\"%d\"}", i + 1);
		ASSERT_HEARS(fds[i], "200 OK", json);
	}
	house_close(h);
}

static void
lets_more_clients_wait_than_it_talks_to(void **state)
{
	enum { MANY = 600 };
	struct house *h = house_new(0);
	int fds[MANY];

	(void)state;
	for (int i = 0; i < 512; i++)
		fds[i] = client_ask(h, "GET", "/v1/status");
	wait_for_depth(h->doors.query, 512);
	for (int i = 512; i < MANY; i++)
		fds[i] = client_ask(h, "GET", "/v1/status");
	for (int i = 0; i < MANY; i++)
		answer(h, take(h->doors.query, REQUEST_STATUS), 200, "{}");
	for (int i = 0; i < MANY; i++)
		ASSERT_HEARS(fds[i], "200 OK");
	house_close(h);
}

static void
keeps_a_connection_for_the_next_request(void **state)
{
	static const char both[] =
	    "GET /v1/topics HTTP/1.1\r\nHost: w\r\n\r\n"
	    "GET /v1/nothing HTTP/1.1\r\nHost: w\r\n\r\n"
	    "HEAD /v1/opml HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n";
	struct house *h = house_new(0);
	int fd = client_open(h);
	OWNED_TEXT heard = NULL;

	(void)state;
	client_send(fd, both, strlen(both));
	answer(h, take(h->doors.query, REQUEST_TOPIC_LIST), 200, "{\"first\":1}");
	answer(h, take(h->doors.query, REQUEST_OPML_EXPORT), 200, "{\"unsaid\":1}");
	heard = client_hear(fd);
	assert_non_null(strstr(heard, "{\"first\":1}"));
	assert_non_null(strstr(heard, "404 Not Found"));
	assert_non_null(strstr(heard, "Content-Length: 12"));
	assert_null(strstr(heard, "unsaid"));
	house_close(h);
}

static void
answers_those_who_wait_when_it_closes(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask(h, "POST", "/v1/feeds/4/refresh?wait=true");
	struct request *r = take(h->doors.fetch, REQUEST_FEED_REFRESH);

	(void)state;
	assert_true(request_flag(r, "wait"));
	house_leave(h);
	assert_false(server_is_idle(h->server));
	house_free(h);
	ASSERT_HEARS(fd, "503 Service Unavailable", "winnowd is stopping");
	request_free(r);
}

static void
sends_what_comes_home_after_it_stopped_listening(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask(h, "GET", "/v1/status");
	struct request *r = take(h->doors.query, REQUEST_STATUS);

	(void)state;
	house_leave(h);
	server_quiesce(h->server);
	assert_int_not_equal(access(h->path, F_OK), 0);
	answer(h, r, 200, "{\"late\":true}");
	house_free(h);
	ASSERT_HEARS(fd, "200 OK", "{\"late\":true}");
}

static void
leaves_the_socket_to_the_one_who_listens(void **state)
{
	struct house *h = house_new(0);
	struct serve_settings settings = { .path = h->path, .fd = -1, .group = "", .body_max_bytes = 1 };
	struct server *second = NULL;
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(stat(h->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(server_new(h->loop, &settings, &h->doors, clock_system(), &h->vitals, &second, &err));
	assert_int_equal(err.code, ERR_LOCKED);
	assert_null(second);
	house_close(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_what_a_reader_says),
		cmocka_unit_test(streams_a_large_answer_whole),
		cmocka_unit_test(reads_for_the_answer_what_was_written),
		cmocka_unit_test(reads_later_what_query_has_no_room_for),
		cmocka_unit_test(tells_what_the_reading_says_when_it_fails),
		cmocka_unit_test(says_come_again_when_a_box_is_full),
		cmocka_unit_test(forgets_a_client_that_left_without_its_answer),
		cmocka_unit_test(serves_many_at_a_time_in_any_order),
		cmocka_unit_test(lets_more_clients_wait_than_it_talks_to),
		cmocka_unit_test(keeps_a_connection_for_the_next_request),
		cmocka_unit_test(answers_those_who_wait_when_it_closes),
		cmocka_unit_test(sends_what_comes_home_after_it_stopped_listening),
		cmocka_unit_test(leaves_the_socket_to_the_one_who_listens),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
