/*
 * topic_json: a topic as the socket takes it, checked.
 */
#ifndef CURATE_TOPIC_JSON_H
#define CURATE_TOPIC_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "curate/topic.h"

#include <jansson.h>

/*
 * Reads `body` over `topic`, which holds the topic of that name as it is, or
 * nothing: what a person corrected of the learning stays unless the body says
 * otherwise. Texts are borrowed from `body`. ERR_INVALID says what is wrong.
 */
CHECKED bool
topic_from_json(const json_t *body, const char *name, struct arena *arena, struct topic *topic, struct err *err);

#endif
