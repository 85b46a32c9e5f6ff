#include "cli/render/item.h"
#include "base/buffer.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1800000000 };

static const struct look look = { .width = 60, .now = NOW };

static void
render(const char *json, bool all, struct buffer *out)
{
	json_t *root = json_loads(json, 0, NULL);

	assert_non_null(root);
	render_why(root, all, &look, out);
	json_decref(root);
}

static const char why[] =
    "{\"id\":\"1042\",\"title\":\"Psychological safety is not niceness\",\"topics\":["
    "{\"name\":\"lead\",\"title\":\"Leadership\",\"score\":91,\"margin\":2.3136,\"bias\":-3.104,\"threshold\":50,"
    "\"parts\":[{\"kind\":\"term\",\"what\":\"psychological safety\",\"points\":2.916},"
    "{\"kind\":\"term\",\"what\":\"trust\",\"points\":2.9416},{\"kind\":\"exclude\",\"what\":\"army\",\"points\":-0.44}]},"
    "{\"name\":\"jobs\",\"title\":\"Careers\",\"score\":5,\"margin\":-3,\"bias\":-3,\"threshold\":50,\"parts\":[]}],"
    "\"duplicates\":[{\"id\":\"9\",\"feed\":\"Other Feed\"}],\"story\":{\"id\":4,\"size\":3},\"story_words\":\"ferry, strike\","
    "\"digest\":{\"in\":true,\"reason\":\"second of Leadership\"}}";

static void
shows_parts_that_sum_to_the_margin(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	render(why, false, &out);
	assert_string_equal(buffer_text(&out),
	    "Psychological safety is not niceness\n"
	    "id              1042\n"
	    "story           2 more on this (story:4): ferry, strike\n"
	    "in the digest   yes: second of Leadership\n"
	    "copies folded   9  Other Feed\n"
	    "\n"
	    "Leadership  91  reaches its threshold of 50\n"
	    "   -3.11  bias     where every item starts\n"
	    "   +2.92  term     psychological safety\n"
	    "   +2.94  term     trust\n"
	    "   -0.44  exclude  army\n"
	    "  ──────\n"
	    "   +2.31  margin   score 91 of 100\n"
	    "\n"
	    "other topics    jobs 5 (--all shows how)\n");
}

static void
shows_every_topic_when_asked(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	render(why, true, &out);
	assert_non_null(strstr(buffer_text(&out), "Careers  5  below its threshold of 50\n"));
	assert_null(strstr(buffer_text(&out), "other topics"));
}

static void
says_when_parts_do_not_explain_the_margin(void **state)
{
	BUFFER out = { 0 };

	(void)state;
	render(
	    "{\"id\":1,\"title\":\"x\",\"topics\":[{\"name\":\"t\",\"score\":50,\"margin\":4,\"bias\":1,\"parts\":[]}]}",
	    false, &out);
	assert_non_null(strstr(buffer_text(&out), "+3.00          (not explained by the parts)\n"));
}

static void
rounds_such_that_the_sum_holds(void **state)
{
	static const struct {
		double exact[4];
		double sum;
		long long rounded[4];
	} cases[] = {
		{ { 0.333, 0.333, 0.334, 0 }, 1.0, { 33, 33, 34, 0 } },
		{ { 0.005, 0.005, 0.005, 0.005 }, 0.02, { 0, 0, 1, 1 } },
		{ { -0.444, -0.444, -0.444, 0 }, -1.332, { -45, -44, -44, 0 } },
		{ { 1, 2, 3, 4 }, 10, { 100, 200, 300, 400 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		long long got[4], sum = 0;

		assert_true(hundredths_round(cases[i].exact, 4, cases[i].sum, got));
		for (size_t j = 0; j < 4; j++)
			sum += got[j];
		assert_int_equal(sum, (long long)(cases[i].sum * 100 + (cases[i].sum < 0 ? -0.5 : 0.5)));
	}
}

static void
shows_an_item_to_read(void **state)
{
	json_t *item = json_loads(
	    "{\"id\":\"7\",\"url\":\"https://example.org/7\",\"title\":\"A title\",\"authors\":[{\"name\":\"Ann\"},"
	    "{\"name\":\"Bo\"}],\"date_published\":\"2027-01-15T05:00:00Z\",\"content_text\":\"One line that is "
	    "long enough to be wrapped at sixty columns, surely.\\n\\n\\n\\nTwo\\u001b[1m.\\nThree.\","
	    "\"_winnow\":{\"feed\":{\"title\":\"Work\"},\"starred\":true,\"read\":true,\"topics\":[{\"name\":\"lead\","
	    "\"score\":91}]},\"attachments\":[{\"url\":\"https://example.org/a.mp3\",\"mime_type\":\"audio/mpeg\","
	    "\"size_in_bytes\":12345678}]}",
	    0, NULL);
	BUFFER out = { 0 };

	(void)state;
	assert_non_null(item);
	render_item(item, &look, &out);
	json_decref(item);
	assert_string_equal(buffer_text(&out),
	    "A title\n"
	    "id              7\n"
	    "from            Work\n"
	    "by              Ann, Bo\n"
	    "on              Fri 15 Jan 2027 05:00\n"
	    "at              https://example.org/7\n"
	    "topics          lead 91\n"
	    "marked          read, starred\n"
	    "attached        https://example.org/a.mp3 (audio/mpeg, 12.3\n"
	    "                MB)\n"
	    "\n"
	    "One line that is long enough to be wrapped at sixty columns,\n"
	    "surely.\n"
	    "\n"
	    "Two[1m.\n"
	    "Three.\n");
}

/* What the daemon makes of HTML keeps its form when it is wrapped. */
static void
keeps_quotes_lists_and_code_in_form(void **state)
{
	static const struct look narrow = { .width = 30, .now = NOW };
	json_t *item = json_pack("{s:s, s:s}", "title", "T", "content_text",
	    "> A quote that goes on for more than one line.\n>\n> > and one in it\n\n"
	    "- an item of a list that has to be wrapped\n"
	    "  9. a numbered one inside, wrapped as well\n\n"
	    "    if (code)\n        stay();");
	BUFFER out = { 0 };

	(void)state;
	render_item(item, &narrow, &out);
	json_decref(item);
	assert_non_null(strstr(buffer_text(&out),
	    "\n> A quote that goes on for\n"
	    "> more than one line.\n"
	    ">\n"
	    "> > and one in it\n"
	    "\n"
	    "- an item of a list that has\n"
	    "  to be wrapped\n"
	    "  9. a numbered one inside,\n"
	    "     wrapped as well\n"
	    "\n"
	    "    if (code)\n"
	    "        stay();\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_parts_that_sum_to_the_margin),
		cmocka_unit_test(shows_every_topic_when_asked),
		cmocka_unit_test(says_when_parts_do_not_explain_the_margin),
		cmocka_unit_test(rounds_such_that_the_sum_holds),
		cmocka_unit_test(shows_an_item_to_read),
		cmocka_unit_test(keeps_quotes_lists_and_code_in_form),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("cli/item", tests, NULL, NULL);
}
