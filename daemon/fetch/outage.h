/*
 * outage: is it the feeds that fail, or is our own network down? Pure.
 *
 * When a row of different hosts can't even be looked up or routed to, and none
 * answers in between, it is the network; who follows fewer hosts than make such
 * a row says when these are all. Nobody is punished then.
 */
#ifndef FETCH_OUTAGE_H
#define FETCH_OUTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OUTAGE_HOSTS = 8,     /* different ones in a row */
	OUTAGE_HOSTS_FEW = 3, /* the least that may be all there are */
};

struct outage {
	uint64_t hosts[OUTAGE_HOSTS]; /* hashes of their names */
	size_t count;
	bool is_down;
	int64_t probe_at_ms; /* while down: when the next one may be asked, to see whether it is over */
};

enum outage_news { OUTAGE_NO_NEWS, OUTAGE_BEGINS, OUTAGE_ENDS };

/* How an attempt to reach `host` ended. */
enum outage_news outage_hear(struct outage *o, const char *host, bool is_unreachable);
/* It is among those in the row. */
bool outage_knows(const struct outage *o, const char *host);
/* A row of a few, and no other host is followed: begins it. */
enum outage_news outage_hear_of_all(struct outage *o);

#endif
