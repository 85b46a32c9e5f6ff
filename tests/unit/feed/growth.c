/*
 * Documents made to hurt, each family at two sizes: eight times the document
 * may cost hardly more than eight times the work. With a number it prints what
 * a document of so many megabytes of each family costs instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "feed/discover.h"
#include "feed/feed.h"
#include "feed/opml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What is quadratic takes 64 times as long, so 24 tells the two apart whatever
 * else the machine does; and only the best of several runs counts.
 */
enum { GROWTH = 8, GROWTH_MAX = 24, RUNS_MAX = 10 };

/* Larger than any cap on a tag, a name or a nesting. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SMALL = 24 << 10, IS_SANITIZED = true };
#else
enum { SMALL = 64 << 10, IS_SANITIZED = false };
#endif

/* Copies of the document's texts, beside as many items as are let in, whatever is in them. */
enum { BYTES_PER_BYTE_MAX = 6, BYTES_FREE = 8 << 20 };

enum reader { AS_FEED, AS_OPML, AS_PAGE };

struct family {
	const char *name;
	const char *head;
	const char *unit;    /* again and again; ~ is a number that grows */
	const char *closing; /* as often as the unit, after all of them; NULL: none */
	const char *tail;
	enum reader reader;
};

#define CHANNEL "<rss version=\"2.0\"><channel>"
#define ITEM CHANNEL "<item><title>a</title>"
#define TEXT ITEM "<description>"
#define TEXT_END "</description></item></channel></rss>"
#define ATOM "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/\">"
#define JSON "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":["
#define FIVE(x) x x x x x
#define TWENTY_FIVE(x) FIVE(FIVE(x))
#define MANY(x) TWENTY_FIVE(TWENTY_FIVE(x))

