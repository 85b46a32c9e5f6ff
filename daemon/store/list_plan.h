/*
 * list_plan: which statement, over which index, answers a list of items.
 * Private to this folder.
 *
 * Every statement answers (id, sorted_at, margin) of items in the order asked
 * for. Named parameters, of which each has those it needs: :since, :until,
 * :at, :id, :margin (the place to go on after), :limit, :topic, :min_margin,
 * :feed, :story, :tag, :state, :show_duplicates, :match.
 */
#ifndef STORE_LIST_PLAN_H
#define STORE_LIST_PLAN_H

#include "store/statement.h"

/* Never NULL. */
const struct statement *list_plan_choose(const struct store_item_query *query);

#endif
