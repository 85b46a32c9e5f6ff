#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/shelf.h"

#include <pthread.h>
#include <stdatomic.h>

/* Counts how often it was freed. */
struct thing {
	atomic_int freed;
};

static void
dispose(void *thing)
{
	atomic_fetch_add(&((struct thing *)thing)->freed, 1);
}

static void
keeps_a_thing_until_its_last_holder_leaves_it(void **state)
{
	struct shelf *shelf = shelf_new(dispose);
	struct thing thing = { 0 };

	(void)state;
	assert_null(shelf_hold(shelf, 7));
	shelf_put(shelf, 7, &thing);
	assert_ptr_equal(shelf_hold(shelf, 7), &thing);
	shelf_leave(shelf, &thing);
	assert_int_equal(thing.freed, 0);
	shelf_leave(shelf, &thing);
	assert_int_equal(thing.freed, 1);
	assert_null(shelf_hold(shelf, 7));
	shelf_free(shelf);
}

static void
finds_the_later_of_two_under_one_number(void **state)
{
	struct shelf *shelf = shelf_new(dispose);
	struct thing first = { 0 }, second = { 0 };

	(void)state;
	shelf_put(shelf, 7, &first);
	shelf_put(shelf, 7, &second);
	assert_ptr_equal(shelf_hold(shelf, 7), &second);
	shelf_leave(shelf, &first);
	assert_int_equal(first.freed, 1);
	assert_int_equal(second.freed, 0);
	shelf_leave(shelf, &second);
	shelf_leave(shelf, &second);
	assert_int_equal(second.freed, 1);
	shelf_free(shelf);
}

static void
leaves_nothing_alone(void **state)
{
	struct shelf *shelf = shelf_new(dispose);

	(void)state;
	shelf_leave(shelf, NULL);
	shelf_free(shelf);
	shelf_free(NULL);
}

enum { THREADS = 4, TURNS = 2000 };

/* Whoever finds it finds it whole. */
static void *
come_and_go(void *context)
{
	struct shelf *shelf = context;

	for (int i = 0; i < TURNS; i++) {
		const struct thing *thing = shelf_hold(shelf, i % 2);

		if (thing != NULL && atomic_load(&thing->freed) != 0)
			return context;
		shelf_leave(shelf, thing);
	}
	return NULL;
}

static void
frees_nothing_that_another_thread_looks_at(void **state)
{
	static struct thing things[TURNS];
	struct shelf *shelf = shelf_new(dispose);
	pthread_t threads[THREADS];
	void *found_freed;

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, shelf), 0);
	for (int i = 0; i < TURNS; i++) {
		shelf_put(shelf, i % 2, &things[i]);
		shelf_leave(shelf, &things[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &found_freed), 0);
		assert_null(found_freed);
	}
	for (int i = 0; i < TURNS; i++)
		assert_int_equal(things[i].freed, 1);
	shelf_free(shelf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_a_thing_until_its_last_holder_leaves_it),
		cmocka_unit_test(finds_the_later_of_two_under_one_number),
		cmocka_unit_test(leaves_nothing_alone),
		cmocka_unit_test(frees_nothing_that_another_thread_looks_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
