/*
 * item: what the files that deal with items share. Private to this folder.
 */
#ifndef STORE_ITEM_H
#define STORE_ITEM_H

#include "store/store.h"

/* Of body b, as it was given: what is the same as its url, or as what it is called by else, is stored as ''. */
#define BODY_GUID "iif(b.guid = '', b.url, b.guid)"
#define BODY_IDENTITY "coalesce(nullif(b.identity, ''), nullif(b.guid, ''), b.url, '')"
/* Of body b, for prose_column(). */
#define BODY_TEXT "coalesce(b.packed_text, b.text)"
#define BODY_SUMMARY "coalesce(b.packed_summary, b.summary)"
/* The summary stands in for a text that is not there. */
#define BODY_WORDS "coalesce(b.packed_text, b.text, b.packed_summary, b.summary)"

/* All there are, duplicates too: one look-up. */
CHECKED bool item_count(struct store *s, int64_t *out, struct err *err);
/* What an identity is looked up by. */
uint64_t item_identity_key(const char *identity);
/* With all that hangs on it; the earliest of its duplicates becomes their original. */
CHECKED bool item_remove(struct store *s, int64_t id, struct err *err);
/* The id that stands for the set: its original, or itself. ERR_NOT_FOUND. */
CHECKED bool item_original(struct store *s, int64_t id, int64_t *out_original, struct err *err);
/* A row for lists, into the arena; *out is NULL when there is no such item. */
CHECKED bool item_load(struct store *s, int64_t id, struct arena *arena, struct store_item **out, struct err *err);
/* `original` 0: it stands for itself. */
CHECKED bool item_point_at(struct store *s, int64_t id, int64_t original, const char *reason, struct err *err);
CHECKED bool item_move_followers(struct store *s, int64_t from, int64_t to, struct err *err);
/* Who comes to stand for the set when its original leaves; 0: nobody follows it. */
CHECKED bool item_successor(struct store *s, int64_t original, int64_t *out, struct err *err);
/* Puts who should lead a set at its head: an item of a preferred feed, else `original`, or, with `by_age`, the first seen. */
CHECKED bool item_elect(struct store *s, int64_t original, bool by_age, struct err *err);
/* Writes the latest verdict over the whole set. */
CHECKED bool item_settle_verdict(struct store *s, int64_t original, struct err *err);

#endif
