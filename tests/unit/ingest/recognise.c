#include "ingest/recognise.h"

#include "base/text.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DAY = 86400, NOON = 1700000000 };

struct entry {
	const char *url, *title;
	int64_t at;
};

/* What is known: three items of three days. */
static const struct store_item_name known[] = {
	{ 1, "1", "https://a.example/one", "On learning circles", NOON - 3 * DAY },
	{ 2, "2", "https://a.example/two", "On remote teams", NOON - 2 * DAY },
	{ 3, "3", "https://a.example/three", "On four-day weeks", NOON - DAY },
};

struct example {
	const char *what;
	struct entry entries[4]; /* up to one without a title */
	int expected[4];         /* indexes of known ones */
};

static const struct example examples[] = {
	{ "the same links and titles",
	    { { "https://a.example/three", "On four-day weeks", NOON - DAY },
		{ "https://a.example/two", "On remote teams", NOON - 2 * DAY },
		{ "https://a.example/one", "On learning circles", NOON - 3 * DAY } },
	    { 2, 1, 0 } },
	{ "another spelling of the links, one new item",
	    { { "https://a.example/four", "On meetings", NOON },
		{ "http://www.a.example/three/?utm_source=rss", "On four-day weeks", NOON - DAY },
		{ "http://www.a.example/two/", "On remote teams", NOON - 2 * DAY },
		{ "http://www.a.example/one/", "On learning circles, mended", NOON - 3 * DAY } },
	    { -1, 2, 1, 0 } },
	{ "other links, the same titles and dates",
	    { { "https://b.example/p/3", "On four-day weeks", NOON - DAY },
		{ "https://b.example/p/2", "On remote teams", NOON - 2 * DAY - 3600 },
		{ "https://b.example/p/1", "on LEARNING circles", TIME_NONE } },
	    { 2, 1, 0 } },
	{ "other links, the same titles, but of other days: a series goes on",
	    { { "https://a.example/6", "On four-day weeks", NOON + 6 * DAY },
		{ "https://a.example/5", "On remote teams", NOON + 5 * DAY },
		{ "https://a.example/4", "On learning circles", NOON + 4 * DAY } },
	    { -1, -1, -1 } },
	{ "pages that are written anew",
	    { { "https://a.example/three", "Today", NOON + 6 * DAY },
		{ "https://a.example/two", "Tomorrow", NOON + 5 * DAY },
		{ "https://a.example/one", "The day after", NOON + 4 * DAY } },
	    { -1, -1, -1 } },
	{ "one of three is too few",
	    { { "https://a.example/three", "On four-day weeks", NOON - DAY },
		{ "https://a.example/5", "On offices", NOON }, { "https://a.example/4", "On meetings", NOON } },
	    { -1, -1, -1 } },
	{ "a link that several share says nothing",
	    { { "https://a.example/three", "On offices", NOON }, { "https://a.example/three", "On meetings", NOON },
		{ "https://a.example/three", "On desks", NOON } },
	    { -1, -1, -1 } },
};

static void
check(const struct example *e, struct arena *arena)
{
	struct feed_item items[4] = { 0 };
	struct feed parsed = { .items = items };
	int got[4];

	for (; parsed.item_count < 4 && e->entries[parsed.item_count].title != NULL; parsed.item_count++) {
		const struct entry *entry = &e->entries[parsed.item_count];

		items[parsed.item_count] =
		    (struct feed_item) { .url = entry->url, .title = entry->title, .published_at = entry->at };
	}
	recognise_match(&parsed, known, COUNT_OF(known), arena, got);
	for (size_t i = 0; i < parsed.item_count; i++)
		if (got[i] != e->expected[i])
			fail_msg("%s: item %zu is %d, not %d", e->what, i, got[i], e->expected[i]);
}

static void
tells_renamed_items_from_new_ones(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(examples); i++)
		check(&examples[i], arena);
}

static void
matches_nothing_with_nothing(void **state)
{
	ARENA arena = arena_new();
	struct feed_item items[3] = { { .published_at = TIME_NONE }, { .published_at = TIME_NONE },
		{ .published_at = TIME_NONE } };
	struct feed parsed = { .items = items, .item_count = 3 };
	int got[3];

	(void)state;
	assert_int_equal(recognise_match(&parsed, known, 0, arena, got), 0);
	assert_int_equal(recognise_match(&parsed, known, COUNT_OF(known), arena, got), 0);
	assert_int_equal(got[2], -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_renamed_items_from_new_ones),
		cmocka_unit_test(matches_nothing_with_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
