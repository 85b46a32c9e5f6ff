/*
 * html_attribute: what of a tag's attributes is written, and how.
 */
#ifndef FEED_HTML_ATTRIBUTE_H
#define FEED_HTML_ATTRIBUTE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "feed/html_element.h"

/* Raw values of one tag; `at` is NULL where there is none. The first of a name counts. */
struct html_attributes {
	struct html_span values[ATTRIBUTE_COUNT];
};

void html_attributes_read(struct html_span source, struct html_attributes *out);
/*
 * Adds what `tag` may carry, each with a space before it. False, and nothing is
 * added, when the tag makes no sense without one that is missing or refused: an
 * anchor without a fit address, a picture without one.
 */
CHECKED bool html_attributes_write(const struct html_attributes *attributes, enum html_tag tag, const char *base,
    struct arena *arena, struct buffer *out);
/* A picture that nobody is meant to see: 1x1, or hidden. */
CHECKED bool html_attributes_hide(const struct html_attributes *attributes);

#endif
