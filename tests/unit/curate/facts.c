#include "curate/facts.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static uint32_t
fact_of(const char *word)
{
	uint32_t fact = 0;

	return facts_of_word((struct word_span) { word, strlen(word) }, &fact) ? fact : 0;
}

static void
knows_every_number_word_month_and_weekday(void **state)
{
	static const char *const numbers[] = { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
		"ten", "eleven", "twelve" };
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december" };
	static const char *const days[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
		"sunday" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		assert_int_not_equal(fact_of(numbers[i]), 0);
	for (size_t i = 0; i < COUNT_OF(months); i++) {
		assert_int_not_equal(fact_of(months[i]), 0);
		assert_int_equal(facts_of_word((struct word_span) { months[i], 3 }, &(uint32_t) { 0 }), 1);
	}
	for (size_t i = 0; i < COUNT_OF(days); i++)
		assert_int_equal(fact_of(days[i]), fact_of((char[4]) { days[i][0], days[i][1], days[i][2] }));
}

static void
takes_no_other_word_for_a_fact(void **state)
{
	static const char *const words[] = { "on", "onerous", "market", "tense", "sunk", "jan1", "w", "", "\xc3\xa9t",
		"september1", "frisian", "zoo", "1st" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_int_equal(fact_of(words[i]), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_every_number_word_month_and_weekday),
		cmocka_unit_test(takes_no_other_word_for_a_fact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
