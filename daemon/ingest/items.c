#include "ingest/items.h"

#include "base/buffer.h"
#include "curate/identity.h"
#include "ingest/folding.h"
#include "ingest/happened.h"
#include "ingest/judgement.h"
#include "ingest/parting.h"
#include "ingest/recognise.h"
#include "ingest/repeating.h"

#include <stdlib.h>

/* Dates before are the epoch of some clock or a default, not when something was written. */
enum { BELIEVED_FROM = 631152000 }; /* 1990-01-01 */

/* When an item counts as published: what it says, unless that can't be. */
static int64_t
believed_time(const struct feed_item *item, int64_t seen_at)
{
	int64_t said = item->published_at != TIME_NONE ? item->published_at : item->modified_at;

	return said < BELIEVED_FROM || said > seen_at ? seen_at : said;
}

struct place {
	size_t index;
	int64_t at;
};

/* Older first; of the same age, what stands later in the document, since feeds begin with the newest. */
static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->index < y->index) - (x->index > y->index);
}

static struct place *
order_of(const struct feed *parsed, int64_t seen_at, struct arena *arena)
{
	struct place *places = arena_alloc(arena, (parsed->item_count + 1) * sizeof(*places));

	for (size_t i = 0; i < parsed->item_count; i++)
		places[i] = (struct place) { i, believed_time(&parsed->items[i], seen_at) };
	qsort(places, parsed->item_count, sizeof(*places), compare_places);
	return places;
}

/* Duplicates are told by the whole text, topics by what is the item's own. */
static bool
judge(struct writer *w, struct repeating *repeating, int64_t id, const struct store_item_new *item,
    enum store_change change, struct err *err)
{
	const struct feed_item *said = item->item;
	BUFFER own = { 0 };
	struct fold_item fold = {
		.id = id,
		.feed_id = item->feed_id,
		.sorted_at = item->sorted_at,
		.title = said->title,
		.text = said->content_text,
		.url = said->url,
		.is_new = change == STORE_NEW,
	};
	struct judged_item judged = {
		.id = id,
		.feed_id = item->feed_id,
		.sorted_at = item->sorted_at,
		.title = said->title,
		.language = said->language,
		.is_new = change == STORE_NEW,
	};

	if (!repeating_cut(repeating, id, said, judged.is_new, &own, &judged.text, err))
		return false;
	return folding_item(w->folding, &fold, err) && judgement_score(w->judgement, &judged, err);
}

/* One of them. */
static bool
store_one(struct writer *w, struct repeating *repeating, const struct store_item_new *item, struct items_stored *out,
    struct err *err)
{
	enum store_change change = STORE_SAME;
	int64_t id = 0;

	if (!store_item_put(w->store, item, &id, &change, err))
		return false;
	if ((change == STORE_NEW || change == STORE_REVISED) && !judge(w, repeating, id, item, change, err))
		return false;
	if (change == STORE_NEW)
		happened_item(w->happened, id);
	out->new_count += change == STORE_NEW;
	out->revised_count += change == STORE_REVISED;
	if (item->sorted_at > out->newest_at)
		out->newest_at = item->sorted_at;
	return true;
}

bool
items_store(struct writer *w, struct store_feed *feed, const struct feed *parsed, int64_t seen_at, struct arena *arena,
    struct items_stored *out, struct err *err)
{
	const char **identities = arena_alloc(arena, (parsed->item_count + 1) * sizeof(*identities));
	struct place *places = order_of(parsed, seen_at, arena);
	REPEATING repeating = { .w = w, .feed = feed, .parsed = parsed };

	identity_assign(parsed, arena, identities);
	out->identities = identities;
	if (!recognise_renamed(w, feed, parsed, identities, arena, err))
		return false;
	for (size_t i = 0; i < parsed->item_count; i++) {
		struct feed_item *said = &parsed->items[places[i].index];
		struct store_item_new item = {
			.feed_id = feed->id,
			.identity = identities[places[i].index],
			.item = said,
			.seen_at = seen_at,
			.sorted_at = places[i].at,
		};

		if (said->language == NULL)
			said->language = parsed->language;
		if (!parting_pass(w, feed, arena, err) || !store_one(w, &repeating, &item, out, err))
			return false;
	}
	return true;
}
