#include "cli/render/digest.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cli/render/width.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1800000000 }; /* 2027-01-15T08:00:00Z */

static const char digest[] =
    "{\"items\":["
    "{\"id\":\"1042\",\"url\":\"https://example.org/1\",\"title\":\"How to lead when nobody is in the room, and what "
    "remote teams taught us\",\"date_published\":\"2027-01-15T05:00:00Z\",\"_winnow\":{\"section\":\"lead\",\"score\":91,"
    "\"reason\":\"trust, teams\",\"feed\":{\"id\":3,\"title\":\"Work Matters\"},\"duplicates\":"
    "[{\"id\":\"7\",\"feed\":\"Anna\"},{\"id\":\"8\",\"feed\":\"Anna\"},{\"id\":\"9\",\"feed\":\"Bert\"},"
    "{\"id\":\"10\",\"feed\":\"Carl\"}],\"story\":{\"id\":9,\"size\":3},\"story_words\":\"ferry, strike\"}},"
    "{\"id\":\"987\",\"title\":\"Evil\\u001b]0;x\\u0007 \\u009b31m\\u202etitle\",\"date_published\":"
    "\"2027-01-13T05:00:00Z\",\"_winnow\":{\"section\":\"lead\",\"score\":7,\"starred\":true,\"note\":\"ask Anna\","
    "\"feed\":{\"title\":\"日経\\u001b[2J\"}}},"
    "{\"id\":\"12\",\"_winnow\":{\"section\":\"learn\",\"score\":60,\"verdict\":\"keep\"}}],"
    "\"_winnow\":{\"sections\":[{\"name\":\"lead\",\"title\":\"Leadership\",\"considered\":41},"
    "{\"name\":\"learn\",\"title\":\"Learning\",\"considered\":1},{\"name\":\"jobs\",\"title\":\"Careers\","
    "\"considered\":0}],\"since\":\"2027-01-08T08:00:00Z\",\"until\":\"2027-01-15T08:00:00Z\","
    "\"feeds\":{\"total\":5,\"failing\":2,\"gone\":1},\"topics\":3}}";

static void
render(const char *json, const struct look *look, struct buffer *out)
{
	json_t *root = json_loads(json, 0, NULL);

	assert_non_null(root);
	render_digest(root, look, out);
	json_decref(root);
}

static void
shows_what_matters_by_topic_with_the_reason(void **state)
{
	struct look look = { .width = 60, .now = NOW };
	BUFFER out = { 0 };

	(void)state;
	render(digest, &look, &out);
	assert_string_equal(buffer_text(&out),
	    "Digest · Fri 8 to Fri 15 Jan 2027 · 3 items\n"
	    "\n"
	    "Leadership ───────────────────────────────────────── 2 of 41\n"
	    " 1042   91  How to lead when nobody is in the room, and what\n"
	    "            remote teams taught us\n"
	    "            Work Matters · 3 h · trust, teams\n"
	    "            also in Anna, Bert and 1 more\n"
	    "            2 more on this (story:9): ferry, strike\n"
	    "\n"
	    "  987    7  Evil]0;x 31mtitle\n"
	    "            日経[2J · 2 d · starred\n"
	    "            > ask Anna\n"
	    "\n"
	    "Learning ──────────────────────────────────────────── 1 of 1\n"
	    "   12   60  (no title)\n"
	    "            kept\n"
	    "\n"
	    "nothing for Careers\n"
	    "2 feeds are failing: winnow feed list --failing\n"
	    "1 feed is gone for good: winnow feed list --state gone\n"
	    "next: winnow show 1042 · open · why · keep · skip\n");
}

static void
assert_lines_fit(const char *text, size_t width)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (width_of(text, len) > width)
			fail_msg("wider than %zu: %.*s", width, (int)len, text);
		text += len + 1;
	}
}

