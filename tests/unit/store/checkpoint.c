/* Private to the store: what its verbs promise is the same with and without it. */
#include "tests/unit/store/fixture.h"

#include "store/checkpoint.h"
#include "store/handle.h"

#include <sys/stat.h>

enum { ROUNDS = 20, ITEMS = 20 };

static void
put_some(struct fixture *f, int64_t feed, int round)
{
	BUFFER text = { 0 };

	buffer_addf(&text, "round%d ", round);
	for (int i = 0; i < 400; i++)
		buffer_addf(&text, "word%d ", (round * 7919 + i * 104729) % 50000);
	begin(f);
	for (int i = 0; i < ITEMS; i++)
		put_item(f, feed, arena_printf(f->arena, "%d/%d", round, i), buffer_text(&text), NOON + round);
	commit(f);
}

/* Of the file alone, whatever the log has. */
static int64_t
items_in_file(struct fixture *f)
{
	char *path = arena_printf(f->arena, "%s/winnow.db", f->dir);
	struct store_counts counts = { 0 };
	OWNED_STORE file = NULL;

	MUST(store_open_untouched(path, &file, err));
	MUST(store_counts(file, f->arena, &counts, err));
	return counts.items;
}

static void
move_log(struct checkpoint *c)
{
	checkpoint_ask(c);
	while (checkpoint_rest(c))
		continue;
}

static void
moves_what_was_committed_into_the_file_beside_the_writer(void **state)
{
	struct fixture *f = *state;
	struct checkpoint *c = checkpoint_new(f->store->path);
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	put_some(f, feed, 0);
	move_log(c);
	assert_int_equal(items_in_file(f), ITEMS);
	begin(f); /* what is open stays out of it */
	put_item(f, feed, "open", "text", NOON);
	move_log(c);
	assert_int_equal(items_in_file(f), ITEMS);
	commit(f);
	move_log(c);
	assert_int_equal(items_in_file(f), ITEMS + 1);
	checkpoint_free(c);
}

static void
leaves_in_the_log_what_a_reader_does_not_see_yet(void **state)
{
	struct fixture *f = *state;
	struct checkpoint *c = checkpoint_new(f->store->path);
	struct store *reader;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	move_log(c);
	MUST(store_open_reader(f->dir, &reader, err));
	MUST(store_snapshot_begin(reader, err));
	put_some(f, feed, 0);
	move_log(c);
	assert_int_equal(items_in_file(f), 0);
	store_snapshot_end(reader);
	move_log(c);
	assert_int_equal(items_in_file(f), ITEMS);
	store_close(reader);
	checkpoint_free(c);
}

enum { LONG_LOG_MB = 45, LOG_MB_KEPT = 32, CUT_MB_MOST = 8, MEGABYTE = 1 << 20 };

static int64_t
log_bytes(struct fixture *f)
{
	struct stat file;

	assert_int_equal(stat(arena_printf(f->arena, "%s/winnow.db-wal", f->dir), &file), 0);
	return file.st_size;
}

/* The same pages, again and again, so that there is little to move. */
static void
make_log_long(struct fixture *f)
{
	MUST(store_exec(f->store, "CREATE TABLE ballast (bytes); INSERT INTO ballast VALUES (NULL)", err));
	for (int i = 0; i < LONG_LOG_MB; i++)
		MUST(store_exec(f->store, "UPDATE ballast SET bytes = randomblob(1000000)", err));
}

static void
gives_the_room_of_a_long_log_back_step_by_step(void **state)
{
	struct fixture *f = *state;
	struct store *reader;
	int64_t bytes, longest;
	int steps = 0;

	MUST(store_open_reader(f->dir, &reader, err));
	MUST(store_snapshot_begin(reader, err));
	make_log_long(f);
	longest = bytes = log_bytes(f);
	while (store_tidy(f->store))
		assert_in_range(log_bytes(f), longest, longest + MEGABYTE);
	store_snapshot_end(reader);
	while (store_tidy(f->store)) {
		int64_t now = log_bytes(f);

		assert_in_range(now, bytes - CUT_MB_MOST * MEGABYTE, bytes + MEGABYTE);
		steps += now < bytes;
		bytes = now;
	}
	assert_in_range(bytes, 1, LOG_MB_KEPT * MEGABYTE);
	assert_true(steps > 2);
	store_close(reader);
}

static void
merges_what_was_written_a_little_at_a_time_and_finds_it_all(void **state)
{
	struct fixture *f = *state;
	struct store_item_query q = everything();
	int64_t feed;
	int steps = 0;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	for (int round = 0; round < ROUNDS; round++) {
		put_some(f, feed, round);
		for (bool is_owed = true; is_owed; steps += is_owed)
			is_owed = store_merge(f->store, round % 2 == 0);
	}
	assert_true(steps > 0);
	assert_false(store_merge(f->store, true));
	for (int round = 0; round < ROUNDS; round++) {
		struct store_item *items;
		size_t count;

		q.match = arena_printf(f->arena, "round%d", round);
		MUST(store_item_list(f->store, &q, f->arena, &items, &count, &q.cursor, err));
		assert_int_equal(count, ITEMS);
		q.cursor = NULL;
	}
	MUST(store_check(f->store, err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(moves_what_was_committed_into_the_file_beside_the_writer),
		STORE_TEST(leaves_in_the_log_what_a_reader_does_not_see_yet),
		STORE_TEST(gives_the_room_of_a_long_log_back_step_by_step),
		STORE_TEST(merges_what_was_written_a_little_at_a_time_and_finds_it_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
