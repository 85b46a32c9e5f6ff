/*
 * removed: what is remembered of items that retention took away, so that they
 * don't come back as new. Private to this folder.
 */
#ifndef STORE_REMOVED_H
#define STORE_REMOVED_H

#include "store/store.h"

/* Of an item that is about to go. */
CHECKED bool removed_put(struct store *s, int64_t item_id, store_link_key *key_of, struct err *err);
/* Whether a feed had an item of this identity removed; if so, it is known to show it still. */
CHECKED bool removed_meet(struct store *s, int64_t feed_id, uint64_t identity_key, bool *out, struct err *err);
/* Those that their feeds have not shown since `before`, a few at a time. *out_has_more: there may be others. */
CHECKED bool removed_forget(struct store *s, int64_t before, bool *out_has_more, struct err *err);

#endif
