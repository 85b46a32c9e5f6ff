#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "feed/link.h"

#include <string.h>

struct reference {
	const char *base;
	const char *reference;
	const char *meant; /* NULL: nothing useful */
};

static const struct reference references[] = {
	/* RFC 3986 5.4.1 */
	{ "http://a/b/c/d;p?q", "g", "http://a/b/c/g" },
	{ "http://a/b/c/d;p?q", "./g", "http://a/b/c/g" },
	{ "http://a/b/c/d;p?q", "g/", "http://a/b/c/g/" },
	{ "http://a/b/c/d;p?q", "/g", "http://a/g" },
	{ "http://a/b/c/d;p?q", "//g", "http://g" },
	{ "http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y" },
	{ "http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y" },
	{ "http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s" },
	{ "http://a/b/c/d;p?q", "g#s", "http://a/b/c/g#s" },
	{ "http://a/b/c/d;p?q", ";x", "http://a/b/c/;x" },
	{ "http://a/b/c/d;p?q", ".", "http://a/b/c/" },
	{ "http://a/b/c/d;p?q", "..", "http://a/b/" },
	{ "http://a/b/c/d;p?q", "../g", "http://a/b/g" },
	{ "http://a/b/c/d;p?q", "../..", "http://a/" },
	{ "http://a/b/c/d;p?q", "../../g", "http://a/g" },
	/* 5.4.2 */
	{ "http://a/b/c/d;p?q", "../../../g", "http://a/g" },
	{ "http://a/b/c/d;p?q", "/./g", "http://a/g" },
	{ "http://a/b/c/d;p?q", "/../g", "http://a/g" },
	{ "http://a/b/c/d;p?q", "g.", "http://a/b/c/g." },
	{ "http://a/b/c/d;p?q", "..g", "http://a/b/c/..g" },
	{ "http://a/b/c/d;p?q", "./../g", "http://a/b/g" },
	{ "http://a/b/c/d;p?q", "g/./h", "http://a/b/c/g/h" },
	{ "http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h" },
	{ "http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x" },
	/* an absolute address is left as it is */
	{ "http://a/b", "https://example.org", "https://example.org" },
	{ "http://a/b", "https://example.org/a/../b", "https://example.org/a/../b" },
	{ NULL, "http://example.org/?a=1&b=2", "http://example.org/?a=1&b=2" },
	{ "http://a/b", "mailto:jo@example.org", "mailto:jo@example.org" },
	{ "http://a", "b", "http://a/b" },
	/* mended */
	{ "http://a/b", "  https://example.org/x \n", "https://example.org/x" },
	{ "http://a/b", "https://exa\nmple.org/a\tb", "https://example.org/ab" },
	{ "http://a/b", "https://example.org/ \n\t  five", "https://example.org/five" },
	{ "http://a/b", "a b c", "http://a/a%20b%20c" },
	{ "http://a/b", "https://example.org/caf\xc3\xa9?q=\xc3\xa9", "https://example.org/caf%C3%A9?q=%C3%A9" },
	{ "http://a/b", "https://example.org/<x>\"y\"", "https://example.org/%3Cx%3E%22y%22" },
	{ "http://a/b", "https://example.org/100%25", "https://example.org/100%25" },
	{ "http://a/b", "HTTP://example.org/", "http://example.org/" },
	{ "http://a/b", "http:\\\\example.org\\x", "http://example.org/x" },
	{ "http://a/b", "http:///example.org/x", "http://example.org/x" },
	{ "http://a/b", "http:/example.org/x", "http://example.org/x" },
	{ "http://a/b", "www.example.org/x", "http://www.example.org/x" },
	{ NULL, "example.org/x", "http://example.org/x" },
	{ NULL, "example.org:8080/x", "http://example.org:8080/x" },
	{ "http://a/b", "example.org/x", "http://a/example.org/x" },
	{ NULL, "feed://example.org/rss", "http://example.org/rss" },
	{ NULL, "feed:https://example.org/rss", "https://example.org/rss" },
	{ "https://a/b/", "//cdn.example/x.js", "https://cdn.example/x.js" },
	/* nothing useful */
	{ "http://a/b", "", NULL },
	{ "http://a/b", " \t ", NULL },
	{ "http://a/b", "javascript:alert(1)", NULL },
	{ "http://a/b", " java\nscript:alert(1)", NULL },
	{ "http://a/b", "vbscript:x", NULL },
	{ "http://a/b", "http://", NULL },
	{ "http://a/b", "https:///", NULL },
	{ NULL, "/x", NULL },
	{ NULL, "x", NULL },
	{ "urn:x", "y", NULL },
};

static void
resolves_references_as_browsers_do(void **state)
{
	ARENA arena = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(references); i++) {
		const struct reference *r = &references[i];
		const char *got = link_resolve(r->base, r->reference, arena);

		if (text_equal(got, r->meant))
			continue;
		print_error("'%s' against %s: found %s\n", r->reference, r->base, got);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
refuses_an_address_that_has_no_end(void **state)
{
	static char text[100000];
	ARENA arena = arena_new();

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "http://", 7);
	assert_null(link_resolve(NULL, text, arena));
	assert_null(link_resolve("http://a/", NULL, arena));
}

static void
knows_an_address_of_the_web(void **state)
{
	(void)state;
	assert_true(link_is_web("http://example.org"));
	assert_true(link_is_web("HTTPS://example.org/x"));
	assert_false(link_is_web("ftp://example.org/"));
	assert_false(link_is_web("http:///"));
	assert_false(link_is_web("http://:80/"));
	assert_false(link_is_web("http://me:secret@/"));
	assert_false(link_is_web("http://me@:80/"));
	assert_false(link_is_web("mailto:a@b.c"));
	assert_false(link_is_web("tag:example.org,2004:1"));
	assert_false(link_is_web("/x"));
	assert_false(link_is_web(""));
	assert_false(link_is_web(NULL));
}

static void
names_a_document_without_the_place_in_it(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	assert_string_equal(link_document("HTTP://A.example/feed?x=1#news", arena), "http://a.example/feed?x=1");
	assert_string_equal(
	    link_document("https://Me:Secret@A.example/Feed", arena), "https://Me:Secret@a.example/Feed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolves_references_as_browsers_do),
		cmocka_unit_test(refuses_an_address_that_has_no_end),
		cmocka_unit_test(knows_an_address_of_the_web),
		cmocka_unit_test(names_a_document_without_the_place_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
