/*
 * grading: how well a ranking did on labels it was not taught by. Pure.
 */
#ifndef CURATE_GRADING_H
#define CURATE_GRADING_H

#include "curate/calibration.h"

struct grade {
	size_t count;  /* labels ranked; 0: too few of a kind to tell */
	size_t wanted; /* of them */
	size_t hits;   /* wanted ones among the first `wanted` of the ranking */
	double auc;    /* the chance that a wanted one ranks over an unwanted one (Hanley and McNeil, 1982) */
};

/* Sorts `labels`, best first. */
struct grade grade_ranking(struct graded *labels, size_t count);

#endif
