/*
 * tag: one XML tag as it was written, whatever its state. Pure; any thread.
 *
 * A tag ends at its '>', or where the next one begins when that was forgotten.
 * Attributes may lack quotes or values; a quote that is never closed ends with
 * the tag. What is over the caps is passed over, not kept.
 */
#ifndef FEED_TAG_H
#define FEED_TAG_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

enum { TAG_ATTRIBUTES_MAX = 64, TAG_BYTES_MAX = 16 * 1024, TAG_NAME_MAX = 64 };

struct tag_span {
	const char *text;
	size_t len;
};

struct tag_attribute {
	struct tag_span name;
	struct tag_span value; /* without quotes, not decoded; text NULL: it has none */
};

struct tag {
	struct tag_span name;
	unsigned traits; /* of its name, by vocabulary */
	const char *end; /* after its '>' */
	bool is_closing;
	bool is_empty;  /* <name/> */
	bool is_long;   /* some attributes are over a cap */
	bool is_broken; /* no '>', an unclosed quote, a space before the name */
	bool is_cut;    /* the text ended in it */
	size_t count;
	struct tag_attribute attributes[TAG_ATTRIBUTES_MAX];
};

/* False when what begins with the '<' at `at` is no tag. */
CHECKED bool tag_read(const char *at, const char *end, struct tag *out);

/* Adds a name made fit for XML: ASCII, one colon at most, in the middle, TAG_NAME_MAX bytes. */
void tag_add_name(struct buffer *out, struct tag_span name);
/* ASCII, whatever the case. */
bool tag_span_is(struct tag_span span, const char *text);

#endif
