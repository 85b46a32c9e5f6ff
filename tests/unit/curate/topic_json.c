#include "curate/topic_json.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
what_is_not_said_of_learning_stays_as_it_was(void **state)
{
	static const char *forgotten[] = { "monday" };
	ARENA arena = arena_new();
	struct topic topic = { .forgotten = forgotten, .forgotten_count = 1, .is_learning_off = true };
	json_t *body = json_loads("{\"terms\":[\"trust\",{\"phrase\":\"peer learning\",\"weight\":2}]}", 0, NULL);
	json_t *anew = json_loads("{\"terms\":[\"trust\"],\"forgotten\":[],\"learning\":true}", 0, NULL);

	(void)state;
	assert_true(topic_from_json(body, "work", arena, &topic, NULL));
	assert_string_equal(topic.title, "work");
	assert_int_equal(topic.term_count, 2);
	assert_true(topic.terms[1].weight == 2);
	assert_int_equal(topic.threshold, 50);
	assert_int_equal(topic.forgotten_count, 1);
	assert_true(topic.is_learning_off);
	assert_true(topic_from_json(anew, "work", arena, &topic, NULL));
	assert_int_equal(topic.term_count, 1);
	assert_int_equal(topic.forgotten_count, 0);
	assert_false(topic.is_learning_off);
	json_decref(body);
	json_decref(anew);
}

static void
a_term_with_a_minus_excludes(void **state)
{
	ARENA arena = arena_new();
	struct topic topic = { 0 };
	json_t *body = json_loads(
	    "{\"terms\":[\"trust\",\"-title:hiring\",{\"phrase\":\"-casino\"},\"- dash\"],"
	    "\"exclude\":[\"golf\"],\"language\":\"de\"}",
	    0, NULL);

	(void)state;
	assert_true(topic_from_json(body, "work", arena, &topic, NULL));
	assert_int_equal(topic.term_count, 2);
	assert_string_equal(topic.terms[1].phrase, "- dash");
	assert_int_equal(topic.exclude_count, 3);
	assert_string_equal(topic.exclude[0], "golf");
	assert_string_equal(topic.exclude[1], "title:hiring");
	assert_string_equal(topic.exclude[2], "casino");
	assert_string_equal(topic.language, "de");
	json_decref(body);
}

static const struct {
	const char *name, *body, *said;
} wrong[] = {
	{ "a b", "{\"terms\":[\"x\"]}", "'a b' is no name for a topic" },
	{ "a", "{}", "topic 'a' has no terms" },
	{ "a", "{\"terms\":[{\"weight\":1}]}", "term 1 has no phrase" },
	{ "a", "{\"terms\":[{\"phrase\":\"x\",\"weight\":0}]}", "the weight of 'x'" },
	{ "a", "{\"terms\":[\"-x\"]}", "topic 'a' has no terms" },
	{ "a", "{\"terms\":[\"x\"],\"language\":\"in German\"}", "'in German' is no language" },
	{ "a", "{\"terms\":[\"x\"],\"language\":3}", "'language' must be" },
	{ "a", "{\"terms\":[\"x\"],\"threshold\":101}", "'threshold' must be" },
	{ "a", "{\"terms\":[\"x\"],\"learning\":\"off\"}", "'learning' must be" },
	{ "a", "{\"terms\":[\"x\"],\"forgotten\":[3]}", "forgotten 1 has no phrase" },
	{ "a", "{\"terms\":[\"x\"],\"name\":\"b\"}", "the topic's name in the body is not 'a'" },
};

static void
says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ARENA arena = arena_new();
		struct topic topic = { 0 };
		struct err err = { 0 };
		json_t *body = json_loads(wrong[i].body, 0, NULL);

		assert_false(topic_from_json(body, wrong[i].name, arena, &topic, &err));
		assert_true(text_starts(err.text, wrong[i].said));
		json_decref(body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_said_of_learning_stays_as_it_was),
		cmocka_unit_test(a_term_with_a_minus_excludes),
		cmocka_unit_test(says_what_is_wrong),
	};

	return cmocka_run_group_tests_name("curate/topic_json", tests, NULL, NULL);
}
