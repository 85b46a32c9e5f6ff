/*
 * calibration: turns ranks into log-odds that can be believed.
 *
 * Labels are no fair sample: people keep and skip what they happen to see, and
 * often as many of one as of the other. So labels tell how steep the odds rise
 * with the rank (Platt, "Probabilistic outputs for support vector machines",
 * 1999), with both sides made equal; how many items are wanted is read off the
 * backlog (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a
 * classifier to new a priori probabilities", 2002).
 */
#ifndef CURATE_CALIBRATION_H
#define CURATE_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

/* A labelled item, ranked by what was taught without it. */
struct graded {
	double rank;
	bool is_wanted;
};

/* log-odds = slope * rank + shift */
struct calibration {
	double slope;
	double shift;
	double share; /* of the backlog that is taken to be wanted */
};

/* `ranks` are the whole backlog's; `usual_share` is how much of it is wanted as far as the terms tell. Works with none of either. */
struct calibration
calibrate(const double *ranks, size_t rank_count, const struct graded *labels, size_t label_count, double usual_share);

#endif
