/*
 * bayes: what goes with what in the backlog. One step of naive Bayes with soft
 * labels (Nigam, McCallum, Thrun and Mitchell, "Text classification from
 * labeled and unlabeled documents using EM", 2000): every item counts for the
 * topic by its chance of belonging, so that words which keep company with the
 * topic's get a weight although no lesson held them.
 */
#ifndef CURATE_BAYES_H
#define CURATE_BAYES_H

#include "base/pause.h"
#include "curate/vector.h"

#include <stddef.h>

/*
 * Writes the log-odds of each place to `out_weights` (`place_count` of them).
 * `chances` (0 to 1) has one for each of the vectors.
 */
void bayes_fit(const struct vector *const *vectors, const double *chances, size_t count, double *out_weights,
    size_t place_count, const struct pause *pause);

#endif
