/*
 * request: one HTTP request on the socket, and the answer it comes home with.
 *
 * serve reads it and posts it to the door its route names; the owner of that
 * door fills `reply` and posts the same letter to serve's door. ingest never
 * renders a stored thing: it commits, sets `reply.then`, and serve sends the
 * letter on to query as that reading request, so that every answer comes from
 * a snapshot and each thing is rendered in one place. Freezing an issue goes the
 * other way round: query composes and renders it, and sends the same letter on
 * to ingest, whose transaction says whether it is still the next one.
 */
#ifndef MESSAGE_REQUEST_H
#define MESSAGE_REQUEST_H

#include "base/buffer.h"
#include "message/issue_draft.h"
#include "message/letter.h"

#include <jansson.h>
#include <stdint.h>

/* Order is that of the contract; query and ingest have a handler for each of theirs. */
enum request_kind {
	REQUEST_NONE,
	/* reading: query */
	REQUEST_STATUS,
	REQUEST_METRICS,
	REQUEST_FEED_LIST,
	REQUEST_FEED_GET,
	REQUEST_YIELD,
	REQUEST_OPML_EXPORT,
	REQUEST_TOPIC_LIST,
	REQUEST_TOPIC_GET,
	REQUEST_TOPIC_TEST,
	REQUEST_TOPIC_LESSONS,
	REQUEST_TOPIC_SUGGESTIONS,
	REQUEST_SUGGESTIONS,
	REQUEST_ITEM_LIST,
	REQUEST_ITEM_GET,
	REQUEST_ITEM_WHY,
	REQUEST_ITEM_REVISIONS,
	REQUEST_MARKED,
	REQUEST_DIGEST,
	REQUEST_EVENTS,
	REQUEST_RECIPE_LIST,
	REQUEST_RECIPE_GET,
	REQUEST_ISSUE_LIST,
	REQUEST_ISSUE_GET,
	REQUEST_ISSUE_STATE,  /* only as `then` */
	REQUEST_ISSUE_FREEZE, /* query composes it, and sends the same letter on to ingest, which stores it */
	REQUEST_PREVIEW,
	REQUEST_BACKUP,
	/* writing: ingest */
	REQUEST_FEED_ADD,
	REQUEST_FEED_PATCH,
	REQUEST_FEED_REMOVE,
	REQUEST_OPML_IMPORT,
	REQUEST_TOPIC_PUT,
	REQUEST_TOPIC_FORGET,
	REQUEST_EXAMPLE_ADD,
	REQUEST_EXAMPLE_REMOVE,
	REQUEST_TOPIC_REMOVE,
	REQUEST_ITEM_PATCH,
	REQUEST_RECIPE_PUT,
	REQUEST_RECIPE_REMOVE,
	REQUEST_ISSUE_PUT,
	REQUEST_ISSUE_PATCH,
	REQUEST_ITEMS_ADD,
	REQUEST_ITEMS_ADD_ALONE,
	/* polling: fetch; with ?wait=true by way of ingest, which answers it once nothing is left to re-score */
	REQUEST_FEED_REFRESH,
	REQUEST_REFRESH,
	REQUEST_KINDS,
};

struct watching;

struct param {
	char *name;
	char *value;
};

/* What a refresh came to; fetch counts. */
struct refresh_counts {
	int64_t polled;
	int64_t unchanged;
	int64_t changed;
	int64_t failed;
	int64_t new_items;
};

/* A file that is sent instead of a body. */
struct reply_file {
	int fd;        /* owned */
	int64_t bytes; /* 0: there is none */
};

struct reply {
	int status;         /* HTTP */
	char *content_type; /* NULL: application/json, or application/problem+json from 400 on */
	struct buffer body;
	struct reply_file file;
	char *etag;        /* RFC 9110 8.8.3, with its quotes; NULL: no header */
	int retry_after_s; /* 0: no header */
	char *location;    /* NULL: no header */
	enum request_kind
	    then; /* not NONE: read this next, answer it with `status`; id and name are those of the request */
};

struct request {
	struct letter letter;
	enum request_kind kind;
	void *exchange;       /* serve's own; nobody else looks at it */
	int64_t id;           /* {id} or {n} of the path; ingest sets it for `then` */
	char *name;           /* {name} of the path; NULL when there is none */
	struct param *params; /* of the query string, decoded, in order */
	size_t param_count;
	char *content_type;     /* of the body; NULL when not said */
	char *content_location; /* RFC 9110 8.7 */
	struct buffer body;
	struct issue_draft *draft;       /* REQUEST_ISSUE_FREEZE: what query composed; owned */
	struct refresh_counts refreshed; /* REQUEST_REFRESH, REQUEST_FEED_REFRESH: filled by fetch */
	struct watching *watching;       /* REQUEST_EVENTS: made by serve, filled by query; else NULL */
	struct reply reply;
};

struct request *request_new(enum request_kind kind);
void request_free(struct request *r);

/* The first value of a parameter, or NULL. Borrowed. */
const char *request_param(const struct request *r, const char *name);
/* True when it is there and says true, yes or 1 (or has no value). */
CHECKED bool request_flag(const struct request *r, const char *name);

/* Fill the reply. `reply_problem` is RFC 9457: title from the status, detail from the text. */
void reply_json(struct request *r, int status, const json_t *body);
void reply_problem(struct request *r, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The status that fits the error's code, its text as detail. */
void reply_error(struct request *r, const struct err *err);
/* "Not Found" for 404. */
const char *status_phrase(int status);

#endif
