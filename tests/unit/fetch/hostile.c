/* Servers that lie, err, or were taken over: each answer is bounded, told for what it is, and harms no other. */
#include "stage.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FEED "<rss version=\"2.0\"><channel><title>Ten</title></channel></rss>"
#define OK "HTTP/1.1 200 OK\r\n"

enum verdict { FETCHED = FAILURE_KINDS };

/* A page and what is to be made of it. */
static const struct row {
	const char *path, *answer;
	int verdict;      /* a failure_kind, or FETCHED */
	const char *text; /* a part of what is told; of a document: its body */
} rows[] = {
	/* ---- bodies ---- */
	{ "/length-long", OK "Content-Length: 9999\r\n\r\n" FEED, FAILURE_BROKEN, "ended early" },
	{ "/length-short", OK "Content-Length: 4\r\n\r\n" FEED, FETCHED, "<rss" },
	{ "/length-negative", OK "Content-Length: -1\r\n\r\n" FEED, FAILURE_BROKEN, "no HTTP" },
	{ "/length-huge", OK "Content-Length: 99999999999999999999999\r\n\r\n", FAILURE_TOO_LARGE,
	    "larger than 65536 bytes" },
	{ "/no-length", OK "\r\n" FEED, FETCHED, FEED },
	{ "/chunk-garbage", OK "Transfer-Encoding: chunked\r\n\r\nzz\r\n" FEED, FAILURE_BROKEN,
	    "broke while it answered" },
	{ "/chunk-huge", OK "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", FAILURE_BROKEN,
	    "broke while it answered" },
	{ "/chunk-cut", OK "Transfer-Encoding: chunked\r\n\r\n4\r\n<rss\r\n", FAILURE_BROKEN, "ended early" },
	{ "/chunk-unknown", OK "Transfer-Encoding: rot13\r\n\r\n" FEED, FAILURE_BROKEN, "compression" },
	/* ---- compression ---- */
	{ "/gzip-lie", OK "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone", FAILURE_BROKEN,
	    "the compression of what 127.0.0.1 sent is damaged" },
	{ "/br-lie", OK "Content-Encoding: br\r\nContent-Length: 4\r\n\r\nnone", FAILURE_BROKEN, "damaged" },
	{ "/gzip-thrice", OK "Content-Encoding: gzip, gzip, gzip\r\nContent-Length: 4\r\n\r\nnone", FAILURE_BROKEN,
	    "not asked for" },
	{ "/gzip-only-said", OK "Content-Encoding: gzip\r\n\r\n" FEED, FETCHED, FEED },
	{ "/charset-as-encoding", OK "Content-Encoding: utf-8\r\n\r\n" FEED, FETCHED, FEED },
	{ "/none", OK "Content-Encoding: none\r\nContent-Length: 4\r\n\r\n<rss", FETCHED, "<rss" },
	/* ---- headers ---- */
	{ "/header-cut", OK "ETag: \"1\"\r\n", FAILURE_BROKEN, "ended early" },
	{ "/old-http", FEED, FAILURE_BROKEN, "no HTTP" },
	{ "/icy", "ICY 200 OK\r\n\r\n" FEED, FAILURE_BROKEN, "no HTTP" },
	{ "/no-colon", OK "nonsense\r\nContent-Length: 4\r\n\r\n<rss", FAILURE_BROKEN, "no HTTP" },
	{ "/interim-only", "HTTP/1.1 100 Continue\r\n\r\n", FAILURE_BROKEN, "127.0.0.1" },
	{ "/early-hints",
	    "HTTP/1.1 103 Early Hints\r\nETag: \"no\"\r\nLocation: /no\r\n\r\n" OK "Content-Length: 4\r\n\r\n<rss",
	    FETCHED, "<rss" },
	{ "/nothing", "", FAILURE_BROKEN, "without an answer" },
	/* ---- what is no document: the status counts, whatever becomes of the page ---- */
	{ "/zstd-404", "HTTP/1.1 404 No\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nnone", FAILURE_HTTP,
	    "answered 404" },
	{ "/gzip-410", "HTTP/1.1 410 No\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone", FAILURE_HTTP,
	    "answered 410 Gone" },
	{ "/cut-403", "HTTP/1.1 403 No\r\nContent-Length: 9999\r\n\r\nno", FAILURE_HTTP, "answered 403 Forbidden" },
	{ "/large-451", "HTTP/1.1 451 No\r\nContent-Length: 99999999\r\n\r\nno", FAILURE_HTTP, "answered 451" },
	{ "/204", "HTTP/1.1 204 None\r\n\r\n", FAILURE_HTTP, "answered 204" },
	{ "/206", "HTTP/1.1 206 Part\r\nContent-Length: 4\r\n\r\n<rss", FAILURE_HTTP, "answered 206" },
	{ "/999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", FAILURE_HTTP, "answered 999" },
	/* ---- redirects ---- */
	{ "/to-none", "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n", FAILURE_REDIRECT, "to nowhere" },
	{ "/to-empty", "HTTP/1.1 308 Moved\r\nLocation: \r\nContent-Length: 0\r\n\r\n", FAILURE_REDIRECT,
	    "to nowhere" },
	{ "/to-script", "HTTP/1.1 302 Found\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REDIRECT, "to nowhere" },
	{ "/to-data", "HTTP/1.1 302 Found\r\nLocation: data:text/xml,<rss/>\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REDIRECT, "to nowhere" },
	{ "/to-itself", "HTTP/1.1 301 Moved\r\nLocation: /to-itself#a\r\nContent-Length: 0\r\n\r\n", FAILURE_REDIRECT,
	    "to itself" },
	{ "/to-bad-port", "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REDIRECT, "to nowhere" },
	{ "/to-metadata", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REFUSED, "it redirects to where winnow may not ask: 169.254.169.254 is a cloud metadata address" },
	{ "/to-number", "HTTP/1.1 302 Found\r\nLocation: http://167772161/\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REFUSED, "10.0.0.1 is a private address" },
	{ "/to-mapped", "HTTP/1.1 302 Found\r\nLocation: http://[::ffff:10.0.0.1]/\r\nContent-Length: 0\r\n\r\n",
	    FAILURE_REFUSED, "10.0.0.1 is a private address" },
	{ "/to-cut", "HTTP/1.1 302 Found\r\nLocation: /none\r\nContent-Length: 9999\r\n\r\n", FETCHED, "<rss" },
	{ "/to-there",
	    "HTTP/1.1 301 Moved\r\nLocation: http://you:there@127.0.0.1:%d/none\r\nContent-Length: 0\r\n\r\n", FETCHED,
	    "<rss" },
};

static struct page *
pages_of_rows(void)
{
	struct page *pages = mem_array(COUNT_OF(rows) + 1, sizeof(*pages));

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		pages[i] = (struct page) { .path = rows[i].path, .answer = rows[i].answer, .closes = true };
	return pages;
}

static void
check(const struct row *row, const struct document *d)
{
	bool is_fetched = d->result == DOCUMENT_FETCHED;
	const char *text = is_fetched ? buffer_text(&d->body) : d->failure_text;
	int verdict = is_fetched ? FETCHED : (int)d->failure;

	if (verdict != row->verdict || strstr(text, row->text) == NULL)
		fail_msg("%s: %s: %s", row->path, failure_name(d->failure), text);
	assert_true(d->validators.etag == NULL);
	assert_true(d->moved_url == NULL || strstr(d->moved_url, "there@") == NULL);
}

static void
takes_each_answer_for_what_it_is(void **state)
{
	struct page *pages = pages_of_rows();
	struct stage stage;

	(void)state;
	stage_open(&stage, pages);
	stage.settings.allow_private = "127.0.0.1";
	stage_begin(&stage);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct document *d = stage_poll(&stage, rows[i].path, NULL, NULL);

		assert_non_null(d);
		check(&rows[i], d);
		stage_send_home(&stage, d);
		stage.document_count = 0;
	}
	assert_int_equal(server_count_with(&stage.server, "Authorization"), 0);
	stage_close(&stage);
	free(pages);
}

/* `head`, then `line` until it is `size` bytes, then `tail`. */
static char *
flood(const char *head, const char *line, size_t size, const char *tail)
{
	BUFFER text = { 0 };

	buffer_add_text(&text, head);
	while (text.len < size)
		buffer_add_text(&text, line);
	buffer_add_text(&text, tail);
	return buffer_take(&text);
}

static void
bounds_what_comes_before_and_behind_a_body(void **state)
{
	enum { FLOOD_BYTES = 200 * 1024, LINE_BYTES = 20 * 1024 };
	OWNED_TEXT interim = flood("", "HTTP/1.1 100 Continue\r\n\r\n", FLOOD_BYTES, OK "\r\n" FEED);
	OWNED_TEXT fields = flood(OK, "X-Field: again and again\r\n", FLOOD_BYTES, "\r\n" FEED);
	OWNED_TEXT line = flood(OK "X-Field: ", "and on ", FLOOD_BYTES, "\r\n\r\n" FEED);
	OWNED_TEXT trailer = flood(OK "Transfer-Encoding: chunked\r\n\r\n4\r\n<rss\r\n0\r\n",
	    "X-Field: again and again\r\n", FLOOD_BYTES, "\r\n");
	OWNED_TEXT etag =
	    flood(OK "ETag: \"", "x", LINE_BYTES, "\"\r\nLast-Modified: once\r\nContent-Length: 4\r\n\r\n<rss");
	const struct page pages[] = {
		{ .path = "/interim", .answer = interim, .len = strlen(interim) },
		{ .path = "/fields", .answer = fields, .len = strlen(fields) },
		{ .path = "/line", .answer = line, .len = strlen(line) },
		{ .path = "/trailer", .answer = trailer, .len = strlen(trailer) },
		{ .path = "/etag", .answer = etag, .len = strlen(etag) },
		{ .path = NULL },
	};
	struct stage stage;

	(void)state;
	stage_open(&stage, pages);
	stage_begin(&stage);
	for (size_t i = 0; pages[i].path != NULL; i++) {
		struct document *d = stage_poll(&stage, pages[i].path, NULL, NULL);
		bool is_last = pages[i + 1].path == NULL;

		assert_non_null(d);
		assert_int_equal(d->failure, is_last ? FAILURE_NONE : FAILURE_TOO_LARGE);
		assert_null(d->validators.etag);
		if (is_last)
			assert_string_equal(d->validators.last_modified, "once");
		stage_send_home(&stage, d);
		stage.document_count = 0;
	}
	stage_close(&stage);
}

/* What a server keeps open it may close at any moment, also just as it is asked again. */
static void
asks_once_more_when_a_kept_connection_has_ended(void **state)
{
	static const struct page pages[] = {
		{ .path = "/same", .answer = "HTTP/1.1 304 Not Modified\r\n\r\n" },
		{ .path = "/reset", .resets = true },
		{ .path = NULL },
	};
	struct stage stage;
	struct document *d;

	(void)state;
	stage_open(&stage, pages);
	atomic_store(&stage.server.resets_after, 1);
	stage_begin(&stage);
	for (int i = 0; i < 3; i++) {
		d = stage_poll(&stage, "/same", "\"1\"", NULL);
		assert_non_null(d);
		assert_int_equal(d->result, DOCUMENT_UNCHANGED);
		stage_send_home(&stage, d);
		stage.document_count = 0;
	}
	d = stage_poll(&stage, "/reset", NULL, NULL);
	assert_non_null(d);
	assert_int_equal(d->failure, FAILURE_BROKEN);
	stage_close(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_each_answer_for_what_it_is),
		cmocka_unit_test(bounds_what_comes_before_and_behind_a_body),
		cmocka_unit_test(asks_once_more_when_a_kept_connection_has_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
