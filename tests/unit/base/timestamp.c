#include "base/timestamp.h"

#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *text;
	int64_t unix_s;
} times[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2026-11-21T19:22:00Z", 1795288920 },
	{ "2026-11-21t19:22:00.123z", 1795288920 },
	{ "2026-11-21T20:22:00+01:00", 1795288920 },
	{ "2026-11-21T20:22:00 01:00", 1795288920 }, /* a plus sign, decoded from an address */
	{ "2026-11-21T14:22:00-05:00", 1795288920 },
	{ "2024-02-29", 1709164800 },
	{ "1969-12-31T23:59:59Z", -1 },
};

static void
reads_every_form_of_rfc_3339(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		int64_t got = 42;

		assert_true(timestamp_parse(times[i].text, &got, NULL));
		assert_int_equal(got, times[i].unix_s);
	}
}

static void
refuses_what_is_no_time_and_leaves_the_result_alone(void **state)
{
	static const char *const bad[] = { "", "yesterday", "2026-13-01", "2026-02-29", "2026-11-21T25:00:00Z",
		"2026-11-21T10:00:00", "2026-11-21T10:00:00+1", "2026-11-21x", "26-11-21" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err err = { 0 };
		int64_t got = 42;

		assert_false(timestamp_parse(bad[i], &got, &err));
		assert_int_equal(got, 42);
		assert_int_equal(err.code, ERR_SYNTAX);
	}
}

static void
writes_what_it_reads(void **state)
{
	char text[TIMESTAMP_SIZE];

	(void)state;
	for (int64_t t = -62167219200; t < 253402300799; t += 86399 * 331) {
		int64_t back = 0;

		assert_true(timestamp_parse(timestamp_format(t, text), &back, NULL));
		assert_int_equal(back, t);
	}
	assert_string_equal(timestamp_format(TIME_NONE, text), "");
	assert_string_equal(timestamp_format(INT64_MAX, text), "");
}

static void
reads_lengths_of_time_with_their_units(void **state)
{
	static const struct {
		const char *text;
		int64_t s;
	} good[] = { { "90s", 90 }, { "15m", 900 }, { "24h", 86400 }, { "7d", 604800 }, { "2w", 1209600 }, { "5", 5 } };
	static const char *const bad[] = { "", "m", "1.5h", "-3d", "3 d", "3y", "99999999999d" };
	int64_t got;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(duration_parse(good[i].text, &got, NULL));
		assert_int_equal(got, good[i].s);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(duration_parse(bad[i], &got, NULL));
}

static void
says_lengths_of_time_in_the_unit_that_fits(void **state)
{
	char text[TIMESTAMP_SIZE];

	(void)state;
	assert_string_equal(duration_format(45, text), "45 s");
	assert_string_equal(duration_format(600, text), "10 min");
	assert_string_equal(duration_format(3600, text), "1 h");
	assert_string_equal(duration_format(3620, text), "1 h");
	assert_string_equal(duration_format(5400, text), "90 min");
	assert_string_equal(duration_format(7190, text), "2 h");
	assert_string_equal(duration_format(21600, text), "6 h");
	assert_string_equal(duration_format(5 * 86400, text), "5 d");
	assert_string_equal(duration_format(4 * 365 * 86400, text), "4 y");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_form_of_rfc_3339),
		cmocka_unit_test(refuses_what_is_no_time_and_leaves_the_result_alone),
		cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(reads_lengths_of_time_with_their_units),
		cmocka_unit_test(says_lengths_of_time_in_the_unit_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
