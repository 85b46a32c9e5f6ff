/*
 * nesting: which elements are open, and the end tags that were left out.
 *
 * Writes tags to the markup so that it is always well-formed: an end tag
 * closes what is open above its element; one without its element is dropped; a
 * start tag that can't stand where it is closes what was forgotten. The usual
 * prefixes are declared on the root where the document does not. Depth, number
 * of elements, namespaces and different names have caps.
 */
#ifndef FEED_NESTING_H
#define FEED_NESTING_H

#include "base/buffer.h"
#include "feed/tag.h"
#include "feed/warning.h"

#include <stdint.h>

enum {
	NESTING_DEPTH_MAX = 200,
	NESTING_ELEMENTS_MAX = 1000000,
	NESTING_NAMESPACES_MAX = 128,
	NESTING_NAMES_MAX = 3000, /* different ones; libxml2's dictionary does not like many */
	NESTING_NAME_SLOTS = 4096,
};

struct open_element {
	char name[TAG_NAME_MAX + 1];
	unsigned char len;
	unsigned char namespaces; /* that it declares */
	unsigned char traits;     /* of its name, by vocabulary */
};

struct nesting {
	struct buffer *xml;
	struct warnings *warnings;
	size_t depth;
	size_t skipped; /* open elements over the depth, not written */
	size_t elements;
	size_t namespaces;                         /* in scope */
	uint32_t prefixes[NESTING_NAMESPACES_MAX]; /* of those, as hashes */
	uint32_t usual_used;                       /* bit i: the usual prefix i was used where it was not declared */
	size_t root_end;                           /* of the root's attributes, in `xml` */
	size_t names;
	uint32_t name_hashes[NESTING_NAME_SLOTS]; /* of all names seen; 0 is a free place */
	bool is_root_done;                        /* its end tag was seen; it is written last of all */
	struct open_element open[NESTING_DEPTH_MAX];
};

/* False when the cap on elements is reached: stop. `offset` is where the tag begins. */
CHECKED bool nesting_start(struct nesting *n, const struct tag *tag, size_t offset);
void nesting_end(struct nesting *n, const struct tag *tag, size_t offset);
/* Closes all that is open. False when the root's own end tag was never seen. */
CHECKED bool nesting_finish(struct nesting *n);
/* The name of the innermost open element, "" when there is none. */
const char *nesting_top(const struct nesting *n);

#endif
