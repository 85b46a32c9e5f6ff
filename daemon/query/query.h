/*
 * query: answers to reading requests, each from one snapshot.
 *
 * A few equal threads, made here, each with a reading store handle; together
 * they own the mailbox doors->query. The only place where stored things are
 * rendered as JSON.
 */
#ifndef QUERY_QUERY_H
#define QUERY_QUERY_H

#include "base/clock.h"
#include "base/error.h"
#include "message/letter.h"
#include "message/vitals.h"
#include "store/sharing.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct query;

/* Texts are copied. */
struct query_settings {
	const char *dir;         /* the state directory; the writer has opened it already */
	const char *config_path; /* absolute; NULL: no file was read. Not changed by a reload */
	int threads;
	size_t items_per_document; /* for previews */
	size_t item_text_bytes;
	int64_t half_life_s; /* of an item's weight in the order of a digest */
	struct store_keep keep;
};

/* `sharing` is borrowed until query_stop. */
CHECKED bool query_start(const struct query_settings *settings, const struct doors *doors, const struct clock *clock,
    struct vitals *vitals, const struct sharing *sharing, struct query **out, struct err *err);
/* Takes effect with the next request. Any thread. */
void query_reload(struct query *q, const struct query_settings *settings);
/* Close doors->query first. NULL is fine. */
void query_stop(struct query *q);

#endif
