/*
 * The server as it lives in winnowd: its loop on one thread, letters through
 * real mailboxes, clients on a real socket. The test itself is the client, and
 * plays query, ingest and fetch, so that it decides when an answer comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "message/request.h"
#include "serve/serve.h"

#include <ev.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { DOCUMENT_BYTES = 2 << 20 };

struct house {
	char dir[64];
	char path[100];
	struct ev_loop *loop;
	ev_async leave;
	struct doors doors;
	struct vitals vitals;
	struct server *server;
	pthread_t thread;
};

static void
on_leave(struct ev_loop *loop, ev_async *watcher, int events)
{
	(void)watcher;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static void *
live(void *context)
{
	struct house *h = context;

	ev_run(h->loop, 0);
	return NULL;
}

static struct house *
house_new(size_t letters_max)
{
	struct house *h = mem_alloc(sizeof(*h));
	struct serve_settings settings = { .path = h->path, .fd = -1, .group = "", .body_max_bytes = DOCUMENT_BYTES };
	struct err err = { 0 };

	snprintf(h->dir, sizeof(h->dir), "/tmp/winnow-serve-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->path, sizeof(h->path), "%s/run/winnow.sock", h->dir);
	h->loop = ev_loop_new(EVFLAG_AUTO);
	ev_async_init(&h->leave, on_leave);
	ev_async_start(h->loop, &h->leave);
	h->doors = (struct doors) { mailbox_new(0, 0), mailbox_new(0, 0), mailbox_new(letters_max, 0),
		mailbox_new(letters_max, 0) };
	if (!server_new(h->loop, &settings, &h->doors, clock_system(), &h->vitals, &h->server, &err))
		fail_msg("%s", err.text);
	assert_int_equal(pthread_create(&h->thread, NULL, live, h), 0);
	return h;
}

static void
drain(struct mailbox *box)
{
	struct letter *letter;

	while ((letter = mailbox_collect(box)) != NULL)
		letter_free(letter);
	mailbox_free(box);
}

static void
house_leave(struct house *h)
{
	ev_async_send(h->loop, &h->leave);
	pthread_join(h->thread, NULL);
}

static void
house_free(struct house *h)
{
	char dir[100];

	server_free(h->server);
	drain(h->doors.query);
	drain(h->doors.ingest);
	drain(h->doors.fetch);
	drain(h->doors.serve);
	ev_loop_destroy(h->loop);
	unlink(h->path);
	snprintf(dir, sizeof(dir), "%s/run", h->dir);
	rmdir(dir);
	rmdir(h->dir);
	free(h);
}

static void
house_close(struct house *h)
{
	house_leave(h);
	house_free(h);
}

/* ---- the client ---- */

static int
client_open(const struct house *h)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, h->path, strlen(h->path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void
client_send(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);

		assert_true(sent > 0);
		text += sent;
		len -= (size_t)sent;
	}
}

/* Sends a request without a body that is the connection's last. */
static int
client_ask(const struct house *h, const char *method, const char *target)
{
	BUFFER text = { 0 };
	int fd = client_open(h);

	buffer_addf(&text, "%s %s HTTP/1.1\r\nHost: winnow\r\nConnection: close\r\n\r\n", method, target);
	client_send(fd, text.data, text.len);
	return fd;
}

static int
client_ask_with(const struct house *h, const char *method, const char *target, const char *headers, const char *body)
{
	BUFFER text = { 0 };
	int fd = client_open(h);

	buffer_addf(&text, "%s %s HTTP/1.1\r\nHost: winnow\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s",
	    method, target, headers, strlen(body), body);
	client_send(fd, text.data, text.len);
	return fd;
}

/* All that is answered until the end. */
static char *
client_hear(int fd)
{
	BUFFER all = { 0 };
	char piece[65536];
	ssize_t got;

	while ((got = recv(fd, piece, sizeof(piece), 0)) > 0)
		buffer_add(&all, piece, (size_t)got);
	close(fd);
	return buffer_take(&all);
}

static void
assert_hears(int fd, const char *const *wanted)
{
	OWNED_TEXT heard = client_hear(fd);

	for (; *wanted != NULL; wanted++)
		if (strcasestr(heard, *wanted) == NULL)
			fail_msg("'%s' is not in: %s", *wanted, heard);
}

#define ASSERT_HEARS(fd, ...) assert_hears(fd, (const char *const[]) { __VA_ARGS__, NULL })

/* ---- the other threads ---- */

static struct request *
take(struct mailbox *box, enum request_kind kind)
{
	struct request *r = (struct request *)mailbox_take(box);

	assert_non_null(r);
	assert_int_equal(r->kind, kind);
	return r;
}

static void
give_back(struct house *h, struct request *r)
{
	assert_true(mailbox_post(h->doors.serve, &r->letter));
}

static void
answer(struct house *h, struct request *r, int status, const char *json)
{
	json_t *body = json_loads(json, JSON_DECODE_ANY, NULL);

	reply_json(r, status, body);
	json_decref(body);
	give_back(h, r);
}

static void
wait_for_depth(struct mailbox *box, size_t depth)
{
	while (mailbox_depth(box) != depth)
		sched_yield();
}

/* ---- what is promised ---- */

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
		cmocka_unit_test(refuses_with_a_problem_that_says_why),
		cmocka_unit_test(takes_json_however_it_is_called),
		cmocka_unit_test(refuses_a_body_by_its_length_before_it_is_sent),
		cmocka_unit_test(tells_a_client_that_sends_too_much_anyway),
		cmocka_unit_test(refuses_chunks_once_they_are_too_many),
		cmocka_unit_test(hands_a_document_on_as_it_was_sent),
		cmocka_unit_test(survives_nonsense_on_the_socket),
		cmocka_unit_test(answers_those_who_wait_when_it_closes),
		cmocka_unit_test(sends_what_comes_home_after_it_stopped_listening),
		cmocka_unit_test(leaves_the_socket_to_the_one_who_listens),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
