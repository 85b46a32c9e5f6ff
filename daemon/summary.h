/*
 * summary: one line an hour in the log that says what winnowd did, and how it
 * is. Loop thread.
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "message/vitals.h"

#include <ev.h>

struct summary {
	ev_timer timer;
	const struct vitals *vitals;
	int64_t polls, failed, items, removed, requests, refused; /* as they were an hour ago */
};

/* `every_s` seconds apart. */
void summary_start(struct summary *summary, struct ev_loop *loop, const struct vitals *vitals, double every_s);
void summary_stop(struct summary *summary, struct ev_loop *loop);

#endif
