#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/feed/parsed.h"

struct construct {
	const char *inside;
	const char *html;
};

static const struct construct contents[] = {
	{ "<content>plain &amp; simple</content>", "plain &amp; simple" },
	{ "<content type='text'>a &lt;b&gt; c</content>", "a &lt;b&gt; c" },
	{ "<content type='html'>a &lt;b&gt;c&lt;/b&gt;</content>", "a <b>c</b>" },
	{ "<content type='HTML'>a &lt;b&gt;c&lt;/b&gt;</content>", "a <b>c</b>" },
	{ "<content type='text/html'>a &lt;b&gt;c&lt;/b&gt;</content>", "a <b>c</b>" },
	{ "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b> &amp;lt; &lt;</div></content>",
	    "a <b>c</b> &amp;lt; &lt;" },
	{ "<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>a</x:p></x:div></content>",
	    "<p>a</p>" },
	{ "<content type='xhtml' xml:base='http://b.example/x/'><div><a href='y'>z</a></div></content>",
	    "<a href=\"http://b.example/x/y\">z</a>" },
	{ "<content type='xhtml'><div><p xml:base='http://c.example/'><a href='y'>z</a></p></div></content>",
	    "<p><a href=\"http://c.example/y\">z</a></p>" },
	{ "<content type='text/plain'>one\n\ntwo</content>", "<p>one</p>\n<p>two</p>" },
	{ "<content type='text/html' mode='base64'>PHA+YSA8Yj5jPC9iPjwvcD4=</content>", "<p>a <b>c</b></p>" },
	{ "<content type='application/octet-stream'>aGVsbG8=</content>", "hello" },
	{ "<content type='image/png'>iVBORw0KGgo=</content>", NULL },
	{ "<content mode='escaped'>a &lt;b&gt;c&lt;/b&gt;</content>", "a <b>c</b>" },
	{ "<content>&lt;p&gt;html that nobody called so&lt;/p&gt;</content>", "<p>html that nobody called so</p>" },
	{ "<summary>only a summary</summary>", "only a summary" },
	{ "<content type='xhtml'><div>x<script>alert(1)</script></div></content>", "x" },
};

