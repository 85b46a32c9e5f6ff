#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/text.h"
#include "feed/jsonfeed.h"

#include <string.h>

static const char base[] = "https://site.example/feed.json";

static struct feed *
parse_with(const struct feed_source *source, const char *text, struct arena *arena)
{
	struct feed *feed = NULL;
	struct err err = { 0 };

	if (!jsonfeed_parse(source, text, strlen(text), base, arena, &feed, &err))
		fail_msg("%s", err.text);
	return feed;
}

static struct feed *
parse(const char *text, struct arena *arena)
{
	const struct feed_source source = { .items_max = 100, .item_text_max_bytes = 10000 };

	return parse_with(&source, text, arena);
}

static void
reads_all_that_version_1_1_says(void **state)
{
	static const char text[] =
	    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Work\",\"home_page_url\":\"/\","
	    "\"feed_url\":\"feed.json\",\"description\":\"On work\",\"icon\":\"/i.png\",\"favicon\":\"/f.ico\","
	    "\"language\":\"en\",\"authors\":[{\"name\":\"Ann\",\"url\":\"/ann\"},{\"url\":\"mailto:b@site.example\"}],"
	    "\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"}],"
	    "\"items\":[{\"id\":\"1\",\"url\":\"/1\",\"external_url\":\"https://other.example/\",\"title\":\"One <1>\","
	    "\"content_html\":\"<p>Hi<script>x</script> <a href='/x'>there</a>\",\"summary\":\"Short\",\"image\":\"/p.png\","
	    "\"date_published\":\"2024-05-01T10:00:00Z\",\"date_modified\":\"2024-05-02T10:00:00+02:00\","
	    "\"tags\":[\"a\",\"b\",\"a\"],\"language\":\"de\",\"attachments\":[{\"url\":\"/a.mp3\","
	    "\"mime_type\":\"audio/mpeg\",\"title\":\"Talk\",\"size_in_bytes\":123,\"duration_in_seconds\":59.6}]}]}";
	ARENA arena = arena_new();
	struct feed *feed = parse(text, arena);
	struct feed_item *item = feed->items;

	(void)state;
	assert_int_equal(feed->format, FEED_JSON_11);
	assert_true(feed->is_complete);
	assert_int_equal(feed->warning_count, 0);
	assert_string_equal(feed->title, "Work");
	assert_string_equal(feed->home_url, "https://site.example/");
	assert_string_equal(feed->feed_url, "https://site.example/feed.json");
	assert_string_equal(feed->description, "On work");
	assert_string_equal(feed->icon, "https://site.example/i.png");
	assert_string_equal(feed->language, "en");
	assert_int_equal(feed->authors.count, 2);
	assert_string_equal(feed->authors.list[0].url, "https://site.example/ann");
	assert_string_equal(feed->authors.list[1].email, "b@site.example");
	assert_string_equal(feed->hubs[0].url, "https://hub.example/");
	assert_int_equal(feed->ttl_minutes, -1);
	assert_int_equal(feed->item_count, 1);
	assert_string_equal(item->guid, "1");
	assert_string_equal(item->external_url, "https://other.example/");
	assert_string_equal(item->title, "One <1>");
	assert_string_equal(item->content_html, "<p>Hi <a href=\"https://site.example/x\">there</a></p>");
	assert_string_equal(item->content_text, "Hi there");
	assert_string_equal(item->summary, "Short");
	assert_string_equal(item->image, "https://site.example/p.png");
	assert_int_equal(item->published_at, 1714557600);
	assert_int_equal(item->modified_at, 1714636800);
	assert_int_equal(item->tags.count, 2);
	assert_string_equal(item->language, "de");
	assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
	assert_int_equal(item->attachments[0].size_bytes, 123);
	assert_int_equal(item->attachments[0].duration_s, 60);
}

static void
forgives_what_generators_write(void **state)
{
	static const char text[] =
	    "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"AT&amp;T\\u0000cut\","
	    "\"author\":{\"name\":\"Ann\"},\"items\":[{\"id\":7,\"id\":8,\"author\":\"Bob\",\"tags\":\"x, y,x\","
	    "\"attachments\":[{\"url\":\"/a\",\"size_in_bytes\":\"99\"},{\"title\":\"no url\"},3]},"
	    "{\"id\":1.5,\"authors\":{\"name\":\"Cy\"},\"date_published\":\"soon\",\"content_text\":null}, \"no item\","
	    "{\"id\":\" a \\n\",\"title\":[],\"banner_image\":\"/b.png\"}]} trailing";
	ARENA arena = arena_new();
	struct feed *feed = parse(text, arena);

	(void)state;
	assert_string_equal(feed->title, "AT&T");
	assert_string_equal(feed->authors.list[0].name, "Ann");
	assert_int_equal(feed->item_count, 3);
	assert_string_equal(feed->items[0].guid, "8");
	assert_string_equal(feed->items[0].authors.list[0].name, "Bob");
	assert_int_equal(feed->items[0].tags.count, 2);
	assert_int_equal(feed->items[0].attachment_count, 1);
	assert_int_equal(feed->items[0].attachments[0].size_bytes, 99);
	assert_int_equal(feed->items[0].attachments[0].duration_s, -1);
	assert_string_equal(feed->items[1].guid, "1.5");
	assert_string_equal(feed->items[1].authors.list[0].name, "Cy");
	assert_int_equal(feed->items[1].published_at, TIME_NONE);
	assert_string_equal(feed->items[2].guid, "a");
	assert_null(feed->items[2].title);
	assert_string_equal(feed->items[2].image, "https://site.example/b.png");
	assert_string_equal(feed->warnings[0].code, "bad-date");
	assert_string_equal(feed->warnings[1].code, "not-an-item");
}

