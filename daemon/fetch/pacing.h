/*
 * pacing: whose turn it is, so that no host is hurried and none is starved.
 *
 * Every request to be made is a visit to a host. Hosts with visitors take
 * turns; each lets in a few at a time and may ask for a pause. A host is
 * remembered while it has visitors or a pause to keep. Knows no address, no
 * feed and no clock: the caller says what time it is (steady milliseconds).
 */
#ifndef FETCH_PACING_H
#define FETCH_PACING_H

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host;
struct pacing;

/* A member of whatever is to make a request. Zeroed at first. */
struct visit {
	struct list link;
	struct host *host; /* NULL: neither waiting nor let in */
	int kind;          /* the caller's */
	bool is_urgent;
	bool is_inside;
};

struct pacing *pacing_new(size_t per_host);
/* Visits left in it are forgotten. NULL is fine. */
void pacing_free(struct pacing *p);
void pacing_limit(struct pacing *p, size_t per_host);

/* Joins the queue of its host, in front when urgent. `host`: "example.org:80". */
void pacing_wait(struct pacing *p, struct visit *visit, const char *host, bool is_urgent, int64_t now_ms);
/* The next one whose turn it is, let in; NULL when all hosts are at their limit or pausing. */
struct visit *pacing_next(struct pacing *p, int64_t now_ms, bool only_urgent);
/* What was let in as `from` goes on as `to`, which is in no queue. */
void pacing_hand_over(struct visit *from, struct visit *to);
/* Leaves the queue or the host. Does nothing for a visit that is in neither. */
void pacing_leave(struct pacing *p, struct visit *visit, int64_t now_ms);

/* Lets nobody in for a while; before the visit that learned it leaves. `is_slow`: one at a time from then on. */
void pacing_pause(struct pacing *p, const struct visit *visit, int64_t until_ms, bool is_slow);
/* It answered well: as many at a time as usual. */
void pacing_calm(struct pacing *p, const struct visit *visit);
/* Ends pauses longer than `over_ms`: of one host, or with NULL of all. A person has asked. */
void pacing_lift(struct pacing *p, const char *host, int64_t now_ms, int64_t over_ms);

/* When the next pausing host with visitors may be visited; INT64_MAX when there is none. */
int64_t pacing_ready_at(const struct pacing *p);
size_t pacing_waiting(const struct pacing *p);
/* How long nobody is let in there; 0: no pause. */
int64_t pacing_pause_left(struct pacing *p, const char *host, int64_t now_ms);
/* Calls for each visit that waits for the same host; that one may leave meanwhile. */
void pacing_each_waiting(const struct visit *visit, void (*each)(struct visit *waiting, void *context), void *context);

#endif
