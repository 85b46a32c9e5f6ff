#include "curate/canonical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

#include <string.h>

static void
assert_canonical(const char *url, const char *expected)
{
	BUFFER out = { 0 };

	if (expected == NULL) {
		assert_false(canonical_url(url, &out));
		assert_int_equal(out.len, 0);
		assert_true(canonical_url_key(url) == 0);
		return;
	}
	assert_true(canonical_url(url, &out));
	assert_string_equal(buffer_text(&out), expected);
	assert_true(canonical_url_key(url) != 0);
}

static void
gives_one_spelling_to_the_addresses_of_one_page(void **state)
{
	static const char *const spellings[] = {
		"https://news.example/work/four-days?id=7",
		"http://news.example/work/four-days?id=7",
		"HTTPS://www.News.Example/work/four-days/?id=7",
		"https://m.news.example/work/four-days?id=7#comments",
		"https://amp.news.example/work/four-days/amp?id=7",
		"https://mobile.news.example:443/work/four-days?utm_source=feed&id=7&utm_medium=rss",
		"http://news.example:80/work/four%2Ddays?id=7&fbclid=abc&ref=home",
		"https://reader@news.example/work/four-days/index.html?id=7",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		assert_canonical(spellings[i], "news.example/work/four-days?id=7");
}

static void
sorts_the_query_and_keeps_what_names_the_page(void **state)
{
	(void)state;
	assert_canonical("https://a.example/show?page=2&id=7", "a.example/show?id=7&page=2");
	assert_canonical("https://a.example/?p=1234", "a.example?p=1234");
	assert_canonical("https://a.example/A/b", "a.example/A/b");
	assert_canonical("https://a.example:8080/x", "a.example:8080/x");
	assert_canonical("https://a.example/caf\u00e9 bar", "a.example/caf%C3%A9%20bar");
	assert_canonical("https://a.example/caf%c3%a9%20bar", "a.example/caf%C3%A9%20bar");
}

/* Feeds that link every item to their front page must not fold into one. */
static void
has_no_form_for_a_front_page(void **state)
{
	static const char *const urls[] = { "https://a.example", "https://www.a.example/",
		"http://a.example/index.html", "https://a.example/?utm_source=rss", "https://a.example/#/post/7" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(urls); i++)
		assert_canonical(urls[i], NULL);
}

static void
has_no_form_for_what_is_no_web_address(void **state)
{
	char long_url[CANONICAL_URL_MAX_BYTES + 100];

	(void)state;
	memset(long_url, 'a', sizeof(long_url) - 1);
	memcpy(long_url, "http://a.example/", 17);
	long_url[sizeof(long_url) - 1] = '\0';
	assert_canonical(NULL, NULL);
	assert_canonical("", NULL);
	assert_canonical("mailto:a@b.example", NULL);
	assert_canonical("http://", NULL);
	assert_canonical("urn:uuid:1", NULL);
	assert_canonical(long_url, NULL);
}

static void
keeps_a_host_that_is_only_called_www(void **state)
{
	(void)state;
	assert_canonical("http://www.example/a", "www.example/a");
	assert_canonical("http://www.m.example.org/a", "example.org/a");
}

static void
keeps_a_broken_escape(void **state)
{
	(void)state;
	assert_canonical("http://a.example/100%", "a.example/100%");
	assert_canonical("http://a.example/%zz%4", "a.example/%zz%4");
	assert_canonical("http://a.example/%00", "a.example/%00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_one_spelling_to_the_addresses_of_one_page),
		cmocka_unit_test(sorts_the_query_and_keeps_what_names_the_page),
		cmocka_unit_test(has_no_form_for_a_front_page),
		cmocka_unit_test(has_no_form_for_what_is_no_web_address),
		cmocka_unit_test(keeps_a_host_that_is_only_called_www),
		cmocka_unit_test(keeps_a_broken_escape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
