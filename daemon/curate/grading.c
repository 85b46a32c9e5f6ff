#include "curate/grading.h"

#include <stdlib.h>

/* Among equals the unwanted stand first: a tie is no hit. */
static int
best_first(const void *a, const void *b)
{
	const struct graded *left = a, *right = b;

	if (left->rank != right->rank)
		return left->rank < right->rank ? 1 : -1;
	return (int)left->is_wanted - (int)right->is_wanted;
}

/* Pairs in the right order, a tie being half a pair. */
static double
pairs_won(const struct graded *sorted, size_t count)
{
	double won = 0, wanted_above = 0;

	for (size_t i = 0, end; i < count; i = end) {
		double wanted = 0, unwanted = 0;

		for (end = i; end < count && sorted[end].rank == sorted[i].rank; end++) {
			wanted += sorted[end].is_wanted;
			unwanted += !sorted[end].is_wanted;
		}
		won += unwanted * (wanted_above + wanted / 2);
		wanted_above += wanted;
	}
	return won;
}

struct grade
grade_ranking(struct graded *labels, size_t count)
{
	struct grade grade = { .count = count };

	for (size_t i = 0; i < count; i++)
		grade.wanted += labels[i].is_wanted;
	if (grade.wanted == 0 || grade.wanted == count)
		return (struct grade) { 0 };
	qsort(labels, count, sizeof(*labels), best_first);
	for (size_t i = 0; i < grade.wanted; i++)
		grade.hits += labels[i].is_wanted;
	grade.auc = pairs_won(labels, count) / ((double)grade.wanted * (double)(count - grade.wanted));
	return grade;
}
