#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/feed/parsed.h"

/* 2004-07-08T23:56:58Z, and an hour later */
enum { THEN = 1089331018, LATER = 1089334618 };
#define THEN_822 "Thu, 08 Jul 2004 23:56:58 GMT"
#define LATER_822 "Fri, 09 Jul 2004 00:56:58 GMT"
#define THEN_3339 "2004-07-08T23:56:58Z"
#define LATER_3339 "2004-07-09T00:56:58Z"

struct choice {
	const char *inside; /* of an item, all in one order … */
	const char *won;
};

typedef const char *(*question)(const struct feed_item *item);

static const char *
title_of(const struct feed_item *item)
{
	return item->title;
}

static const char *
url_of(const struct feed_item *item)
{
	return item->url;
}

static const char *
html_of(const struct feed_item *item)
{
	return item->content_html;
}

static const char *
image_of(const struct feed_item *item)
{
	return item->image;
}

static const char *
author_of(const struct feed_item *item)
{
	return item->authors.count > 0 ? item->authors.list[0].name : NULL;
}

static void
check(struct arena *arena, const struct choice *choices, size_t count, question ask)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const char *got = ask(parse_item(arena, choices[i].inside));

		if (text_equal(got, choices[i].won))
			continue;
		print_error("%s: found %s\n", choices[i].inside, got);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void
chooses_the_title(void **state)
{
	static const struct choice choices[] = {
		{ "<title>own</title><dc:title>dc</dc:title>", "own" },
		{ "<dc:title>dc</dc:title><title>own</title>", "own" },
		{ "<media:title>media</media:title><dc:title>dc</dc:title>", "dc" },
		{ "<itunes:title>it</itunes:title><media:title>media</media:title>", "media" },
		{ "<title></title><dc:title>dc</dc:title>", "dc" },
		{ "<title>one</title><title>two</title>", "one" },
		{ "<media:group><media:title>inner</media:title></media:group>", "inner" },
		/* text, escaped HTML, double-escaped */
		{ "<title>AT&amp;T</title>", "AT&T" },
		{ "<title>AT&amp;amp;T</title>", "AT&T" },
		{ "<title>AT&amp;amp;amp;T</title>", "AT&T" },
		{ "<title>a &lt;b&gt;bold&lt;/b&gt; claim</title>", "a bold claim" },
		{ "<title>a &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; claim</title>", "a bold claim" },
		{ "<title><![CDATA[a <i>slanted</i> claim]]></title>", "a slanted claim" },
		{ "<title>a <i>bare</i> claim</title>", "a bare claim" },
		{ "<title>1 &lt; 2</title>", "1 < 2" },
		{ "<title>\n  two\n\tlines </title>", "two lines" },
		{ "<title>it&amp;#8217;s</title>", "it\xe2\x80\x99s" },
		{ "<description>no title</description>", NULL },
	};

	check(*state, choices, COUNT_OF(choices), title_of);
}

static void
chooses_the_link(void **state)
{
	static const struct choice choices[] = {
		{ "<link>http://a.example/</link><guid>http://b.example/</guid>", "http://a.example/" },
		{ "<link>http://proxy.example/</link><feedburner:origLink>http://a.example/</feedburner:origLink>",
		    "http://a.example/" },
		{ "<guid>http://b.example/</guid>", "http://b.example/" },
		{ "<guid isPermaLink='false'>http://b.example/</guid>", NULL },
		{ "<guid>tag:b.example,2004:1</guid>", NULL },
		{ "<atom:link href='http://c.example/'/><guid>http://b.example/</guid>", "http://c.example/" },
		{ "<atom:link rel='self' href='http://c.example/'/>", NULL },
		{ "<enclosure url='http://d.example/x.mp3' type='audio/mpeg'/>", "http://d.example/x.mp3" },
		{ "<enclosure url='http://d.example/x.mp3' type='audio/mpeg'/><guid>http://b.example/</guid>",
		    "http://b.example/" },
		{ "<link>http://a.example/</link><link>http://b.example/</link>", "http://b.example/" },
		{ "<link/><link href='http://c.example/'/>", "http://c.example/" },
		{ "<link> /relative path\n</link>", "https://feeds.example/relative%20path" },
		{ "<link>item?a=1&b=2</link>", "https://feeds.example/dir/item?a=1&b=2" },
		{ "<link xml:base='http://e.example/x/'>y</link>", "http://e.example/x/y" },
		{ "<link>javascript:alert(1)</link>", NULL },
		{ "<link>urn:isbn:1</link>", NULL },
	};

	check(*state, choices, COUNT_OF(choices), url_of);
}

