/*
 * volumes: how much sources publish, as it was counted before.
 *
 * Counting walks through thousands of rows, and digests that are asked one
 * after the other have nearly the same window. A count stands as long as its
 * source has neither gained nor lost an item, for every window that holds the
 * same of them: so it is always what counting again would find. A reading
 * thread's own. Bounded.
 */
#ifndef QUERY_VOLUMES_H
#define QUERY_VOLUMES_H

#include "store/store.h"

struct volumes;

struct volumes *volumes_new(void);
void volumes_free(struct volumes *v); /* NULL is fine */

/* As store_feed_volume counts. Inside a snapshot. */
CHECKED bool volumes_count(
    struct volumes *v, struct store *s, int64_t feed_id, int64_t since, int64_t until, int64_t *out, struct err *err);

#endif
