/*
 * vocabulary: what the names of feeds' elements tell before anything is parsed:
 * which stand beside each other, which hold only text, which are HTML's and
 * never closed. So that what was left open can be closed where it was meant to
 * be. Names are compared whatever their case. Pure; any thread.
 */
#ifndef FEED_VOCABULARY_H
#define FEED_VOCABULARY_H

#include <stddef.h>

enum {
	NAME_IS_FEED = 1,    /* an element of RSS or Atom */
	NAME_IS_ITEM = 2,    /* item and entry: there is never one inside another */
	NAME_IS_FRAME = 4,   /* rss, RDF, feed, channel: their end tag ends what is open, items too */
	NAME_HOLDS_TEXT = 8, /* title, link, description …: no element of a feed stands in them */
	NAME_ENDS_TEXT = 16, /* where one of these begins, an element that holds text has ended */
	NAME_IS_VOID = 32,   /* br, hr, img …: HTML's elements without an end tag */
};

/* Of the above; 0: nothing is known of the name. The usual prefixes are part of it. */
unsigned vocabulary_of(const char *name, size_t len);

#endif