static const struct family families[] = {
	{ "ordinary items", CHANNEL,
	    "<item><title>Title ~</title><link>http://a.example/~</link><description>&lt;p&gt;Some "
	    "text&lt;/p&gt;</description></item>",
	    NULL, "</channel></rss>", AS_FEED },
	{ "nested tags", CHANNEL, "<a>", NULL, "", AS_FEED },
	{ "nested tags, closed", CHANNEL, "<a>", "</a>", "", AS_FEED },
	{ "nested tags of many names", CHANNEL, "<a~>", NULL, "", AS_FEED },
	{ "nested items", CHANNEL, "<item><title>x</title>", NULL, "", AS_FEED },
	{ "nested items, closed", CHANNEL, "<item><title>x</title>", "</item>", "", AS_FEED },
	{ "nested channels", "", "<channel href=\"x\">", NULL, "", AS_FEED },
	{ "nested groups", ITEM, "<media:group><media:content url=\"x\" type=\"image/png\">", NULL, "", AS_FEED },
	{ "nested sources", ATOM "<entry>", "<source><entry>", NULL, "", AS_FEED },
	{ "empty items", CHANNEL, "<item/>", NULL, "", AS_FEED },
	{ "many items", CHANNEL, "<item><title>x</title></item>", NULL, "", AS_FEED },
	{ "ends without beginnings", CHANNEL, "</a>", NULL, "", AS_FEED },
	{ "ends of other tags", CHANNEL, "<n~></m~>", NULL, "", AS_FEED },
	{ "crossed tags", TEXT, "<b><i></b></i>", NULL, "", AS_FEED },
	{ "tags before the feed", "", "<x>", NULL, "<rss>", AS_FEED },
	{ "feeds after the feed", CHANNEL "</channel></rss>", "<rss><channel><item><title>~</title></item></rss>", NULL,
	    "", AS_FEED },

	{ "one attribute again and again", CHANNEL "<a ", "a=\"\" ", NULL, ">", AS_FEED },
	{ "attributes of one tag", CHANNEL "<a ", "a~=\"\" ", NULL, ">", AS_FEED },
	{ "tags full of attributes", CHANNEL, "<link " TWENTY_FIVE("a~=\"x\" ") "/>", NULL, "", AS_FEED },
	{ "attributes full of entities", ITEM, "<link href=\"" MANY("&amp;") "\"/>", NULL, "", AS_FEED },
	{ "quotes that open", CHANNEL, "<a b=\"", NULL, "", AS_FEED },
	{ "quotes of both kinds", CHANNEL, "<a b='<c d=\"", NULL, "", AS_FEED },
	{ "quotes that cross", CHANNEL, "<a b=\"' ", NULL, "", AS_FEED },
	{ "quotes around ends", CHANNEL, "<a b=\">x\"y ", NULL, "", AS_FEED },

	{ "entities", TEXT, "&amp;", NULL, TEXT_END, AS_FEED },
	{ "entities nobody knows", TEXT, "&nosuch~;", NULL, TEXT_END, AS_FEED },
	{ "entities of HTML", TEXT, "&nbsp;&hellip;", NULL, TEXT_END, AS_FEED },
	{ "entities of entities", TEXT, "&amp;amp;amp;", NULL, TEXT_END, AS_FEED },
	{ "entities without an end", TEXT, "&", NULL, TEXT_END, AS_FEED },
	{ "numbers without an end", TEXT, "&#", NULL, TEXT_END, AS_FEED },
	{ "one number without an end", TEXT "&#", "1", NULL, TEXT_END, AS_FEED },
	{ "zeros without an end", TEXT, "&#x0000000", NULL, TEXT_END, AS_FEED },
	{ "entities that hold entities", "<!DOCTYPE rss [<!ENTITY a0 \"ha\">",
	    "<!ENTITY a~ \"&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;\">", NULL,
	    "]><rss><channel><title>&a9;</title></channel></rss>", AS_FEED },

	{ "comments that open", CHANNEL, "<!--", NULL, "", AS_FEED },
	{ "comments that nearly close", CHANNEL, "<!-- --", NULL, "", AS_FEED },
	{ "empty comments", CHANNEL, "<!---->", NULL, "", AS_FEED },
	{ "comments before the feed", "", "<!-- <rss> -->", NULL, "<rss>", AS_FEED },
	{ "declarations", CHANNEL, "<!a[>", NULL, "", AS_FEED },
	{ "declarations in brackets", CHANNEL, "<!a[]", NULL, "", AS_FEED },
	{ "document types", "", "<!DOCTYPE a [", NULL, "", AS_FEED },
	{ "instructions", CHANNEL, "<?a?>", NULL, "", AS_FEED },
	{ "instructions that open", CHANNEL, "<?", NULL, "", AS_FEED },

	{ "sections that open", TEXT, "<![CDATA[", NULL, "", AS_FEED },
	{ "sections that nearly close", TEXT, "<![CDATA[]]", NULL, "", AS_FEED },
	{ "empty sections", TEXT, "<![CDATA[]]>", NULL, TEXT_END, AS_FEED },
	{ "ends inside a section", TEXT, "<![CDATA[</description>", NULL, "]]>" TEXT_END, AS_FEED },
	{ "items inside open sections", TEXT, "<![CDATA[x</description></item><item><description>", NULL, "", AS_FEED },

	{ "namespaces", CHANNEL, "<a xmlns:p~=\"u~\">", NULL, "", AS_FEED },
	{ "namespaces, closed", CHANNEL, "<a xmlns:p~=\"u~\"/>", NULL, "", AS_FEED },
	{ "namespaces of one tag", CHANNEL "<a ", "xmlns:p~=\"u~\" ", NULL, ">", AS_FEED },
	{ "prefixes nobody declared", CHANNEL, "<p~:a q~:b=\"\"/>", NULL, "", AS_FEED },
	{ "colons", CHANNEL, "<a:b:c:d>", NULL, "", AS_FEED },
	{ "element names", CHANNEL, "<n~/>", NULL, "", AS_FEED },
	{ "one long name", CHANNEL "<", "a", NULL, ">", AS_FEED },
	{ "bases upon bases", ATOM, "<x xml:base=\"b/~/\">", NULL, "", AS_FEED },
	{ "long bases", ATOM, "<entry xml:base=\"" MANY("b/") "\"><id>~</id><link href=\"x\"/></entry>", NULL, "",
	    AS_FEED },

	{ "signs that open no tag", TEXT, "<", NULL, "", AS_FEED },
	{ "signs and spaces", TEXT, "< ", NULL, "", AS_FEED },
	{ "tags inside tags", TEXT, "<a<", NULL, "", AS_FEED },
	{ "tags that never end", TEXT, "<a ", NULL, "", AS_FEED },
	{ "ends that never end", TEXT, "</a ", NULL, "", AS_FEED },
	{ "slashes", TEXT, "</", NULL, "", AS_FEED },

	{ "control characters", TEXT, "\x01", NULL, TEXT_END, AS_FEED },
	{ "old line ends", TEXT, "a\r", NULL, TEXT_END, AS_FEED },
	{ "letters of two bytes", TEXT, "\xc3\xa9", NULL, TEXT_END, AS_FEED },
	{ "bytes that are no text", TEXT, "\xff", NULL, TEXT_END, AS_FEED },
	{ "text encoded twice", TEXT, "\xc3\x83\xc2\xa9", NULL, TEXT_END, AS_FEED },
	{ "bytes in a legacy encoding", "<?xml version=\"1.0\" encoding=\"shift_jis\"?>" TEXT, "\xb1\xfd", NULL,
	    TEXT_END, AS_FEED },
	{ "shifts of an encoding", "<?xml version=\"1.0\" encoding=\"utf-7\"?>" TEXT, "+AGE-", NULL, TEXT_END,
	    AS_FEED },
	{ "one long word", TEXT, "a", NULL, TEXT_END, AS_FEED },
	{ "a long title", CHANNEL "<item><title>", "x &amp;lt; ", NULL, "</title>", AS_FEED },
	{ "text and no feed", "", "abc ", NULL, "", AS_FEED },
	{ "a page's long title", "<html><title>", "a", NULL, "", AS_FEED },

	{ "HTML unescaped", TEXT, "<b>x</b>", NULL, TEXT_END, AS_FEED },
	{ "HTML unclosed", TEXT, "<b>", NULL, TEXT_END, AS_FEED },
	{ "XHTML", ATOM "<entry><content type=\"xhtml\"><div>", "<p>a <a href=\"x\">b</a></p>", NULL, "", AS_FEED },
	{ "HTML nested", TEXT, "&lt;div&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML nested, closed", TEXT, "&lt;div&gt;", "&lt;/div&gt;", TEXT_END, AS_FEED },
	{ "HTML formatting nested", TEXT, "&lt;b&gt;&lt;p&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML formatting crossed", TEXT, "&lt;b&gt;&lt;i&gt;x&lt;/b&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML in HTML", TEXT, "&amp;lt;p&amp;gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML attributes", TEXT "&lt;a ", "b~=c ", NULL, TEXT_END, AS_FEED },
	{ "HTML comments", TEXT, "&lt;!--", NULL, TEXT_END, AS_FEED },
	{ "HTML scripts", TEXT, "&lt;script&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML scripts that nearly end", TEXT "&lt;script&gt;", "&lt;/scrip", NULL, TEXT_END, AS_FEED },
	{ "HTML lists nested", TEXT, "&lt;ul&gt;&lt;li&gt;x", NULL, TEXT_END, AS_FEED },
	{ "HTML tables nested", TEXT, "&lt;table&gt;&lt;tr&gt;&lt;td&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML links", TEXT, "&lt;a href=\"~\"&gt;x&lt;/a&gt;", NULL, TEXT_END, AS_FEED },
	{ "HTML addresses that climb", TEXT "&lt;a href=\"http://a.example/", "a/../", NULL, "\"&gt;" TEXT_END,
	    AS_FEED },
	{ "HTML signs in escapes", TEXT, "&amp;amp;lt;", NULL, TEXT_END, AS_FEED },

	{ "categories", ITEM, "<category>~</category>", NULL, "", AS_FEED },
	{ "categories of the feed", CHANNEL, "<itunes:category text=\"~\">", NULL, "", AS_FEED },
	{ "keywords", ITEM "<itunes:keywords>", "a~,", NULL, "</itunes:keywords>", AS_FEED },
	{ "authors", ITEM, "<dc:creator>a~</dc:creator>", NULL, "", AS_FEED },
	{ "authors on one line", ITEM "<author>", "a@(<", NULL, "</author>", AS_FEED },
	{ "enclosures", ITEM, "<enclosure url=\"http://a.example/~\" type=\"audio/mpeg\"/>", NULL, "", AS_FEED },
	{ "links", ATOM "<entry>", "<link rel=\"related\" href=\"~\"/>", NULL, "", AS_FEED },
	{ "hubs", ATOM, "<link rel=\"hub\" href=\"~\"/>", NULL, "", AS_FEED },
	{ "a link that climbs", ITEM "<link>http://a.example/", "a/../", NULL, "</link>", AS_FEED },
	{ "dates", ITEM, "<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>", NULL, "", AS_FEED },
	{ "dates that are none", ITEM, "<pubDate>" TWENTY_FIVE("m\xc3\xa4rz ") "</pubDate>", NULL, "", AS_FEED },
	{ "a date that does not end", ITEM "<pubDate>", "1 ", NULL, "</pubDate>", AS_FEED },
	{ "rights and titles", CHANNEL, "<copyright>a</copyright><title>b</title>", NULL, "", AS_FEED },
	{ "warnings", CHANNEL, "<item><pubDate>never</pubDate><title>a & b</title></item>\n", NULL, "", AS_FEED },
	{ "items of one identity", CHANNEL, "<item><guid>x</guid><title>y</title></item>", NULL, "", AS_FEED },
	{ "hours to skip", CHANNEL "<skipHours>", "<hour>1</hour>", NULL, "", AS_FEED },

	{ "JSON arrays nested", JSON, "[", NULL, "", AS_FEED },
	{ "JSON arrays nested, closed", JSON, "[", "]", "]}", AS_FEED },
	{ "JSON objects nested", JSON "{\"a\":", "{\"a\":", NULL, "", AS_FEED },
	{ "JSON keys", JSON "{\"id\":\"1\"", ",\"k~\":0", NULL, "}]}", AS_FEED },
	{ "JSON items", JSON "{\"id\":\"0\"}", ",{\"id\":\"~\",\"content_html\":\"<p>x\"}", NULL, "]}", AS_FEED },
	{ "JSON escapes", JSON "{\"id\":\"", "\\u0041\\n", NULL, "\"}]}", AS_FEED },
	{ "JSON half surrogates", JSON "{\"content_text\":\"", "\\ud800", NULL, "\"}]}", AS_FEED },
	{ "JSON tags", JSON "{\"id\":\"1\",\"tags\":[\"\"", ",\"t~\"", NULL, "]}]}", AS_FEED },
	{ "JSON attachments", JSON "{\"id\":\"1\",\"attachments\":[{}", ",{\"url\":\"http://a.example/~\"}", NULL,
	    "]}]}", AS_FEED },
	{ "JSON that ends early", JSON, "{\"id\":\"~\"},", NULL, "", AS_FEED },

	{ "OPML nested", "<opml><body>", "<outline text=\"f~\">", NULL, "", AS_OPML },
	{ "OPML feeds", "<opml><body>", "<outline xmlUrl=\"http://a.example/~\"/>", NULL, "</body></opml>", AS_OPML },
	{ "OPML feeds in each other", "<opml><body>", "<outline xmlUrl=\"http://a.example/~\">", NULL, "", AS_OPML },
	{ "OPML categories", "<opml><body><outline xmlUrl=\"http://a.example/\" category=\"", "c~,", NULL, "\"/>",
	    AS_OPML },
	{ "OPML without signs", "<opml><body>", "<outline text=\"<&\" xmlUrl=\"x\"", NULL, "", AS_OPML },
	{ "a page's links", "<html><head>", "<link rel=alternate type=\"application/rss+xml\" href=\"~\">", NULL, "",
	    AS_PAGE },
	{ "a page's unclosed tags", "<html><head>", "<link rel=alternate ", NULL, "", AS_PAGE },
	{ "a page's comments", "<html><head>", "<!-- <link ", NULL, "", AS_PAGE },
	{ "a page's bases", "<html><head>", "<base href=\"~/\">", NULL, "", AS_PAGE },
};