static void
chooses_what_is_read(void **state)
{
	static const struct choice choices[] = {
		{ "<description>short</description><content:encoded>whole</content:encoded>", "whole" },
		{ "<description>only</description>", "only" },
		{ "<atom:summary>atom</atom:summary><description>own</description>", "own" },
		{ "<itunes:summary>it</itunes:summary>", "it" },
		{ "<body xmlns='http://www.w3.org/1999/xhtml'><p>x</p></body>", "<p>x</p>" },
		{ "<description><p>un<b>escaped</b></p></description>", "<p>un<b>escaped</b></p>" },
		{ "<description>1 &amp;lt; 2</description>", "1 &lt; 2" },
		{ "<description>x<script>alert(1)</script></description>", "x" },
		{ "<content:encoded>&lt;p onclick=\"x()\"&gt;y&lt;/p&gt;</content:encoded>", "<p>y</p>" },
		{ "<description>one\n\ntwo\nthree</description>", "<p>one</p>\n<p>two<br>\nthree</p>" },
		{ "<description>&lt;a href=\"/x\"&gt;y&lt;/a&gt;</description>",
		    "<a href=\"https://feeds.example/x\">y</a>" },
	};

	check(*state, choices, COUNT_OF(choices), html_of);
}

static void
chooses_the_image(void **state)
{
	static const struct choice choices[] = {
		{ "<media:thumbnail url='http://a.example/t.jpg'/><media:content url='http://a.example/c.jpg' medium='image'/>",
		    "http://a.example/c.jpg" },
		{ "<itunes:image href='http://a.example/i.jpg'/><media:thumbnail url='http://a.example/t.jpg'/>",
		    "http://a.example/t.jpg" },
		{ "<enclosure url='http://a.example/e.jpg' type='image/jpeg'/><itunes:image href='http://a.example/i.jpg'/>",
		    "http://a.example/i.jpg" },
		{ "<description>&lt;img src='http://a.example/d.jpg'&gt;</description><enclosure "
		  "url='http://a.example/e.jpg' type='image/jpeg'/>",
		    "http://a.example/e.jpg" },
		{ "<description>&lt;p&gt;&lt;img src='/d.jpg?a=1&amp;amp;b=2'&gt;&lt;/p&gt;</description>",
		    "https://feeds.example/d.jpg?a=1&b=2" },
		{ "<media:group><media:thumbnail url='http://a.example/g.jpg'/></media:group>",
		    "http://a.example/g.jpg" },
		{ "<image><url>http://a.example/u.jpg</url></image>", "http://a.example/u.jpg" },
		{ "<image>http://a.example/u.jpg</image>", "http://a.example/u.jpg" },
		{ "<media:content url='http://a.example/v.mp4' type='video/mp4'/>", NULL },
	};

	check(*state, choices, COUNT_OF(choices), image_of);
}

static void
chooses_the_author(void **state)
{
	static const struct choice choices[] = {
		{ "<author>a@b.c (Own)</author><dc:creator>Dublin</dc:creator>", "Own" },
		{ "<itunes:author>Show</itunes:author><dc:creator>Dublin</dc:creator>", "Dublin" },
		{ "<itunes:author>Show</itunes:author>", "Show" },
		{ "<atom:author><atom:name>Atom</atom:name></atom:author><dc:creator>Dublin</dc:creator>", "Atom" },
		{ "<author><name>Parts</name></author>", "Parts" },
		{ "<author>Jo &lt;a@b.c&gt;</author>", "Jo" },
		{ "<dc:creator><![CDATA[Zo\xc3\xab &amp; Jo]]></dc:creator>", "Zo\xc3\xab & Jo" },
		{ "<author></author><dc:creator>Dublin</dc:creator>", "Dublin" },
	};

	check(*state, choices, COUNT_OF(choices), author_of);
}

