/*
 * margins: what an item scored in each topic, in one blob. Private to this
 * folder.
 *
 * Pairs in no order, each of a topic's id in four bytes and a margin (IEEE 754)
 * in eight, low byte first: a topic that is scored again changes eight bytes in
 * place.
 */
#ifndef STORE_MARGINS_H
#define STORE_MARGINS_H

#include "base/buffer.h"
#include "store/store.h"

enum { MARGIN_BYTES = 12 };

/* What the blob holds at `at`, a multiple of MARGIN_BYTES. */
struct store_margin margins_at(const struct buffer *margins, size_t at);
/* False when the topic is not among them. */
CHECKED bool margins_find(const struct buffer *margins, int64_t topic_id, size_t *out_at);
/* Adds it, or writes over the topic's. Answers what that was; -INFINITY: nothing. */
double margins_set(struct buffer *margins, const struct store_margin *margin);
/* False when there was nothing to take out. */
bool margins_take_out(struct buffer *margins, int64_t topic_id);

#endif
