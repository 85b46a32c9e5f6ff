#include "cli/render/uuid.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
is_of_version_8_and_otherwise_what_was_given(void **state)
{
	char text[UUID_TEXT_SIZE];
	struct uuid uuid;

	(void)state;
	assert_true(uuid_parse("ffffffffffffffffffffffffffffffff", &uuid));
	assert_string_equal(uuid_format(uuid, text), "urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff");
	assert_true(uuid_parse("00000000000000000000000000000000", &uuid));
	assert_string_equal(uuid_format(uuid, text), "urn:uuid:00000000-0000-8000-8000-000000000000");
	assert_string_equal(
	    uuid_format(uuid_plus(uuid, 0x1042), text), "urn:uuid:00000000-0000-8000-8000-000000001042");
}

static void
refuses_what_is_no_number_of_128_bits(void **state)
{
	static const char *const wrong[] = { NULL, "", "00", "0000000000000000000000000000000g",
		"000000000000000000000000000000000", "0x000000000000000000000000000000",
		" 0000000000000000000000000000000" };
	struct uuid uuid = { 1, 2 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(uuid_parse(wrong[i], &uuid));
	assert_int_equal(uuid.high + uuid.low, 3);
}

static void
texts_have_the_same_one_ever_after_and_no_other_has_it(void **state)
{
	char one[UUID_TEXT_SIZE], other[UUID_TEXT_SIZE];

	(void)state;
	/* Written down: a release that gave another would make every item unread again in every newsreader. */
	assert_string_equal(uuid_format(uuid_of((const char *[]) { "a", "b" }, 2), one),
	    "urn:uuid:b061d902-c67a-849e-87b9-99952ccfc0e4");
	assert_string_not_equal(one, uuid_format(uuid_of((const char *[]) { "ab", NULL }, 2), other));
	assert_string_not_equal(one, uuid_format(uuid_of((const char *[]) { "b", "a" }, 2), other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_of_version_8_and_otherwise_what_was_given),
		cmocka_unit_test(refuses_what_is_no_number_of_128_bits),
		cmocka_unit_test(texts_have_the_same_one_ever_after_and_no_other_has_it),
	};

	return cmocka_run_group_tests_name("cli/uuid", tests, NULL, NULL);
}
