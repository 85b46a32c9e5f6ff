/*
 * manners: what an answer, or the want of one, means for the requests to come.
 *
 * A host that says it is too much is left alone, one that answers well is
 * visited as usual; when nobody can be reached it is our own network, and no
 * feed is blamed. Private to fetch; polling calls it.
 */
#ifndef FETCH_MANNERS_H
#define FETCH_MANNERS_H

#include "fetch/polling.h"

enum { MANNERS_ASK_ROOM_MS = 1000 };

/* For the host that `t` is still inside of. `is_near`: it is in this house. */
void manners_mind_host(struct fetcher *f, struct transfer *t, bool is_near, int64_t now_ms);
void manners_watch_network(struct fetcher *f, const struct transfer *t);
/* While the network is down, or no descriptor is left, the feed waits on, and nothing is told of it. True: `t` is given back. */
CHECKED bool manners_put_off(struct fetcher *f, struct transfer *t);
/* Sees whether the calendar was set back, and lets what rests be due as much earlier. */
void manners_mind_clock(struct fetcher *f);
/* The writer takes in nothing (see enum trouble): no poll is to be started, and no refresh waits for one. */
CHECKED bool manners_is_held(const struct fetcher *f);
/* While that is so: asks the writer now and then whether it still is, and answers refreshes. */
void manners_mind_hold(struct fetcher *f, int64_t now_ms);
/* The network is down and nobody waits for an answer: nothing but probes is to be started. */
CHECKED bool manners_hold_back(const struct fetcher *f);

#endif
