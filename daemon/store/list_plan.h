/*
 * list_plan: which statement, over which index, answers a list of items.
 * Private to this folder.
 *
 * Every statement answers (id, sorted_at, margin) of items in the order asked
 * for, whatever words they hold. Named parameters, of which each has those it
 * needs: :since, :until, :at, :id, :margin (the place to go on after), :limit,
 * :topic, :min_margin, :feed, :story, :tag, :state, :show_duplicates, :item.
 */
#ifndef STORE_LIST_PLAN_H
#define STORE_LIST_PLAN_H

#include "store/cursor.h"
#include "store/list_driver.h"
#include "store/statement.h"

/* Never NULL. */
const struct statement *list_plan_choose(enum list_driver driver, const struct store_item_query *query);
/* It answers whether the item :item is wanted: the order is that of the topic's ranking. */
bool list_plan_is_ranked(const struct statement *plan);
/* Of the item :item alone, when it is wanted: (id, sorted_at, margin, seen_at). */
const struct statement *list_plan_one(const struct store_item_query *query);
/* All but :limit and :item. What is bound stays the query's. */
void list_plan_bind(sqlite3_stmt *stmt, const struct store_item_query *query, const struct cursor *from);

#endif
