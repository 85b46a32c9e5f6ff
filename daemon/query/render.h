/*
 * render: stored and parsed things as JSON, as the contract spells them.
 *
 * The only home of these shapes. A key without a value is left out. Every
 * function answers a new reference.
 */
#ifndef QUERY_RENDER_H
#define QUERY_RENDER_H

#include "feed/feed.h"
#include "store/store.h"

#include <jansson.h>

/* Sets `key` unless the text is NULL or empty. */
void render_text(json_t *object, const char *key, const char *text);
/* Sets `key` to RFC 3339 unless it is TIME_NONE or out of the calendar. */
void render_time(json_t *object, const char *key, int64_t unix_s);

/* What a document says of one item; `position` (from 1) stands in for an id when it has no other. */
json_t *render_feed_item(const struct feed_item *item, size_t position);
/* A whole parsed document. */
json_t *render_parsed(const struct feed *feed, const char *url);

/* Everything about a stored item that needs no further reading. */
json_t *render_item(const struct store_item *item, bool is_whole);
/* The extension object of what render_item or render_feed_item made. Borrowed. */
json_t *render_extension(json_t *item);
/* Adds topics (those over their threshold, or all), score and duplicates to what render_item made. */
CHECKED bool render_item_relations(json_t *rendered, struct store *store, const struct store_item *item,
    bool all_scores, struct arena *arena, struct err *err);

/* How things stand as a feed is told of. */
struct feed_moment {
	int64_t now;
	bool is_network_down;
};
/* Addresses without their credentials. */
json_t *render_feed(const struct store_feed *feed, const struct feed_moment *moment, struct arena *arena);
json_t *render_topic(const struct store_topic *topic);
/* What is known of it but its text. */
json_t *render_example(const struct store_example *example);
json_t *render_tags(const char *const *tags, size_t count);

#endif
