#include "tests/unit/store/fixture.h"

static const char *
search(struct fixture *f, struct store *s, const char *match)
{
	struct store_item_query q = everything();

	q.match = match;
	return list_ids(f, s, q);
}

static void
forgets_what_was_rolled_back(void **state)
{
	struct fixture *f = *state;

	begin(f);
	put_item(f, add_feed(f, "https://a.example/"), "x", "words", NOON);
	store_rollback(f->store);
	assert_int_equal(counts_of(f).items, 0);
	assert_int_equal(counts_of(f).feeds, 0);
	begin(f);
	commit(f);
	assert_string_equal(search(f, f->store, "words"), "");
}

static void
undoes_a_part_and_keeps_the_rest(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "before", "first", NOON);
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "within", "second", NOON);
	put_item(f, feed, "before", "spoilt", NOON);
	store_part_undo(f->store);
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "after", "third", NOON);
	MUST(store_part_end(f->store, err));
	commit(f);
	assert_int_equal(counts_of(f).items, 2);
	assert_int_equal(get_feed(f, feed)->item_count, 2);
	assert_string_equal(search(f, f->store, "first OR second OR third OR spoilt"), "2 1");
	assert_string_equal(search(f, f->store, "spoilt"), "");
}

static void
undoes_a_part_that_revised_what_is_indexed(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "x", "former", NOON);
	commit(f);
	begin(f);
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "x", "present", NOON);
	store_part_undo(f->store);
	commit(f);
	assert_string_equal(search(f, f->store, "former"), "1");
	assert_string_equal(search(f, f->store, "present"), "");
}

static void
indexes_what_is_new_as_it_is_when_the_transaction_commits(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "x", "first", NOON);
	put_item(f, feed, "y", "lasting", NOON);
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "x", "second", NOON);
	MUST(store_part_end(f->store, err));
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "y", "spoilt", NOON);
	store_part_undo(f->store);
	commit(f);
	assert_string_equal(search(f, f->store, "first OR spoilt"), "");
	assert_string_equal(search(f, f->store, "second"), "1");
	assert_string_equal(search(f, f->store, "lasting"), "2");
	MUST(store_check(f->store, err));
}

static void
shows_a_reader_what_was_when_its_snapshot_began(void **state)
{
	struct fixture *f = *state;
	struct store_item *gone = NULL;
	struct store_feed *feeds;
	struct store *reader;
	int64_t feed, second;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "one", "words", NOON);
	commit(f);
	MUST(store_open_reader(f->dir, &reader, err));
	MUST(store_snapshot_begin(reader, err));
	begin(f);
	second = put_item(f, feed, "two", "words", NOON);
	put_item(f, feed, "one", "other", NOON);
	commit(f);
	assert_string_equal(search(f, reader, "words"), "1");
	MUST_FAIL(ERR_NOT_FOUND, store_item_get(reader, second, f->arena, &gone, err));
	MUST(store_feed_list(reader, f->arena, &feeds, &count, err));
	assert_int_equal(feeds[0].item_count, 1);
	store_snapshot_end(reader);
	MUST(store_snapshot_begin(reader, err));
	assert_string_equal(search(f, reader, "words"), "2");
	store_snapshot_end(reader);
	store_close(reader);
}

static int64_t
version_seen_by(struct store *reader)
{
	int64_t version;

	MUST(store_snapshot_begin(reader, err));
	version = store_snapshot_version(reader);
	store_snapshot_end(reader);
	return version;
}

static void
tells_a_reader_whether_anything_was_written_since_its_last_snapshot(void **state)
{
	struct fixture *f = *state;
	struct store *reader;
	int64_t before, feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	MUST(store_open_reader(f->dir, &reader, err));
	before = version_seen_by(reader);
	assert_int_equal(version_seen_by(reader), before);
	begin(f);
	put_item(f, feed, "one", "words", NOON);
	assert_int_equal(version_seen_by(reader), before);
	commit(f);
	assert_int_not_equal(version_seen_by(reader), before);
	store_close(reader);
}

static void
keeps_a_readers_snapshot_while_the_house_is_tidied(void **state)
{
	struct fixture *f = *state;
	struct store *reader;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	MUST(store_open_reader(f->dir, &reader, err));
	MUST(store_snapshot_begin(reader, err));
	for (int round = 0; round < 20; round++) {
		begin(f);
		for (int i = 0; i < 20; i++)
			put_item(f, feed, arena_printf(f->arena, "%d %d", round, i), "some words of an item", NOON);
		commit(f);
		while (store_tidy(f->store))
			;
	}
	assert_string_equal(search(f, reader, "words"), "");
	store_snapshot_end(reader);
	store_close(reader);
	assert_int_equal(counts_of(f).items, 400);
}

static void
commits_what_a_person_did_and_what_was_fetched_in_turn(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	MUST(store_begin(f->store, STORE_PERSON, err));
	feed = add_feed(f, "https://a.example/");
	commit(f);
	begin(f);
	put_item(f, feed, "x", "text", NOON);
	commit(f);
	MUST(store_begin(f->store, STORE_PERSON, err));
	MUST(store_feed_remove(f->store, feed, err));
	commit(f);
	assert_int_equal(counts_of(f).items, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(forgets_what_was_rolled_back),
		STORE_TEST(undoes_a_part_and_keeps_the_rest),
		STORE_TEST(undoes_a_part_that_revised_what_is_indexed),
		STORE_TEST(indexes_what_is_new_as_it_is_when_the_transaction_commits),
		STORE_TEST(shows_a_reader_what_was_when_its_snapshot_began),
		STORE_TEST(tells_a_reader_whether_anything_was_written_since_its_last_snapshot),
		STORE_TEST(keeps_a_readers_snapshot_while_the_house_is_tidied),
		STORE_TEST(commits_what_a_person_did_and_what_was_fetched_in_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
