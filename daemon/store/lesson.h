/*
 * lesson: what verdicts on an item taught, kept when the item goes. Private to
 * this folder.
 */
#ifndef STORE_LESSON_H
#define STORE_LESSON_H

#include "store/store.h"

/* Of an item that is about to go: a document for each topic that a verdict on it teaches. */
CHECKED bool lesson_keep(struct store *s, int64_t item_id, struct err *err);

#endif
