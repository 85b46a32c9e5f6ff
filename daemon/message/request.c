#include "message/request.h"

#include "base/json_text.h"
#include "base/memory.h"
#include "base/stride.h"
#include "base/text.h"
#include "message/news.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request *
request_new(enum request_kind kind)
{
	struct request *r = mem_alloc(sizeof(*r));

	r->letter.kind = LETTER_REQUEST;
	r->letter.bytes = sizeof(*r);
	r->kind = kind;
	return r;
}

static void *
close_main(void *context)
{
	stride_give_way();
	stride_close((int)(intptr_t)context);
	return NULL;
}

/* The last to close a file without a name waits until its pages are free: longer than the loop may, if it is large. */
static void
close_aside(int fd)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, close_main, (void *)(intptr_t)fd) == 0)
		pthread_detach(thread);
	else
		stride_close(fd);
}

static void
reply_fini(struct reply *reply)
{
	free(reply->content_type);
	free(reply->location);
	free(reply->etag);
	if (reply->file.bytes > 0)
		close_aside(reply->file.fd);
	buffer_fini(&reply->body);
	*reply = (struct reply) { 0 };
}

void
request_free(struct request *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->param_count; i++) {
		free(r->params[i].name);
		free(r->params[i].value);
	}
	free(r->params);
	free(r->name);
	free(r->content_type);
	free(r->content_location);
	buffer_fini(&r->body);
	watching_free(r->watching);
	issue_draft_free(r->draft);
	reply_fini(&r->reply);
	free(r);
}

const char *
request_param(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->param_count; i++)
		if (text_equal(r->params[i].name, name))
			return r->params[i].value;
	return NULL;
}

bool
request_flag(const struct request *r, const char *name)
{
	const char *value = request_param(r, name);

	return value != NULL &&
	       (*value == '\0' || text_equal(value, "true") || text_equal(value, "yes") || text_equal(value, "1"));
}

void
reply_json(struct request *r, int status, const json_t *body)
{
	reply_fini(&r->reply);
	r->reply.status = status;
	buffer_add_json(&r->reply.body, body);
}

static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 400, "Bad Request" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Content" },
	{ 500, "Internal Server Error" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 507, "Insufficient Storage" },
};

const char *
status_phrase(int status)
{
	for (size_t i = 0; i < COUNT_OF(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Error";
}

static void
problem(struct request *r, int status, const char *detail)
{
	json_t *body = json_pack("{s:s, s:i, s:s}", "title", status_phrase(status), "status", status, "detail",
	    utf8_is_valid(detail, strlen(detail)) ? detail : "(the detail is no UTF-8)");

	reply_json(r, status, body);
	if (status == 503)
		r->reply.retry_after_s = 1;
	json_decref(body);
}

void
reply_problem(struct request *r, int status, const char *fmt, ...)
{
	char detail[1000];
	va_list args;

	va_start(args, fmt);
	vsnprintf(detail, sizeof(detail), fmt, args);
	va_end(args);
	detail[utf8_cut(detail, strlen(detail), sizeof(detail) - 5)] = '\0';
	problem(r, status, detail);
}

static int
status_of(enum err_code code)
{
	switch (code) {
	case ERR_SYNTAX:
		return 400;
	case ERR_INVALID:
	case ERR_NOT_FEED:
	case ERR_REFUSED:
		return 422;
	case ERR_TOO_LARGE:
		return 413;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_EXISTS:
		return 409;
	case ERR_NETWORK:
		return 502;
	case ERR_BUSY:
		return 503;
	case ERR_FULL:
		return 507;
	default:
		return 500;
	}
}

void
reply_error(struct request *r, const struct err *err)
{
	problem(r, status_of(err->code), err->text);
}
