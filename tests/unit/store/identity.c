#include "tests/unit/store/fixture.h"

static bool
is_known(struct fixture *f, int64_t feed, const char *identity)
{
	bool known;

	MUST(store_item_is_known(f->store, feed, identity, &known, err));
	return known;
}

static void
knows_an_identity_in_its_own_feed_only(void **state)
{
	struct fixture *f = *state;
	int64_t a, b;

	begin(f);
	a = add_feed(f, "https://a.example/");
	b = add_feed(f, "https://b.example/");
	put_item(f, a, "x", "text", NOON);
	commit(f);
	assert_true(is_known(f, a, "x"));
	assert_false(is_known(f, b, "x"));
	assert_false(is_known(f, a, "y"));
}

static void
names_the_newest_items_first(void **state)
{
	struct fixture *f = *state;
	struct store_item_name *names;
	size_t count;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "old", "text", NOON - DAY);
	put_item(f, feed, "new", "text", NOON);
	put_item(f, feed, "older", "text", NOON - 2 * DAY);
	commit(f);
	MUST(store_item_names(f->store, feed, 2, f->arena, &names, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(names[0].identity, "new");
	assert_string_equal(names[1].title, "old");
	assert_null(names[1].url);
	assert_true(names[1].published_at == TIME_NONE);
}

static void
finds_a_renamed_item_by_its_new_name(void **state)
{
	struct fixture *f = *state;
	int64_t feed, id;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	id = put_item(f, feed, "x", "text", NOON);
	MUST(store_item_rename(f->store, id, "y", err));
	assert_false(is_known(f, feed, "x"));
	assert_int_equal(put_item(f, feed, "y", "text", NOON), id);
	commit(f);
	assert_string_equal(get_item(f, id)->identity, "y");
}

static void
refuses_a_name_that_another_item_has(void **state)
{
	struct fixture *f = *state;
	int64_t feed, id;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	id = put_item(f, feed, "x", "text", NOON);
	put_item(f, feed, "y", "text", NOON);
	MUST_FAIL(ERR_EXISTS, store_item_rename(f->store, id, "y", err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_rename(f->store, 999, "z", err));
	commit(f);
	assert_string_equal(get_item(f, id)->identity, "x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(knows_an_identity_in_its_own_feed_only),
		STORE_TEST(names_the_newest_items_first),
		STORE_TEST(finds_a_renamed_item_by_its_new_name),
		STORE_TEST(refuses_a_name_that_another_item_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
