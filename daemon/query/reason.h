/*
 * reason: why an item belongs to a topic, in a few words.
 */
#ifndef QUERY_REASON_H
#define QUERY_REASON_H

#include "query/reader.h"

/* "organisation design, peer learning"; NULL: there is no topic, no model, or nothing that speaks for it. */
const char *reason_of(
    struct reader *reader, const struct store_topic *topic, const struct store_item_text *text, struct arena *arena);

#endif
