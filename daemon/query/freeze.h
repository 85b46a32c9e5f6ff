/*
 * freeze: an issue composed from a snapshot, to its last byte; storing it is
 * ingest's business.
 */
#ifndef QUERY_FREEZE_H
#define QUERY_FREEZE_H

#include "query/reader.h"

#include <jansson.h>

/* What the next issue would be if it were frozen now: a new reference. */
CHECKED bool
freeze_foresee(struct reader *reader, const char *name, struct arena *arena, json_t **out, struct err *err);

#endif
