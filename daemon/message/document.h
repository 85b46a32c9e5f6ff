/*
 * document: what fetching one address brought, or why it brought nothing; on
 * its way home, what became of it.
 *
 * fetch fills it and gives it to ingest (a poll, a subscription) or to query (a
 * preview); ingest stores it, fills `outcome` and sends it home to fetch. All
 * texts are owned by the letter. Header values are as received.
 */
#ifndef MESSAGE_DOCUMENT_H
#define MESSAGE_DOCUMENT_H

#include "base/buffer.h"
#include "message/letter.h"
#include "message/plan.h"

#include <stdint.h>

struct request;

enum document_purpose {
	DOCUMENT_POLL,      /* a feed that is followed: feed_id is set */
	DOCUMENT_SUBSCRIBE, /* asked for by ingest for `request`; goes back to ingest */
	DOCUMENT_PREVIEW,   /* asked for by query for `request`; goes back to query */
	DOCUMENT_EXAMPLE,   /* a page asked for by ingest for `request`; goes back to ingest */
};

/* DOCUMENT_SUBSCRIBE: what the address is to the one that a person typed. */
enum document_quest {
	QUEST_ADDRESS, /* itself */
	QUEST_RULE,    /* where its platform keeps the feeds of such pages */
	QUEST_NAMED,   /* what its page names */
	QUEST_USUAL,   /* where sites mostly keep their feed */
};

enum document_result {
	DOCUMENT_FETCHED,   /* 200 (or 226) with a body, whole and decompressed */
	DOCUMENT_UNCHANGED, /* 304 */
	DOCUMENT_FAILED,    /* `failure` says why */
	DOCUMENT_POSTPONED, /* not asked: its host is to be left alone for freshness.retry_after_s */
};

/* Why a poll failed. Order and names are stored: append only. */
enum failure_kind {
	FAILURE_NONE,
	FAILURE_ADDRESS, /* no address that can be polled: bad URL, scheme */
	FAILURE_REFUSED, /* our own guard: private address */
	FAILURE_RESOLVE,
	FAILURE_CONNECT,
	FAILURE_TLS,
	FAILURE_TIMEOUT,
	FAILURE_REDIRECT, /* too many, or a circle, or to nowhere */
	FAILURE_HTTP,     /* an answer of 4xx or 5xx; `status` has it */
	FAILURE_TOO_LARGE,
	FAILURE_BROKEN,   /* the answer ended early or made no sense */
	FAILURE_NOT_FEED, /* told by ingest */
	FAILURE_KINDS,
};

/* "resolve", "http", ...: stored and shown. */
const char *failure_name(enum failure_kind kind);
enum failure_kind failure_from_name(const char *name); /* unknown or NULL: FAILURE_NONE */

/* What the server says about coming again; -1 is "not said". */
struct freshness {
	int64_t max_age_s;     /* Cache-Control: max-age, RFC 9111 5.2.2.1 */
	int64_t expires_s;     /* Expires minus Date */
	int64_t retry_after_s; /* RFC 9110 10.2.3, both forms, as seconds from the answer */
};

/* Stored verbatim as one set with the items that came with them. RFC 9110 8.8. */
struct validators {
	char *etag;
	char *last_modified;
};

void validators_fini(struct validators *v);

struct outcome {
	bool is_stored;  /* false: the transaction failed; poll again later, nothing was lost */
	bool is_changed; /* at least one new or revised item */
	bool is_failed;  /* the poll failed, or what came was no feed */
	int64_t items_new;
	int64_t items_revised;
	struct plan
	    plan; /* the feed as it now stands; url NULL: as before but for due_at; is_gone: removed meanwhile */
};

struct document {
	struct letter letter;
	enum document_purpose purpose;
	enum document_result result;
	int64_t feed_id; /* DOCUMENT_POLL */
	int64_t refresh; /* the refresh it belongs to, fetch's own number; 0 is none */
	char *url;       /* as asked */
	char *final_url; /* after all redirects; the base of what is in it */
	char *moved_url; /* after the leading run of 301 and 308; NULL when there was none */
	int status;      /* of the last answer; 0 when none came */
	struct freshness freshness;
	struct validators validators;
	char *content_type;
	char *content_location;
	char *link;       /* Link headers, joined by ", " */
	int64_t asked_at; /* unix seconds */
	int64_t took_ms;
	struct buffer body;
	enum failure_kind failure;
	char *failure_text; /* a sentence without a full stop: "answered 404 Not Found" */
	int discovery_hops; /* DOCUMENT_SUBSCRIBE, DOCUMENT_PREVIEW: pages followed so far */
	enum document_quest quest;
	int places_tried;        /* QUEST_USUAL: before this one */
	char *quest_page;        /* the page whose feed is sought; NULL: this is the first address asked */
	char *quest_words;       /* what was there instead of a feed: "an HTML page: 'Title'" */
	struct request *request; /* owned; the request that waits for it */
	struct outcome outcome;
};

/* A poll or probe not yet made. `url` is copied; `request` is taken and may be NULL. */
struct document *document_new(enum document_purpose purpose, const char *url, struct request *request);
void document_free(struct document *d);
/* The request, given to the caller. */
struct request *document_take_request(struct document *d);

#endif
