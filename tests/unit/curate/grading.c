#include "curate/grading.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *marks; /* wanted (+) and unwanted (-), best first; in parentheses equals */
	size_t wanted, hits;
	double auc;
} facts[] = {
	{ "+", 0, 0, 0 },
	{ "---", 0, 0, 0 },
	{ "++--", 2, 2, 1 },
	{ "--++", 2, 0, 0 },
	{ "+-+-", 2, 1, 0.75 },
	{ "(+-)", 1, 0, 0.5 },
	{ "+(+-)-", 2, 1, 0.875 },
};

static size_t
read_marks(const char *marks, struct graded *out)
{
	double rank = 0, step = 1;
	size_t count = 0;

	for (; *marks != '\0'; marks++) {
		if (*marks == '(')
			step = 0;
		if (*marks == '(' || *marks == ')')
			rank--;
		if (*marks == ')')
			step = 1;
		if (*marks == '+' || *marks == '-') {
			out[count++] = (struct graded) { rank, *marks == '+' };
			rank -= step;
		}
	}
	return count;
}

static void
grades_rankings_of_all_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		struct graded labels[16];
		size_t count = read_marks(facts[i].marks, labels);
		struct grade grade = grade_ranking(labels, count);

		assert_int_equal(grade.count, facts[i].wanted > 0 ? count : 0);
		assert_int_equal(grade.wanted, facts[i].wanted);
		assert_int_equal(grade.hits, facts[i].hits);
		assert_true(grade.auc == facts[i].auc);
	}
}

static void
the_order_in_which_labels_come_does_not_matter(void **state)
{
	struct graded labels[] = { { 1, false }, { 3, true }, { 2, false }, { 2, true }, { -5, false } };
	struct graded turned[COUNT_OF(labels)];
	struct grade a, b;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		turned[i] = labels[COUNT_OF(labels) - 1 - i];
	a = grade_ranking(labels, COUNT_OF(labels));
	b = grade_ranking(turned, COUNT_OF(turned));
	assert_true(a.auc == b.auc);
	assert_int_equal(a.hits, b.hits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grades_rankings_of_all_kinds),
		cmocka_unit_test(the_order_in_which_labels_come_does_not_matter),
	};

	return cmocka_run_group_tests_name("curate/grading", tests, NULL, NULL);
}
