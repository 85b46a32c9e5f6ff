/*
 * finish: a draft made into what the rest of winnow sees: titles plain, HTML
 * sanitised, addresses absolute, everything copied into the document's arena.
 */
#ifndef FEED_FINISH_H
#define FEED_FINISH_H

#include "feed/dialect.h"

/* Adds the item to the feed, or leaves it out with a warning: it is empty, or one too many. */
void finish_item(struct scene *s);
void finish_feed(struct scene *s);
/* Absolute against the value's base; NULL when it is no address of the web. Lives in the arena. */
const char *finish_link(const struct value *v, struct arena *arena);

#endif
