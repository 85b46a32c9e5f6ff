#include "ingest/weights.h"

#include "base/memory.h"

#include <stdlib.h>

bool
weights_load(struct weights *weights, struct store *store, struct err *err)
{
	ARENA arena = arena_new();
	struct store_feed_weight *list;
	size_t count;

	if (!store_feed_weights(store, arena, &list, &count, err))
		return false;
	weights_fini(weights);
	weights->list = mem_array(count + 1, sizeof(*list));
	weights->count = count;
	for (size_t i = 0; i < count; i++)
		weights->list[i] = list[i];
	return true;
}

void
weights_fini(struct weights *weights)
{
	free(weights->list);
	*weights = (struct weights) { 0 };
}

static int
by_feed(const void *a, const void *b)
{
	int64_t left = ((const struct store_feed_weight *)a)->feed_id;
	int64_t right = ((const struct store_feed_weight *)b)->feed_id;

	return (left > right) - (left < right);
}

double
weights_of(const struct weights *weights, int64_t feed_id)
{
	const struct store_feed_weight key = { .feed_id = feed_id };
	const struct store_feed_weight *found =
	    weights->count > 0 ? bsearch(&key, weights->list, weights->count, sizeof(key), by_feed) : NULL;

	return found != NULL ? found->weight : 0;
}
