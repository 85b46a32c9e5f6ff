#include "base/credentials.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct example {
	const char *url, *shown;
} examples[] = {
	{ "https://me:secret@example.org/feed", "https://***@example.org/feed" },
	{ "http://me@example.org:8080?a=b@c", "http://***@example.org:8080?a=b@c" },
	{ "https://me:p@ss@example.org/feed", "https://***@example.org/feed" },
	{ "https://:secret@[::1]/feed", "https://***@[::1]/feed" },
	{ "https://example.org/@someone", "https://example.org/@someone" },
	{ "https://example.org#@", "https://example.org#@" },
	{ "example.org", "example.org" },
	{ "", "" },
	{ NULL, NULL },
};

static void
hides_user_and_password_and_nothing_else(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		const char *shown = credentials_hide(examples[i].url, arena);

		if (!text_equal(shown, examples[i].shown))
			fail_msg("%s is shown as %s", examples[i].url, shown);
	}
}

static void
knows_what_it_has_hidden(void **state)
{
	(void)state;
	assert_true(credentials_are_hidden("https://***@example.org/feed"));
	assert_false(credentials_are_hidden("https://me:***@example.org/feed"));
	assert_false(credentials_are_hidden("https://example.org/***@"));
	assert_false(credentials_are_hidden(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hides_user_and_password_and_nothing_else),
		cmocka_unit_test(knows_what_it_has_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
