/*
 * place: what gave an item its place in a section of the digest, in words and
 * points that sum up.
 */
#ifndef QUERY_PLACE_H
#define QUERY_PLACE_H

#include "query/compose.h"

#include <jansson.h>

/* {"total","parts":[{"kind","what","points"}]}; NULL when it was not chosen. The caller's. */
json_t *place_explain(
    const struct section *section, const struct compose_settings *settings, int64_t item_id, struct arena *arena);

#endif
