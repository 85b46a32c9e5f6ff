#include "fetch/answer.h"

#include "base/memory.h"
#include "base/text.h"
#include "fetch/failure.h"
#include "fetch/landlord.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	HEADER_MAX_BYTES = 64 * 1024, /* all the fields of one answer, and of those before it (1xx) */
	PAGE_MAX_BYTES = 32 * 1024,   /* kept of an answer that is no document, to see whose wall it is */
	SLACK_MAX_BYTES = 16 * 1024,  /* room that a finished body may keep */
	ENCODING_MAX = 2,
};

static const char unknown_packing[] = "the answer is compressed in a way that was not asked for";

/* ---- what libcurl calls ---- */

static size_t
stop(struct transfer *t, enum failure_kind kind, const char *text)
{
	t->stopped = kind;
	t->stopped_text = text;
	return 0;
}

/* libcurl decodes what the server names, asked for or not: only what was asked for may come. */
static bool
has_known_encoding(const struct header *header)
{
	static const char *const known[] = { "gzip", "x-gzip", "deflate", "br", "identity", "none" };
	OWNED_TEXT list = mem_strdup(header->content_encoding);
	char *rest = list, *one;
	int count = 0;

	while (list != NULL && (one = strsep(&rest, ",")) != NULL) {
		bool is_known = false;

		one = text_trim(one);
		for (size_t i = 0; i < COUNT_OF(known); i++)
			is_known = is_known || text_equal_nocase(one, known[i]);
		if (!is_known || ++count > ENCODING_MAX)
			return false;
	}
	return true;
}

static bool
is_document_status(long status)
{
	return status == 200 || status == 203 || status == 226;
}

/* Of an answer that is no document, the page is not needed. */
static size_t
end_header(struct transfer *t, size_t len)
{
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200)
		return len;
	t->has_header = true;
	if (t->is_plain || has_known_encoding(&t->header))
		return len;
	if (is_document_status(status))
		return stop(t, FAILURE_BROKEN, unknown_packing);
	return 0;
}

static size_t
on_header(char *line, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	size_t len = size * count;

	t->header_bytes += len;
	if (t->header_bytes > HEADER_MAX_BYTES)
		return stop(t, FAILURE_TOO_LARGE, "the header is larger than 64 KB");
	if (t->has_body) /* a trailer says nothing that counts */
		return len;
	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0)
		header_clear(&t->header);
	else if (len <= 2)
		return end_header(t, len);
	else
		header_read(&t->header, line, len);
	return len;
}

static void
begin_body(struct transfer *t)
{
	long status = 0;

	t->has_body = true;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (is_document_status(status))
		t->keep_bytes = (size_t)t->pool->terms.document_bytes;
	else
		t->keep_bytes = status >= 400 ? PAGE_MAX_BYTES : 0;
}

/* Over the bound all wait but the first that came to it, so that there is always one that makes room. */
static bool
must_pause(struct transfer *t)
{
	struct transfer_pool *pool = t->pool;

	if (pool->held_bytes < TRANSFER_HELD_MAX_BYTES || pool->leader == t)
		return false;
	if (pool->leader == NULL) {
		pool->leader = t;
		return false;
	}
	t->is_paused = true;
	pool->paused_count++;
	return true;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	struct buffer *body = &t->document->body;
	size_t len = size * count, kept = len;

	if (!t->has_body)
		begin_body(t);
	if (t->keep_bytes > PAGE_MAX_BYTES && must_pause(t))
		return CURL_WRITEFUNC_PAUSE;
	t->body_bytes += len;
	if (t->body_bytes > (size_t)t->pool->terms.document_bytes)
		return stop(t, FAILURE_TOO_LARGE, NULL);
	if (kept > t->keep_bytes - body->len)
		kept = t->keep_bytes - body->len;
	buffer_add(body, bytes, kept);
	t->pool->held_bytes += kept;
	return len;
}

/* Sees every address, after resolution and in whatever spelling. What it refuses looks to libcurl like no connection. */
static curl_socket_t
on_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;
	curl_socket_t made;

	(void)purpose;
	if (!t->is_proxied && !guard_admits(&t->pool->terms.guard, &address->addr, t->refusal))
		return CURL_SOCKET_BAD;
	t->has_socket = true;
	made = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	t->is_starved = made < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
	return made;
}

/* A connection that is used again was made under the terms of its time. */
static int
on_before_request(void *context, char *remote, char *local, int remote_port, int local_port)
{
	struct transfer *t = context;

	(void)local;
	(void)remote_port;
	(void)local_port;
	if (!t->is_proxied) {
		enum guard_place place = guard_place_of(remote);

		t->is_near = place == GUARD_NEAR;
		t->is_special = place != GUARD_PUBLIC;
	}
	if (!t->is_proxied && t->feed != NULL && t->hops == 0)
		t->feed->landlord = landlord_of_address(remote);
	if (t->is_proxied || guard_admits_name(&t->pool->terms.guard, remote, t->refusal))
		return CURL_PREREQFUNC_OK;
	return CURL_PREREQFUNC_ABORT;
}

