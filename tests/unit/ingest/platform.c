#include "ingest/platform.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct example {
	const char *page, *feed;
} examples[] = {
	{ "https://www.youtube.com/channel/UCabc/videos", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc" },
	{ "http://m.youtube.com/channel/UCabc", "http://www.youtube.com/feeds/videos.xml?channel_id=UCabc" },
	{ "https://youtube.com/playlist?a=1&list=PL1#x", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1" },
	{ "https://youtube.com/playlist?a=1", NULL },
	{ "https://www.youtube.com/user/someone", "https://www.youtube.com/feeds/videos.xml?user=someone" },
	{ "https://www.youtube.com/@someone", NULL }, /* its page names the feed */
	{ "https://www.youtube.com/watch?v=1", NULL },
	{ "https://www.reddit.com/r/remotework/", "https://www.reddit.com/r/remotework/.rss" },
	{ "https://reddit.com/r/remotework/new/", "https://www.reddit.com/r/remotework/new/.rss" },
	{ "https://www.reddit.com/u/someone", "https://www.reddit.com/user/someone/.rss" },
	{ "https://www.reddit.com/r/remotework/comments/1/x/", NULL },
	{ "https://www.reddit.com/r/remotework/.rss", NULL },
	{ "https://github.com/owner/name", NULL }, /* its page names what there is */
	{ "https://github.com/owner/name/releases", "https://github.com/owner/name/releases.atom" },
	{ "https://github.com/owner/name/commits/main", "https://github.com/owner/name/commits/main.atom" },
	{ "https://github.com/topics/rss", NULL },
	{ "https://github.com/owner/name/releases.atom", NULL },
	{ "https://medium.com/@someone", "https://medium.com/feed/@someone" },
	{ "https://medium.com/a-publication", "https://medium.com/feed/a-publication" },
	{ "https://medium.com/feed/@someone", NULL },
	{ "https://someone.medium.com", "https://someone.medium.com/feed" },
	{ "https://someone.substack.com/", "https://someone.substack.com/feed" },
	{ "https://someone.substack.com/archive?sort=new", "https://someone.substack.com/feed" },
	{ "https://someone.substack.com/p/a-post", NULL },
	{ "https://www.substack.com/", NULL },
	{ "https://someone.wordpress.com", "https://someone.wordpress.com/feed/" },
	{ "https://someone.blogspot.com/", "https://someone.blogspot.com/feeds/posts/default" },
	{ "https://someone.tumblr.com/", "https://someone.tumblr.com/rss" },
	{ "https://www.tumblr.com/someone", "https://someone.tumblr.com/rss" },
	{ "https://bsky.app/profile/someone.example", "https://bsky.app/profile/someone.example/rss" },
	{ "https://evil-youtube.com/channel/UCabc", NULL },
	{ "https://youtube.com.example.org/channel/UCabc", NULL },
	{ "https://substack.com.example.org/", NULL },
	{ "https://example.org/a/b/c/d/e/f/g/h", NULL },
	{ "https://example.org", NULL },
	{ "https:///", NULL },
	{ "example.org", NULL },
};

static void
knows_where_platforms_keep_their_feeds(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		const char *feed = platform_feed(examples[i].page, arena);

		if (!text_equal(feed, examples[i].feed))
			fail_msg("%s: %s", examples[i].page, feed != NULL ? feed : "none");
	}
}

static void
tries_the_usual_places_of_a_site_in_order(void **state)
{
	static const char *const places[] = { "/feed", "/rss", "/atom.xml", "/feed.xml", "/rss.xml", "/index.xml",
		"/feed.json" };
	ARENA arena = arena_new();
	int number = 0;

	(void)state;
	for (; number < (int)COUNT_OF(places); number++)
		assert_string_equal(platform_usual_place("http://me@a.example:81/x/y?z", number, arena),
		    arena_printf(arena, "http://a.example:81%s", places[number]));
	assert_null(platform_usual_place("http://a.example/", number, arena));
	assert_null(platform_usual_place("a.example", 0, arena));
}

static void
looks_at_a_mastodon_profile_first(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	assert_string_equal(
	    platform_usual_place("https://social.example/@someone", 0, arena), "https://social.example/@someone.rss");
	assert_string_equal(
	    platform_usual_place("https://social.example/@someone", 1, arena), "https://social.example/feed");
	assert_string_equal(
	    platform_usual_place("https://social.example/@someone/1234", 0, arena), "https://social.example/feed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_where_platforms_keep_their_feeds),
		cmocka_unit_test(tries_the_usual_places_of_a_site_in_order),
		cmocka_unit_test(looks_at_a_mastodon_profile_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
