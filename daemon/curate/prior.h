/*
 * prior: what a topic's own terms say of an item. BM25F (Robertson, Zaragoza
 * and Taylor 2004) over the title and the text, a phrase being consecutive
 * stems, standardised over the backlog.
 */
#ifndef CURATE_PRIOR_H
#define CURATE_PRIOR_H

#include "base/buffer.h"
#include "curate/phrase.h"
#include "curate/topic.h"
#include "curate/vector.h"
#include "curate/words.h"

#include <stddef.h>
#include <stdint.h>

enum { PRIOR_SIEVE_WORDS = 32 };

struct prior {
	struct phrase *terms;
	size_t term_count;
	struct phrase *excluded;
	size_t excluded_count;
	/* of the backlog */
	double mean_length; /* in words */
	double mean, deviation;
	/* A bit for each place of a phrase's stem, modulo; once prior_place was called. */
	uint64_t sieve[PRIOR_SIEVE_WORDS];
};

/* What a fit sees of an item: it looks at each more than once. */
struct glance {
	struct hits *hits; /* of each term */
	double length;     /* in words */
	bool is_excluded;
};

struct prior *prior_new(const struct topic *topic, struct stemmers *stemmers);
void prior_free(struct prior *prior); /* NULL is fine */
/* Looks the stems of all phrases up: before condensed vectors by this lexicon are looked at. */
void prior_place(struct prior *prior, const struct lexicon *lexicon);
/* Fills `out`, whose hits have room for each term. */
void prior_glance(const struct prior *prior, const struct vector *vector, struct glance *out);
/* Learns what is usual from the backlog. */
void prior_learn(struct prior *prior, const struct glance *backlog, size_t count);

struct sight {
	unsigned terms; /* different ones that hit */
	double hint;    /* a first guess, by them alone, at the chance that the item is wanted */
};

/* Deviations above the mean. `out_sight` may be NULL. */
double prior_score(const struct prior *prior, const struct words *words, struct sight *out_sight);
double prior_glance_score(const struct prior *prior, const struct glance *glance, struct sight *out_sight);
/* What one term adds to prior_score; with -mean/deviation all of them sum to it. */
double prior_term_score(
    const struct prior *prior, const struct phrase *term, const struct words *words, struct hits *out_hits);
/* Which of the excluded phrases is in the item; NULL: none. */
const struct phrase *prior_excluding(const struct prior *prior, const struct words *words, struct hits *out_hits);

void prior_pack(const struct prior *prior, struct buffer *out);
/* Never NULL; nonsense is marked in `u`. */
struct prior *prior_unpack(struct unpacking *u);

#endif
