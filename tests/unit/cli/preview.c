#include "cli/render/preview.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1800000000 }; /* Fri 15 Jan 2027 08:00 */

static const struct look look = { .width = 60, .now = NOW };

static void
render(const char *json, struct buffer *out)
{
	json_t *root = json_loads(json, 0, NULL);

	assert_non_null(root);
	buffer_cut(out, 0);
	render_preview(root, &look, out);
	json_decref(root);
}

static void
shows_what_a_source_is_worth(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	render(
	    "{\"title\":\"Desk\",\"home_page_url\":\"https://desk.example/\",\"_winnow\":{\"format\":\"rss-2.0\","
	    "\"encoding\":\"utf-8\",\"ttl_minutes\":120,\"warnings\":[{\"code\":\"bad-date\",\"line\":7,\"detail\":"
	    "\"soon\"},{\"code\":\"a-new-one\"}]},\"items\":["
	    "{\"title\":\"old\",\"date_published\":\"2027-01-01T00:00:00Z\",\"content_text\":\"one two three\"},"
	    "{\"title\":\"undated\",\"content_text\":\"one\"},"
	    "{\"title\":\"new\",\"date_published\":\"2027-01-15T07:00:00Z\",\"content_text\":\"one\\ntwo\"},"
	    "{\"title\":\"middle\",\"date_modified\":\"2027-01-12T07:00:00Z\",\"content_text\":\"one two\"},"
	    "{\"title\":\"older\",\"date_published\":\"2026-12-29T00:00:00Z\",\"content_text\":\"\"}]}",
	    &out);
	assert_string_equal(buffer_text(&out),
	    "Desk\n"
	    "page            https://desk.example/\n"
	    "format          rss-2.0\n"
	    "encoding        utf-8\n"
	    "items           5, the newest of Fri 15 Jan 2027, the oldest\n"
	    "                of Tue 29 Dec 2026, 1 without a date\n"
	    "something new   about every 3 d\n"
	    "text            about 2 words an item\n"
	    "asks to be read every 2 h\n"
	    "\n"
	    "Mended while reading\n"
	    "line 7          not a date: soon\n"
	    "                a-new-one\n"
	    "\n"
	    "           date   age  title\n"
	    "Fri 15 Jan 2027   1 h  new\n"
	    "Tue 12 Jan 2027   3 d  middle\n"
	    " Fri 1 Jan 2027  14 d  old\n"
	    "Tue 29 Dec 2026  17 d  older\n"
	    "                       undated\n");
}

static void
says_when_there_is_little_to_judge_by(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	render("{\"title\":\"Bare\",\"items\":[{\"title\":\"a\"},{\"title\":\"b\"}]}", &out);
	assert_string_equal(buffer_text(&out),
	    "Bare\n"
	    "items           2, none with a date\n"
	    "something new   too few dates to tell\n"
	    "text            none: titles and links\n"
	    "\n"
	    "title\n"
	    "a\n"
	    "b\n");
	render("{\"title\":\"Empty\",\"items\":[]}", &out);
	assert_string_equal(buffer_text(&out), "Empty\nitems           0\n");
}

static void
shows_the_newest_of_many(void **state)
{
	BUFFER json = { 0 };
	BUFFER out = { 0 };

	(void)state;
	buffer_add_text(&json, "{\"title\":\"Many\",\"items\":[{\"title\":\"first\"}");
	for (int i = 0; i < 30; i++)
		buffer_add_text(&json, ",{\"title\":\"again\",\"date_published\":\"2027-01-01T00:00:00Z\"}");
	buffer_add_text(&json, "]}");
	render(buffer_text(&json), &out);
	assert_null(strstr(buffer_text(&out), "first"));
	assert_non_null(strstr(buffer_text(&out), "several at once\n"));
	assert_true(text_ends(buffer_text(&out), "and 11 more\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_a_source_is_worth),
		cmocka_unit_test(says_when_there_is_little_to_judge_by),
		cmocka_unit_test(shows_the_newest_of_many),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("cli/preview", tests, NULL, NULL);
}
