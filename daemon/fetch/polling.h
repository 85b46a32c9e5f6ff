/*
 * polling: the fetcher at work. What is due goes to its host's queue, whose
 * turn it is gets a transfer, what came goes to its reader.
 *
 * Private to fetch. The door (fetcher.c) reads letters and calls this; nothing
 * here waits. All on the loop thread.
 */
#ifndef FETCH_POLLING_H
#define FETCH_POLLING_H

#include "fetch/outage.h"
#include "fetch/outbox.h"
#include "fetch/pacing.h"
#include "fetch/refresh.h"
#include "fetch/schedule.h"
#include "fetch/transfer.h"
#include "fetch/wire.h"
#include "message/letter.h"

#include <ev.h>

enum visit_kind { VISIT_FEED, VISIT_TRANSFER };

enum {
	POLLING_RAMP_FIRST = 8,      /* run at once when a long row of feeds is due; one more for each that ends */
	POLLING_PATIENCE_MS = 30000, /* over this, a refresh does not wait for the end of a host's pause */
};

struct fetcher {
	struct ev_loop *loop;
	struct doors doors;
	const struct clock *clock;
	struct vitals *vitals;

	struct schedule *schedule;
	struct pacing *pacing;
	struct wire *wire;
	struct transfer_pool pool;
	struct refreshes refreshes;
	struct outbox to_ingest, to_query;
	struct outbox early; /* requests that came before the first plans; its mailbox is never used */

	struct outage outage;
	int64_t starved_ms; /* when it was told last that there are no descriptors left; 0: never */

	struct list young, old; /* transfers that run, by age */
	size_t young_count, old_count;
	size_t old_max, kept_max; /* of connections that no transfer uses */
	int64_t places;           /* young ones at once: as configured, or as there are descriptors for */
	int64_t ramp;             /* how many may run now; grows to the concurrency */

	ev_async woken;      /* a letter came */
	ev_periodic due;     /* the next feed is due: calendar time, so that a machine that slept wakes it */
	ev_timer turn;       /* the next host's pause ends, or a full mailbox is tried again */
	int64_t ask_room_ms; /* while the writer takes in nothing: when to ask again whether it does */
	bool is_room_asked;  /* and the answer is not here yet */
	int64_t epoch_s;     /* what the calendar was ahead of the steady clock when last looked at */
	bool has_plans;
	bool is_stopped;
};

void polling_init(struct fetcher *f);
/* A resting feed, due or asked for, goes to its host's queue. */
void polling_want(struct fetcher *f, struct feed *feed, bool is_urgent);
/* A resting or waiting feed leaves its queues. */
void polling_unwant(struct fetcher *f, struct feed *feed);
/* What is not running is not asked before that time has passed, and told so; refreshes that wait for it are told that it was not asked. */
void polling_postpone(struct fetcher *f, struct feed *feed, int64_t wait_ms);
/* Takes a document that is to be fetched for a request. */
void polling_probe(struct fetcher *f, struct document *document);
/* What was away is home: its bytes are no longer held. */
void polling_release(struct fetcher *f, struct feed *feed);
/* Ends pauses of hosts that would keep a person waiting. NULL: of all. */
void polling_hurry(struct fetcher *f, const struct feed *feed);
/* Does all that can be done now and sets the alarms for the rest. After every change. */
void polling_advance(struct fetcher *f);
/* For the wire. */
void polling_on_end(CURL *easy, CURLcode code, void *context);
/* Drops what runs and waits; `abandon` gets the requests of probes. */
void polling_stop(struct fetcher *f, void (*abandon)(struct request *request, void *context));

#endif
