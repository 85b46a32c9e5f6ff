#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "feed/person.h"

struct line {
	const char *text;
	const char *name;
	const char *email;
	const char *url;
};

static const struct line lines[] = {
	{ "Jo Example", "Jo Example", NULL, NULL },
	{ "jo@example.org", NULL, "jo@example.org", NULL },
	{ "jo@example.org (Jo Example)", "Jo Example", "jo@example.org", NULL },
	{ "Jo Example (jo@example.org)", "Jo Example", "jo@example.org", NULL },
	{ "Jo Example <jo@example.org>", "Jo Example", "jo@example.org", NULL },
	{ "\"Jo Example\" <jo@example.org>", "Jo Example", "jo@example.org", NULL },
	{ "<jo@example.org>", NULL, "jo@example.org", NULL },
	{ "jo@example.org, Jo Example", "Jo Example", "jo@example.org", NULL },
	{ "Jo Example, jo@example.org", "Jo Example", "jo@example.org", NULL },
	{ "jo@example.org Jo Example", "Jo Example", "jo@example.org", NULL },
	{ "mailto:jo@example.org", NULL, "jo@example.org", NULL },
	{ "mailto:jo@example.org (Jo)", "Jo", "jo@example.org", NULL },
	{ "Jo <mailto:jo@example.org>", "Jo", "jo@example.org", NULL },
	{ "jo@example.org (Jo (editor))", "Jo (editor)", "jo@example.org", NULL },
	{ "Jo Example (editor)", "Jo Example (editor)", NULL, NULL },
	{ "jo+feeds@mail.example.org ()", NULL, "jo+feeds@mail.example.org", NULL },
	{ "jo@example.org (jo@example.org)", NULL, "jo@example.org", NULL },
	{ "noreply@example.org (Zo\xc3\xab)", "Zo\xc3\xab", "noreply@example.org", NULL },
	{ "jo@localhost", NULL, "jo@localhost", NULL },
	{ "@jo", "@jo", NULL, NULL },
	{ "jo@", "jo@", NULL, NULL },
	{ "https://example.org/jo", NULL, NULL, "https://example.org/jo" },
	{ "  Jo  ", "Jo", NULL, NULL },
};

static void
takes_a_name_and_an_address_from_a_line(void **state)
{
	ARENA arena = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		const struct line *l = &lines[i];
		struct feed_person p = { 0 };

		if (person_parse(l->text, arena, &p) && text_equal(p.name, l->name) && text_equal(p.email, l->email) &&
		    text_equal(p.url, l->url))
			continue;
		print_error("'%s': found name %s, email %s, url %s\n", l->text, p.name, p.email, p.url);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
finds_nobody_in_nothing(void **state)
{
	ARENA arena = arena_new();
	struct feed_person p = { .name = "before" };

	(void)state;
	assert_false(person_parse("", arena, &p));
	assert_false(person_parse(" \n", arena, &p));
	assert_false(person_parse("()", arena, &p));
	assert_false(person_parse(NULL, arena, &p));
	assert_string_equal(p.name, "before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_name_and_an_address_from_a_line),
		cmocka_unit_test(finds_nobody_in_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