static void
fits_every_width(void **state)
{
	(void)state;
	for (size_t width = 30; width < 130; width++) {
		struct look look = { .width = width, .now = NOW };
		BUFFER out = { 0 };

		render(digest, &look, &out);
		assert_lines_fit(buffer_text(&out), width);
	}
}

/* In colour, with links, the only escapes are our own: colour, link, end of link. */
static void
escapes_are_ours_alone(void **state)
{
	struct look look = { .width = 80, .now = NOW, .has_colour = true, .has_links = true };
	BUFFER out = { 0 };

	(void)state;
	render(digest, &look, &out);
	for (const char *at = buffer_text(&out); (at = strchr(at, '\033')) != NULL; at++) {
		bool is_colour =
		    at[1] == '[' && strspn(at + 2, "0123456789;") > 0 && at[2 + strspn(at + 2, "0123456789;")] == 'm';

		assert_true(is_colour || strncmp(at, "\033]8;;", 5) == 0 || at[1] == '\\');
	}
	assert_null(strchr(buffer_text(&out), '\a'));
	assert_null(strstr(buffer_text(&out), "\xc2\x9b"));
}

static void
says_what_to_do_when_there_is_nothing_yet(void **state)
{
	struct look look = { .width = 80, .now = NOW };
	BUFFER out = { 0 };

	(void)state;
	render("{\"items\":[],\"_winnow\":{\"sections\":[],\"feeds\":{\"total\":0},\"topics\":0}}", &look, &out);
	assert_string_equal(buffer_text(&out),
	    "Digest · 0 items\n"
	    "\n"
	    "no topics yet: winnow topic import FILE\n"
	    "no feeds yet: winnow feed add URL, or winnow import FILE\n");
}

static void
a_long_reason_is_cut_to_a_few_words(void **state)
{
	struct look look = { .width = 80, .now = NOW };
	BUFFER out = { 0 };

	(void)state;
	render(
	    "{\"items\":[{\"id\":\"1\",\"title\":\"x\",\"_winnow\":{\"reason\":\"one two three four five six seven "
	    "eight nine ten eleven twelve\"}}]}",
	    &look, &out);
	assert_non_null(strstr(buffer_text(&out), " one two three four five six seven eight nine ten…\n"));
}

/* Two lines are enough to choose by; they end with a word. */
static void
an_excerpt_is_cut_to_two_lines_on_a_terminal(void **state)
{
	struct look look = { .width = 40, .now = NOW, .cuts = true };
	BUFFER out = { 0 };

	(void)state;
	render(
	    "{\"items\":[{\"id\":\"1\",\"title\":\"Notes\",\"summary\":\"One question a week, asked at the end of "
	    "a shift, is how it began, and nobody knew\"}]}",
	    &look, &out);
	assert_non_null(strstr(buffer_text(&out),
	    "         One question a week, asked at\n"
	    "         the end of a shift, is how it…\n"));
}

static void
survives_an_answer_of_another_shape(void **state)
{
	static const char *const strange[] = { "{}", "{\"items\":5}", "{\"items\":[1,null,[],{}],\"_winnow\":[]}",
		"{\"items\":[{\"id\":{},\"title\":7,\"_winnow\":\"x\"}],\"_winnow\":{\"sections\":[1,{}]}}" };
	struct look look = { .width = 80, .now = NOW };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(strange); i++) {
		BUFFER out = { 0 };

		render(strange[i], &look, &out);
		assert_true(out.len > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_matters_by_topic_with_the_reason),
		cmocka_unit_test(fits_every_width),
		cmocka_unit_test(escapes_are_ours_alone),
		cmocka_unit_test(says_what_to_do_when_there_is_nothing_yet),
		cmocka_unit_test(a_long_reason_is_cut_to_a_few_words),
		cmocka_unit_test(an_excerpt_is_cut_to_two_lines_on_a_terminal),
		cmocka_unit_test(survives_an_answer_of_another_shape),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("cli/digest", tests, NULL, NULL);
}
