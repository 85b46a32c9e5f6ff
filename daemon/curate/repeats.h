/*
 * repeats: what a feed says again in item after item: share buttons, log-in
 * hints, author's notes, "The post ... appeared first on ...".
 *
 * Lines are compared with case, punctuation and numbers folded away, and with
 * the item's own title as one word. A line that three items have and a third of
 * all is a repeat; so are beginnings and ends that the first and last lines
 * share. An item of which next to nothing would be left stays whole. Pure;
 * linear in the texts, and its memory is capped.
 */
#ifndef CURATE_REPEATS_H
#define CURATE_REPEATS_H

#include "base/text.h"

enum {
	REPEATS_ITEMS_MIN = 3, /* have it: what stands in two is a quotation */
	REPEATS_SAMPLE = 30,   /* items of a feed that tell; more say no more */
	REPEATS_CUTS_MAX = 64, /* of a text; what is beyond stays */
};

struct repeats;
struct repeats *repeats_new(void);
void repeats_free(struct repeats *r); /* NULL is fine */

/* An item of the feed, in plain text; NULL is empty. One that says what another said counts once. */
void repeats_add(struct repeats *r, const char *title, const char *text, const char *summary);

/* What is to be left out of `text` of the item `title`, in order; room for REPEATS_CUTS_MAX. Answers how many. */
size_t repeats_find(struct repeats *r, const char *title, const char *text, struct text_span *out);

#endif
