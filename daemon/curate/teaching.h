/*
 * teaching: from the terms, the backlog and a person's labels to a weight for
 * every word. Knows nothing of how the weights are kept or read as a chance.
 */
#ifndef CURATE_TEACHING_H
#define CURATE_TEACHING_H

#include "curate/judge.h"
#include "curate/prior.h"

/* An item of the backlog as a fit sees it. */
struct pupil {
	const struct example *example;
	double prior; /* deviations above the mean */
	struct sight sight;
	bool is_barred;       /* has an excluded phrase */
	enum opinion opinion; /* what may be learnt from: NONE while held out */
	bool is_held_out;     /* to test on: no lesson is drawn from it */
};

/* rank = bias + prior_gain * prior + the sum of weights * values. Not yet log-odds. */
struct taught {
	double bias;
	double prior_gain;
	double *weights; /* by place */
	size_t place_count;
};

/* Places that `is_barred` says get no weight; NULL: none is. */
void teach(const struct pupil *pupils, size_t count, size_t place_count, const bool *is_barred,
    const struct pause *pause, struct taught *out);
void taught_fini(struct taught *taught);
double taught_rank(const struct taught *taught, const struct pupil *pupil);

#endif
