/*
 * vocabulary: what the names of feeds' elements tell before anything is parsed:
 * which stand beside each other, which hold only text, which are HTML's and
 * never closed. So that what was left open can be closed where it was meant to
 * be. Names are compared whatever their case. Pure; any thread.
 */
#ifndef FEED_VOCABULARY_H
#define FEED_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

/* Any element of RSS or Atom, with or without their usual prefix. */
bool vocabulary_is_feed_name(const char *name, size_t len);
/* item and entry: there is never one inside another. */
bool vocabulary_is_item(const char *name, size_t len);
/* rss, RDF, feed, channel: their end tag ends what is open, items too. */
bool vocabulary_is_frame(const char *name, size_t len);
/* title, link, description …: no element of a feed stands in them. */
bool vocabulary_is_text_only(const char *name, size_t len);
/* title, link, pubDate …: where one of these begins, a text-only element before it has ended. */
bool vocabulary_ends_text(const char *name, size_t len);
/* br, hr, img …: HTML's elements without an end tag. */
bool vocabulary_is_void(const char *name, size_t len);

#endif