/* What is repeated, ~ replaced. */
static void
add_unit(const char *unit, size_t number, struct buffer *out)
{
	for (size_t len; *unit != '\0'; unit += len) {
		len = strcspn(unit, "~");
		buffer_add(out, unit, len);
		if (unit[len] == '~') {
			buffer_addf(out, "%zu", number);
			len++;
		}
	}
}

static void
make_document(const struct family *family, size_t size, struct buffer *out)
{
	size_t room = family->closing != NULL ? size / 2 : size, number = 0;

	buffer_cut(out, 0);
	buffer_reserve(out, size * 2);
	buffer_add_text(out, family->head);
	while (out->len < room)
		add_unit(family->unit, number++, out);
	while (family->closing != NULL && number-- > 0)
		buffer_add_text(out, family->closing);
	buffer_add_text(out, family->tail);
}

static void
read_feed(const struct buffer *document, struct arena *arena)
{
	struct feed_source source = { .bytes = document->data,
		.len = document->len,
		.url = "https://feeds.example/dir/feed.xml",
		.items_max = 5000,
		.item_text_max_bytes = 1 << 20 };
	struct feed *feed;
	struct err err;

	(void)!feed_parse(&source, arena, &feed, &err);
}

static void
read_document(enum reader reader, const struct buffer *document, struct arena *arena)
{
	struct discovered *found;
	struct opml *opml;
	struct err err;

	if (reader == AS_FEED)
		read_feed(document, arena);
	else if (reader == AS_OPML)
		(void)!opml_parse(document->data, document->len, arena, &opml, &err);
	else
		feed_discover(document->data, document->len, "text/html", NULL, "https://page.example/", arena, &found);
}

