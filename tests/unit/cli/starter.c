#include "base/buffer.h"
#include "cli/file.h"
#include "cli/render/field.h"
#include "cli/topic_text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char topics_path[] = "schema/starter/topics.ini";
static const char feeds_path[] = "schema/starter/future-of-work.opml";

static void
its_topics_are_enough_to_begin_with(void **state)
{
	BUFFER text = { 0 };
	BUFFER problems = { 0 };
	json_t *topics;
	const json_t *topic;

	(void)state;
	assert_true(file_read_text(topics_path, TOPIC_TEXT_MAX_BYTES, &text, NULL));
	topics = topic_text_read(buffer_text(&text), &problems);
	assert_string_equal(buffer_text(&problems), "");
	assert_in_range(json_array_size(topics), 8, 20);
	FIELD_EACH(i, topics, topic)
	{
		assert_in_range(field_count(topic, "terms"), 10, 15);
		assert_non_null(field_text(topic, "title"));
	}
	json_decref(topics);
}

/* Each address once; that it is well formed is the importer's to say. */
static void
its_feeds_are_many_and_none_is_there_twice(void **state)
{
	static const char attribute[] = "xmlUrl=\"";
	BUFFER text = { 0 };
	json_t *seen = json_object();
	const char *at;

	(void)state;
	assert_true(file_read_text(feeds_path, 1 << 20, &text, NULL));
	at = buffer_text(&text);
	while ((at = strstr(at, attribute)) != NULL) {
		at += strlen(attribute);
		assert_int_equal(strncmp(at, "http", 4), 0);
		assert_null(json_object_getn(seen, at, strcspn(at, "\"")));
		json_object_setn_new(seen, at, strcspn(at, "\""), json_true());
	}
	assert_true(json_object_size(seen) >= 30);
	json_decref(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_topics_are_enough_to_begin_with),
		cmocka_unit_test(its_feeds_are_many_and_none_is_there_twice),
	};

	return cmocka_run_group_tests_name("cli/starter", tests, NULL, NULL);
}