static void
keeps_description_beside_content(void **state)
{
	struct feed_item *item = parse_item(*state,
	    "<description>&lt;b&gt;short&lt;/b&gt;</description>"
	    "<content:encoded>&lt;p&gt;whole&lt;/p&gt;</content:encoded>");

	assert_text(item->content_html, "<p>whole</p>");
	assert_text(item->content_text, "whole");
	assert_text(item->summary_html, "<b>short</b>");
	assert_text(item->summary, "short");
	item = parse_item(*state, "<description>same</description><content:encoded>same</content:encoded>");
	assert_null(item->summary);
	assert_null(item->summary_html);
	item = parse_item(*state, "<description>long one</description><itunes:subtitle>brief</itunes:subtitle>");
	assert_text(item->content_text, "long one");
	assert_text(item->summary, "brief");
}

static void
keeps_published_and_modified_apart(void **state)
{
	struct feed_item *item =
	    parse_item(*state, "<pubDate>" THEN_822 "</pubDate><atom:updated>" LATER_3339 "</atom:updated>");

	assert_int_equal(item->published_at, THEN);
	assert_int_equal(item->modified_at, LATER);
	item = parse_item(*state, "<dc:date>" THEN_3339 "</dc:date><pubDate>" LATER_822 "</pubDate>");
	assert_int_equal(item->published_at, LATER);
	assert_int_equal(item->modified_at, THEN);
	item = parse_item(*state, "<dc:date>" THEN_3339 "</dc:date>");
	assert_int_equal(item->published_at, THEN);
	item = parse_item(*state, "<pubDate>yesterday</pubDate><dc:date>" THEN_3339 "</dc:date>");
	assert_int_equal(item->published_at, THEN);
	item = parse_item(*state, "<title>x</title>");
	assert_true(item->published_at == TIME_NONE);
	assert_true(item->modified_at == TIME_NONE);
}

static void
splits_lists_of_tags_but_not_names_with_commas(void **state)
{
	struct feed_item *item = parse_item(*state, "<category>work, jobs,  work ,ai</category>");

	assert_int_equal(item->tags.count, 3);
	assert_string_equal(item->tags.list[1], "jobs");
	item = parse_item(*state, "<category>Boston, MA</category><category>Jobs</category>");
	assert_int_equal(item->tags.count, 2);
	assert_string_equal(item->tags.list[0], "Boston, MA");
	item = parse_item(*state,
	    "<category domain='x'>R&amp;amp;D</category><dc:subject>law</dc:subject><itunes:keywords>a,b</itunes:keywords>");
	assert_int_equal(item->tags.count, 4);
	assert_string_equal(item->tags.list[0], "R&D");
}

static void
attaches_what_is_played(void **state)
{
	struct feed_item *item = parse_item(*state,
	    "<enclosure url='/a.mp3' type='audio/mpeg' length='1000'/><itunes:duration>1:02:03</itunes:duration>"
	    "<media:content url='https://feeds.example/a.mp3' type='audio/mpeg' fileSize='9'/>"
	    "<media:content url='/b.mp4' type='video/mp4' duration='60'><media:title>Film</media:title></media:content>"
	    "<podcast:transcript url='/a.vtt' type='text/vtt'/>");

	assert_int_equal(item->attachment_count, 3);
	assert_string_equal(item->attachments[0].url, "https://feeds.example/a.mp3");
	assert_int_equal(item->attachments[0].size_bytes, 1000);
	assert_int_equal(item->attachments[0].duration_s, 3723);
	assert_int_equal(item->attachments[1].duration_s, 60);
	assert_string_equal(item->attachments[2].mime_type, "text/vtt");
	assert_int_equal(item->attachments[2].size_bytes, -1);
}

