#include "message/document.h"

#include "base/memory.h"
#include "base/text.h"
#include "message/request.h"

#include <stdlib.h>

static const char *const failure_names[FAILURE_KINDS] = {
	[FAILURE_NONE] = "none",
	[FAILURE_ADDRESS] = "address",
	[FAILURE_REFUSED] = "refused",
	[FAILURE_RESOLVE] = "resolve",
	[FAILURE_CONNECT] = "connect",
	[FAILURE_TLS] = "tls",
	[FAILURE_TIMEOUT] = "timeout",
	[FAILURE_REDIRECT] = "redirect",
	[FAILURE_HTTP] = "http",
	[FAILURE_TOO_LARGE] = "too-large",
	[FAILURE_BROKEN] = "broken",
	[FAILURE_NOT_FEED] = "not-feed",
};

const char *
failure_name(enum failure_kind kind)
{
	return failure_names[kind];
}

enum failure_kind
failure_from_name(const char *name)
{
	for (int kind = 0; name != NULL && kind < FAILURE_KINDS; kind++)
		if (text_equal(failure_names[kind], name))
			return (enum failure_kind)kind;
	return FAILURE_NONE;
}

void
validators_fini(struct validators *v)
{
	free(v->etag);
	free(v->last_modified);
	*v = (struct validators) { 0 };
}

struct document *
document_new(enum document_purpose purpose, const char *url, struct request *request)
{
	struct document *d = mem_alloc(sizeof(*d));

	d->letter.kind = LETTER_DOCUMENT;
	d->letter.bytes = sizeof(*d);
	d->purpose = purpose;
	d->url = mem_strdup(url);
	d->freshness = (struct freshness) { -1, -1, -1 };
	d->request = request;
	return d;
}

void
document_free(struct document *d)
{
	if (d == NULL)
		return;
	free(d->url);
	free(d->quest_page);
	free(d->quest_words);
	free(d->final_url);
	free(d->moved_url);
	validators_fini(&d->validators);
	free(d->content_type);
	free(d->content_location);
	free(d->link);
	buffer_fini(&d->body);
	free(d->failure_text);
	request_free(d->request);
	plan_fini(&d->outcome.plan);
	free(d);
}

struct request *
document_take_request(struct document *d)
{
	struct request *request = d->request;

	d->request = NULL;
	return request;
}
