#include "curate/bayes.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* How much of the average is mixed into what was seen of a word. */
static const double smoothing = 1;

enum { PAUSE_VECTORS = 500 };

static double
log_odds(double inside, double all, double share)
{
	double in = (inside + smoothing * share) / share;
	double out = (all - inside + smoothing * (1 - share)) / (1 - share);

	return log(fmax(in, 1e-9) / fmax(out, 1e-9));
}

void
bayes_fit(const struct vector *const *vectors, const double *chances, size_t count, double *out_weights,
    size_t place_count, const struct pause *pause)
{
	double *inside = out_weights, *all = mem_array(place_count + 1, sizeof(*all));
	double inside_total = 1e-9, total = 2e-9, share, unseen;

	for (size_t i = 0; i < place_count; i++)
		inside[i] = 0;
	for (size_t i = 0; i < count; i++) {
		if (i % PAUSE_VECTORS == 0)
			pause_take(pause);
		for (size_t k = 0; k < vectors[i]->count; k++) {
			uint32_t place = vector_place(vectors[i], k);
			double value = (double)vector_value(vectors[i], k);

			inside[place] += chances[i] * value;
			all[place] += value;
			inside_total += chances[i] * value;
			total += value;
		}
	}
	pause_take(pause);
	share = inside_total / total;
	/* Most places are of words that none of the vectors has. */
	unseen = log_odds(0, 0, share);
	for (size_t i = 0; i < place_count; i++)
		out_weights[i] = all[i] > 0 ? log_odds(inside[i], all[i], share) : unseen;
	free(all);
}
