#include "fetch/pacing.h"

#include "base/memory.h"

#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct visitor {
	struct visit visit;
	char host;
};

static struct visitor *
visitor_of(struct visit *visit)
{
	return LIST_ENTRY(visit, struct visitor, visit);
}

static void
queue(struct pacing *p, struct visitor *visitor, char host, bool is_urgent)
{
	const char name[] = { host, '\0' };

	visitor->host = host;
	pacing_wait(p, &visitor->visit, name, is_urgent, 0);
}

static void
lets_hosts_take_turns(void **state)
{
	struct pacing *p = pacing_new(1);
	struct visitor many[100] = { 0 }, few[2] = { 0 };
	struct visit *visit;

	(void)state;
	for (int i = 0; i < 100; i++)
		queue(p, &many[i], 'a', false);
	queue(p, &few[0], 'b', false);
	queue(p, &few[1], 'b', false);
	/* With one let in and out at a time, b's two are through after four turns, however many wait for a. */
	for (int i = 0; i < 4; i++) {
		visit = pacing_next(p, 0, false);
		assert_int_equal(visitor_of(visit)->host, i % 2 == 0 ? 'a' : 'b');
		pacing_leave(p, visit, 0);
	}
	assert_int_equal(pacing_waiting(p), 98);
	pacing_free(p);
}

static void
lets_few_in_at_once(void **state)
{
	struct pacing *p = pacing_new(2);
	struct visitor visitors[3] = { 0 };
	struct visit *first;

	(void)state;
	for (int i = 0; i < 3; i++)
		queue(p, &visitors[i], 'a', false);
	first = pacing_next(p, 0, false);
	assert_ptr_equal(first, &visitors[0].visit);
	assert_ptr_equal(pacing_next(p, 0, false), &visitors[1].visit);
	assert_null(pacing_next(p, 0, false));
	pacing_leave(p, first, 0);
	assert_ptr_equal(pacing_next(p, 0, false), &visitors[2].visit);
	pacing_free(p);
}

static void
keeps_a_pause_for_all_who_come(void **state)
{
	struct pacing *p = pacing_new(2);
	struct visitor visitors[3] = { 0 };
	struct visit *visit;

	(void)state;
	queue(p, &visitors[0], 'a', false);
	visit = pacing_next(p, 0, false);
	pacing_pause(p, visit, 1000, true);
	pacing_leave(p, visit, 0);
	assert_int_equal(pacing_ready_at(p), INT64_MAX); /* nobody waits: no alarm is needed */
	queue(p, &visitors[1], 'a', false);
	queue(p, &visitors[2], 'a', false);
	assert_null(pacing_next(p, 999, false));
	assert_int_equal(pacing_ready_at(p), 1000);
	visit = pacing_next(p, 1000, false);
	assert_ptr_equal(visit, &visitors[1].visit);
	assert_null(pacing_next(p, 1000, false)); /* slow: one at a time */
	pacing_calm(p, visit);
	pacing_leave(p, visit, 1000);
	assert_ptr_equal(pacing_next(p, 1000, false), &visitors[2].visit);
	pacing_free(p);
}

static void
ends_long_pauses_when_a_person_asks(void **state)
{
	struct pacing *p = pacing_new(1);
	struct visitor visitors[2] = { 0 };
	struct visit *visit;

	(void)state;
	queue(p, &visitors[0], 'a', false);
	visit = pacing_next(p, 0, false);
	pacing_pause(p, visit, 5000, false);
	pacing_leave(p, visit, 0);
	queue(p, &visitors[1], 'a', false);
	pacing_lift(p, NULL, 10, 30000);
	assert_null(pacing_next(p, 10, false));
	pacing_lift(p, "a", 10, 1000);
	assert_ptr_equal(pacing_next(p, 10, false), &visitors[1].visit);
	pacing_free(p);
}

static void
lets_urgent_ones_in_first(void **state)
{
	struct pacing *p = pacing_new(1);
	struct visitor visitors[3] = { 0 };

	(void)state;
	queue(p, &visitors[0], 'a', false);
	queue(p, &visitors[1], 'b', false);
	assert_null(pacing_next(p, 0, true));
	queue(p, &visitors[2], 'b', true);
	assert_ptr_equal(pacing_next(p, 0, true), &visitors[2].visit);
	assert_null(pacing_next(p, 0, true));
	assert_ptr_equal(pacing_next(p, 0, false), &visitors[0].visit);
	pacing_free(p);
}

static void
forgets_who_leaves_the_queue(void **state)
{
	struct pacing *p = pacing_new(1);
	struct visitor visitors[2] = { 0 };

	(void)state;
	queue(p, &visitors[0], 'a', false);
	queue(p, &visitors[1], 'a', false);
	pacing_leave(p, &visitors[0].visit, 0);
	pacing_leave(p, &visitors[0].visit, 0);
	assert_int_equal(pacing_waiting(p), 1);
	assert_ptr_equal(pacing_next(p, 0, false), &visitors[1].visit);
	pacing_free(p);
}

enum { HOSTS = 26, EACH = 40, AT_ONCE = 20 };

/* Lets in as many as may be inside, then all out again; counts by host. */
static void
do_a_round(struct pacing *p, int through[128])
{
	struct visit *inside[AT_ONCE];
	int count = 0, of_host[128] = { 0 };

	while (count < AT_ONCE && (inside[count] = pacing_next(p, 0, false)) != NULL) {
		char host = visitor_of(inside[count++])->host;

		through[(int)host]++;
		assert_in_range(++of_host[(int)host], 1, 3);
	}
	assert_true(count > 0);
	while (count > 0)
		pacing_leave(p, inside[--count], 0);
}

static void
gives_every_one_of_many_hosts_its_turn(void **state)
{
	struct pacing *p = pacing_new(3);
	struct visitor *visitors = mem_array(HOSTS * EACH, sizeof(*visitors));
	int through[128] = { 0 };

	(void)state;
	for (int i = 0; i < HOSTS * EACH; i++)
		queue(p, &visitors[i], (char)('a' + i / EACH), false);
	while (pacing_waiting(p) > 0) {
		do_a_round(p, through);
		for (int host = 'a'; host < 'a' + HOSTS; host++)
			assert_in_range(through['a'] - through[host] + 2, 0, 4); /* two turns apart at most */
	}
	free(visitors);
	pacing_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_hosts_take_turns),
		cmocka_unit_test(lets_few_in_at_once),
		cmocka_unit_test(keeps_a_pause_for_all_who_come),
		cmocka_unit_test(ends_long_pauses_when_a_person_asks),
		cmocka_unit_test(lets_urgent_ones_in_first),
		cmocka_unit_test(forgets_who_leaves_the_queue),
		cmocka_unit_test(gives_every_one_of_many_hosts_its_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
