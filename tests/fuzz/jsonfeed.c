#include "feed/jsonfeed.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/feed/harmless.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct feed_source source = { .items_max = 20, .item_text_max_bytes = 4096 };
	ARENA arena = arena_new();
	BUFFER text = { 0 };
	struct feed *feed;
	struct err err = { 0 };

	utf8_make_valid((const char *)data, size, &text);
	if (!jsonfeed_parse(&source, buffer_text(&text), text.len, "https://site.example/", arena, &feed, &err)) {
		MUST(err.code != ERR_NONE);
		return 0;
	}
	must_be_line(feed->title);
	MUST(feed->item_count <= source.items_max);
	for (size_t i = 0; i < feed->item_count; i++) {
		must_be_line(feed->items[i].guid);
		must_be_line(feed->items[i].title);
		must_be_text(feed->items[i].content_text);
		MUST(feed->items[i].content_html == NULL || harmless_problem(feed->items[i].content_html) == NULL);
	}
	return 0;
}
