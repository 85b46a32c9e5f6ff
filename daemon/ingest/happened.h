/*
 * happened: what was written, kept until it may be told to those who watch.
 *
 * Noted within the transaction, and forgotten with it. Items are not listed:
 * their ids ascend, so the largest says it all, and a first poll of 20,000 costs
 * no more than one. They are told once their scores have settled, or after a few
 * seconds. While nobody watches nothing is sent. Writer thread.
 */
#ifndef INGEST_HAPPENED_H
#define INGEST_HAPPENED_H

#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct writer;
struct happened;

/* `last_id`: items up to it need not be told. */
struct happened *happened_new(int64_t last_id);
void happened_free(struct happened *h); /* NULL is fine */

/* Inside a transaction. `change` is "added", "removed", "moved" or a state's name, and static. */
void happened_item(struct happened *h, int64_t id);
void happened_feed(struct happened *h, int64_t id, const char *change);
/* Tells of what changed between two states of a feed. */
void happened_feed_between(struct happened *h, const struct store_feed *before, const struct store_feed *after);
void happened_issue(struct happened *h, const char *digest, int64_t number);

/* A part that can be undone begins. */
void happened_part_begin(struct happened *h);
void happened_part_undo(struct happened *h);
void happened_commit(struct writer *w);
void happened_rollback(struct happened *h);

/* Outside a transaction; `is_settled`: no score will change for now. */
void happened_tell(struct writer *w, bool is_settled);

#endif
