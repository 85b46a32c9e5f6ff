#include "feed/feed.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/feed/harmless.h"

static void
check_html(const char *html)
{
	const char *problem = html != NULL ? harmless_problem(html) : NULL;

	if (problem != NULL)
		fprintf(stderr, "%s in: %s\n", problem, html);
	MUST(problem == NULL);
	must_be_text(html);
}

static void
check_address(const char *url)
{
	must_be_line(url);
	MUST(url == NULL || strchr(url, ':') != NULL);
}

static void
check_item(const struct feed_item *item)
{
	must_be_line(item->guid);
	must_be_line(item->title);
	must_be_text(item->summary);
	must_be_text(item->content_text);
	check_html(item->content_html);
	check_html(item->summary_html);
	check_address(item->url);
	check_address(item->image);
	for (size_t i = 0; i < item->attachment_count; i++)
		check_address(item->attachments[i].url);
	for (size_t i = 0; i < item->tags.count; i++)
		must_be_line(item->tags.list[i]);
	for (size_t i = 0; i < item->authors.count; i++)
		must_be_line(item->authors.list[i].name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct feed_source plain = {
		.url = "https://site.example/feed", .items_max = 50, .item_text_max_bytes = 4096
	};
	struct feed_source source = plain;
	ARENA arena = arena_new();
	struct feed *feed;
	struct err err = { 0 };

	source.bytes = (const char *)data;
	source.len = size;
	if (!feed_parse(&source, arena, &feed, &err)) {
		MUST(err.code != ERR_NONE && utf8_is_valid(err.text, strlen(err.text)));
		return 0;
	}
	must_be_line(feed->title);
	must_be_text(feed->description);
	check_address(feed->home_url);
	MUST(feed->item_count <= source.items_max);
	for (size_t i = 0; i < feed->item_count; i++)
		check_item(&feed->items[i]);
	for (size_t i = 0; i < feed->warning_count; i++)
		must_be_line(feed->warnings[i].detail);
	return 0;
}
