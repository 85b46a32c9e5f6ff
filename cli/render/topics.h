/*
 * topics: the topics and what they are made of (GET /v1/topics[/{name}]).
 */
#ifndef CLI_RENDER_TOPICS_H
#define CLI_RENDER_TOPICS_H

#include "base/buffer.h"
#include "cli/render/look.h"

#include <jansson.h>

/* `topics` is an array. */
void render_topics(const json_t *topics, const struct look *look, struct buffer *out);
void render_topic(const json_t *topic, const struct look *look, struct buffer *out);
/* What a change would move in and out. */
void render_topic_test(const json_t *test, const struct look *look, struct buffer *out);

enum { EXAMPLE_ID_SIZE = 40 };
/* What an example is called on the command line: an item's id, or "e3". */
const char *example_id(const json_t *example, char out[static EXAMPLE_ID_SIZE]);

#endif
