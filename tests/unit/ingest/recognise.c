#include "ingest/recognise.h"

#include "base/text.h"
#include "curate/canonical.h"

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
	recognise_match(&parsed, known, COUNT_OF(known), 0, arena, got);
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
knows_what_was_removed_by_link_and_date(void **state)
{
	ARENA arena = arena_new();
	struct store_removed removed[] = {
		{ 1, canonical_url_key("https://a.example/one"), NOON - 3 * DAY },
		{ 2, canonical_url_key("https://a.example/two"), NOON - 2 * DAY },
		{ 3, canonical_url_key("https://a.example/three"), TIME_NONE },
		{ 4, 0, NOON },
	};
	struct feed_item items[] = {
		{ .url = "http://www.a.example/two/", .published_at = NOON - 2 * DAY },
		{ .url = "https://a.example/one", .published_at = NOON }, /* the page was written anew */
		{ .url = "https://a.example/three", .published_at = NOON },
		{ .published_at = NOON },
	};
	struct feed parsed = { .items = items, .item_count = COUNT_OF(items) };
	int got[COUNT_OF(items)];

	(void)state;
	assert_int_equal(recognise_removed(&parsed, removed, COUNT_OF(removed), arena, got), 1);
	assert_int_equal(removed[got[0]].identity_key, 2);
	for (size_t i = 1; i < COUNT_OF(items); i++)
		assert_int_equal(got[i], -1);
	assert_int_equal(recognise_removed(&parsed, NULL, 0, arena, got), 0);
}

static void
what_is_recognised_otherwise_counts_for_the_half(void **state)
{
	ARENA arena = arena_new();
	struct feed_item items[3] = { { .url = "https://a.example/one", .published_at = NOON - 3 * DAY },
		{ .url = "https://a.example/8", .published_at = NOON },
		{ .url = "https://a.example/9", .published_at = NOON } };
	struct feed parsed = { .items = items, .item_count = 3 };
	int got[3];

	(void)state;
	assert_int_equal(recognise_match(&parsed, known, COUNT_OF(known), 0, arena, got), 0);
	assert_int_equal(recognise_match(&parsed, known, COUNT_OF(known), 1, arena, got), 2);
	assert_int_equal(got[0], 0);
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
	assert_int_equal(recognise_match(&parsed, known, 0, 0, arena, got), 0);
	assert_int_equal(recognise_match(&parsed, known, COUNT_OF(known), 0, arena, got), 0);
	assert_int_equal(got[2], -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_renamed_items_from_new_ones),
		cmocka_unit_test(knows_what_was_removed_by_link_and_date),
		cmocka_unit_test(what_is_recognised_otherwise_counts_for_the_half),
		cmocka_unit_test(matches_nothing_with_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
