/*
 * suggestion: terms that a topic could do with, and terms that it could do
 * without, by what was kept and skipped. Pure.
 *
 * A word or a pair of neighbours is worth proposing when kept items hold it
 * more often than others do, by the log-likelihood ratio (Dunning, "Accurate
 * methods for the statistics of surprise and coincidence", 1993), and no term
 * finds it already.
 */
#ifndef CURATE_SUGGESTION_H
#define CURATE_SUGGESTION_H

#include "base/arena.h"
#include "curate/judge.h"
#include "curate/topic.h"
#include "curate/words.h"

#include <stddef.h>

/* Items that hold it. */
struct holders {
	size_t kept, skipped, others;
};

struct suggested_term {
	const char *phrase;
	struct holders holders;
	double surprise; /* of a term to drop: 0 */
};

struct suggesting;

/* Lives in `arena`, and so does all that is answered. */
struct suggesting *suggesting_new(const struct topic *topic, struct stemmers *stemmers, struct arena *arena);
void suggesting_free(struct suggesting *s); /* NULL is fine; what is in the arena stays */

/* One item. Kept ones come first: what is proposed is what they hold. */
void suggesting_see(struct suggesting *s, const struct words *words, enum opinion opinion);
struct holders suggesting_total(const struct suggesting *s);

/* To add: the most telling first. Answers how many, at most `limit`. */
size_t suggesting_add(struct suggesting *s, struct suggested_term *out, size_t limit);
/* To drop: hit nothing of many items, or only what was skipped. At most as many as there are terms. */
size_t suggesting_drop(const struct suggesting *s, struct suggested_term *out);

#endif
