/*
 * shingle: sets of 32-bit hashes, and the word triples of a text as such a set.
 *
 * Broder, "On the resemblance and containment of documents", 1997. Pure. A set
 * is sorted and holds each hash once; its memory is reused.
 */
#ifndef CURATE_SHINGLE_H
#define CURATE_SHINGLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_list {
	uint32_t *list;
	size_t count;
	size_t cap;
};

void hash_list_fini(struct hash_list *list);
void hash_list_reserve(struct hash_list *list, size_t count);
void hash_list_sort(struct hash_list *list);
/* Sorts by value and drops what is there twice: the list is a set from then on. */
void hash_list_make_set(struct hash_list *list);

/* How many hashes two sets share. */
size_t hash_set_shared(const struct hash_list *a, const struct hash_list *b);
bool hash_set_has(const struct hash_list *set, uint32_t hash);

/* In every loop over words. */
static inline void
hash_list_add(struct hash_list *list, uint32_t hash)
{
	if (list->count == list->cap)
		hash_list_reserve(list, list->count + 1);
	list->list[list->count++] = hash;
}

/* Replaces `out` by the triples of `words` in order: not yet a set. */
void shingle_words(const struct hash_list *words, struct hash_list *out);

#endif
