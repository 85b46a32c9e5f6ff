#include "curate/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
is_the_guid_or_else_the_link(void **state)
{
	ARENA arena = arena_new();
	struct feed_item item = { .guid = "tag:a,2024:1", .url = "https://a.example/1" };

	(void)state;
	assert_string_equal(item_identity(&item, arena), "tag:a,2024:1");
	item.guid = NULL;
	assert_string_equal(item_identity(&item, arena), "https://a.example/1");
	item.guid = "  ";
	assert_string_equal(item_identity(&item, arena), "https://a.example/1");
}

static void
is_a_hash_of_the_rest_when_there_is_neither(void **state)
{
	ARENA arena = arena_new();
	struct feed_item item = { .title = "Short weeks", .content_text = "One day less.", .published_at = 1700000000 };
	struct feed_item same = item, other = item, later = item;

	(void)state;
	other.title = "Shorter weeks";
	later.published_at++;
	assert_string_equal(item_identity(&item, arena), item_identity(&same, arena));
	assert_string_not_equal(item_identity(&item, arena), item_identity(&other, arena));
	assert_string_not_equal(item_identity(&item, arena), item_identity(&later, arena));
}

static void
is_bounded(void **state)
{
	ARENA arena = arena_new();
	char guid[4000];
	struct feed_item item = { .guid = guid };

	(void)state;
	memset(guid, 'g', sizeof(guid) - 1);
	guid[sizeof(guid) - 1] = '\0';
	assert_true(strlen(item_identity(&item, arena)) <= IDENTITY_MAX_BYTES);
}

static void
assign(struct feed_item *items, size_t count, struct arena *arena, const char **out)
{
	struct feed feed = { .items = items, .item_count = count };

	identity_assign(&feed, arena, out);
}

/* A blog engine wrote its own address into every guid. */
static void
tells_items_under_one_guid_apart_by_their_links(void **state)
{
	ARENA arena = arena_new();
	struct feed_item items[] = {
		{ .guid = "https://blog.example", .url = "https://blog.example/a", .title = "A" },
		{ .guid = "https://blog.example", .url = "https://blog.example/b", .title = "B" },
		{ .guid = "other", .url = "https://blog.example/c", .title = "C" },
	};
	const char *ids[3], *swapped[3];
	struct feed_item first = items[0];

	(void)state;
	assign(items, 3, arena, ids);
	assert_string_not_equal(ids[0], ids[1]);
	assert_string_equal(ids[2], "other");
	items[0] = items[1];
	items[1] = first;
	assign(items, 3, arena, swapped);
	assert_string_equal(ids[0], swapped[1]);
	assert_string_equal(ids[1], swapped[0]);
}

static void
tells_items_under_one_guid_and_link_apart_by_what_they_say(void **state)
{
	ARENA arena = arena_new();
	struct feed_item items[] = {
		{ .guid = "x", .url = "https://a.example/", .title = "Monday" },
		{ .guid = "x", .url = "https://a.example/", .title = "Tuesday" },
		{ .url = "https://a.example/", .title = "Wednesday" },
		{ .url = "https://a.example/", .title = "Thursday" },
	};
	const char *ids[4];

	(void)state;
	assign(items, 4, arena, ids);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
}

static void
gives_an_entry_that_is_there_twice_one_identity(void **state)
{
	ARENA arena = arena_new();
	struct feed_item items[] = {
		{ .guid = "x", .url = "https://a.example/1", .title = "Monday" },
		{ .guid = "x", .url = "https://a.example/1", .title = "Monday" },
	};
	const char *ids[2];

	(void)state;
	assign(items, 2, arena, ids);
	assert_string_equal(ids[0], "x");
	assert_string_equal(ids[1], "x");
}

static void
takes_an_empty_document(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	assign(NULL, 0, arena, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_guid_or_else_the_link),
		cmocka_unit_test(is_a_hash_of_the_rest_when_there_is_neither),
		cmocka_unit_test(is_bounded),
		cmocka_unit_test(tells_items_under_one_guid_apart_by_their_links),
		cmocka_unit_test(tells_items_under_one_guid_and_link_apart_by_what_they_say),
		cmocka_unit_test(gives_an_entry_that_is_there_twice_one_identity),
		cmocka_unit_test(takes_an_empty_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
