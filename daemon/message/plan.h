/*
 * plan: all that the loop must know of a feed to poll it.
 *
 * ingest sends every feed's plan at the start, and each one again when
 * something about it changed. Kept small: there may be 100,000 of them.
 */
#ifndef MESSAGE_PLAN_H
#define MESSAGE_PLAN_H

#include "message/letter.h"

#include <stdint.h>

struct plan {
	int64_t feed_id;
	char *url;
	char *etag;          /* NULL or as received */
	char *last_modified; /* NULL or as received */
	int64_t due_at;      /* unix seconds; INT64_MAX: never by itself (paused, gone) */
	bool is_gone;        /* removed: forget it; only feed_id counts */
};

struct plans {
	struct letter letter;
	bool is_first; /* sent once, at start: all that is known */
	size_t count;
	struct plan *plan; /* owned */
};

struct plans *plans_new(size_t count);
void plans_free(struct plans *plans);
void plan_fini(struct plan *plan);

#endif
