#include "base/descriptors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/resource.h>

static void
limit_files_to(rlim_t files)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = files;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void
leaves_clients_half_of_few_descriptors(void **state)
{
	(void)state;
	limit_files_to(100);
	assert_int_equal(descriptors_for_clients(), 50);
}

static void
leaves_clients_no_more_than_512_of_many(void **state)
{
	(void)state;
	limit_files_to(1024);
	assert_int_equal(descriptors_for_clients(), 512);
	limit_files_to(1030);
	assert_int_equal(descriptors_for_clients(), 512);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_clients_half_of_few_descriptors),
		cmocka_unit_test(leaves_clients_no_more_than_512_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
