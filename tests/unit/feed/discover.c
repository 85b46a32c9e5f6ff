#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "feed/discover.h"

#include <string.h>

static const char page_url[] = "https://site.example/blog/index.html";

static size_t
discover(const char *page, const char *header, struct arena *arena, struct discovered **out)
{
	return feed_discover(page, strlen(page), "text/html; charset=utf-8", header, page_url, arena, out);
}

static void
finds_the_feeds_of_a_head_in_order(void **state)
{
	static const char page[] =
	    "<!doctype html><html><head><title>T</title>"
	    "<link rel=\"stylesheet\" type=\"text/css\" href=\"a.css\">"
	    "<LINK REL='Alternate' TYPE='application/RSS+xml; charset=utf-8' HREF='feed.xml' TITLE='All &amp; <b>more</b>'>"
	    "<link rel=\"alternate home\" type=\"application/atom+xml\" href=\"/atom?a=1&amp;b=2\">"
	    "<link rel=alternate type=application/feed+json href=//cdn.example/feed.json />"
	    "<link rel=alternate type=application/rdf+xml href=' /rdf '>"
	    "<link rel=alternate type=text/html href=/de hreflang=de>"
	    "<link rel=alternate type=application/rss+xml href=feed.xml title=again>"
	    "</head><body>x</body></html>";
	ARENA arena = arena_new();
	struct discovered *found;

	(void)state;
	assert_int_equal(discover(page, NULL, arena, &found), 4);
	assert_string_equal(found[0].url, "https://site.example/blog/feed.xml");
	assert_string_equal(found[0].type, "application/rss+xml");
	assert_string_equal(found[0].title, "All & more");
	assert_string_equal(found[1].url, "https://site.example/atom?a=1&b=2");
	assert_null(found[1].title);
	assert_string_equal(found[2].url, "https://cdn.example/feed.json");
	assert_string_equal(found[3].url, "https://site.example/rdf");
}

static void
respects_the_first_base(void **state)
{
	static const char page[] =
	    "<base target=_top><base href='/other/'><base href='https://evil.example/'>"
	    "<link rel=alternate type=application/rss+xml href=feed>";
	ARENA arena = arena_new();
	struct discovered *found;

	(void)state;
	assert_int_equal(discover(page, NULL, arena, &found), 1);
	assert_string_equal(found[0].url, "https://site.example/other/feed");
}

static void
finds_links_in_the_body_but_not_in_scripts_and_comments(void **state)
{
	static const char page[] =
	    "<body><!-- <link rel=alternate type=application/rss+xml href=/comment> -->"
	    "<script>'<link rel=alternate type=application/rss+xml href=/script>'</script>"
	    "<a href=/feed.xml type=application/rss+xml>feed</a>"
	    "<link rel=alternate type=application/rss+xml href=/body>";
	ARENA arena = arena_new();
	struct discovered *found;

	(void)state;
	assert_int_equal(discover(page, NULL, arena, &found), 1);
	assert_string_equal(found[0].url, "https://site.example/body");
}

static void
reads_link_headers(void **state)
{
	static const char header[] =
	    "<https://hub.example/>; rel=hub, </feed?a,b;c>; REL=\"alternate\"; type=\"application/rss+xml\"; "
	    "title=\"A, \\\"b\\\"; c\", <x>;rel=alternate;type=text/html,<rel.atom> ; rel = \"self alternate\" ;"
	    "type=application/atom+xml, <broken; rel=alternate";
	static const char page[] =
	    "<base href=/elsewhere/><link rel=alternate type=application/rss+xml href=/feed?a,b;c>";
	ARENA arena = arena_new();
	struct discovered *found;

	(void)state;
	assert_int_equal(discover("", header, arena, &found), 2);
	assert_string_equal(found[0].url, "https://site.example/feed?a,b;c");
	assert_string_equal(found[1].url, "https://site.example/blog/rel.atom");
	assert_string_equal(found[1].type, "application/atom+xml");
	assert_int_equal(discover(page, header, arena, &found), 2);
	assert_string_equal(found[1].url, "https://site.example/blog/rel.atom");
}

static void
takes_no_address_that_is_not_of_the_web(void **state)
{
	static const char page[] =
	    "<link rel=alternate type=application/rss+xml href=javascript:alert(1)>"
	    "<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>"
	    "<link rel=alternate type=application/rss+xml href=''>"
	    "<link rel=alternate type=application/rss+xml>"
	    "<link rel=alternate type=application/json href=https://site.example/wp-json/wp/v2/pages/2>"
	    "<link rel=alternate href=/untyped>";
	ARENA arena = arena_new();
	struct discovered *found;
	size_t count;

	(void)state;
	count = discover(page, NULL, arena, &found);
	for (size_t i = 0; i < count; i++)
		print_message("%s\n", found[i].url);
	assert_int_equal(count, 0);
}

static void
stops_at_its_cap(void **state)
{
	ARENA arena = arena_new();
	BUFFER page = { 0 };
	struct discovered *found;

	(void)state;
	for (int i = 0; i < 3000; i++)
		buffer_addf(&page, "<link rel=alternate type=application/rss+xml href=/%d>", i);
	assert_int_equal(discover(page.data, NULL, arena, &found), 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_feeds_of_a_head_in_order),
		cmocka_unit_test(respects_the_first_base),
		cmocka_unit_test(finds_links_in_the_body_but_not_in_scripts_and_comments),
		cmocka_unit_test(reads_link_headers),
		cmocka_unit_test(takes_no_address_that_is_not_of_the_web),
		cmocka_unit_test(stops_at_its_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
