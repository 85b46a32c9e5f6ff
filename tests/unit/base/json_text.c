#include "base/json_text.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

static void
assert_same(json_t *value)
{
	char *expected = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	BUFFER got = { 0 };

	buffer_add_json(&got, value);
	assert_string_equal(buffer_text(&got), expected);
	free(expected);
	json_decref(value);
}

static void
writes_what_jansson_writes(void **state)
{
	static const char *const documents[] = {
		"{}",
		"[]",
		"{\"b\":[1,-2,0,9223372036854775807,-9223372036854775808],\"a\":{\"x\":null,\"y\":[true,false,[]]}}",
		"[\"\",\"plain\",\"\\\"quoted\\\" back\\\\slash /\",\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\",\"\\u0000\",\"\\u00e4\\ud83c\\udf31\"]",
		"{\"a \\\"key\\\"\":\"\\n\"}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		json_t *value = json_loads(documents[i], JSON_ALLOW_NUL, NULL);

		assert_non_null(value);
		assert_same(value);
	}
}

static void
writes_real_numbers_as_jansson_does(void **state)
{
	static const double edges[] = { 0, -0.0, 1, -1, .5, 100, .1, .01, .001, 1e-4, 1e-5, 9.9999999999999999e-5,
		.99999999999999989, 9.9999999999999982, 99999.999999999985, 1e14, 999999999999999.88, 1e15, 1e16, 1e17,
		1e22, 1e300, 5e-324, 1.7976931348623157e308, 123456789.125, 4503599627370497.5, 2.5,
		0.30000000000000004 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(edges); i++)
		assert_same(json_real(edges[i]));
}

static void
writes_any_real_number_as_jansson_does(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double mantissa;

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		mantissa = (double)(random >> 11) / (double)(UINT64_C(1) << 53);
		assert_same(json_real((i % 2 == 0 ? mantissa : -mantissa) * pow(10, i % 24 - 6)));
		assert_same(json_real(round(mantissa * 1e5) / 1e3)); /* few digits, many zeros */
	}
}

static void
adds_nothing_for_nothing(void **state)
{
	BUFFER got = { 0 };

	(void)state;
	buffer_add_json(&got, NULL);
	assert_int_equal(got.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_jansson_writes),
		cmocka_unit_test(writes_real_numbers_as_jansson_does),
		cmocka_unit_test(writes_any_real_number_as_jansson_does),
		cmocka_unit_test(adds_nothing_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
