/* One request on the socket: read, routed, sent away, answered. */
#include "serve/server.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "serve/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is read and dropped so that a client that is still sending can hear why. */
enum { DROPPED_BYTES_MAX = 64 << 20 };

void *
exchange_begin(void *context, const char *target, struct MHD_Connection *connection)
{
	struct server *s = context;
	struct exchange *x = mem_alloc(sizeof(*x));

	x->server = s;
	x->connection = connection;
	x->target = mem_strndup(target, TARGET_LONGEST + 1);
	x->request = request_new(REQUEST_NONE);
	x->began_ms = clock_steady_ms(s->clock);
	list_append(&s->exchanges, &x->link);
	atomic_fetch_add(&s->vitals->requests, 1);
	return x;
}

static void
exchange_free(struct exchange *x)
{
	list_remove(&x->link);
	events_leave(x->server, x->watcher);
	if (x->request != NULL && x->request->watching != NULL)
		events_joined(x->server);
	request_free(x->request);
	buffer_fini(&x->allow);
	free(x->method);
	free(x->target);
	free(x->location);
	free(x);
}

void
exchange_end(void *context, struct MHD_Connection *connection, void **exchange, enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *exchange;

	(void)context;
	(void)connection;
	(void)code;
	*exchange = NULL;
	if (x == NULL)
		return;
	if (x->stage == STAGE_AWAY)
		x->connection = NULL; /* goes with its letter */
	else
		exchange_free(x);
}

/* ---- what may not be ---- */

static const char *
header(const struct exchange *x, const char *name)
{
	return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

static bool
is_stranger(const struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info == NULL || !peer_is_welcome(info->connect_fd, x->server->group);
}

/*
 * Form data is what curl -d says when it is told nothing, so it says nothing.
 * For all else, only JSON is JSON.
 */
static bool
type_fits(struct exchange *x)
{
	const char *type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE);
	OWNED_TEXT essence = NULL;

	if (type == NULL || text_starts_nocase(type, "application/x-www-form-urlencoded"))
		return true;
	x->request->content_type = mem_strdup(type);
	if (x->route->body != BODY_JSON)
		return true;
	essence = mem_strndup(type, strcspn(type, "; \t"));
	for (char *p = essence; *p != '\0'; p++)
		*p |= 0x20;
	return text_equal(essence, "application/json") || text_ends(essence, "+json") ||
	       text_equal(essence, "text/json");
}

static size_t
body_bytes_max(const struct exchange *x)
{
	if (x->route == NULL || x->route->body == BODY_NONE)
		return DROPPED_BYTES_MAX;
	if (x->route->body_bytes_max > 0)
		return x->route->body_bytes_max;
	return x->server->document_bytes_max;
}

/* 0 when it is not said. */
static uint64_t
content_length(const struct exchange *x)
{
	const char *length = header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);

	return length != NULL ? strtoull(length, NULL, 10) : 0;
}

static void
refuse_too_large(struct exchange *x)
{
	buffer_fini(&x->request->body);
	reply_problem(x->request, 413, "the body is larger than %zu bytes", body_bytes_max(x));
}

/* A reply of its own means that the request is refused, whatever its body says. */
static bool
is_refused(const struct exchange *x)
{
	return x->request->reply.status != 0;
}

static void
find_route(struct exchange *x)
{
	static const int statuses[] = { [ROUTE_NO_PATH] = 404, [ROUTE_NO_METHOD] = 405, [ROUTE_BAD] = 400 };
	struct err why = { 0 };
	enum route_result result = route_find(x->method, x->target, x->request, &x->route, &x->allow, &why);

	if (result != ROUTE_NO_METHOD)
		buffer_cut(&x->allow, 0);
	if (result != ROUTE_FOUND) {
		x->route = NULL;
		reply_problem(x->request, statuses[result], "%s", why.text);
	}
}

static void
check_body(struct exchange *x)
{
	const char *encoding = header(x, MHD_HTTP_HEADER_CONTENT_ENCODING);

	if (x->route->body == BODY_NONE)
		return;
	if (encoding != NULL && !text_equal_nocase(encoding, "identity"))
		reply_problem(x->request, 415, "a body with Content-Encoding %.60s is not taken", encoding);
	else if (!type_fits(x))
		reply_problem(x->request, 415, "a body of JSON is wanted here, not %.100s", x->request->content_type);
	else if (content_length(x) > body_bytes_max(x))
		refuse_too_large(x);
	else if (header(x, MHD_HTTP_HEADER_CONTENT_LOCATION) != NULL)
		x->request->content_location = mem_strdup(header(x, MHD_HTTP_HEADER_CONTENT_LOCATION));
}

static void
admit(struct exchange *x)
{
	if (is_stranger(x))
		reply_problem(x->request, 403, "this socket is for its owner, root and the group it was given");
	else if (x->server->is_quiescing)
		reply_problem(x->request, 503, "winnowd is stopping");
	else if (strlen(x->target) > TARGET_LONGEST)
		reply_problem(x->request, 400, "the address is longer than %d bytes", TARGET_LONGEST);
	else
		find_route(x);
	if (!is_refused(x))
		check_body(x);
}

