/*
 * identity: which item of a feed an entry is, so that an edited one is a
 * revision of itself and not a new one. Pure.
 *
 * An identity is unique within its feed only. It is the guid, else the link,
 * else a hash of what there is; at most IDENTITY_MAX_BYTES long (longer guids
 * are replaced by their hash), printable.
 */
#ifndef CURATE_IDENTITY_H
#define CURATE_IDENTITY_H

#include "base/arena.h"
#include "feed/feed.h"

enum { IDENTITY_MAX_BYTES = 512 };

/* Of one item looked at alone. Never NULL. */
const char *item_identity(const struct feed_item *item, struct arena *arena);

/*
 * Of every item of a document, in its order, into an array of feed->item_count.
 * Some feeds give one guid (or one link) to several different items: those are
 * told apart by their link, then by a hash of title, text and date. Items that
 * are the same in all that share one identity: the entry is in there twice.
 * The first item under a guid is treated like the others, so that the
 * identity doesn't depend on the order in the document.
 */
void identity_assign(const struct feed *feed, struct arena *arena, const char **out_identities);

#endif
