/*
 * skeleton: a document parted into its markup and its texts.
 *
 * The markup is well-formed XML, whatever the document was; where a text stood
 * there is a processing instruction <?t N?> with the number of a run. So the
 * XML parser sees only structure, never the bulk, and no text can reach it that
 * it would drop or choke on. Owned by whoever holds the struct.
 */
#ifndef FEED_SKELETON_H
#define FEED_SKELETON_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct text_run {
	size_t at; /* in `text`; ended by a NUL that is not counted */
	size_t len;
	int line; /* of the document, where it began; 0: not known */
};

struct skeleton {
	struct buffer xml;
	struct buffer text;
	struct text_run *runs;
	size_t run_count;
	size_t run_cap;
	bool is_truncated; /* the document ended before its root did */
	bool is_cut;       /* there was more than the caps let in */
};

void skeleton_fini(struct skeleton *s);
/* Text is then added to `text` directly … */
void skeleton_begin_run(struct skeleton *s, int line);
/* … and becomes a run, or a single space in the markup when it is blank, or nothing. */
void skeleton_end_run(struct skeleton *s);

#endif
