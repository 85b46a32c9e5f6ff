#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/feed/parsed.h"

static void
reads_a_channel_from_its_attributes(void **state)
{
	struct feed *feed = parse(*state,
	    "<?xml version='1.0'?><CHANNEL HREF='http://a.example/home' BASE='http://a.example/' "
	    "LASTMOD='2004-07-08T23:56'><TITLE>T</TITLE><ABSTRACT>About</ABSTRACT><LOGO HREF='http://a.example/i.ico' "
	    "STYLE='ICON'/><LOGO HREF='http://a.example/i.gif' STYLE='IMAGE'/><SCHEDULE><INTERVALTIME DAY='1'/></SCHEDULE>"
	    "<ITEM HREF='http://a.example/1' LASTMOD='1998-05-01T10:00+0000'><TITLE>one</TITLE><ABSTRACT>first</ABSTRACT>"
	    "</ITEM><CHANNEL HREF='http://a.example/sub'><TITLE>inner</TITLE><ITEM><A HREF='http://a.example/2'>x</A>"
	    "<TITLE>two</TITLE></ITEM></CHANNEL></CHANNEL>");

	assert_int_equal(feed->format, FEED_CDF);
	assert_text(feed->title, "T");
	assert_text(feed->home_url, "http://a.example/home");
	assert_text(feed->description, "About");
	assert_text(feed->icon, "http://a.example/i.ico");
	assert_text(feed->image, "http://a.example/i.gif");
	assert_int_equal(feed->update_s, 86400);
	assert_int_equal(feed->item_count, 2);
	assert_text(feed->items[0].url, "http://a.example/1");
	assert_text(feed->items[0].content_text, "first");
	assert_int_equal(feed->items[0].published_at, 894016800);
	assert_text(feed->items[1].url, "http://a.example/2");
	assert_text(feed->items[1].title, "two");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		with_arena(reads_a_channel_from_its_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
