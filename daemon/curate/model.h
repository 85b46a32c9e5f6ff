/*
 * model: what a fit leaves behind, small enough to keep one for each of a
 * thousand topics. Private to judge, panel and explain.
 */
#ifndef CURATE_MODEL_H
#define CURATE_MODEL_H

#include "curate/calibration.h"
#include "curate/grading.h"
#include "curate/judge.h"
#include "curate/prior.h"

#include <stddef.h>
#include <stdint.h>

enum {
	MODEL_WEIGHTS_MAX = 32768, /* places that can have a weight: the commonest words */
	MODEL_LEARNT_MAX = 60,     /* words shown to people */
};

/* What an excluded phrase takes away: no score survives it. */
static const double model_exclusion = -25;

/*
 * margin = bias + prior_gain * prior + step * (the sum of weights * values),
 * and the exclusion.
 */
struct model {
	uint64_t lexicon;
	size_t kept, skipped, given;
	struct calibration calibration;
	struct grade grade;
	struct prior *prior;
	double prior_gain;
	double bias;
	double step;
	int16_t *weights; /* by place, and a 0 behind them */
	size_t weight_count;
	char *learnt[MODEL_LEARNT_MAX]; /* spellings, strongest first */
	double learnt_weights[MODEL_LEARNT_MAX];
	size_t learnt_count;
};

/* The margin without what words weigh, and without the penalty ... */
double model_by_terms(const struct model *model, const struct vector *vector);
/* ... which is for a phrase that is excluded. */
double model_penalty(const struct model *model, const struct vector *vector);

/* What one of the vector's features adds to the margin. */
static inline double
model_feature(const struct model *model, uint32_t place, float value)
{
	/* Which places have a weight can't be foretold: no jump here. */
	size_t at = place < model->weight_count ? place : model->weight_count;

	return model->step * model->weights[at] * (double)value;
}

#endif