static void
reads_every_type_of_content(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(contents); i++) {
		const char *got =
		    parse_entry(*state, arena_printf(*state, "<id>1</id>%s", contents[i].inside))->content_html;

		if (text_equal(got, contents[i].html))
			continue;
		print_error("%s: found %s\n", contents[i].inside, got);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static const struct construct titles[] = {
	{ "<title>a &lt;b&gt; c</title>", "a <b> c" },
	{ "<title type='html'>a &lt;b&gt;c&lt;/b&gt;</title>", "a c" },
	{ "<title type='html'>AT&amp;amp;T</title>", "AT&T" },
	{ "<title type='xhtml'><div>a <em>c</em> &amp; d</div></title>", "a c & d" },
	{ "<title>Q&amp;amp;A</title>", "Q&A" },
	{ "<title type='text'>if a &lt; b</title>", "if a < b" },
};

static void
makes_titles_plain(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		const char *got = parse_entry(*state, titles[i].inside)->title;

		if (text_equal(got, titles[i].html))
			continue;
		print_error("%s: found %s\n", titles[i].inside, got);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
sorts_links_by_relation(void **state)
{
	struct feed_item *item = parse_entry(*state,
	    "<link rel='self' href='/self'/><link rel='alternate' type='application/pdf' href='/pdf'/>"
	    "<link type='text/html' href='/page'/><link rel='alternate' href='/second'/>"
	    "<link rel='enclosure' type='audio/mpeg' length='5' title='Talk' href='/a.mp3'/>"
	    "<link rel='related' href='/about'/><link rel='replies' type='text/html' href='/replies'/>"
	    "<link rel='replies' type='application/atom+xml' href='/replies.atom'/><link rel='via' href='/via'/>");

	assert_text(item->url, "https://feeds.example/page");
	assert_text(item->external_url, "https://feeds.example/about");
	assert_text(item->comments_url, "https://feeds.example/replies");
	assert_int_equal(item->attachment_count, 1);
	assert_text(item->attachments[0].url, "https://feeds.example/a.mp3");
	assert_text(item->attachments[0].title, "Talk");
	item = parse_entry(*state,
	    "<link rel='http://www.iana.org/assignments/relation/alternate' href='/x'/><content src='/y' type='text/html'/>");
	assert_text(item->url, "https://feeds.example/x");
	item = parse_entry(*state, "<content src='/film.mp4' type='video/mp4'/>");
	assert_text(item->attachments[0].url, "https://feeds.example/film.mp4");
	item = parse_entry(*state, "<content src='/page' type='text/html'/>");
	assert_text(item->url, "https://feeds.example/page");
}

static void
resolves_against_the_base_in_scope(void **state)
{
	struct feed *feed = parse(*state,
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b.example/a/'><link href='.'/>"
	    "<entry xml:base='e/'><link href='x'/></entry><entry><link href='x'/></entry></feed>");

	assert_text(feed->home_url, "http://b.example/a/");
	assert_text(feed->items[0].url, "http://b.example/a/e/x");
	assert_text(feed->items[1].url, "http://b.example/a/x");
}

static void
takes_source_and_its_authors(void **state)
{
	struct feed_item *item = parse_entry(*state,
	    "<title>own</title><source><title>Elsewhere</title><id>urn:e</id><link rel='self' href='http://e.example/feed'/>"
	    "<link href='http://e.example/'/><author><name>There</name></author><updated>2004-01-01</updated></source>");

	assert_text(item->title, "own");
	assert_text(item->source_title, "Elsewhere");
	assert_text(item->source_url, "http://e.example/");
	assert_text(item->source_id, "urn:e");
	assert_text(item->authors.list[0].name, "There");
	assert_true(item->modified_at == TIME_NONE);
	item = parse_entry(
	    *state, "<author><name>Here</name></author><source><author><name>There</name></author></source>");
	assert_int_equal(item->authors.count, 1);
	assert_text(item->authors.list[0].name, "Here");
}

static void
takes_all_authors_with_their_parts(void **state)
{
	struct feed_item *item = parse_entry(*state,
	    "<author><name>Jo</name><email>jo@a.example</email><uri>/jo</uri></author><author><name>Zo</name></author>"
	    "<author><name>Jo</name><email>jo@a.example</email></author><author><name>x@b.example (Ex)</name></author>"
	    "<contributor><name>not an author</name></contributor>");

	assert_int_equal(item->authors.count, 3);
	assert_text(item->authors.list[0].email, "jo@a.example");
	assert_text(item->authors.list[0].url, "https://feeds.example/jo");
	assert_text(item->authors.list[2].name, "Ex");
	assert_text(item->authors.list[2].email, "x@b.example");
}

static void
prefers_the_label_of_a_category(void **state)
{
	struct feed_item *item = parse_entry(*state,
	    "<category term='t1' label='One'/><category term='t2' scheme='http://s.example/'/><category>three</category>");

	assert_int_equal(item->tags.count, 3);
	assert_string_equal(item->tags.list[0], "One");
	assert_string_equal(item->tags.list[1], "t2");
	assert_string_equal(item->tags.list[2], "three");
}

static void
reads_atom_03_and_atom_without_a_namespace(void **state)
{
	struct feed *feed = parse(*state,
	    "<feed version='0.3' xmlns='http://purl.org/atom/ns#' xml:lang='de'><title>T</title><tagline>G</tagline>"
	    "<modified>2004-07-08T23:56:58Z</modified><generator url='http://g.example/' version='2'>Gen</generator>"
	    "<entry><title>e</title><issued>2004-07-08T23:56:58Z</issued><modified>2004-07-09T00:56:58Z</modified></entry>"
	    "</feed>");

	assert_int_equal(feed->format, FEED_ATOM_03);
	assert_text(feed->description, "G");
	assert_text(feed->language, "de");
	assert_text(feed->generator, "Gen v2 http://g.example/");
	assert_int_equal(feed->items[0].published_at, 1089331018);
	assert_int_equal(feed->items[0].modified_at, 1089334618);
	feed = parse(*state, "<feed><title>T</title><entry><title>e</title></entry></feed>");
	assert_int_equal(feed->format, FEED_ATOM_10);
	assert_text(feed->items[0].title, "e");
	feed = parse(
	    *state, "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>e</a:title></a:entry></a:feed>");
	assert_text(feed->items[0].title, "e");
}

static void
takes_an_entry_alone_for_a_feed_of_one(void **state)
{
	struct feed *feed = parse(*state, "<entry xmlns='http://www.w3.org/2005/Atom'><title>alone</title></entry>");

	assert_int_equal(feed->item_count, 1);
	assert_text(feed->items[0].title, "alone");
}

static void
keeps_logo_icon_and_hub(void **state)
{
	struct feed *feed = parse(*state,
	    "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:f</id><logo>/l.png</logo><icon>/i.png</icon>"
	    "<link rel='hub' href='http://h.example/'/><link rel='self' href='/f'/><rights type='html'>&amp;copy; me</rights>"
	    "</feed>");

	assert_text(feed->image, "https://feeds.example/l.png");
	assert_text(feed->icon, "https://feeds.example/i.png");
	assert_text(feed->hubs[0].url, "http://h.example/");
	assert_text(feed->feed_url, "https://feeds.example/f");
	assert_text(feed->rights, "\xc2\xa9 me");
	assert_text(feed->id, "urn:f");
	assert_int_equal(feed->item_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(reads_every_type_of_content),
		with_arena(makes_titles_plain),
		with_arena(sorts_links_by_relation),
		with_arena(resolves_against_the_base_in_scope),
		with_arena(takes_source_and_its_authors),
		with_arena(takes_all_authors_with_their_parts),
		with_arena(prefers_the_label_of_a_category),
		with_arena(reads_atom_03_and_atom_without_a_namespace),
		with_arena(takes_an_entry_alone_for_a_feed_of_one),
		with_arena(keeps_logo_icon_and_hub),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
