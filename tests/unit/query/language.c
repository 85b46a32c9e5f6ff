#include "query/language.h"

#include "base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1795288920 };

static const struct {
	const char *typed;
	const char *match;
} words[] = {
	{ "learning circles", "\"learning\" AND \"circles\"" },
	{ "\"learning circles\"", "\"learning circles\"" },
	{ "learn*", "\"learn\"*" },
	{ "leadership OR strategy", "\"leadership\" OR \"strategy\"" },
	{ "leadership AND strategy", "\"leadership\" AND \"strategy\"" },
	{ "work -recruiting -\"job advert\"", "(\"work\") NOT (\"recruiting\" OR \"job advert\")" },
	{ "title:remote", "title : \"remote\"" },
	{ "author:\"lee, ada\"", "authors : \"lee, ada\"" },
	{ "-tag:hiring work", "(\"work\") NOT (tags : \"hiring\")" },
	{ "NEAR(a b)", "\"NEAR(a\" AND \"b)\"" },
	{ "semi;colon ^caret", "\"semi;colon\" AND \"^caret\"" },
	{ "un\"quoted", "\"un\"\"quoted\"" },
	{ "OR work", "\"work\"" },
};

static void
turns_words_into_an_expression_in_which_everything_is_quoted(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct language_query got;
		struct err err = { 0 };

		assert_true(language_read(words[i].typed, NOW, arena, &got, &err));
		assert_string_equal(got.match, words[i].match);
	}
}

static const struct {
	const char *typed, *at_least, *without;
} begun[] = {
	{ "learning", NULL, NULL },
	{ "learn*", NULL, NULL },
	{ "work learn* circle", "\"work\" AND \"circle\"", NULL },
	{ "learn* work OR lead* strategy", "\"work\" OR \"strategy\"", NULL },
	{ "learn* OR strategy", NULL, NULL },
	{ "strategy OR learn*", NULL, NULL },
	{ "work -recruit* -job", "(\"work\") NOT (\"job\")", NULL },
	{ "title:\"circles of lea\"*", "title : \"circles of \"", NULL },
	{ "\"... lea\"*", NULL, NULL },
	{ "\"work lea\"* OR \"job rec\"* paid", "\"work \" OR \"job \" AND \"paid\"", NULL },
	{ "learn* -\"work lea\"* -job", NULL, "\"job\"" },
	{ "-work learn*", NULL, "\"work\"" },
	{ "learn* -work -title:job -recruit*", NULL, "\"work\" OR title : \"job\"" },
	{ "learn* -recruit*", NULL, NULL },
};

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : text_equal(a, b);
}

static void
says_what_is_found_by_more_than_beginnings(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(begun); i++) {
		struct language_query got;
		struct err err = { 0 };

		assert_true(language_read(begun[i].typed, NOW, arena, &got, &err));
		assert_true(is_same(got.at_least, begun[i].at_least));
		assert_true(is_same(got.without, begun[i].without));
	}
}

static void
takes_filters_out_of_the_words(void **state)
{
	ARENA arena = arena_new();
	struct language_query got;

	(void)state;
	assert_true(language_read(
	    "is:unread topic:work feed:12 in:blogs since:7d until:2026-11-01 score:60", NOW, arena, &got, NULL));
	assert_null(got.match);
	assert_int_equal(got.state, STORE_UNREAD);
	assert_string_equal(got.topic, "work");
	assert_string_equal(got.tag, "blogs");
	assert_int_equal(got.feed_id, 12);
	assert_int_equal(got.since, NOW - 7 * 86400);
	assert_int_equal(got.until, 1793491200);
	assert_int_equal(got.min_score, 60);
}

static void
an_empty_query_asks_for_everything(void **state)
{
	ARENA arena = arena_new();
	struct language_query got;

	(void)state;
	assert_true(language_read("  ", NOW, arena, &got, NULL));
	assert_null(got.match);
	assert_int_equal(got.since, TIME_NONE);
	assert_int_equal(got.min_score, -1);
}

static void
refuses_what_it_does_not_understand_and_names_it(void **state)
{
	static const struct {
		const char *typed;
		const char *said;
	} bad[] = {
		{ "-only", "only -words" },
		{ "is:lost", "is:lost" },
		{ "feed:twelve", "twelve" },
		{ "since:whenever", "whenever" },
		{ "score:101", "101" },
		{ "\"\"", "empty phrase" },
		{ "a*", "two letters" },
		{ "work -b*", "begin with 'b'" },
	};
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct language_query got = { .feed_id = 42 };
		struct err err = { 0 };

		assert_false(language_read(bad[i].typed, NOW, arena, &got, &err));
		assert_int_equal(got.feed_id, 42);
		assert_non_null(strstr(err.text, bad[i].said));
	}
}

static void
refuses_a_query_that_is_too_long(void **state)
{
	ARENA arena = arena_new();
	BUFFER text = { 0 };
	struct language_query got;

	(void)state;
	for (int i = 0; i < LANGUAGE_WORDS_MAX + 1; i++)
		buffer_add_text(&text, "w ");
	assert_false(language_read(text.data, NOW, arena, &got, NULL));
	for (int i = 0; i < LANGUAGE_BYTES_MAX; i++)
		buffer_add_char(&text, 'x');
	assert_false(language_read(text.data, NOW, arena, &got, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_words_into_an_expression_in_which_everything_is_quoted),
		cmocka_unit_test(says_what_is_found_by_more_than_beginnings),
		cmocka_unit_test(takes_filters_out_of_the_words),
		cmocka_unit_test(an_empty_query_asks_for_everything),
		cmocka_unit_test(refuses_what_it_does_not_understand_and_names_it),
		cmocka_unit_test(refuses_a_query_that_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
