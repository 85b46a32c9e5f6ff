#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "feed/opml.h"

#include <string.h>

static struct opml *
parse(const char *text, struct arena *arena)
{
	struct opml *opml = NULL;
	struct err err = { 0 };

	if (!opml_parse(text, strlen(text), arena, &opml, &err))
		fail_msg("%s", err.text);
	return opml;
}

static void
check_tags(const struct opml_feed *feed, const char *joined)
{
	BUFFER tags = { 0 };

	for (size_t i = 0; i < feed->tag_count; i++) {
		if (i > 0)
			buffer_add_char(&tags, '|');
		buffer_add_text(&tags, feed->tags[i]);
	}
	assert_string_equal(buffer_text(&tags), joined);
}

static void
reads_a_list_with_folders_and_categories(void **state)
{
	static const char text[] =
	    "<?xml version=\"1.0\"?>\n"
	    "<opml version=\"2.0\"><head><title>Work &amp; more</title></head><body>\n"
	    "<outline text=\"Labour\">\n"
	    "<outline text=\"A\" title=\"Alpha\" type=\"rss\" xmlUrl=\"https://a.example/feed\"\n"
	    " htmlUrl=\"https://a.example/\" category=\"/Unions,/Pay/Wages, Labour\"/>\n"
	    "<outline text=\"Deep\"><outline text=\"B\" xmlUrl=\"http://b.example/\"/></outline>\n"
	    "</outline>\n"
	    "<outline text=\"C\" xmlUrl=\"https://c.example/?a=1&amp;b=2\"></outline>\n"
	    "</body></opml>";
	ARENA arena = arena_new();
	struct opml *opml = parse(text, arena);

	(void)state;
	assert_string_equal(opml->title, "Work & more");
	assert_int_equal(opml->feed_count, 3);
	assert_string_equal(opml->feeds[0].title, "Alpha");
	assert_string_equal(opml->feeds[0].url, "https://a.example/feed");
	assert_string_equal(opml->feeds[0].home_url, "https://a.example/");
	assert_int_equal(opml->feeds[0].line, 4);
	check_tags(&opml->feeds[0], "Labour|Unions|Pay/Wages");
	assert_string_equal(opml->feeds[1].title, "B");
	check_tags(&opml->feeds[1], "Labour|Deep");
	assert_string_equal(opml->feeds[2].url, "https://c.example/?a=1&b=2");
	assert_int_equal(opml->feeds[2].line, 8);
	check_tags(&opml->feeds[2], "");
}

static void
forgives_what_programs_and_people_write(void **state)
{
	static const char text[] =
	    "junk <OPML><BODY>"
	    "<Outline XMLURL='https://a.example/?x=1&y=2' Text=\"R&D &eacute; &#8217;\">"
	    "<outline url=https://b.example/feed text=b>"
	    "<outline xmlUrl=\"feed://c.example/feed\" text=\"c\">"
	    "<!-- <outline xmlUrl=\"https://no.example/\"/> -->"
	    "<outline xmlUrl=\"\" text=\"folder after all\"><outline xmlUrl=\"https://d.example/";
	ARENA arena = arena_new();
	struct opml *opml = parse(text, arena);

	(void)state;
	assert_int_equal(opml->feed_count, 3);
	assert_string_equal(opml->feeds[0].url, "https://a.example/?x=1&y=2");
	assert_string_equal(opml->feeds[0].title, "R&D é ’");
	assert_string_equal(opml->feeds[1].url, "https://b.example/feed");
	assert_string_equal(opml->feeds[2].url, "http://c.example/feed");
}

static void
tells_which_addresses_can_be_no_feed(void **state)
{
	static const char text[] =
	    "<opml><body>\n<outline xmlUrl='ftp://a.example/'/>\n<outline xmlUrl='feed.xml'/>\n"
	    "<outline xmlUrl='javascript:alert(1)'/>\n<outline xmlUrl='http://'/>\n<outline xmlUrl='feed:'/>\n"
	    "<outline xmlUrl='https://ok.example/'/></body></opml>";
	static const char *const reasons[] = { "not http or https", "not an absolute address", "not http or https",
		"no host", "no host" };
	ARENA arena = arena_new();
	struct opml *opml = parse(text, arena);

	(void)state;
	assert_int_equal(opml->feed_count, 6);
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		assert_string_equal(opml->feeds[i].refused, reasons[i]);
		assert_int_equal(opml->feeds[i].line, 2 + (int)i);
	}
	assert_null(opml->feeds[5].refused);
}

static void
refuses_what_is_no_opml_and_leaves_the_result_alone(void **state)
{
	static const char text[] = "\n\n<html><body><p>Not found</p></body></html>";
	ARENA arena = arena_new();
	struct opml kept, *opml = &kept;
	struct err err = { 0 };

	(void)state;
	assert_false(opml_parse(text, strlen(text), arena, &opml, &err));
	assert_ptr_equal(opml, &kept);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_string_equal(err.text, "line 3: no OPML: there is no <opml> and no <outline>");
	assert_false(opml_parse("", 0, arena, &opml, &err));
}

static void
reads_latin_1_when_it_says_so(void **state)
{
	static const char latin[] =
	    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><opml><body>"
	    "<outline text=\"caf\xe9\" xmlUrl=\"https://a.example/\"/></body></opml>";
	ARENA arena = arena_new();
	struct opml *opml = parse(latin, arena);

	(void)state;
	assert_string_equal(opml->feeds[0].title, "café");
}