void
answer_attach(struct transfer *t)
{
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, on_before_request);
	curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
}

/* ---- reading the answer ---- */

void
answer_clear(struct transfer *t)
{
	struct transfer_pool *pool = t->pool;

	if (t->is_paused)
		pool->paused_count--;
	if (pool->leader == t)
		pool->leader = NULL;
	header_clear(&t->header);
	t->header_bytes = t->body_bytes = t->keep_bytes = 0;
	t->has_header = t->has_body = t->has_socket = t->is_proxied = t->is_paused = t->is_near = t->is_special = false;
	t->refusal[0] = t->error[0] = '\0';
	t->stopped = FAILURE_NONE;
}

static void
drop_body(struct transfer *t)
{
	t->pool->held_bytes -= t->document->body.len;
	buffer_fini(&t->document->body);
}

/* Nothing was heard from the host, nor from anybody on the way to it. */
static bool
is_unreachable(const struct wreck *wreck, curl_off_t looked_up_us)
{
	if (wreck->code == CURLE_COULDNT_CONNECT)
		return wreck->os_errno == ENETUNREACH || wreck->os_errno == ENETDOWN || wreck->os_errno == EHOSTUNREACH;
	return wreck->code == CURLE_COULDNT_RESOLVE_HOST ||
	       (wreck->code == CURLE_OPERATION_TIMEDOUT && looked_up_us == 0);
}

static void
explain(struct transfer *t, CURLcode code)
{
	char host[HOST_NAME_SIZE];
	curl_off_t connected_us = 0, looked_up_us = 0;
	struct wreck wreck = {
		.code = code,
		.host = address_host_text(&t->host, host),
		.detail = t->error,
		.timeout_s = t->pool->terms.timeout_s,
		.connect_timeout_s = t->pool->terms.connect_timeout_s,
		.document_bytes = t->pool->terms.document_bytes,
	};

	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &wreck.os_errno);
	curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
	curl_easy_getinfo(t->easy, CURLINFO_NAMELOOKUP_TIME_T, &looked_up_us);
	wreck.was_connected = connected_us > 0;
	t->is_unreachable = is_unreachable(&wreck, looked_up_us);
	if (t->stopped == FAILURE_TOO_LARGE && t->stopped_text == NULL)
		wreck.code = CURLE_FILESIZE_EXCEEDED;
	else if (t->stopped != FAILURE_NONE) {
		failure_set(t->document, t->stopped, "%s", t->stopped_text);
		return;
	}
	failure_of_wreck(t->document, &wreck);
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/*
 * What moved for good is the leading run of 301 and 308; an address that is
 * not public is never taken over from one that was.
 */
static void
note_move(struct transfer *t, const char *next)
{
	struct document *d = t->document;

	if (t->status != 301 && t->status != 308)
		t->has_left_moved = true;
	if (t->has_left_moved)
		return;
	free(d->moved_url);
	d->moved_url = mem_strdup(next);
}

static void
judge_move(struct transfer *t)
{
	struct document *d = t->document;

	if (t->is_special && t->has_been_public) {
		free(d->moved_url);
		d->moved_url = NULL;
		t->has_left_moved = true;
	}
	t->has_been_public = t->has_been_public || !t->is_special;
}

static bool
follow(struct transfer *t)
{
	struct document *d = t->document;
	char *next;

	if (t->hops >= t->pool->terms.max_redirects) {
		failure_set(d, FAILURE_REDIRECT, "more than %d redirects", t->hops);
		return false;
	}
	next = t->header.location != NULL ? address_follow(t->url, t->header.location) : NULL;
	if (next == NULL || text_equal(next, t->url)) {
		failure_set(d, FAILURE_REDIRECT, next == NULL ? "redirected to nowhere" : "redirected to itself");
		free(next);
		return false;
	}
	note_move(t, next);
	free(t->url);
	t->url = next;
	t->hops++;
	t->is_second_try = t->is_plain = false;
	return true;
}

static void
take_header(struct transfer *t)
{
	struct document *d = t->document;
	struct header *h = &t->header;

	d->validators = (struct validators) { h->etag, h->last_modified };
	d->content_type = h->content_type;
	d->content_location = h->content_location;
	d->link = h->link;
	h->etag = h->last_modified = h->content_type = h->content_location = h->link = NULL;
}

/* ---- packing ---- */

/*
 * Servers say gzip of what is none, name a charset as the encoding, or add to
 * what they compressed: once more it is asked for as it is, and taken so.
 */
static bool
is_badly_packed(const struct transfer *t, CURLcode code)
{
	if (t->is_plain || !is_document_status(t->status))
		return false;
	return code == CURLE_BAD_CONTENT_ENCODING ||
	       (code == CURLE_WRITE_ERROR && (t->stopped == FAILURE_NONE || t->stopped == FAILURE_BROKEN));
}

/* XML, JSON, a mark of UTF-8 or UTF-16, or gzip, which the parser unpacks. */
static bool
looks_plain(const struct buffer *body)
{
	const char *text = buffer_text(body);

	text += strspn(text, " \t\r\n");
	return *text == '<' || *text == '{' || (body->len > 1 && memchr("\xef\xfe\xff\x1f", *text, 4) != NULL);
}

