/*
 * score_topics: whose scores are told, and what they are called. Private to
 * this folder.
 *
 * Each item of a list has scores in all topics, so in a snapshot, where they
 * can't change, topics are read once.
 */
#ifndef STORE_SCORE_TOPICS_H
#define STORE_SCORE_TOPICS_H

#include "base/arena.h"
#include "store/store.h"

struct score_topics {
	struct arena *arena;      /* where the list is; NULL: nothing was read yet */
	struct store_score *list; /* by id; without margins */
	size_t count;
};

/* Borrowed until the snapshot ends; outside of one, they are in `arena` and read anew. */
CHECKED bool score_topics_get(
    struct store *s, struct arena *arena, const struct store_score **out, size_t *out_count, struct err *err);
/* The snapshot is over. */
void score_topics_forget(struct score_topics *topics);

#endif
