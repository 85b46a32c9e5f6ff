#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/feed/parsed.h"

#include <zlib.h>

struct stranger {
	const char *bytes;
	size_t len;
	const char *seems;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct stranger strangers[] = {
	{ BYTES(""), "an empty document" },
	{ BYTES(" \r\n\t "), "an empty document" },
	{ BYTES("<!DOCTYPE html><html><head><title>Not &amp; found</title></head></html>"),
	    "an HTML page: 'Not & found'" },
	{ BYTES("<html><body><rss></body></html>"), "an HTML page" },
	{ BYTES("<!doctype html><p>x"), "an HTML page" },
	{ BYTES("<html><title>\xc3\xa9\x07</title></html>"), "an HTML page: '\xc3\xa9'" },
	{ BYTES("{\"a\": 1}"), "JSON, but not a JSON Feed" },
	{ BYTES("[1, 2]"), "JSON, but not a JSON Feed" },
	{ BYTES("\x89PNG\r\n\x1a\n\0\0"), "a picture (PNG)" },
	{ BYTES("\xff\xd8\xff\xe0"), "a picture (JPEG)" },
	{ BYTES("GIF89a"), "a picture (GIF)" },
	{ BYTES("%PDF-1.4"), "a PDF document" },
	{ BYTES("PK\x03\x04"), "a ZIP archive" },
	{ BYTES("<?xml version='1.0'?><opml version='2.0'><body/></opml>"), "an OPML list of feeds" },
	{ BYTES("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>"), "a sitemap" },
	{ BYTES("<?xml version='1.0'?><thing/>"), "XML, but not a feed: <thing>" },
	{ BYTES("Page not found"), "plain text" },
};

static void
says_what_a_document_seems_to_be(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		const char *got = refusal(*state, strangers[i].bytes, strangers[i].len);

		if (text_equal(got, strangers[i].seems))
			continue;
		print_error("%s: found %s\n", strangers[i].seems, got);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
finds_the_feed_behind_junk(void **state)
{
	struct feed *feed = parse(*state,
	    "Notice: x < y in <b>a.php</b>\n<br />\n<?xml version='1.0'?>\n<!-- <feed> -->"
	    "<rss><channel><title>T</title></channel></rss>");

	assert_text(feed->title, "T");
	assert_int_equal(feed->format, FEED_RSS_20);
	assert_true(is_warned(feed, "junk-before", 1));
	assert_true(feed->is_complete);
}

static void
keeps_what_a_cut_document_has(void **state)
{
	struct feed *feed = parse(*state,
	    "<rss><channel><item><title>one</title></item><item><title>two</title>"
	    "<description>&lt;p&gt;and then");

	assert_int_equal(feed->item_count, 2);
	assert_text(feed->items[1].content_text, "and then");
	assert_false(feed->is_complete);
	assert_true(is_warned(feed, "truncated", 0));
}

static void
loses_no_item_whose_end_was_forgotten(void **state)
{
	struct feed *feed = parse(*state,
	    "<rss><channel><item><title>one</title><item><title>two</title></item>"
	    "<item><title>three</channel></rss>");

	assert_int_equal(feed->item_count, 3);
	assert_text(feed->items[0].title, "one");
	assert_text(feed->items[2].title, "three");
	assert_true(is_warned(feed, "unclosed-tag", 1));
}

static void
takes_items_after_the_end_and_in_strange_places(void **state)
{
	struct feed *feed = parse(*state,
	    "<rss><channel><items><item><title>one</title></item></items></channel>"
	    "<item><title>two</title></item></rss><item><title>three</title></item>");

	assert_int_equal(feed->item_count, 3);
}

static void
leaves_out_items_over_the_cap_and_says_so(void **state)
{
	BUFFER text = { 0 };
	struct feed *feed;

	buffer_add_text(&text, "<rss><channel>");
	for (int i = 0; i < 150; i++)
		buffer_addf(&text, "<item><title>%d</title></item>", i);
	buffer_add_text(&text, "</channel></rss>");
	feed = parse(*state, text.data);
	assert_int_equal(feed->item_count, 100);
	assert_text(feed->items[99].title, "99");
	assert_false(feed->is_complete);
	assert_true(is_warned(feed, "too-many-items", 0));
}

static void
cuts_a_text_over_the_cap_and_says_so(void **state)
{
	BUFFER text = { 0 };
	struct feed *feed;

	buffer_add_text(&text, "<rss><channel><item><description>");
	for (int i = 0; i < 50000; i++)
		buffer_add_text(&text, "\xc3\xa9 ");
	buffer_add_text(&text, "</description></item></channel></rss>");
	feed = parse(*state, text.data);
	assert_true(strlen(feed->items[0].content_text) <= 100000);
	assert_true(utf8_is_valid(feed->items[0].content_text, strlen(feed->items[0].content_text)));
	assert_true(is_warned(feed, "long-text", 1));
}

static void
says_which_label_was_wrong(void **state)
{
	struct feed *feed = parse_bytes(
	    *state, BYTES("<rss><channel><title>caf\xc3\xa9</title></channel></rss>"), "text/xml; charset=iso-8859-15");

	assert_text(feed->title, "caf\xc3\xa9");
	assert_text(feed->encoding, "utf-8");
	assert_true(is_warned(feed, "wrong-charset", 0));
}

static void
unpacks_a_body_that_nobody_said_was_packed(void **state)
{
	static const char text[] = "<rss><channel><title>packed</title></channel></rss>";
	unsigned char packed[400];
	z_stream z = { .next_in = (Bytef *)(uintptr_t)text, .avail_in = sizeof(text) - 1 };
	struct feed *feed;

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	feed = parse_bytes(*state, (const char *)packed, sizeof(packed) - z.avail_out, NULL);
	assert_text(feed->title, "packed");
	assert_true(feed->is_complete);
	feed = parse_bytes(*state, (const char *)packed, sizeof(packed) - z.avail_out - 6, NULL);
	assert_text(feed->title, "packed");
	assert_false(feed->is_complete);
	deflateEnd(&z);
}

static void
resolves_against_content_location_before_the_address(void **state)
{
	static const char text[] = "<rss><channel><link>x</link></channel></rss>";
	struct feed_source source = {
		.bytes = text, .len = sizeof(text) - 1, .url = "http://a.example/b/c", .content_location = "/d/e"
	};
	struct feed *feed = NULL;

	assert_true(feed_parse(&source, *state, &feed, NULL));
	assert_text(feed->home_url, "http://a.example/d/x");
}

static void
leaves_out_items_with_nothing_in_them(void **state)
{
	struct feed *feed = parse(*state, "<rss><channel><item/><item><title>x</title></item></channel></rss>");

	assert_int_equal(feed->item_count, 1);
	assert_true(is_warned(feed, "empty-item", 0));
}

static void
reads_json_feeds_too(void **state)
{
	struct feed *feed = parse(*state,
	    "\xef\xbb\xbf{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"J\", \"items\": [{\"id\": \"1\", "
	    "\"content_text\": \"x\"}]}");

	assert_int_equal(feed->format, FEED_JSON_11);
	assert_text(feed->title, "J");
	assert_text(feed->encoding, "utf-8");
	assert_int_equal(feed->item_count, 1);
}

static void
survives_every_beginning_of_a_document(void **state)
{
	static const char text[] =
	    "junk<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><rss version='2.0' xmlns:dc='x'><channel><title>a &amp; "
	    "b &c</title><!-- c --><item><title>t<b>u</b></title><link href='http://a.example/?a=1&b=2'/><description>"
	    "<![CDATA[<p>x</p>]]></description><pubDate>Thu, 08 Jul 2004 23:56:58 GMT</pubDate></item></channel></rss>";

	for (size_t len = 0; len < sizeof(text); len++) {
		ARENA arena = arena_new();
		char *copy = arena_strndup(arena, text, len);
		struct feed_source source = { .bytes = copy, .len = len, .url = "http://a.example/" };
		struct feed *feed = NULL;

		(void)state;
		if (feed_parse(&source, arena, &feed, NULL))
			assert_true(feed->item_count <= 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(says_what_a_document_seems_to_be),
		with_arena(finds_the_feed_behind_junk),
		with_arena(keeps_what_a_cut_document_has),
		with_arena(loses_no_item_whose_end_was_forgotten),
		with_arena(takes_items_after_the_end_and_in_strange_places),
		with_arena(leaves_out_items_over_the_cap_and_says_so),
		with_arena(cuts_a_text_over_the_cap_and_says_so),
		with_arena(says_which_label_was_wrong),
		with_arena(unpacks_a_body_that_nobody_said_was_packed),
		with_arena(resolves_against_content_location_before_the_address),
		with_arena(leaves_out_items_with_nothing_in_them),
		with_arena(reads_json_feeds_too),
		with_arena(survives_every_beginning_of_a_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
