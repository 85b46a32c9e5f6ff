#include "cli/mail/record.h"

#include "base/text.h"
#include "tests/unit/cli/state_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
remembers_how_far_an_issue_came_until_it_is_forgotten(void **state)
{
	static const enum record_state states[] = { RECORD_SENDING, RECORD_ACCEPTED, RECORD_NONE };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		RECORD record = { .lock = -1 };

		assert_true(record_open("weekly", &record, NULL));
		assert_true(record_write(&record, "0123abcd", states[i], NULL));
		record_close(&record);
		assert_true(record_open("weekly", &record, NULL));
		assert_int_equal(record_read(&record, "0123abcd"), states[i]);
		assert_int_equal(record_read(&record, "4567abcd"), RECORD_NONE);
	}
}

static void
lets_one_run_a_digest_in(void **state)
{
	RECORD first = { .lock = -1 };
	RECORD other = { .lock = -1 };
	struct record second;
	struct err err = { 0 };

	(void)state;
	assert_true(record_open("weekly", &first, NULL));
	assert_false(record_open("weekly", &second, &err));
	assert_int_equal(err.code, ERR_LOCKED);
	assert_true(record_open("../weekly", &other, NULL));
	record_close(&first);
	assert_true(record_open("weekly", &first, NULL));
}

static void
stays_in_its_folder_whatever_a_digest_is_called(void **state)
{
	char path[300];
	RECORD record = { .lock = -1 };

	assert_true(record_open("../../etc/weekly", &record, NULL));
	snprintf(path, sizeof(path), "%s/winnow/mail/..%%2F..%%2Fetc%%2Fweekly.lock", (char *)*state);
	assert_int_equal(access(path, F_OK), 0);
}

static void
refuses_where_nothing_can_be_noted(void **state)
{
	struct record record;
	struct err err = { 0 };

	setenv("XDG_STATE_HOME", "/dev/null", 1);
	assert_false(record_open("weekly", &record, &err));
	assert_non_null(strstr(err.text, "can't be noted"));
	setenv("XDG_STATE_HOME", *state, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembers_how_far_an_issue_came_until_it_is_forgotten),
		cmocka_unit_test(lets_one_run_a_digest_in),
		cmocka_unit_test(stays_in_its_folder_whatever_a_digest_is_called),
		cmocka_unit_test(refuses_where_nothing_can_be_noted),
	};

	return cmocka_run_group_tests(tests, state_home_make, state_home_remove);
}
