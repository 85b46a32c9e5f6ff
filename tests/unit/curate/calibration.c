#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/calibration.h"

#include <math.h>

enum { BACKLOG = 2000, LABELS = 200 };

static double
chance(struct calibration c, double rank)
{
	return 1 / (1 + exp(-(c.slope * rank + c.shift)));
}

static double
mean_chance(struct calibration c, const double *ranks, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += chance(c, ranks[i]);
	return sum / (double)count;
}

/* A fraction from 0 to 1 that looks drawn; each i gives another (the finaliser of MurmurHash3). */
static double
lot(unsigned i)
{
	i = (i ^ i >> 16) * 0x85EBCA6Bu;
	i = (i ^ i >> 13) * 0xC2B2AE35u;
	return (double)(i ^ i >> 16) / 4294967296.0;
}

/* Somewhat normal around `mean`. */
static double
rank_around(double mean, unsigned i)
{
	return mean + 2 * (lot(3 * i + 1) + lot(3 * i + 3) + lot(3 * i + 2) - 1.5);
}

/* One in ten is wanted, and ranks 8 higher. */
static void
fill(double *ranks, struct graded *labels)
{
	for (unsigned i = 0; i < BACKLOG; i++)
		ranks[i] = rank_around(i % 10 == 0 ? 8 : 0, i);
	for (unsigned i = 0; i < LABELS; i++)
		labels[i] = (struct graded) { rank_around(i % 2 == 0 ? 8 : 0, BACKLOG + i), i % 2 == 0 };
}

static void
believes_the_terms_as_long_as_there_are_no_labels(void **state)
{
	double ranks[BACKLOG];
	struct graded labels[LABELS];
	struct calibration c;

	(void)state;
	fill(ranks, labels);
	c = calibrate(ranks, BACKLOG, NULL, 0, 0.3);
	assert_true(c.slope > 0);
	assert_true(fabs(mean_chance(c, ranks, BACKLOG) - 0.3) < 1e-6);
}

static void
finds_how_many_are_wanted_from_labels_that_are_no_fair_sample(void **state)
{
	static const struct {
		double told, at_least, at_most;
	} shares[] = { { 0.02, 0.06, 0.11 }, { 0.1, 0.08, 0.12 }, { 0.3, 0.09, 0.2 } };
	double ranks[BACKLOG];
	struct graded labels[LABELS];

	(void)state;
	fill(ranks, labels);
	for (size_t i = 0; i < COUNT_OF(shares); i++) {
		struct calibration c = calibrate(ranks, BACKLOG, labels, LABELS, shares[i].told);
		double found = mean_chance(c, ranks, BACKLOG);

		assert_true(found > shares[i].at_least && found < shares[i].at_most);
		assert_true(chance(c, 8) > 0.5 && chance(c, 0) < 0.2);
	}
}

static void
leans_on_the_usual_while_labels_are_few(void **state)
{
	double ranks[BACKLOG];
	struct graded labels[LABELS];
	struct calibration none, few;

	(void)state;
	fill(ranks, labels);
	none = calibrate(ranks, BACKLOG, NULL, 0, 0.1);
	few = calibrate(ranks, BACKLOG, labels, 2, 0.1);
	assert_true(few.slope > none.slope / 2 && few.slope < none.slope * 2);
	assert_true(fabs(mean_chance(few, ranks, BACKLOG) - 0.1) < 0.05);
}

static void
never_turns_the_order_round(void **state)
{
	double ranks[BACKLOG];
	struct graded labels[LABELS];
	struct calibration c;

	(void)state;
	fill(ranks, labels);
	for (unsigned i = 0; i < LABELS; i++)
		labels[i].is_wanted = !labels[i].is_wanted;
	c = calibrate(ranks, BACKLOG, labels, LABELS, 0.1);
	assert_true(c.slope > 0 && isfinite(c.slope) && isfinite(c.shift));
}

static void
copes_with_nothing_and_with_extremes(void **state)
{
	static const double equal[] = { 5, 5, 5 }, far[] = { -1e6, 0, 1e6 };
	static const struct graded labels[] = { { -1e6, true }, { 1e6, false }, { 0, true } };
	const struct calibration all[] = {
		calibrate(NULL, 0, NULL, 0, 0.05),
		calibrate(NULL, 0, labels, 3, 0.05),
		calibrate(equal, 3, NULL, 0, 0.05),
		calibrate(equal, 3, labels, 1, 0.05),
		calibrate(far, 3, labels, 3, 0.05),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		assert_true(all[i].slope > 0 && isfinite(all[i].slope) && isfinite(all[i].shift));
	assert_true(chance(all[0], 0) < 0.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_the_terms_as_long_as_there_are_no_labels),
		cmocka_unit_test(finds_how_many_are_wanted_from_labels_that_are_no_fair_sample),
		cmocka_unit_test(leans_on_the_usual_while_labels_are_few),
		cmocka_unit_test(never_turns_the_order_round),
		cmocka_unit_test(copes_with_nothing_and_with_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
