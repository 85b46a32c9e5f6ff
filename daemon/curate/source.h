/*
 * source: what it counts for an item that it comes from a certain feed. Points
 * of log-odds, a part of the item's score in every topic.
 */
#ifndef CURATE_SOURCE_H
#define CURATE_SOURCE_H

#include <stdbool.h>

enum { SOURCE_WEIGHT_MAX = 10 }; /* either way */

/* What a feed weighs of which the curator said nothing: one of comments less. Texts may be NULL. */
double source_usual_weight(const char *feed_title, const char *url);
/* "source preferred": static. */
const char *source_words(double weight, bool is_said_by_curator);

#endif