static void
stops_at_its_caps_and_says_so(void **state)
{
	ARENA arena = arena_new();
	BUFFER text = { 0 };
	struct opml *opml;

	(void)state;
	buffer_add_text(&text, "<opml>");
	for (int i = 0; i < 1000; i++)
		buffer_addf(&text, "<outline text='%d'>", i);
	for (int i = 0; i < 100100; i++)
		buffer_addf(&text, "<outline xmlUrl='http://h/%d'/>\n", i);
	opml = parse(text.data, arena);
	assert_int_equal(opml->feed_count, 100001);
	assert_int_equal(opml->feeds[0].tag_count, 32);
	assert_null(opml->feeds[99999].refused);
	assert_non_null(strstr(opml->feeds[100000].refused, "limit of 100000"));
}

static void
check_same_feed(const struct opml_feed *a, const struct opml_feed *b)
{
	assert_string_equal(a->url, b->url);
	assert_true(text_equal(a->title, b->title));
	assert_true(text_equal(a->home_url, b->home_url));
	assert_int_equal(a->tag_count, b->tag_count);
	for (size_t i = 0; i < a->tag_count; i++)
		assert_string_equal(a->tags[i], b->tags[i]);
}

static void
takes_back_what_it_wrote(void **state)
{
	static const char *two[] = { "future of work", "a\"<&>'b" };
	static const char *odd[] = { "x", "a, b", "/c" };
	static struct opml_feed feeds[] = {
		{ .url = "https://a.example/?q=\"1\"&r=<2>", .title = "AT&amp;T <b>'s</b>" },
		{ .url = "https://b.example/",
		    .title = "B",
		    .home_url = "https://b.example/home",
		    .tags = two,
		    .tag_count = 2 },
		{ .url = "https://c.example/", .tags = two, .tag_count = 1 },
		{ .url = "https://d.example/", .title = "d é 日本", .tags = odd, .tag_count = 3 },
		{ .url = "https://e.example/", .tags = two, .tag_count = 1 },
	};
	static const size_t order[] = { 0, 1, 2, 4, 3 };
	const struct opml written = { .title = "Mine & yours", .feeds = feeds, .feed_count = COUNT_OF(feeds) };
	ARENA arena = arena_new();
	BUFFER once = { 0 };
	BUFFER twice = { 0 };
	struct opml *back;

	(void)state;
	opml_write(&written, &once);
	back = parse(once.data, arena);
	assert_string_equal(back->title, "Mine & yours");
	assert_int_equal(back->feed_count, COUNT_OF(feeds));
	for (size_t i = 0; i < COUNT_OF(feeds); i++)
		check_same_feed(&back->feeds[i], &feeds[order[i]]);
	opml_write(back, &twice);
	assert_string_equal(once.data, twice.data);
}

static void
writes_a_folder_once_and_further_tags_as_categories(void **state)
{
	static const char *ab[] = { "a", "b" }, *a[] = { "a" };
	static struct opml_feed feeds[] = {
		{ .url = "http://1.example/", .title = "One", .tags = ab, .tag_count = 2 },
		{ .url = "http://2.example/", .home_url = "http://2.example/home" },
		{ .url = "http://3.example/", .title = "Three", .tags = a, .tag_count = 1 },
	};
	const struct opml opml = { .feeds = feeds, .feed_count = COUNT_OF(feeds) };
	BUFFER out = { 0 };

	(void)state;
	opml_write(&opml, &out);
	assert_string_equal(out.data,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head>\n</head>\n<body>\n"
	    "<outline text=\"a\">\n"
	    "<outline type=\"rss\" text=\"One\" title=\"One\" xmlUrl=\"http://1.example/\" category=\"b\"/>\n"
	    "<outline type=\"rss\" text=\"Three\" title=\"Three\" xmlUrl=\"http://3.example/\"/>\n"
	    "</outline>\n"
	    "<outline type=\"rss\" text=\"http://2.example/\" xmlUrl=\"http://2.example/\" "
	    "htmlUrl=\"http://2.example/home\"/>\n"
	    "</body>\n</opml>\n");
}

static void
tells_a_list_that_was_cut_off_from_a_whole_one(void **state)
{
	static const struct {
		const char *text;
		int cut_line;
	} lists[] = {
		{ "<opml version='2.0'><body><outline xmlUrl='http://a.example/'/></body></opml>", 0 },
		{ "<opml version='2.0'><body>\n<outline xmlUrl='http://a.example/'/>\n<outline xmlU", 3 },
		{ "<outline xmlUrl='http://a.example/'/>", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		ARENA arena = arena_new();
		struct opml *opml = parse(lists[i].text, arena);

		assert_int_equal(opml->feed_count, 1);
		assert_int_equal(opml->cut_line, lists[i].cut_line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_a_list_that_was_cut_off_from_a_whole_one),
		cmocka_unit_test(reads_a_list_with_folders_and_categories),
		cmocka_unit_test(forgives_what_programs_and_people_write),
		cmocka_unit_test(tells_which_addresses_can_be_no_feed),
		cmocka_unit_test(refuses_what_is_no_opml_and_leaves_the_result_alone),
		cmocka_unit_test(reads_latin_1_when_it_says_so),
		cmocka_unit_test(stops_at_its_caps_and_says_so),
		cmocka_unit_test(takes_back_what_it_wrote),
		cmocka_unit_test(writes_a_folder_once_and_further_tags_as_categories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
