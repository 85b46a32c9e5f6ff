#include "curate/normal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/facts.h"
#include "curate/shingle.h"

static void
assert_words(const char *text, const char *expected)
{
	BUFFER folded = { 0 };
	BUFFER words = { 0 };
	const char *cursor;
	struct word_span word;

	normal_fold(text, &folded);
	cursor = buffer_text(&folded);
	while (normal_word_next(&cursor, &word)) {
		if (words.len > 0)
			buffer_add_char(&words, ' ');
		buffer_add(&words, word.start, word.len);
	}
	assert_string_equal(buffer_text(&words), expected);
}

static void
cuts_text_into_folded_words(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "The Office, again.", "the office again" },
		{ "Caf\u00e9 \u00c5ngstr\u00f6m STRASSE Stra\u00dfe", "cafe angstrom strasse strasse" },
		{ "\ufb01ne \uff21\uff22\uff23 x\u00b2", "fine abc x2" },
		{ "co\u00adop\u200beration", "cooperation" },
		{ "it\u2019s it's", "it s it s" },
		{ "a\u2013b\u2014c \u2018d\u2019 \u201ce\u201d\u2026f", "a b c d e f" },
		{ "\u0420\u0430\u0431\u043e\u0442\u0430", "\u0440\u0430\u0431\u043e\u0442\u0430" },
		{ "\u50cd\u304d\u65b9", "\u50cd \u304d \u65b9" },
		{ "", "" },
		{ " \t\n...", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_words(cases[i].text, cases[i].words);
	assert_words(NULL, "");
}

static void
mends_text_that_was_read_in_the_wrong_charset(void **state)
{
	(void)state;
	/* "a café’s “new” résumé – naïve" written as UTF-8, read as windows-1252 */
	assert_words(
	    "a caf\u00c3\u00a9\u00e2\u20ac\u2122s \u00e2\u20ac\u0153new\u00e2\u20ac\xc2\x9d r\u00c3\u00a9sum\u00c3\u00a9 \u00e2\u20ac\u201c na\u00c3\u00afve",
	    "a cafe s new resume naive");
	/* what only looks like it stays */
	assert_words("S\u00c3O PAULO \u00c2ngela", "sao paulo angela");
}

static void
tells_texts_by_a_key_once_they_are_long_enough(void **state)
{
	(void)state;
	assert_true(text_key("one two three four five six seven") == 0);
	assert_true(text_key(NULL) == 0);
	assert_true(text_key("One, two, three \u2013 four five six seven eight!") ==
		    text_key("one two three four five six seven eight"));
	assert_true(
	    text_key("one two three four five six seven eight") != text_key("one two three four five six eight seven"));
}

static void
looks_at_no_more_than_its_cap(void **state)
{
	BUFFER text = { 0 };
	BUFFER folded = { 0 };

	(void)state;
	for (size_t i = 0; i < NORMAL_TEXT_MAX_BYTES; i++)
		buffer_add_text(&text, "\u00e9 ");
	normal_fold(buffer_text(&text), &folded);
	assert_true(folded.len <= NORMAL_TEXT_MAX_BYTES);
}

static void
assert_same_facts(const char *a, const char *b, bool expected)
{
	struct hash_list facts[2] = { { 0 }, { 0 } };
	const char *texts[2] = { a, b };

	for (int i = 0; i < 2; i++) {
		BUFFER folded = { 0 };
		const char *cursor;
		struct word_span word;
		uint32_t fact;

		normal_fold(texts[i], &folded);
		cursor = buffer_text(&folded);
		facts_add_numbers(cursor, &facts[i]);
		while (normal_word_next(&cursor, &word))
			if (facts_of_word(word, &fact))
				hash_list_add(&facts[i], fact);
		hash_list_make_set(&facts[i]);
	}
	assert_int_equal(
	    facts[0].count == facts[1].count && hash_set_shared(&facts[0], &facts[1]) == facts[0].count, expected);
	hash_list_fini(&facts[0]);
	hash_list_fini(&facts[1]);
}

static void
reads_numbers_whole(void **state)
{
	(void)state;
	assert_same_facts("1,250.75 at 10:30 on 12/03", "on 12/03 at 10:30, 1,250.75.", true);
	assert_same_facts("1,250.75", "1,250.57", false);
	assert_same_facts("10:30", "10:45", false);
	assert_same_facts("version 2.0.1", "version 2.0.2", false);
	assert_same_facts("007 and 0", "7 and 0", true);
	assert_same_facts("12.", "12", true);
}

static void
reads_months_weekdays_and_number_words(void **state)
{
	(void)state;
	assert_same_facts("Monday the third of February", "Mon, third of Feb.", true);
	assert_same_facts("four months", "4 months", true);
	assert_same_facts("closed on Tuesday", "closed on Thursday", false);
	assert_same_facts("closed on Tuesday", "tuesdays are closed", false);
	assert_same_facts("no fact at all here", "none of the others", true);
}

static void
sorts_any_number_of_hashes(void **state)
{
	struct hash_list list = { 0 };
	uint32_t x = 1;

	(void)state;
	for (size_t count = 0; count < 700; count += 39) {
		list.count = 0;
		for (size_t i = 0; i < count; i++)
			hash_list_add(&list, (x = x * 1664525 + 1013904223) % 4 == 0 ? 7 : x);
		hash_list_make_set(&list);
		for (size_t i = 1; i < list.count; i++)
			assert_true(list.list[i - 1] < list.list[i]);
		if (count > 100) {
			assert_true(hash_set_has(&list, 7));
			assert_false(hash_set_has(&list, 8));
		}
	}
	hash_list_fini(&list);
}

static void
makes_no_triple_of_two_words(void **state)
{
	struct hash_list words = { 0 }, triples = { 0 };

	(void)state;
	hash_list_add(&words, 1);
	hash_list_add(&words, 2);
	shingle_words(&words, &triples);
	assert_int_equal(triples.count, 0);
	hash_list_add(&words, 3);
	shingle_words(&words, &triples);
	assert_int_equal(triples.count, 1);
	hash_list_fini(&words);
	hash_list_fini(&triples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_text_into_folded_words),
		cmocka_unit_test(mends_text_that_was_read_in_the_wrong_charset),
		cmocka_unit_test(tells_texts_by_a_key_once_they_are_long_enough),
		cmocka_unit_test(looks_at_no_more_than_its_cap),
		cmocka_unit_test(reads_numbers_whole),
		cmocka_unit_test(reads_months_weekdays_and_number_words),
		cmocka_unit_test(sorts_any_number_of_hashes),
		cmocka_unit_test(makes_no_triple_of_two_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