static void
makes_paragraphs_of_plain_text(void **state)
{
	static const char text[] =
	    "{\"items\":[{\"id\":\"1\",\"content_text\":\"\\n1 < 2\\nand &amp;\\n\\n\\nthree\\n\"}]}";
	ARENA arena = arena_new();
	struct feed *feed = parse(text, arena);

	(void)state;
	assert_string_equal(feed->items[0].content_html, "<p>1 &lt; 2<br>and &amp;amp;</p><p>three</p>");
	assert_string_equal(feed->items[0].content_text, "1 < 2\nand &amp;\n\nthree");
}

static void
keeps_to_the_caps_and_says_so(void **state)
{
	static const char text[] =
	    "{\"items\":[{\"id\":\"1\",\"content_html\":\"<b>12345é789\"},{\"id\":\"2\"},{\"id\":\"3\"}]}";
	const struct feed_source source = { .items_max = 2, .item_text_max_bytes = 9 };
	ARENA arena = arena_new();
	struct feed *feed = parse_with(&source, text, arena);

	(void)state;
	assert_int_equal(feed->item_count, 2);
	assert_false(feed->is_complete);
	assert_string_equal(feed->items[0].content_html, "<b>12345</b>");
	assert_int_equal(feed->warning_count, 2);
	assert_string_equal(feed->warnings[0].code, "content-cut");
	assert_string_equal(feed->warnings[1].code, "items-left-out");
	assert_string_equal(feed->warnings[1].detail, "1 of 3 items are over the limit");
}

static void
yields_the_whole_items_of_a_cut_document(void **state)
{
	static const char text[] =
	    "{\"title\":\"T\",\"items\":[{\"id\":\"1\",\"tags\":[\"}\"]},{\"id\":\"2\"}, {\"id\":\"3\",\"ti";
	ARENA arena = arena_new();
	struct feed *feed = parse(text, arena);

	(void)state;
	assert_int_equal(feed->item_count, 2);
	assert_false(feed->is_complete);
	assert_string_equal(feed->warnings[0].code, "truncated");
}

static void
reads_strings_with_raw_line_ends(void **state)
{
	static const char text[] = "{\"title\":\"two\nlines\",\"items\":[]}";
	ARENA arena = arena_new();
	struct feed *feed = parse(text, arena);

	(void)state;
	assert_string_equal(feed->title, "two lines");
	assert_string_equal(feed->warnings[0].code, "control-character");
}

static void
refuses_other_json_and_leaves_the_result_alone(void **state)
{
	static const struct {
		const char *text;
		const char *reason;
	} facts[] = {
		{ "[1,2]", "a JSON document, but no feed: it has no items" },
		{ "{\"error\":\"not found\"}", "a JSON document, but no feed: it has no items" },
		{ "{\"version\":\"https://jsonfeed.org/version/1.1\",]",
		    "JSON that can't be read: line 1: "
		    "string or '}' expected near ']'" },
	};
	const struct feed_source source = { .items_max = 2, .item_text_max_bytes = 9 };
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		struct feed kept, *feed = &kept;
		struct err err = { 0 };

		assert_false(jsonfeed_parse(&source, facts[i].text, strlen(facts[i].text), base, arena, &feed, &err));
		assert_ptr_equal(feed, &kept);
		assert_int_equal(err.code, ERR_NOT_FEED);
		assert_string_equal(err.text, facts[i].reason);
	}
}

static void
refuses_more_values_than_memory_is_for(void **state)
{
	const struct feed_source source = { .items_max = 2, .item_text_max_bytes = 9 };
	ARENA arena = arena_new();
	BUFFER text = { 0 };
	struct feed *feed = NULL;
	struct err err = { 0 };

	(void)state;
	buffer_add_text(&text, "{\"items\":[");
	for (int i = 0; i < 300000; i++)
		buffer_add_text(&text, "0,");
	buffer_add_text(&text, "0]}");
	assert_false(jsonfeed_parse(&source, text.data, text.len, base, arena, &feed, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_that_version_1_1_says),
		cmocka_unit_test(forgives_what_generators_write),
		cmocka_unit_test(makes_paragraphs_of_plain_text),
		cmocka_unit_test(keeps_to_the_caps_and_says_so),
		cmocka_unit_test(yields_the_whole_items_of_a_cut_document),
		cmocka_unit_test(reads_strings_with_raw_line_ends),
		cmocka_unit_test(refuses_other_json_and_leaves_the_result_alone),
		cmocka_unit_test(refuses_more_values_than_memory_is_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
