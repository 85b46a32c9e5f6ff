/*
 * parsed: a document parsed for a test, with what most tests ask of it. Each
 * test has its own arena, made and freed by the group's setup and teardown.
 */
#ifndef TESTS_UNIT_FEED_PARSED_H
#define TESTS_UNIT_FEED_PARSED_H

#include "base/text.h"
#include "feed/feed.h"

#include <string.h>

static inline int
give_arena(void **state)
{
	*state = arena_new();
	return 0;
}

static inline int
take_arena(void **state)
{
	arena_free(*state);
	return 0;
}

#define with_arena(test) cmocka_unit_test_setup_teardown(test, give_arena, take_arena)

static inline struct feed *
parse_bytes(struct arena *arena, const char *bytes, size_t len, const char *content_type)
{
	struct feed_source source = { .bytes = bytes,
		.len = len,
		.content_type = content_type,
		.url = "https://feeds.example/dir/feed.xml",
		.items_max = 100,
		.item_text_max_bytes = 100000 };
	struct feed *feed = NULL;
	struct err err = { .code = ERR_NONE };

	if (!feed_parse(&source, arena, &feed, &err))
		fail_msg("%s", err.text);
	return feed;
}

static inline struct feed *
parse(struct arena *arena, const char *text)
{
	return parse_bytes(arena, text, strlen(text), "application/xml");
}

/* How a document that is no feed is described. */
static inline const char *
refusal(struct arena *arena, const char *bytes, size_t len)
{
	struct feed_source source = { .bytes = bytes, .len = len, .url = "https://feeds.example/" };
	struct feed *feed = NULL;
	struct err err = { .code = ERR_NONE };

	assert_false(feed_parse(&source, arena, &feed, &err));
	assert_null(feed);
	assert_int_equal(err.code, ERR_NOT_FEED);
	return arena_strdup(arena, err.text);
}

static inline bool
is_warned(const struct feed *feed, const char *code, int line)
{
	for (size_t i = 0; i < feed->warning_count; i++)
		if (strcmp(feed->warnings[i].code, code) == 0 && (line == 0 || feed->warnings[i].line == line))
			return true;
	return false;
}

/* One RSS item that holds `inside`. */
static inline struct feed_item *
parse_item(struct arena *arena, const char *inside)
{
	struct feed *feed =
	    parse(arena, arena_printf(arena,
			     "<rss version=\"2.0\"><channel><title>t</title><item>%s</item></channel></rss>", inside));

	assert_int_equal(feed->item_count, 1);
	return &feed->items[0];
}

/* One Atom entry that holds `inside`. */
static inline struct feed_item *
parse_entry(struct arena *arena, const char *inside)
{
	struct feed *feed = parse(
	    arena, arena_printf(arena,
		       "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry>%s</entry></feed>", inside));

	assert_int_equal(feed->item_count, 1);
	return &feed->items[0];
}

#define assert_text(got, wanted)                                                                                       \
	do {                                                                                                           \
		assert_non_null(got);                                                                                  \
		assert_string_equal(got, wanted);                                                                      \
	} while (0)

#endif
