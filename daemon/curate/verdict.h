/*
 * verdict: what two items have in common, and the rules that call them one.
 *
 * Pure. Measured on labelled pairs: what decides is weighted containment of
 * word triples, how much the titles share, and above all that no number or date
 * contradicts. The rules stand in a table in the order they are asked.
 */
#ifndef CURATE_VERDICT_H
#define CURATE_VERDICT_H

#include "base/clock.h"
#include "base/error.h"
#include "curate/fingerprint.h"
#include "curate/frequency.h"

#include <stdbool.h>
#include <stddef.h>

/* How common things are: triples of bodies, words of titles. */
struct commonness {
	struct frequency *triples;
	struct frequency *title_words;
};

struct resemblance {
	bool is_same_feed;
	bool is_same_url;
	bool is_same_text;
	bool is_same_title;     /* and there is one */
	bool titles_contradict; /* each has a number or a date that the other lacks */
	bool one_is_reply;      /* by its title, or because its text begins with a quotation */
	double hours;           /* apart; 0 when a time is not known */
	size_t words_min;       /* of the shorter body */
	size_t title_words_min;
	double title_jaccard;          /* of the words */
	double title_weighted_jaccard; /* rare words count more */
	double contained;              /* weight shared, of that of the shorter body */
	double jaccard;                /* weight shared, of that of both */
	double shared;                 /* weight shared, in triples */
	double own_contained;          /* the same without what the feed puts under everything */
	double own_shared;
	size_t facts_min;     /* in the body that has fewer */
	size_t facts_missing; /* of these, in the other */
	double facts_contained;
	double facts_jaccard;
	double lead_shared;    /* of the shorter body's first triples; measured where a rule asks */
	double unshared_block; /* how much of what the shorter has alone is in one piece */
};

/* The weight of each triple of one fingerprint, and their sum: what is the same for all its candidates. */
struct weighted_triples {
	const struct fingerprint *print;
	double *weights;
	double sum;
	size_t cap;
};

void weighted_triples_make(struct weighted_triples *w, const struct commonness *known, const struct fingerprint *print);
void weighted_triples_fini(struct weighted_triples *w);

/*
 * `boilerplate`: a set of triples that the feed of both puts under its
 * items; NULL when they are of different feeds or it is not known yet.
 */
void resemblance_measure(const struct commonness *known, const struct weighted_triples *fresh,
    const struct fingerprint *candidate, const struct hash_list *boilerplate, struct resemblance *out);

/* Whether knowing the boilerplate could make two items of one feed the same. */
CHECKED bool resemblance_is_worth_boilerplate(const struct resemblance *r);

/* The name of the first rule that calls them one, NULL when none does. Static. */
const char *resemblance_rule(const struct resemblance *r);

/* The rule's reason in words and figures. */
void resemblance_explain(const struct resemblance *r, const char *rule, char *out, size_t out_size);

#endif
