/*
 * fetch: asks for feeds when they are due, politely, and hands on what came.
 *
 * Lives on the loop thread and never waits: it owns the curl multi handle, the
 * schedule of all feeds and the mailbox doors->fetch. Knows nothing of what is
 * in a document and nothing of storage.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/clock.h"
#include "base/error.h"
#include "message/letter.h"
#include "message/vitals.h"

#include <stdbool.h>
#include <stdint.h>

struct ev_loop;
struct fetcher;

/* Texts are copied. */
struct fetch_settings {
	int64_t concurrency, per_host;
	int64_t timeout_s, connect_timeout_s;
	int64_t max_redirects;
	int64_t document_bytes; /* of a body, decompressed */
	const char *user_agent;
	const char *allow_private; /* "no", "yes" or CIDR blocks parted by commas or spaces */
	const char *proxy;         /* "", "env" or a URL */
};

/* Checks a list for allow_private; the error names the block. */
CHECKED bool fetch_private_check(const char *list, struct err *err);

CHECKED bool fetcher_new(struct ev_loop *loop, const struct fetch_settings *settings, const struct doors *doors,
    const struct clock *clock, struct vitals *vitals, struct fetcher **out, struct err *err);
void fetcher_free(struct fetcher *f); /* NULL is fine */
/* From the next transfer on. */
CHECKED bool fetcher_reload(struct fetcher *f, const struct fetch_settings *settings, struct err *err);
/* No new transfers; those under way are dropped (they cost a repeated download); requests that wait are answered 503. */
void fetcher_stop(struct fetcher *f);

#endif
