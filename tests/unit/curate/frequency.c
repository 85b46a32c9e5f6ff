#include "curate/frequency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
never_answers_too_little(void **state)
{
	struct frequency *f = frequency_new(12);
	uint32_t wrong = 0;

	(void)state;
	for (int64_t id = 1; id <= 40; id++) {
		frequency_turn(f, id);
		for (uint32_t h = 0; h < 200; h++)
			if (id % (h % 10 + 1) == 0)
				frequency_count(f, h * 2654435761u);
	}
	assert_int_equal(frequency_items(f), 40);
	for (uint32_t h = 0; h < 200; h++) {
		uint32_t exact = 40 / (h % 10 + 1);

		assert_true(frequency_of(f, h * 2654435761u) >= exact);
		wrong += frequency_of(f, h * 2654435761u) > exact;
	}
	assert_true(wrong < 20);
	frequency_free(f);
}

static void
forgets_what_is_two_spans_old(void **state)
{
	struct frequency *f = frequency_new(12);

	(void)state;
	frequency_turn(f, 1);
	frequency_count(f, 5);
	frequency_turn(f, FREQUENCY_SPAN);
	frequency_count(f, 5);
	assert_int_equal(frequency_of(f, 5), 2);
	frequency_turn(f, 2 * FREQUENCY_SPAN);
	assert_int_equal(frequency_of(f, 5), 1);
	frequency_turn(f, 9 * FREQUENCY_SPAN);
	assert_int_equal(frequency_of(f, 5), 0);
	assert_int_equal(frequency_items(f), 1);
	frequency_free(f);
}

static void
takes_an_id_from_before(void **state)
{
	struct frequency *f = frequency_new(12);

	(void)state;
	frequency_turn(f, 3 * FREQUENCY_SPAN);
	frequency_count(f, 5);
	frequency_turn(f, 1);
	frequency_count(f, 5);
	assert_int_equal(frequency_of(f, 5), 2);
	frequency_free(f);
	frequency_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_answers_too_little),
		cmocka_unit_test(forgets_what_is_two_spans_old),
		cmocka_unit_test(takes_an_id_from_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
