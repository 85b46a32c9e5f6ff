/*
 * score: what the files that deal with scores share. Private to this folder.
 */
#ifndef STORE_SCORE_H
#define STORE_SCORE_H

#include "base/buffer.h"
#include "store/store.h"

/* *out_has is false, and nothing is added, for an item that was never scored. ERR_DAMAGED when it is no list of margins. */
CHECKED bool score_read(struct store *s, int64_t item_id, struct buffer *out, bool *out_has, struct err *err);
/* The row alone, without what topics list. ERR_NOT_FOUND when there is no such item. */
CHECKED bool score_write(struct store *s, int64_t item_id, const struct buffer *margins, bool is_new, struct err *err);
/* Before an item goes. */
CHECKED bool score_remove(struct store *s, int64_t item_id, struct err *err);
/* Before a commit: tells of topics that were scored anew. */
void score_tell_rescored(struct store *s);
/* One step of clearing away what topics left that are no more. *out_more: there was something to do. */
CHECKED bool score_sweep(struct store *s, bool *out_more, struct err *err);

#endif
