/*
 * transfer: one document on its way, over all the hops it takes to get it.
 *
 * Each hop is a request of its own with its own checks; between two hops the
 * transfer waits for the next host's turn like everybody else. Transfers come
 * from a pool and keep their easy handle, so that there are as many of those
 * as run at once and not one a feed. All bytes are counted as they come.
 */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include "base/clock.h"
#include "fetch/address.h"
#include "fetch/header.h"
#include "fetch/pacing.h"
#include "fetch/schedule.h"
#include "fetch/terms.h"
#include "message/vitals.h"

#include <curl/curl.h>

struct transfer;

enum { TRANSFER_HELD_MAX_BYTES = 48 << 20 }; /* over this, all transfers but one pause */

struct transfer_pool {
	const struct clock *clock;
	struct vitals *vitals;
	struct terms terms;
	struct list idle; /* transfers */
	size_t idle_count;
	size_t held_bytes;       /* of bodies: on their way, and away with ingest */
	struct transfer *leader; /* the one that goes on when there is no room for all */
	size_t paused_count;
	char *encodings;
};

struct transfer {
	struct list link; /* of what runs, or in the pool */
	struct visit visit;
	struct transfer_pool *pool;
	struct feed *feed; /* NULL: a probe */
	struct document *document;
	CURL *easy;                      /* NULL before the first hop ever */
	struct curl_slist *plain_fields; /* of every request it makes */
	unsigned generation;             /* of the terms that these and the easy handle were made for */
	bool is_young;                   /* the owner's: counts against the concurrency */
	int64_t started_ms, spent_ms;
	struct curl_slist if_none_match, if_modified_since; /* to send; data NULL: not */
	struct curl_slist identity;                         /* in place of the first of plain_fields */
	/* of this hop */
	char *url;
	struct host_name host;
	struct header header;
	size_t header_bytes, body_bytes, keep_bytes;
	bool has_header, has_body, has_socket, is_proxied, is_paused;
	bool is_near;       /* in this house */
	bool is_special;    /* not at a public address */
	bool is_second_try; /* the first was over a connection kept from before, which had ended */
	bool is_plain;      /* asked for as it is: what came compressed could not be unpacked */
	char refusal[GUARD_TEXT_SIZE];
	enum failure_kind stopped; /* by us */
	const char *stopped_text;
	char error[CURL_ERROR_SIZE];
	/* over all hops */
	int hops;
	bool has_left_moved; /* the leading run of permanent redirects is over */
	bool has_been_public;
	int64_t retry_after_s; /* of this hop's answer, -1: not said */
	int status;            /* of this hop's answer, 0: none */
	bool is_unreachable;   /* this hop's host could not be looked up or routed to */
	bool is_starved;       /* there was no descriptor or memory left for its connection */
};

CHECKED bool transfer_pool_init(struct transfer_pool *pool, const struct clock *clock, struct vitals *vitals,
    const struct fetch_settings *settings, struct err *err);
void transfer_pool_fini(struct transfer_pool *pool); /* of transfers, only the idle ones */

/* Takes `document`. The validators of `feed` are sent; NULL: none. */
struct transfer *transfer_take(struct transfer_pool *pool, struct document *document, struct feed *feed);
/* What it holds is freed, its document too when nobody took it. */
void transfer_give_back(struct transfer *t);
struct document *transfer_take_document(struct transfer *t);

/* Makes the easy handle ready for the hop at hand. False: it can't be asked, and the document says why. */
CHECKED bool transfer_begin(struct transfer *t);

/* Lets the transfers in `running` go on that had to pause, as far as there is room. Outside of libcurl's callbacks. */
void transfer_pool_relieve(struct transfer_pool *pool, struct list *running);
CHECKED bool transfer_pool_has_room(const struct transfer_pool *pool);

#endif
