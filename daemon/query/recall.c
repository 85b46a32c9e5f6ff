#include "query/recall.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* An entry may lie in any place of its shelf; a new one takes the place of the one put there longest ago. */
enum { PLACES = 8, SHELVES = RECALL_ENTRIES_MAX / PLACES };

struct entry {
	struct recall_key key;
	void *bytes; /* NULL: free */
	size_t len;
};

struct recall {
	pthread_mutex_t lock;
	struct {
		struct entry entries[PLACES];
		unsigned next;
	} shelves[SHELVES];
};

struct recall *
recall_new(void)
{
	struct recall *recall = mem_alloc(sizeof(*recall));

	pthread_mutex_init(&recall->lock, NULL);
	return recall;
}

void
recall_free(struct recall *recall)
{
	if (recall == NULL)
		return;
	for (size_t s = 0; s < SHELVES; s++)
		for (size_t i = 0; i < PLACES; i++)
			free(recall->shelves[s].entries[i].bytes);
	pthread_mutex_destroy(&recall->lock);
	free(recall);
}

struct recall_key
recall_key_of(uint64_t what, const struct store_candidate *candidate)
{
	struct recall_key text = { candidate->wording, (uint64_t)candidate->item_id };
	XXH128_hash_t hash = XXH3_128bits_withSeed(&text, sizeof(text), what);

	return (struct recall_key) { hash.high64, hash.low64 };
}

static struct entry *
find(struct recall *recall, struct recall_key key)
{
	struct entry *entries = recall->shelves[key.low % SHELVES].entries;

	for (size_t i = 0; i < PLACES; i++)
		if (entries[i].bytes != NULL && entries[i].key.low == key.low && entries[i].key.high == key.high)
			return &entries[i];
	return NULL;
}

void *
recall_find(struct recall *recall, struct recall_key key, struct arena *arena, size_t *out_len)
{
	const struct entry *entry;
	void *copy = NULL;

	pthread_mutex_lock(&recall->lock);
	entry = find(recall, key);
	if (entry != NULL) {
		copy = arena_alloc(arena, entry->len);
		memcpy(copy, entry->bytes, entry->len);
		*out_len = entry->len;
	}
	pthread_mutex_unlock(&recall->lock);
	return copy;
}

void
recall_keep(struct recall *recall, struct recall_key key, const void *bytes, size_t len)
{
	size_t shelf = key.low % SHELVES;
	struct entry *entry;

	if (len == 0 || len > RECALL_BYTES_MAX)
		return;
	pthread_mutex_lock(&recall->lock);
	if (find(recall, key) == NULL) {
		entry = &recall->shelves[shelf].entries[recall->shelves[shelf].next++ % PLACES];
		free(entry->bytes);
		*entry = (struct entry) { key, mem_alloc(len), len };
		memcpy(entry->bytes, bytes, len);
	}
	pthread_mutex_unlock(&recall->lock);
}
