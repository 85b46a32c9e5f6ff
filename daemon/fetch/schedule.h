/*
 * schedule: every feed that is followed, and which is due next.
 *
 * Kept small (there may be 100,000): a record and one block of texts a feed,
 * found by id, ordered by due time. Knows no host and makes no request.
 */
#ifndef FETCH_SCHEDULE_H
#define FETCH_SCHEDULE_H

#include "fetch/heap.h"
#include "fetch/pacing.h"
#include "message/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ticket; /* fetch/refresh.h */

enum feed_state {
	FEED_RESTING, /* until it is due, if ever */
	FEED_WAITING, /* for its host's turn */
	FEED_RUNNING, /* a transfer is under way */
	FEED_AWAY,    /* what came is with ingest */
};

struct feed {
	struct heap_node due; /* in the heap only while resting */
	struct visit visit;
	int64_t id;
	char *url;                        /* one block; the validators lie behind the address in it */
	const char *etag, *last_modified; /* NULL: none */
	int64_t due_at;                   /* as last planned */
	struct ticket *tickets;           /* refreshes that count the poll now wanted or under way */
	struct ticket *later;             /* refreshes that want one more poll after that */
	size_t held_bytes;                /* of the document that is away */
	enum feed_state state;
	int unstored;         /* times in a row that what came could not be stored */
	int landlord;         /* of the address that its host had the last time */
	bool is_wanted_again; /* due at once when what is under way is home */
	bool is_cut_off;      /* its last poll could not even reach a host, as in an outage */
	bool is_removed;      /* forgotten when what is under way is home */
};

struct schedule;

struct schedule *schedule_new(void);
void schedule_free(struct schedule *s); /* NULL is fine */

size_t schedule_count(const struct schedule *s);
struct feed *schedule_find(const struct schedule *s, int64_t id); /* NULL when unknown */
/* Adds the feed or brings it up to date; texts are copied. Does not set when it is due. */
struct feed *schedule_put(struct schedule *s, const struct plan *plan);
/* Frees the feed, which may be in no queue any more. */
void schedule_forget(struct schedule *s, struct feed *feed);

/* Lets the feed rest until then; INT64_MAX: for ever. */
void schedule_rest(struct schedule *s, struct feed *feed, int64_t due_at);
/* The same when what came could not be stored: a minute, and twice as long each time in a row, up to an hour or so. */
void schedule_rest_unstored(struct schedule *s, struct feed *feed, int64_t now_s);
/* A resting feed that is due, taken out of the order; NULL when there is none. */
struct feed *schedule_take_due(struct schedule *s, int64_t now_s);
void schedule_take(struct schedule *s, struct feed *feed);
int64_t schedule_next_at(const struct schedule *s); /* INT64_MAX: nothing will be due */

/* All feeds in no order: start with *cursor 0; NULL at the end. Not while feeds are added or forgotten. */
struct feed *schedule_walk(const struct schedule *s, size_t *cursor);

#endif
