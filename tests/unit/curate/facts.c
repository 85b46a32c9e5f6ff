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
		"september1", "frisian", "zoo", "1st", "4pr", "a0r", "t\xe5n", "\xf4wo", "th2", "mar\xe3" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_int_equal(fact_of(words[i]), 0);
}

static void
knows_of_all_words_of_three_letters_only_these(void **state)
{
	static const char known[] =
	    "apr aug dec feb fri jan jul jun mar may mon nov oct one sat sep six sun ten thu tue two wed ";
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < (size_t)26 * 26 * 26; i++) {
		char word[] = { (char)('a' + i / 676), (char)('a' + i / 26 % 26), (char)('a' + i % 26), ' ', '\0' };
		bool is_known = facts_of_word((struct word_span) { word, 3 }, &(uint32_t) { 0 });

		assert_int_equal(is_known, strstr(known, word) != NULL);
		count += is_known;
	}
	assert_int_equal(count, strlen(known) / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_every_number_word_month_and_weekday),
		cmocka_unit_test(takes_no_other_word_for_a_fact),
		cmocka_unit_test(knows_of_all_words_of_three_letters_only_these),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
