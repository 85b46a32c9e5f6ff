#include "fetch/outage.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum outage_news
miss(struct outage *o, int host)
{
	char name[32];

	snprintf(name, sizeof(name), "host%d.example:80", host);
	return outage_hear(o, name, true);
}

static void
takes_many_hosts_that_are_out_of_reach_for_an_outage(void **state)
{
	struct outage o = { 0 };

	(void)state;
	for (int i = 1; i < OUTAGE_HOSTS; i++)
		assert_int_equal(miss(&o, i), OUTAGE_NO_NEWS);
	assert_false(o.is_down);
	assert_int_equal(miss(&o, OUTAGE_HOSTS), OUTAGE_BEGINS);
	assert_true(o.is_down);
	assert_int_equal(miss(&o, 100), OUTAGE_NO_NEWS);
	assert_int_equal(outage_hear(&o, "host1.example:80", false), OUTAGE_ENDS);
	assert_false(o.is_down);
}

static void
blames_a_host_that_fails_alone(void **state)
{
	struct outage o = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(miss(&o, i % (OUTAGE_HOSTS - 1)), OUTAGE_NO_NEWS);
	assert_false(o.is_down);
}

static void
counts_anew_after_any_answer(void **state)
{
	struct outage o = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(miss(&o, i), OUTAGE_NO_NEWS);
		if (i % 3 == 0)
			assert_int_equal(outage_hear(&o, "other.example:80", false), OUTAGE_NO_NEWS);
	}
}

static void
takes_a_few_hosts_for_an_outage_when_they_are_all(void **state)
{
	struct outage o = { 0 };

	(void)state;
	for (int i = 1; i < OUTAGE_HOSTS_FEW; i++) {
		assert_int_equal(miss(&o, i), OUTAGE_NO_NEWS);
		assert_int_equal(outage_hear_of_all(&o), OUTAGE_NO_NEWS);
	}
	assert_false(outage_knows(&o, "host3.example:80"));
	assert_int_equal(miss(&o, OUTAGE_HOSTS_FEW), OUTAGE_NO_NEWS);
	assert_true(outage_knows(&o, "host3.example:80"));
	assert_int_equal(outage_hear_of_all(&o), OUTAGE_BEGINS);
	assert_int_equal(outage_hear_of_all(&o), OUTAGE_NO_NEWS);
	assert_int_equal(outage_hear(&o, "host2.example:80", false), OUTAGE_ENDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_many_hosts_that_are_out_of_reach_for_an_outage),
		cmocka_unit_test(blames_a_host_that_fails_alone),
		cmocka_unit_test(counts_anew_after_any_answer),
		cmocka_unit_test(takes_a_few_hosts_for_an_outage_when_they_are_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
