#include "cli/topic_text.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cli/render/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
reads_topics(void **state)
{
	BUFFER problems = { 0 };
	json_t *topics = topic_text_read(
	    "# a comment\n"
	    "[learning]\r\n"
	    "title = Learning at work\n"
	    "threshold=60\n"
	    "term = personal knowledge management ^2.5\n"
	    "  term = C ^ C ; really\n"
	    "term = title:learning\n"
	    "exclude = machine learning\n"
	    "\n"
	    "[jobs]\n"
	    "term = a=b",
	    &problems);
	json_t *expected = json_loads(
	    "[{\"name\":\"learning\",\"title\":\"Learning at work\",\"threshold\":60,\"terms\":["
	    "{\"phrase\":\"personal knowledge management\",\"weight\":2.5},"
	    "{\"phrase\":\"title:learning\",\"weight\":1.0}],\"exclude\":[\"machine learning\"],"
	    "\"forgotten\":[\"monday\"],\"learning\":false},"
	    "{\"name\":\"jobs\",\"terms\":[{\"phrase\":\"a=b\",\"weight\":1.0}],\"exclude\":[],"
	    "\"forgotten\":[],\"learning\":true}]",
	    0, NULL);

	(void)state;
	/* "^ C ; really" is no weight, and said so */
	assert_null(topics);
	assert_string_equal(buffer_text(&problems),
	    "line 6: '^ C ; really' is no weight: write a number over 0, at most 100, as in: term = trust ^2\n");
	buffer_cut(&problems, 0);
	topics = topic_text_read(
	    "[learning]\r\ntitle = Learning at work\nthreshold=60\nterm = personal knowledge management "
	    "^2.5\n\tterm = title:learning\n;x\nexclude = machine learning\nforget = monday\nlearning = off\n[jobs]\nterm = a=b",
	    &problems);
	assert_non_null(topics);
	assert_true(json_equal(topics, expected));
	json_decref(topics);
	json_decref(expected);
}

static const struct {
	const char *text;
	const char *problems;
} wrong[] = {
	{ "", "line 1: no topic in it: begin with [name]\n" },
	{ "\n[empty]\ntitle = Empty\n",
	    "line 2: topic 'empty' has no terms: add lines such as: term = knowledge sharing\n" },
	{ "term = x\nterm = y\n[a]\nterm = z", "line 1: term stands before any topic: begin with [name]\n" },
	{ "[a\nterm = x", "line 1: a topic begins with its name in brackets, on a line alone: [name]\n" },
	{ "[a b]\nterm = x", "line 1: 'a b' is no topic name: letters, digits, - _ and ., at most 64\n" },
	{ "[]", "line 1: '' is no topic name: letters, digits, - _ and ., at most 64\n" },
	{ "[a]\nterm = x\n[a]\nterm = y", "line 3: topic 'a' is there twice\n" },
	{ "[a]\nterm = x\nthreshold = high", "line 3: threshold is a whole number from 0 to 100, not 'high'\n" },
	{ "[a]\nterm = x\nthreshold = 101\nweight = 3\nnonsense\nterm =\nexclude = ",
	    "line 3: threshold is a whole number from 0 to 100, not '101'\n"
	    "line 4: no setting 'weight': there are title, threshold, language, term, exclude, forget and learning\n"
	    "line 5: 'nonsense' is no setting: write key = value\n"
	    "line 6: a phrase is missing after the =\n"
	    "line 7: a phrase is missing after the =\n" },
	{ "[a]\nterm = x ^0",
	    "line 2: '^0' is no weight: write a number over 0, at most 100, as in: term = trust ^2\n" },
	{ "[a]\nterm = x\nlearning = no", "line 3: learning is on or off, not 'no'\n" },
	{ "[a]\nterm = x\nlanguage = german language",
	    "line 3: 'german language' is no language: write its tag, such as de or pt-BR\n" },
	{ "[a]\nterm = ^2", "line 2: a phrase is missing after the =\n" },
};

static void
names_each_wrong_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		BUFFER problems = { 0 };

		assert_null(topic_text_read(wrong[i].text, &problems));
		assert_string_equal(buffer_text(&problems), wrong[i].problems);
	}
}

static void
stops_counting_problems_at_twenty(void **state)
{
	BUFFER text = { 0 };
	BUFFER problems = { 0 };

	(void)state;
	buffer_add_text(&text, "[a]\nterm = x\n");
	for (int i = 0; i < 1000; i++)
		buffer_add_text(&text, "junk\n");
	assert_null(topic_text_read(buffer_text(&text), &problems));
	assert_true(text_ends(buffer_text(&problems), "and 980 more\n"));
}

static void
refuses_too_many_terms_and_phrases_too_long(void **state)
{
	BUFFER text = { 0 };
	BUFFER problems = { 0 };

	(void)state;
	buffer_add_text(&text, "[a]\nterm = ");
	for (int i = 0; i < 201; i++)
		buffer_add_char(&text, 'x');
	for (int i = 0; i < 201; i++)
		buffer_addf(&text, "\nterm = t%d", i);
	assert_null(topic_text_read(buffer_text(&text), &problems));
	assert_string_equal(
	    buffer_text(&problems), "line 2: the phrase is longer than 200 bytes\nline 203: more than 200 terms\n");
}

static void
writes_what_it_reads(void **state)
{
	static const char text[] =
	    "[learning]\n"
	    "title = Learning at work\n"
	    "threshold = 60\n"
	    "term = personal knowledge management ^2.5\n"
	    "term = title:learning\n"
	    "term = x^y ^1\n"
	    "exclude = machine learning\n";
	BUFFER problems = { 0 };
	BUFFER written = { 0 };
	json_t *topics = topic_text_read(text, &problems);

	(void)state;
	assert_non_null(topics);
	topic_text_write(json_array_get(topics, 0), &written);
	json_decref(topics);
	assert_string_equal(buffer_text(&written), text);
}

static void
a_phrase_cannot_begin_a_line_of_its_own(void **state)
{
	json_t *topic = json_loads(
	    "{\"name\":\"a\",\"terms\":[{\"phrase\":\"x\\n[b]\\u001b\",\"weight\":1}],\"exclude\":[]}", 0, NULL);
	BUFFER written = { 0 };

	(void)state;
	topic_text_write(topic, &written);
	json_decref(topic);
	assert_string_equal(buffer_text(&written), "[a]\nterm = x [b]\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_topics),
		cmocka_unit_test(names_each_wrong_line),
		cmocka_unit_test(stops_counting_problems_at_twenty),
		cmocka_unit_test(refuses_too_many_terms_and_phrases_too_long),
		cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(a_phrase_cannot_begin_a_line_of_its_own),
	};

	return cmocka_run_group_tests_name("cli/topic_text", tests, NULL, NULL);
}
