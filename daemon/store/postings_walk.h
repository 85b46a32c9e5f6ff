/*
 * postings_walk: through the pages of a piece of the search index, in their
 * order, taking what is asked for. Private to postings.c.
 */
#ifndef STORE_POSTINGS_WALK_H
#define STORE_POSTINGS_WALK_H

#include "base/buffer.h"
#include "store/gone.h"
#include "store/postings.h"

struct walk {
	const struct word_index *index;
	const struct postings_word *word;
	const struct postings_ask *ask;
	const uint64_t *seen;     /* of a whole word: items that newer pieces have; NULL: none */
	uint64_t *mark;           /* where those that this piece has are added, perhaps the same; NULL: nobody asks */
	const struct gone *gone;  /* of beginnings: what newer pieces say is no longer so ... */
	size_t gone_at, gone_end; /* ... of the term that the walk is at, from an item on */
	struct gone *leaves;      /* what this piece says is no longer so */
	struct buffer term;       /* the walk is at ... */
	bool is_in;               /* ... which is one that is looked for */
	bool is_past;             /* nothing comes after it */
	int64_t last_id;          /* the last entry seen ... */
	int64_t first_id;         /* ... and the first on this page */
	struct buffer places;     /* of an entry that goes on on the next page ... */
	size_t places_to_come;
};

/* Before the first page of a piece. */
void walk_begin(struct walk *w);
/* False: it is damaged. */
CHECKED bool walk_page(struct walk *w, struct index_bytes page);
/* Whether a term on the page comes after those that are looked for; nothing is taken. */
CHECKED bool walk_finds_end(struct walk *w, struct index_bytes page, bool *out);

#endif