static bool
is_still_packed(const struct transfer *t)
{
	return t->is_plain && t->header.content_encoding != NULL && !looks_plain(&t->document->body);
}

static void
explain_packing(struct transfer *t)
{
	if (has_known_encoding(&t->header))
		explain(t, CURLE_BAD_CONTENT_ENCODING);
	else
		failure_set(t->document, FAILURE_BROKEN, "%s", unknown_packing);
}

static void
conclude(struct transfer *t)
{
	struct document *d = t->document;
	bool was_conditional = t->if_none_match.data != NULL || t->if_modified_since.data != NULL;

	take_header(t);
	if (d->status == 304 && was_conditional)
		d->result = DOCUMENT_UNCHANGED;
	else if (d->status == 304)
		failure_set(d, FAILURE_BROKEN, "answered 304 Not Modified to a request without validators");
	else if (d->status == 226 && t->header.im != NULL && !text_equal_nocase(t->header.im, "feed"))
		failure_set(d, FAILURE_BROKEN, "answered with a difference of a kind that was not asked for");
	else if (!is_document_status(d->status) || failure_wall(d, &t->header) != WALL_NONE)
		failure_of_status(d, &t->header);
	else if (is_still_packed(t))
		explain_packing(t);
	else
		d->result = DOCUMENT_FETCHED;
}

void
answer_finish(struct transfer *t)
{
	struct document *d = t->document;
	struct buffer *body = &d->body;

	d->took_ms = t->spent_ms;
	free(d->final_url);
	d->final_url = address_without_credentials(t->url);
	if (d->result != DOCUMENT_FETCHED)
		drop_body(t);
	if (d->result == DOCUMENT_FAILED) {
		free(d->moved_url);
		d->moved_url = NULL;
		validators_fini(&d->validators);
	}
	if (body->cap - body->len > SLACK_MAX_BYTES && body->data != NULL) {
		body->cap = body->len + 1;
		body->data = mem_resize(body->data, body->cap);
	}
	d->letter.bytes = sizeof(*d) + body->len;
}

/* A redirect that asks to come again later (RFC 9110 10.2.3) is heard, wherever it leads. */
static void
hear_freshness(struct transfer *t, int64_t now_s)
{
	struct freshness *said = &t->document->freshness;
	int64_t asked_before_s = t->hops > 0 ? said->retry_after_s : -1;

	*said = header_freshness(&t->header, now_s);
	t->retry_after_s = said->retry_after_s;
	if (said->retry_after_s < asked_before_s)
		said->retry_after_s = asked_before_s;
}

static void
read_answer(struct transfer *t)
{
	int64_t now_s = clock_now_s(t->pool->clock);
	struct document *d = t->document;
	curl_off_t bytes = 0;
	long status = 0;

	t->spent_ms += clock_steady_ms(t->pool->clock) - t->started_ms;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	atomic_fetch_add(&t->pool->vitals->bytes_received, bytes + (int64_t)t->header_bytes);
	d->status = t->status = (int)status;
	hear_freshness(t, now_s);
}

/* Whatever becomes of the page of a 404, however large, late or damaged it is: the status is what counts. */
static bool
is_about_page(const struct transfer *t, CURLcode code)
{
	return t->status >= 300 && (t->has_header || code == CURLE_FILESIZE_EXCEEDED);
}

/* A connection that was kept may end just as it is used again, which says nothing about the feed (RFC 9110 9.2.2). */
static bool
has_met_the_end(const struct transfer *t, CURLcode code)
{
	long connections = 0;

	if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR && code != CURLE_GOT_NOTHING)
		return false;
	curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connections);
	return connections == 0 && t->header_bytes == 0 && !t->is_second_try;
}

static bool
is_refused(const struct transfer *t, CURLcode code)
{
	if (t->refusal[0] == '\0' || t->status != 0)
		return false;
	return !t->has_socket || code == CURLE_ABORTED_BY_CALLBACK;
}

static void
explain_refusal(struct transfer *t)
{
	failure_set(t->document, FAILURE_REFUSED, "%s%s",
	    t->hops > 0 ? "it redirects to where winnow may not ask: " : "", t->refusal);
}

bool
answer_end(struct transfer *t, CURLcode code)
{
	bool goes_on = false;

	read_answer(t);
	judge_move(t);
	if (is_about_page(t, code))
		code = CURLE_OK;
	else if (code == CURLE_OK && !t->has_header)
		code = CURLE_PARTIAL_FILE;
	if (has_met_the_end(t, code))
		goes_on = t->is_second_try = true;
	else if (is_badly_packed(t, code))
		goes_on = t->is_plain = true;
	else if (code != CURLE_OK && is_refused(t, code))
		explain_refusal(t);
	else if (code != CURLE_OK)
		explain(t, code);
	else if (is_redirect(t->status))
		goes_on = follow(t);
	else
		conclude(t);
	if (!goes_on)
		answer_finish(t);
	else
		drop_body(t);
	answer_clear(t);
	return goes_on;
}
