#include "query/volumes.h"

#include "base/memory.h"

#include <stdlib.h>

enum { SLOTS = 1024 };

struct slot {
	int64_t feed_id; /* 0: free */
	int64_t since;   /* of the window that was counted */
	struct store_volume volume;
	struct store_feed_stock stock; /* when it was counted */
	int64_t version;               /* of the store when that was still so */
};

struct volumes {
	struct slot slots[SLOTS]; /* by feed; who comes later takes the place */
};

struct volumes *
volumes_new(void)
{
	return mem_alloc(sizeof(struct volumes));
}

void
volumes_free(struct volumes *v)
{
	free(v);
}

/* Whether nothing lies between the bounds of the window that was counted and those of this one. */
static bool
holds_the_same(const struct slot *slot, int64_t since, int64_t until)
{
	return since >= slot->since && since <= slot->volume.first_at && until > slot->volume.last_at &&
	       until <= slot->volume.next_at;
}

/* *out_stands: the source still has the items it had. */
static bool
look_again(struct slot *slot, struct store *s, bool *out_stands, struct err *err)
{
	int64_t version = store_snapshot_version(s);
	struct store_feed_stock stock;

	*out_stands = slot->version == version;
	if (*out_stands)
		return true;
	if (!store_feed_stock(s, slot->feed_id, &stock, err))
		return false;
	*out_stands = stock.items == slot->stock.items && stock.removed == slot->stock.removed;
	slot->version = *out_stands ? version : slot->version;
	return true;
}

static bool
count(struct slot *slot, struct store *s, int64_t feed_id, int64_t since, int64_t until, struct err *err)
{
	struct slot counted = { .feed_id = feed_id, .since = since, .version = store_snapshot_version(s) };

	if (!store_feed_stock(s, feed_id, &counted.stock, err) ||
	    !store_feed_volume(s, feed_id, since, until, &counted.volume, err))
		return false;
	*slot = counted;
	return true;
}

bool
volumes_count(
    struct volumes *v, struct store *s, int64_t feed_id, int64_t since, int64_t until, int64_t *out, struct err *err)
{
	struct slot *slot = &v->slots[(uint64_t)feed_id % SLOTS];
	bool stands = false;

	if (slot->feed_id == feed_id && holds_the_same(slot, since, until) && !look_again(slot, s, &stands, err))
		return false;
	if (!stands && !count(slot, s, feed_id, since, until, err))
		return false;
	*out = slot->volume.items;
	return true;
}
