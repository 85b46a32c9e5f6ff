/*
 * list_driver: which of the things asked for leaves few items to look at.
 * Private to this folder.
 *
 * A list is read in its order, and what is not wanted is passed over: soon a
 * page is full. Not so when few of many are wanted: these are then taken by
 * another index, and sorted.
 */
#ifndef STORE_LIST_DRIVER_H
#define STORE_LIST_DRIVER_H

#include "store/store.h"

enum list_driver {
	LIST_BY_ALL,
	LIST_BY_WINDOW,
	LIST_BY_FEED,
	LIST_BY_TAG,
	LIST_BY_STORY,
	LIST_BY_UNREAD,
	LIST_BY_READ,
	LIST_BY_STARRED,
	LIST_BY_KEPT,
	LIST_BY_SKIPPED,
	LIST_DRIVERS
};

CHECKED bool
list_driver_choose(struct store *s, const struct store_item_query *query, enum list_driver *out, struct err *err);

#endif
