/*
 * standing: where an item stands in the usual digest, or what keeps it out and
 * what would bring it in.
 */
#ifndef QUERY_STANDING_H
#define QUERY_STANDING_H

#include "query/reader.h"

#include <jansson.h>

/* {"in","reason","would"}; of what stands in its way the first is the reason. Inside a snapshot. */
CHECKED bool standing_explain(
    struct reader *reader, const struct store_item *item, struct arena *arena, json_t **out, struct err *err);

#endif
