/*
 * json: the lists inside a row (people, tags, attachments, terms) as text and
 * back; the one place that knows their form. Private to this folder.
 *
 * Written text is NULL for an empty list. What can't be read gives an empty
 * list: it was written here, so it can't happen to a sound database.
 */
#ifndef STORE_JSON_H
#define STORE_JSON_H

#include "curate/topic.h"
#include "feed/feed.h"

#include <stddef.h>

/* The caller's (free()). */
char *json_from_texts(const char *const *list, size_t count);
char *json_from_people(const struct feed_people *people);
char *json_from_attachments(const struct feed_attachment *list, size_t count);
char *json_from_terms(const struct topic_term *terms, size_t count);

/* `text` may be NULL. */
void json_to_texts(const char *text, struct arena *arena, const char ***out, size_t *out_count);
void json_to_people(const char *text, struct arena *arena, struct feed_people *out);
void json_to_attachments(const char *text, struct arena *arena, struct feed_attachment **out, size_t *out_count);
void json_to_terms(const char *text, struct arena *arena, struct topic_term **out, size_t *out_count);

#endif
