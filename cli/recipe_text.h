/*
 * recipe_text: a digest as people write it down.
 *
 *   [weekly]
 *   title = Our week
 *   topic = learning
 *   topic = leadership
 *   limit = 7
 *   per-feed = 3
 *   window = 7d
 *   min-score = 60
 *   serendipity = on
 */
#ifndef CLI_RECIPE_TEXT_H
#define CLI_RECIPE_TEXT_H

#include "base/buffer.h"

#include <jansson.h>

/* As the socket takes it, the caller's. NULL when anything is wrong: each problem is then a line of `problems`. */
json_t *recipe_text_read(const char *text, const char *name, struct buffer *problems);
/* `topics`: the names there are, for those who look for one; NULL: not said. */
void recipe_text_write(const json_t *recipe, const json_t *topics, struct buffer *out);

#endif
