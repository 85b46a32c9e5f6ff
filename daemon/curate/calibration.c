#include "curate/calibration.h"

#include <math.h>

/* The slope without labels, and how many labels it takes to be moved away from it. */
static const double usual_slope = 0.6, slope_labels = 10;
/* How many labels (of the rarer side, twice) count as much as the share that the terms tell. */
static const double share_labels = 20;

static double
chance(double margin)
{
	return 1 / (1 + exp(-margin));
}

static double
odds(double share)
{
	return log(share / (1 - share));
}

struct sides {
	double wanted, unwanted;
};

static struct sides
count_sides(const struct graded *labels, size_t count)
{
	struct sides sides = { 0 };

	for (size_t i = 0; i < count; i++) {
		sides.wanted += labels[i].is_wanted;
		sides.unwanted += !labels[i].is_wanted;
	}
	return sides;
}

/* Platt's fit by Newton's method, the two sides weighing the same, the slope held near the usual one. */
static struct calibration
fit_balanced(const struct graded *labels, size_t count, struct sides sides)
{
	struct calibration c = { usual_slope, 0 };
	double total = sides.wanted + sides.unwanted, hold = slope_labels / (usual_slope * usual_slope) / 4;

	for (int round = 0; round < 30; round++) {
		double slope = hold * (c.slope - usual_slope), shift = 0.01 * c.shift;
		double aa = hold, ab = 0, bb = 0.01, det;

		for (size_t i = 0; i < count; i++) {
			double r = labels[i].rank, p = chance(c.slope * r + c.shift);
			double weight = total / 2 / (labels[i].is_wanted ? sides.wanted : sides.unwanted);

			slope += weight * (p - labels[i].is_wanted) * r;
			shift += weight * (p - labels[i].is_wanted);
			aa += weight * p * (1 - p) * r * r;
			ab += weight * p * (1 - p) * r;
			bb += weight * p * (1 - p);
		}
		det = aa * bb - ab * ab;
		c.slope -= (bb * slope - ab * shift) / det;
		c.shift -= (aa * shift - ab * slope) / det;
	}
	return c;
}

/* The share of wanted items that the backlog shows, if `c` is right where both are as many. */
static double
find_share(const double *ranks, size_t count, struct calibration c, double share, double strength)
{
	double start = share;

	for (int round = 0; round < 100; round++) {
		double sum = strength * (double)count * start;

		for (size_t i = 0; i < count; i++)
			sum += chance(c.slope * ranks[i] + c.shift + odds(share));
		share = fmin(fmax(sum / ((1 + strength) * (double)count), 0.005), 0.9);
	}
	return share;
}

/* Shifts so that `share` of the backlog is wanted. */
static double
find_shift(const double *ranks, size_t count, double slope, double share)
{
	double low = -50, high = 50;

	for (int round = 0; round < 60; round++) {
		double shift = (low + high) / 2, sum = 0;

		for (size_t i = 0; i < count; i++)
			sum += chance(slope * ranks[i] + shift);
		if (sum < share * (double)count)
			low = shift;
		else
			high = shift;
	}
	return (low + high) / 2;
}

struct calibration
calibrate(const double *ranks, size_t rank_count, const struct graded *labels, size_t label_count, double usual_share)
{
	struct sides sides = count_sides(labels, label_count);
	double fewer = 2 * fmin(sides.wanted, sides.unwanted), share = usual_share;
	struct calibration c = { usual_slope, 0 };

	if (fewer > 0) {
		c = fit_balanced(labels, label_count, sides);
		if (rank_count > 0)
			share = find_share(ranks, rank_count, c, usual_share, share_labels / fewer);
	}
	c.shift = rank_count > 0 ? find_shift(ranks, rank_count, c.slope, share) : odds(usual_share);
	return c;
}
