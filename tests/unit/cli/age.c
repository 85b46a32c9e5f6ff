#include "cli/render/age.h"
#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1800000000, HOUR = 3600, DAY = 24 * HOUR };

static const struct {
	int64_t then;
	const char *age;
} ages[] = {
	{ NOW, "now" },
	{ NOW - 59, "now" },
	{ NOW - 20 * 60, "20 min" },
	{ NOW - 3 * HOUR, "3 h" },
	{ NOW - 2 * DAY, "2 d" },
	{ NOW - 99 * DAY, "99 d" },
	{ NOW - 400 * DAY, "2025-12-11" },
	{ NOW + HOUR, "now" }, /* a feed's clock runs ahead */
	{ NOW + 30 * DAY, "2027-02-14" },
	{ TIME_NONE, "" },
};

static void
says_an_age_in_few_letters(void **state)
{
	char out[AGE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ages); i++)
		assert_string_equal(age_format(ages[i].then, NOW, out), ages[i].age);
}

static void
says_how_soon(void **state)
{
	char out[AGE_SIZE];

	(void)state;
	assert_string_equal(age_until(NOW + 20 * 60, NOW, out), "in 20 min");
	assert_string_equal(age_until(NOW - 1, NOW, out), "due");
	assert_string_equal(age_until(TIME_NONE, NOW, out), "");
}

static void
names_the_day(void **state)
{
	char out[AGE_SIZE];

	(void)state;
	assert_string_equal(age_day(NOW, out), "Fri 15 Jan 2027");
	assert_string_equal(age_minute(NOW, out), "Fri 15 Jan 2027 08:00");
	assert_string_equal(age_day(TIME_NONE, out), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_an_age_in_few_letters),
		cmocka_unit_test(says_how_soon),
		cmocka_unit_test(names_the_day),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("cli/age", tests, NULL, NULL);
}
