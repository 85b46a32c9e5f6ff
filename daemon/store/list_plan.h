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
/* For words that very many items hold; NULL: no other way in leaves fewer. */
const struct statement *list_plan_choose_common(const struct store_item_query *query);
/*
 * For words by date, where nothing else leaves fewer items; else NULL. Answers (id, sorted_at, margin, seen_at, is_wanted)
 * of all that holds them, the largest id first, and has no :limit.
 */
const struct statement *list_plan_scan(const struct store_item_query *query);

#endif
