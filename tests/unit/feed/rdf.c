#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/feed/parsed.h"

static void
finds_items_beside_the_channel(void **state)
{
	struct feed *feed = parse(*state,
	    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
	    " xmlns:d='http://purl.org/dc/elements/1.1/'><channel rdf:about='http://a.example/rss'><title>T</title>"
	    "<link>http://a.example/</link><description>D</description><image rdf:resource='http://a.example/i.png'/>"
	    "<items><rdf:Seq><rdf:li rdf:resource='http://a.example/2'/><rdf:li rdf:resource='http://a.example/1'/>"
	    "</rdf:Seq></items></channel><image rdf:about='http://a.example/i.png'><url>http://a.example/i.png</url>"
	    "<title>no</title></image><item rdf:about='http://a.example/1'><title>one</title>"
	    "<d:date>2004-07-08T23:56:58Z</d:date><d:creator>Jo</d:creator></item>"
	    "<item rdf:about='urn:2'><title>two</title><link>http://a.example/two</link></item>"
	    "<textinput rdf:about='x'><title>no</title><link>http://no.example/</link></textinput></rdf:RDF>");

	assert_int_equal(feed->format, FEED_RSS_10);
	assert_text(feed->title, "T");
	assert_text(feed->home_url, "http://a.example/");
	assert_text(feed->image, "http://a.example/i.png");
	assert_int_equal(feed->item_count, 2);
	assert_text(feed->items[0].url, "http://a.example/1");
	assert_text(feed->items[0].guid, "http://a.example/1");
	assert_text(feed->items[0].authors.list[0].name, "Jo");
	assert_int_equal(feed->items[0].published_at, 1089331018);
	assert_text(feed->items[1].url, "http://a.example/two");
	assert_text(feed->items[1].guid, "urn:2");
}

static void
reads_rss_090(void **state)
{
	struct feed *feed = parse(*state,
	    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	    "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>T</title><link>http://a.example/</link>"
	    "</channel><item><title>one</title><link>http://a.example/1</link></item></rdf:RDF>");

	assert_int_equal(feed->format, FEED_RSS_09X);
	assert_text(feed->title, "T");
	assert_int_equal(feed->item_count, 1);
	assert_text(feed->items[0].title, "one");
}

static void
reads_rdf_whose_namespaces_were_forgotten(void **state)
{
	struct feed *feed = parse(*state,
	    "<rdf:RDF><channel><title>T</title></channel><item rdf:about='http://a.example/1'>"
	    "<title>one</title><dc:date>2004-07-08</dc:date></item></rdf:RDF>");

	assert_int_equal(feed->item_count, 1);
	assert_text(feed->items[0].guid, "http://a.example/1");
	assert_true(feed->items[0].published_at != TIME_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(finds_items_beside_the_channel),
		with_arena(reads_rss_090),
		with_arena(reads_rdf_whose_namespaces_were_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