/*
 * A client that is already sending its body would find a closed connection
 * instead of the reason; one that waits for "100 Continue" hears it at once.
 */
static bool
has_to_be_heard_out(const struct exchange *x)
{
	const char *expect = header(x, MHD_HTTP_HEADER_EXPECT);

	return (expect == NULL || !text_equal_nocase(expect, "100-continue")) &&
	       content_length(x) <= DROPPED_BYTES_MAX && x->request->reply.status != 403;
}

/* ---- answering ---- */

static void
add_header(struct MHD_Response *response, const char *name, const char *value)
{
	/* It refuses what would break the header apart; such a header is better left out. */
	if (value != NULL && *value != '\0' && MHD_add_response_header(response, name, value) != MHD_YES)
		log_warning("header refused", LOG_TEXT("name", name), LOG_TEXT("value", value));
}

static const char *
type_of(const struct reply *reply)
{
	if (reply->content_type != NULL)
		return reply->content_type;
	return reply->status >= 400 ? "application/problem+json" : "application/json";
}

static void
note(const struct exchange *x, int status)
{
	struct vitals *vitals = x->server->vitals;
	int64_t took_ms = clock_steady_ms(x->server->clock) - x->began_ms;

	if (status >= 400)
		atomic_fetch_add(&vitals->requests_refused, 1);
	/* What waits for the network or for the whole store says nothing of how quickly is answered. */
	if (x->route != NULL && x->route->door != ROUTE_TO_FETCH && x->route->kind != REQUEST_BACKUP) {
		atomic_fetch_add(&vitals->answers[answer_step(took_ms)], 1);
		atomic_fetch_add(&vitals->answers_ms, took_ms);
	}
	log_debug("request answered", LOG_TEXT("method", x->method), LOG_TEXT("target", x->target),
	    LOG_INT("status", status), LOG_INT("took_ms", took_ms));
}

/* The answer to a request to watch never ends by itself. */
static enum MHD_Result
stream(struct exchange *x)
{
	struct request *r = x->request;
	struct MHD_Response *response = events_answer(x->server, x->connection, r, &x->watcher);
	enum MHD_Result result;

	note(x, r->reply.status);
	watching_free(r->watching);
	r->watching = NULL;
	events_joined(x->server);
	x->stage = STAGE_SENDING;
	result = MHD_queue_response(x->connection, (unsigned int)r->reply.status, response);
	MHD_destroy_response(response);
	return result;
}

/* What the reply holds goes to the response; of a file it keeps a descriptor, so that the last one is not closed here. */
static struct MHD_Response *
response_of(struct reply *reply)
{
	struct MHD_Response *response;
	size_t len = reply->body.len;

	if (reply->file.bytes > 0) {
		response = MHD_create_response_from_fd64((uint64_t)reply->file.bytes, dup(reply->file.fd));
	} else if (len > 0) {
		response = MHD_create_response_from_buffer(len, buffer_take(&reply->body), MHD_RESPMEM_MUST_FREE);
	} else {
		return MHD_create_response_from_buffer(0, (char[]) { "" }, MHD_RESPMEM_MUST_COPY);
	}
	add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type_of(reply));
	add_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
	return response;
}

static enum MHD_Result
answer(struct exchange *x)
{
	struct reply *reply = &x->request->reply;
	struct MHD_Response *response;
	enum MHD_Result result;
	char seconds[16];

	if (x->request->watching != NULL && reply->status == 200)
		return stream(x);
	if (reply->status == 0)
		reply_problem(x->request, 500, "no answer was given");
	note(x, reply->status);
	response = response_of(reply);
	add_header(response, MHD_HTTP_HEADER_LOCATION, reply->location);
	add_header(response, MHD_HTTP_HEADER_ALLOW, buffer_text(&x->allow));
	if (reply->retry_after_s > 0) {
		snprintf(seconds, sizeof(seconds), "%d", reply->retry_after_s);
		add_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
	}
	x->stage = STAGE_SENDING;
	result = MHD_queue_response(x->connection, (unsigned int)reply->status, response);
	MHD_destroy_response(response);
	return result;
}

/* ---- sending away ---- */

static struct mailbox *
door_of(const struct exchange *x)
{
	const struct doors *doors = &x->server->doors;

	return (struct mailbox *[]) {
		[ROUTE_TO_QUERY] = doors->query, [ROUTE_TO_INGEST] = doors->ingest, [ROUTE_TO_FETCH] = doors->fetch
	}[x->route->door];
}

/* People don't wait behind what was polled, nor what is answered at once behind what takes long. */
static bool
post_away(struct exchange *x)
{
	struct letter *letter = &x->request->letter;

	return route_is_urgent(x->route, x->request) ? mailbox_post_urgent(door_of(x), letter)
						     : mailbox_post(door_of(x), letter);
}

