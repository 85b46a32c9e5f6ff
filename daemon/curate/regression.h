/*
 * regression: logistic regression with a quadratic penalty, fitted exactly.
 *
 * Newton's method with conjugate gradients for each step (Lin, Weng and
 * Keerthi, "Trust region Newton method for logistic regression", 2008). Linear
 * in the number of features of all lessons; deterministic.
 */
#ifndef CURATE_REGRESSION_H
#define CURATE_REGRESSION_H

#include "base/pause.h"
#include "curate/vector.h"

#include <stddef.h>
#include <stdint.h>

struct lesson {
	const struct vector *vector;
	double weight;
	bool is_positive;
};

/*
 * Adds the weight of each place to `out_weights` (`place_count` of them, zeroed
 * by the caller); answers the bias. There must be lessons of both kinds.
 */
double regression_fit(
    const struct lesson *lessons, size_t count, double *out_weights, size_t place_count, const struct pause *pause);

#endif
