#include "curate/calibration.h"

#include <math.h>

/* The slope without labels, and how many labels it takes to be moved away from it. */
static const double usual_slope = 0.5, slope_labels = 3;
static const double shift_hold = 0.01;
/* How many labels (of the rarer side, twice) count as much as the share that the terms tell. */
static const double share_labels = 60;

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

/* ln(1 + e^x), also where e^x has no room. */
static double
softplus(double x)
{
	return x > 30 ? x : log1p(exp(x));
}

struct balanced {
	const struct graded *labels;
	size_t count;
	double weight[2]; /* of a label, by is_wanted: the sides weigh the same */
	double hold;      /* keeps the slope near the usual one */
};

static double
loss(const struct balanced *b, struct calibration c)
{
	double off = c.slope - usual_slope, sum = b->hold * off * off / 2 + shift_hold * c.shift * c.shift / 2;

	for (size_t i = 0; i < b->count; i++) {
		double margin = c.slope * b->labels[i].rank + c.shift;

		sum += b->weight[b->labels[i].is_wanted] * softplus(b->labels[i].is_wanted ? -margin : margin);
	}
	return sum;
}

/* Where Newton's method would go next. */
static struct calibration
newton_step(const struct balanced *b, struct calibration c)
{
	double slope = b->hold * (c.slope - usual_slope), shift = shift_hold * c.shift;
	double aa = b->hold, ab = 0, bb = shift_hold, determinant;

	for (size_t i = 0; i < b->count; i++) {
		double weight = b->weight[b->labels[i].is_wanted], rank = b->labels[i].rank;
		double p = chance(c.slope * rank + c.shift), bend = weight * p * (1 - p);

		slope += weight * (p - b->labels[i].is_wanted) * rank;
		shift += weight * (p - b->labels[i].is_wanted);
		aa += bend * rank * rank;
		ab += bend * rank;
		bb += bend;
	}
	determinant = aa * bb - ab * ab;
	return (struct calibration) { .slope = -(bb * slope - ab * shift) / determinant,
		.shift = -(aa * shift - ab * slope) / determinant };
}

/* Platt's fit, each step halved until it is downhill. */
static struct calibration
fit_balanced(const struct graded *labels, size_t count, struct sides sides)
{
	double half = (sides.wanted + sides.unwanted) / 2;
	struct balanced b = { labels, count, { half / sides.unwanted, half / sides.wanted },
		slope_labels / (usual_slope * usual_slope) };
	struct calibration c = { .slope = usual_slope };

	for (int round = 0; round < 30; round++) {
		struct calibration step = newton_step(&b, c), next = c;
		double before = loss(&b, c), length = 1;

		for (; length > 1e-6; length /= 2) {
			next.slope = c.slope + length * step.slope;
			next.shift = c.shift + length * step.shift;
			if (loss(&b, next) < before)
				break;
		}
		if (length <= 1e-6)
			break;
		c = next;
	}
	/* Labels may contradict all that was taught; that makes ranks worth little, not the other way round. */
	c.slope = fmin(fmax(c.slope, usual_slope / 5), usual_slope * 5);
	return c;
}

/* The share of wanted items that the backlog shows, if `c` is right where both are as many. */
static double
find_share(const double *ranks, size_t count, struct calibration c)
{
	double share = 0.5;

	for (int round = 0; round < 100; round++) {
		double sum = 0;

		for (size_t i = 0; i < count; i++)
			sum += chance(c.slope * ranks[i] + c.shift + odds(share));
		share = fmin(fmax(sum / (double)count, 0.005), 0.9);
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
	struct calibration c = { .slope = usual_slope };

	if (fewer > 0) {
		c = fit_balanced(labels, label_count, sides);
		if (rank_count > 0)
			share = (fewer * find_share(ranks, rank_count, c) + share_labels * usual_share) /
				(fewer + share_labels);
	}
	c.share = share;
	c.shift = rank_count > 0 ? find_shift(ranks, rank_count, c.slope, share) : odds(usual_share);
	return c;
}