/* From the post on the letter is another thread's, so everything about it is set before. */
static enum MHD_Result
send_away(struct exchange *x)
{
	struct request *r = x->request;

	if (r->kind == REQUEST_EVENTS && !events_join(x->server, r, header(x, "Last-Event-ID"))) {
		reply_problem(r, 503, "%d watch already, more are not let in", WATCHERS_MAX);
		return answer(x);
	}
	r->exchange = x;
	r->letter.bytes = sizeof(*r) + r->body.len;
	if (!post_away(x)) {
		reply_problem(r, 503, "there is more to do than fits; try again");
		return answer(x);
	}
	x->request = NULL;
	x->stage = STAGE_AWAY;
	MHD_suspend_connection(x->connection);
	return MHD_YES;
}

static bool
take_upload(struct exchange *x, const char *upload, size_t bytes)
{
	if (!is_refused(x) && x->route->body != BODY_NONE) {
		if (x->request->body.len + bytes <= body_bytes_max(x)) {
			buffer_add(&x->request->body, upload, bytes);
			return true;
		}
		refuse_too_large(x);
	}
	x->dropped_bytes += bytes;
	return x->dropped_bytes <= DROPPED_BYTES_MAX;
}

enum MHD_Result
exchange_go_on(void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_bytes, void **exchange)
{
	struct exchange *x = *exchange;
	bool goes_on;

	(void)context;
	(void)connection;
	(void)url;
	(void)version;
	if (x->stage == STAGE_NEW) {
		x->method = mem_strdup(method);
		admit(x);
		x->stage = STAGE_BODY;
		return is_refused(x) && !has_to_be_heard_out(x) ? answer(x) : MHD_YES;
	}
	if (*upload_bytes > 0) {
		goes_on = take_upload(x, upload, *upload_bytes);
		*upload_bytes = 0;
		return goes_on ? MHD_YES : MHD_NO;
	}
	return x->stage == STAGE_ANSWERED || is_refused(x) ? answer(x) : send_away(x);
}

/* ---- coming home ---- */

static void
wake(struct exchange *x, struct request *r)
{
	x->request = r;
	x->stage = STAGE_ANSWERED;
	if (x->connection == NULL)
		exchange_free(x);
	else
		MHD_resume_connection(x->connection);
}

/* The writer is done; the answer is read from what it wrote. */
static void
become_reading(struct exchange *x, struct request *r)
{
	x->status = r->reply.status;
	free(x->location);
	x->location = r->reply.location;
	r->reply.location = NULL;
	r->kind = r->reply.then;
	buffer_fini(&r->body);
	issue_draft_free(r->draft);
	r->draft = NULL;
	buffer_fini(&r->reply.body);
	free(r->reply.content_type);
	r->reply = (struct reply) { 0 };
	r->letter.bytes = sizeof(*r);
}

static void
put_off(struct server *s, struct letter *letter)
{
	letter->next = NULL;
	*s->put_off_end = letter;
	s->put_off_end = &letter->next;
}

void
exchange_come_home(struct server *s, struct request *r)
{
	struct exchange *x = r->exchange;

	if (x->connection != NULL && r->reply.then != REQUEST_NONE && r->reply.status < 400) {
		become_reading(x, r);
		put_off(s, &r->letter);
		return;
	}
	if (x->status != 0 && r->reply.status < 400) {
		r->reply.status = x->status;
		r->reply.location = x->location;
		x->location = NULL;
	}
	wake(x, r);
}

/* query refuses for want of room only while it holds letters, and each of those comes home and leads here again. */
void
exchange_try_put_off(struct server *s)
{
	while (s->put_off != NULL) {
		struct letter *letter = s->put_off, *next = letter->next;
		struct request *r = (struct request *)letter;

		if (!mailbox_post_urgent(s->doors.query, letter)) {
			if (!mailbox_is_closed(s->doors.query))
				return;
			reply_problem(r, 503, "it is done, but winnowd is stopping and can't show it");
			wake(r->exchange, r);
		}
		s->put_off = next;
		if (next == NULL)
			s->put_off_end = &s->put_off;
	}
}

void
exchange_abandon_all(struct server *s)
{
	struct list *link, *next;

	for (struct letter *letter = s->put_off; letter != NULL; letter = s->put_off) {
		s->put_off = letter->next;
		request_free((struct request *)letter);
	}
	s->put_off_end = &s->put_off;
	for (link = s->exchanges.next; link != &s->exchanges; link = next) {
		struct exchange *x = LIST_ENTRY(link, struct exchange, link);
		struct request *r;

		next = link->next;
		if (x->stage != STAGE_AWAY)
			continue;
		r = request_new(REQUEST_NONE);
		reply_problem(r, 503, "winnowd is stopping");
		wake(x, r);
	}
}