struct cost {
	double cpu_s;
	size_t bytes; /* that the result takes */
};

static struct cost
measure(const struct family *family, const struct buffer *document)
{
	ARENA arena = arena_new();
	int64_t began_ns = clock_thread_cpu_ns();

	read_document(family->reader, document, arena);
	return (struct cost) { (double)(clock_thread_cpu_ns() - began_ns) / 1e9, arena_bytes(arena) };
}

static void
keep_best(struct cost *best, struct cost cost)
{
	if (best->cpu_s == 0 || cost.cpu_s < best->cpu_s)
		*best = cost;
}

/* What else runs can only make a run look dearer: one good pair of runs is proof enough. */
static bool
time_grows_linearly(const struct family *family)
{
	BUFFER small = { 0 };
	BUFFER large = { 0 };
	struct cost few = { 0 }, many = { 0 };

	make_document(family, SMALL, &small);
	make_document(family, (size_t)SMALL * GROWTH, &large);
	for (int run = 0; run < RUNS_MAX; run++) {
		keep_best(&few, measure(family, &small));
		keep_best(&many, measure(family, &large));
		if (many.cpu_s < few.cpu_s * GROWTH_MAX)
			return true;
	}
	print_error(
	    "%s: %.1f ms, and %.1f ms for %d times as much\n", family->name, few.cpu_s * 1e3, many.cpu_s * 1e3, GROWTH);
	return false;
}

