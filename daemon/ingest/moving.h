/*
 * moving: a feed that answers with a permanent redirect, and what becomes of
 * its address.
 *
 * It is taken at its word only after it has said the same for some days, since
 * captive portals and broken servers say 301 as well. When the new address is
 * followed already, the two feeds become one. Writer thread, inside a part of
 * a transaction.
 */
#ifndef INGEST_MOVING_H
#define INGEST_MOVING_H

#include "ingest/writer.h"

enum { MOVING_AFTER_S = 3 * 86400 };

/* Notes where the feed says that it is: `moved_url`, NULL when it stays. True when that is to be believed now. Pure. */
CHECKED bool moving_note(struct store_feed *feed, const char *moved_url, int64_t asked_at);

/* After a poll that went well. *out_is_merged: the feed is no more, all that was its is another's. */
CHECKED bool moving_follow(struct writer *w, const struct document *d, struct store_feed *feed, struct arena *arena,
    bool *out_is_merged, struct err *err);

#endif
