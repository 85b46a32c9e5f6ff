#include "curate/shingle.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
assert_sorted(uint32_t (*hash)(uint32_t i), size_t count)
{
	struct hash_list list = { 0 };
	uint32_t before = 0, after = 0;

	for (uint32_t i = 0; i < count; i++) {
		hash_list_add(&list, hash(i));
		before ^= hash(i);
	}
	hash_list_sort(&list);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++) {
		after ^= list.list[i];
		assert_true(i == 0 || list.list[i - 1] <= list.list[i]);
	}
	assert_int_equal(before, after);
	hash_list_fini(&list);
}

static uint32_t
scattered(uint32_t i)
{
	return i * 0x9e3779b1u;
}

/* As a text could be made that wants to be slow to sort. */
static uint32_t
alike(uint32_t i)
{
	return 0x42000000u + (i * 0x9e3779b1u >> 8);
}

static uint32_t
equal(uint32_t i)
{
	(void)i;
	return 7;
}

static void
sorts_hashes_of_any_number_and_likeness(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 40, 41, 300, 2000, 6144, 6145, 50000 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		assert_sorted(scattered, counts[i]);
		assert_sorted(alike, counts[i]);
		assert_sorted(equal, counts[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sorts_hashes_of_any_number_and_likeness) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
