/*
 * ranking: what a topic lists, from the highest margin on. Private to this
 * folder.
 *
 * Margins are in order within stretches of items (schema/sqlite/0005); these
 * are merged, each read a few rows at a time, and more where more is wanted.
 */
#ifndef STORE_RANKING_H
#define STORE_RANKING_H

#include "store/cursor.h"

struct ranking;

/* Of margins from `least` on, what comes after `from`; NULL: all. One at a time a handle. */
CHECKED bool ranking_new(
    struct store *s, int64_t topic_id, double least, const struct cursor *from, struct ranking **out, struct err *err);
void ranking_free(struct ranking *r); /* NULL is fine */

/* *out_has is false, and *out untouched, after the last. */
CHECKED bool ranking_next(struct ranking *r, struct cursor *out, bool *out_has, struct err *err);

#endif
