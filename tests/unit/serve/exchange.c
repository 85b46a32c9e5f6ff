/* What is asked, however it is asked. */
#include "tests/unit/serve/house.h"

static const struct {
	const char *method, *target, *headers, *body;
	const char *status, *told;
} refusals[] = {
	{ "GET", "/", "", "", "404 Not Found", "there is nothing at /" },
	{ "GET", "/v1/events/", "", "", "404 Not Found", "\"title\":\"Not Found\"" },
	{ "GET", "/v1/items/abc", "", "", "404 Not Found", "'abc' is no id" },
	{ "GET", "/v1/items?q=%ff", "", "", "400 Bad Request", "not UTF-8" },
	{ "GET", "/v1/items?q=%0", "", "", "400 Bad Request", "hexadecimal" },
	{ "GET", "/v1/topics/%00", "", "", "400 Bad Request", "NUL" },
	{ "GET", "/v1/refresh", "", "", "405 Method Not Allowed", "Allow: POST\r\n" },
	{ "DELETE", "/v1/topics", "", "", "405 Method Not Allowed", "Allow: GET, HEAD\r\n" },
	{ "PUT", "/v1/feeds/3", "", "{}", "405 Method Not Allowed", "Allow: GET, HEAD, PATCH, DELETE\r\n" },
	{ "POST", "/v1/feeds", "Content-Type: text/xml\r\n", "<a/>", "415 Unsupported Media Type", "text/xml" },
	{ "POST", "/v1/opml", "Content-Encoding: gzip\r\n", "xyz", "415 Unsupported Media Type", "gzip" },
};

static void
refuses_with_a_problem_that_says_why(void **state)
{
	struct house *h = house_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		int fd =
		    client_ask_with(h, refusals[i].method, refusals[i].target, refusals[i].headers, refusals[i].body);

		ASSERT_HEARS(fd, refusals[i].status, refusals[i].told, "Content-Type: application/problem+json\r\n");
	}
	assert_int_equal(h->vitals.requests_refused, COUNT_OF(refusals));
	house_close(h);
}

static void
takes_json_however_it_is_called(void **state)
{
	static const char *const types[] = { "", "Content-Type: application/json; charset=utf-8\r\n",
		"Content-Type: application/merge-patch+json\r\n",
		"Content-Type: application/x-www-form-urlencoded\r\n" };
	struct house *h = house_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		int fd = client_ask_with(h, "PATCH", "/v1/feeds/1", types[i], "{}");

		answer(h, take(h->doors.ingest, REQUEST_FEED_PATCH), 200, "{}");
		ASSERT_HEARS(fd, "200 OK");
	}
	house_close(h);
}

static void
refuses_a_body_by_its_length_before_it_is_sent(void **state)
{
	static const char head[] =
	    "POST /v1/feeds HTTP/1.1\r\nHost: w\r\nExpect: 100-continue\r\n"
	    "Content-Length: 1048577\r\n\r\n";
	struct house *h = house_new(0);
	int fd = client_open(h);

	(void)state;
	client_send(fd, head, strlen(head));
	ASSERT_HEARS(fd, "HTTP/1.1 413 ", "larger than 1048576 bytes", "application/problem+json");
	house_close(h);
}

static void
tells_a_client_that_sends_too_much_anyway(void **state)
{
	enum { MUCH = (1 << 20) + 1 };
	struct house *h = house_new(0);
	OWNED_TEXT body = mem_alloc(MUCH + 1);

	(void)state;
	memset(body, ' ', MUCH);
	ASSERT_HEARS(
	    client_ask_with(h, "PATCH", "/v1/items/1", "", body), "HTTP/1.1 413 ", "larger than 1048576 bytes");
	house_close(h);
}

static void
refuses_chunks_once_they_are_too_many(void **state)
{
	static const char head[] =
	    "POST /v1/preview HTTP/1.1\r\nHost: w\r\nConnection: close\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n";
	struct house *h = house_new(0);
	OWNED_TEXT chunk = mem_alloc(65536 + 1);
	int fd = client_open(h);

	(void)state;
	memset(chunk, 'x', 65536);
	client_send(fd, head, strlen(head));
	for (size_t sent = 0; sent <= DOCUMENT_BYTES; sent += 65536) {
		client_send(fd, "10000\r\n", 7);
		client_send(fd, chunk, 65536);
		client_send(fd, "\r\n", 2);
	}
	client_send(fd, "0\r\n\r\n", 5);
	ASSERT_HEARS(fd, "HTTP/1.1 413 ", "larger than 2097152 bytes");
	house_close(h);
}

static void
hands_a_document_on_as_it_was_sent(void **state)
{
	struct house *h = house_new(0);
	int fd = client_ask_with(h, "POST", "/v1/preview",
	    "Content-Type: application/rss+xml\r\nContent-Location: http://a.example/feed\r\n", "<rss/>");
	struct request *r = take(h->doors.query, REQUEST_PREVIEW);

	(void)state;
	assert_string_equal(r->content_type, "application/rss+xml");
	assert_string_equal(r->content_location, "http://a.example/feed");
	assert_string_equal(r->body.data, "<rss/>");
	r->reply.content_type = mem_strdup("application/feed+json");
	r->reply.status = 200;
	buffer_add_text(&r->reply.body, "{}");
	give_back(h, r);
	ASSERT_HEARS(fd, "200 OK", "Content-Type: application/feed+json\r\n");
	house_close(h);
}

static void
survives_nonsense_on_the_socket(void **state)
{
	static const char *const nonsense[] = { "\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
		"GET /v1/status HTTP/9.9\r\n\r\n", "GET /v1/status HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
		"POST /v1/feeds HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" };
	struct house *h = house_new(0);
	BUFFER long_head = { 0 };
	int fd;

	(void)state;
	buffer_add_text(&long_head, "GET /v1/status HTTP/1.1\r\nHost: w\r\nX: ");
	for (int i = 0; i < 60000; i++)
		buffer_add_char(&long_head, 'x');
	for (size_t i = 0; i < COUNT_OF(nonsense); i++) {
		OWNED_TEXT heard = NULL;

		fd = client_open(h);
		client_send(fd, nonsense[i], strlen(nonsense[i]));
		shutdown(fd, SHUT_WR);
		heard = client_hear(fd);
	}
	fd = client_open(h);
	send(fd, long_head.data, long_head.len, MSG_NOSIGNAL);
	free(client_hear(fd));
	fd = client_ask(h, "GET", "/metrics");
	answer(h, take(h->doors.query, REQUEST_METRICS), 200, "m 1\n");
	ASSERT_HEARS(fd, "200 OK");
	house_close(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_with_a_problem_that_says_why),
		cmocka_unit_test(takes_json_however_it_is_called),
		cmocka_unit_test(refuses_a_body_by_its_length_before_it_is_sent),
		cmocka_unit_test(tells_a_client_that_sends_too_much_anyway),
		cmocka_unit_test(refuses_chunks_once_they_are_too_many),
		cmocka_unit_test(hands_a_document_on_as_it_was_sent),
		cmocka_unit_test(survives_nonsense_on_the_socket),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
