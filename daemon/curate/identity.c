#include "curate/identity.h"

#include "base/memory.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum identity_kind { BY_GUID, BY_GUID_AND_URL, BY_ALL, IDENTITY_KINDS };

/* Hashes one text after the other: "ab", "c" and "a", "bc" differ, and so do no text and an empty one. */
static uint64_t
hash_on(uint64_t hash, const char *text)
{
	return text != NULL ? XXH3_64bits_withSeed(text, strlen(text), hash) : hash * 0x9e3779b97f4a7c15u + 1;
}

static const char *
hash_text(const char *prefix, uint64_t hash, struct arena *arena)
{
	return arena_printf(arena, "%s%016" PRIx64, prefix, hash);
}

/* Title, text and date: all that tells two entries apart when they name themselves alike or not at all. */
static const char *
by_content(const struct feed_item *item, struct arena *arena)
{
	const char *text = item->content_text != NULL ? item->content_text : item->summary;
	uint64_t hash = XXH3_64bits(&item->published_at, sizeof(item->published_at));

	hash = hash_on(hash_on(hash, item->guid), item->url);
	return hash_text("content:", hash_on(hash_on(hash, item->title), text), arena);
}

static const char *
bounded(const char *text, struct arena *arena)
{
	size_t len = strlen(text);

	return len <= IDENTITY_MAX_BYTES ? arena_strndup(arena, text, len)
					 : hash_text("hash:", XXH3_64bits(text, len), arena);
}

static const char *
by_guid_and_url(const struct feed_item *item, struct arena *arena)
{
	if (text_is_blank(item->guid) || text_is_blank(item->url) || text_equal(item->guid, item->url))
		return by_content(item, arena);
	return hash_text("guid+link:", hash_on(hash_on(0, item->guid), item->url), arena);
}

const char *
item_identity(const struct feed_item *item, struct arena *arena)
{
	if (!text_is_blank(item->guid))
		return bounded(item->guid, arena);
	if (!text_is_blank(item->url))
		return bounded(item->url, arena);
	return by_content(item, arena);
}

static const char *
identity_of_kind(const struct feed_item *item, enum identity_kind kind, struct arena *arena)
{
	if (kind == BY_GUID)
		return item_identity(item, arena);
	return kind == BY_GUID_AND_URL ? by_guid_and_url(item, arena) : by_content(item, arena);
}

/* ---- telling apart ---- */

struct named {
	const char *identity;
	size_t item;
};

static int
by_identity(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->identity, y->identity);

	return order != 0 ? order : (x->item > y->item) - (x->item < y->item);
}

static bool
is_same_entry(const struct feed_item *a, const struct feed_item *b)
{
	return text_equal(a->url, b->url) && text_equal(a->title, b->title) &&
	       text_equal(a->content_text, b->content_text) && text_equal(a->summary, b->summary) &&
	       a->published_at == b->published_at;
}

/* Whether the items of a run under one identity are different things. */
static bool
is_ambiguous(const struct feed *feed, const struct named *run, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!is_same_entry(&feed->items[run[0].item], &feed->items[run[i].item]))
			return true;
	return false;
}

/* Gives all items of ambiguous runs an identity of the next kind; answers whether there was one. */
static bool
tell_apart(const struct feed *feed, enum identity_kind kind, struct named *named, struct arena *arena)
{
	bool any = false;

	qsort(named, feed->item_count, sizeof(*named), by_identity);
	for (size_t i = 0, run; i < feed->item_count; i += run) {
		for (run = 1; i + run < feed->item_count && strcmp(named[i].identity, named[i + run].identity) == 0;)
			run++;
		if (run == 1 || !is_ambiguous(feed, &named[i], run))
			continue;
		for (size_t k = i; k < i + run; k++)
			named[k].identity = identity_of_kind(&feed->items[named[k].item], kind, arena);
		any = true;
	}
	return any;
}

void
identity_assign(const struct feed *feed, struct arena *arena, const char **out_identities)
{
	struct named *named = mem_array(feed->item_count, sizeof(*named));

	for (size_t i = 0; i < feed->item_count; i++)
		named[i] = (struct named) { item_identity(&feed->items[i], arena), i };
	for (enum identity_kind kind = BY_GUID_AND_URL; kind < IDENTITY_KINDS; kind++)
		if (!tell_apart(feed, kind, named, arena))
			break;
	for (size_t i = 0; i < feed->item_count; i++)
		out_identities[named[i].item] = named[i].identity;
	free(named);
}