static void
reads_what_a_channel_says_of_itself(void **state)
{
	struct feed *feed = parse(*state,
	    "<rss version='2.0'><channel><title>T</title><link>http://a.example/</link>"
	    "<atom:link rel='self' href='/self'/><atom:link rel='hub' href='http://hub.example/'/>"
	    "<cloud domain='cloud.example' port='80' path='/rpc' protocol='xml-rpc'/>"
	    "<description>A &lt;i&gt;feed&lt;/i&gt;</description><language>en-GB</language><copyright>C</copyright>"
	    "<managingEditor>e@a.example (Ed)</managingEditor><webMaster>w@a.example (Web)</webMaster>"
	    "<pubDate>" THEN_822 "</pubDate><lastBuildDate>" LATER_822
	    "</lastBuildDate><category>c</category>"
	    "<generator>G</generator><ttl>90</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours>"
	    "<skipDays><day>Sunday</day><day>monday</day></skipDays><sy:updatePeriod>daily</sy:updatePeriod>"
	    "<sy:updateFrequency>4</sy:updateFrequency><image><url>/i.png</url><title>no</title><link>/no</link></image>"
	    "<textInput><title>no</title><link>/no</link></textInput></channel></rss>");

	assert_int_equal(feed->format, FEED_RSS_20);
	assert_text(feed->title, "T");
	assert_text(feed->home_url, "http://a.example/");
	assert_text(feed->feed_url, "https://feeds.example/self");
	assert_text(feed->description, "A feed");
	assert_text(feed->language, "en-GB");
	assert_text(feed->rights, "C");
	assert_int_equal(feed->authors.count, 1);
	assert_text(feed->authors.list[0].name, "Ed");
	assert_int_equal(feed->published_at, THEN);
	assert_int_equal(feed->modified_at, LATER);
	assert_text(feed->generator, "G");
	assert_text(feed->image, "https://feeds.example/i.png");
	assert_int_equal(feed->hub_count, 2);
	assert_text(feed->hubs[0].type, "WebSub");
	assert_text(feed->hubs[1].url, "http://cloud.example:80/rpc");
	assert_int_equal(feed->ttl_minutes, 90);
	assert_int_equal(feed->skip_hours, 3);
	assert_int_equal(feed->skip_days, 3);
	assert_int_equal(feed->update_s, 86400 / 4);
	assert_true(feed->is_complete);
	feed = parse(
	    *state, "<rss version='2.0'><channel><title>T</title><ttl>99999999999999999999</ttl></channel></rss>");
	assert_int_equal(feed->ttl_minutes, 366 * 24 * 60);
}

static void
knows_modules_by_address_whatever_the_prefix(void **state)
{
	struct feed *feed = parse(*state,
	    "<rss version='2.0' xmlns:x='http://purl.org/dc/elements/1.1/' xmlns:dc='http://else.example/'>"
	    "<channel><item><x:creator>Right</x:creator><dc:creator>Wrong</dc:creator></item></channel></rss>");

	assert_int_equal(feed->items[0].authors.count, 1);
	assert_text(feed->items[0].authors.list[0].name, "Right");
}

static void
reads_rss_in_any_namespace_and_case(void **state)
{
	struct feed *feed = parse(*state,
	    "<RSS xmlns='http://www.w3.org/2005/Atom'><CHANNEL><TITLE>T</TITLE><Item><Title>x</Title>"
	    "<PUBDATE>" THEN_822 "</PUBDATE><Link>http://a.example/</Link></Item></CHANNEL></RSS>");

	assert_text(feed->title, "T");
	assert_int_equal(feed->item_count, 1);
	assert_text(feed->items[0].url, "http://a.example/");
	assert_int_equal(feed->items[0].published_at, THEN);
}

static void
keeps_source_comments_and_rights(void **state)
{
	struct feed_item *item = parse_item(*state,
	    "<source url='http://s.example/rss'>Source</source><comments>/c</comments><cc:license "
	    "rdf:resource='http://l.example/'/><guid> g </guid><dc:language>de</dc:language>"
	    "<atom:link rel='related' href='http://r.example/'/>");

	assert_text(item->source_title, "Source");
	assert_text(item->source_url, "http://s.example/rss");
	assert_text(item->comments_url, "https://feeds.example/c");
	assert_text(item->rights, "http://l.example/");
	assert_text(item->guid, "g");
	assert_text(item->language, "de");
	assert_text(item->external_url, "http://r.example/");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(chooses_the_title),
		with_arena(chooses_the_link),
		with_arena(chooses_what_is_read),
		with_arena(chooses_the_image),
		with_arena(chooses_the_author),
		with_arena(keeps_description_beside_content),
		with_arena(keeps_published_and_modified_apart),
		with_arena(splits_lists_of_tags_but_not_names_with_commas),
		with_arena(attaches_what_is_played),
		with_arena(reads_what_a_channel_says_of_itself),
		with_arena(knows_modules_by_address_whatever_the_prefix),
		with_arena(reads_rss_in_any_namespace_and_case),
		with_arena(keeps_source_comments_and_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
