/*
 * recall: what was worked out of an item's text before, shared by the reader
 * threads, so that the text need not be read again.
 *
 * The key is a hash of all that the answer depends on, so nothing in it is ever
 * out of date: what is not asked for any more is written over. Bounded. Any
 * thread.
 */
#ifndef QUERY_RECALL_H
#define QUERY_RECALL_H

#include "base/arena.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

enum { RECALL_ENTRIES_MAX = 4096, RECALL_BYTES_MAX = 1024 }; /* of one entry: longer ones are not kept */

struct recall;

struct recall_key {
	uint64_t high, low;
};

struct recall *recall_new(void);
void recall_free(struct recall *recall); /* NULL is fine */

/* What is worked out of a candidate's title, text and language, by something that `what` is a hash of. */
enum { RECALL_LIKENESS = 1 };
struct recall_key recall_key_of(uint64_t what, const struct store_candidate *candidate);

/* A copy in `arena`, aligned for anything; NULL when it is not known. */
void *recall_find(struct recall *recall, struct recall_key key, struct arena *arena, size_t *out_len);
void recall_keep(struct recall *recall, struct recall_key key, const void *bytes, size_t len);

#endif