static void
takes_time_in_proportion_whatever_the_document(void **state)
{
	int wrong = 0;

	(void)state;
	if (IS_SANITIZED)
		skip(); /* the sanitizer's own work, page faults foremost, is not in proportion */
	for (size_t i = 0; i < COUNT_OF(families); i++)
		wrong += !time_grows_linearly(&families[i]);
	assert_int_equal(wrong, 0);
}

static void
takes_memory_in_proportion_whatever_the_document(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(families); i++) {
		BUFFER document = { 0 };
		size_t bytes;

		make_document(&families[i], (size_t)SMALL * GROWTH, &document);
		bytes = measure(&families[i], &document).bytes;
		if (bytes <= document.len * BYTES_PER_BYTE_MAX + BYTES_FREE)
			continue;
		print_error("%s: %zu bytes for %zu\n", families[i].name, bytes, document.len);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static int
print_costs(size_t size)
{
	for (size_t i = 0; i < COUNT_OF(families); i++) {
		BUFFER document = { 0 };
		struct cost cost;

		make_document(&families[i], size, &document);
		cost = measure(&families[i], &document);
		printf("%-32s %7.3f s %7.1f MB/s, keeps %6.1f MB\n", families[i].name, cost.cpu_s,
		    (double)document.len / 1e6 / cost.cpu_s, (double)cost.bytes / 1e6);
	}
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_time_in_proportion_whatever_the_document),
		cmocka_unit_test(takes_memory_in_proportion_whatever_the_document),
	};

	if (argc == 2)
		return print_costs(strtoull(argv[1], NULL, 10) * 1000000);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
