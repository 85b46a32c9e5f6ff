#include "query/volumes.h"

#include "tests/unit/store/fixture.h"

enum { FEEDS = 3, ROUNDS = 400, KEPT = 12 };

static uint64_t
link_key(const char *url)
{
	return strlen(url);
}

static void
keep_a_few(struct fixture *f)
{
	struct store_keep keep = { .keep_items = KEPT };
	struct store_expiry expiry = { 0 };

	begin(f);
	while (!expiry.is_over)
		MUST(store_expire(f->store, &keep, NOON, link_key, &expiry, err));
	commit(f);
}

static void
put_one(struct fixture *f, int64_t feed_id, int number, int64_t sorted_at)
{
	char identity[16];

	snprintf(identity, sizeof(identity), "%d", number);
	begin(f);
	put_item(f, feed_id, identity, "text", sorted_at);
	commit(f);
}

static void
assert_counted(struct volumes *v, struct store *reader, int64_t feed_id, int64_t since, int64_t until)
{
	struct store_volume volume;
	int64_t got = -1;

	MUST(store_snapshot_begin(reader, err));
	MUST(store_feed_volume(reader, feed_id, since, until, &volume, err));
	MUST(volumes_count(v, reader, feed_id, since, until, &got, err));
	store_snapshot_end(reader);
	assert_int_equal(got, volume.items);
}

/* Windows move on a little at a time, while items come and go. */
static void
answers_what_counting_again_would_find(void **state)
{
	struct fixture *f = *state;
	struct volumes *v = volumes_new();
	struct store *reader;
	int64_t feeds[FEEDS];
	uint64_t random = 7;

	for (int i = 0; i < FEEDS; i++)
		feeds[i] = add_feed(f, (const char *[]) { "http://a/", "http://b/", "http://c/" }[i]);
	MUST(store_open_reader(f->dir, &reader, err));
	for (int round = 0; round < ROUNDS; round++) {
		int64_t feed_id, moved = round / 2;

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		feed_id = feeds[(random >> 33) % FEEDS];
		if ((random >> 40) % 4 == 0)
			put_one(f, feed_id, round, NOON + (int64_t)((random >> 45) % ROUNDS));
		if (round % 50 == 49)
			keep_a_few(f);
		for (int i = 0; i < FEEDS; i++)
			assert_counted(v, reader, feeds[i], NOON + moved, NOON + moved + 100);
	}
	store_close(reader);
	volumes_free(v);
}

/* What fills the place of another feed's count says nothing of that one. */
static void
keeps_the_counts_of_feeds_apart_that_share_a_place(void **state)
{
	struct fixture *f = *state;
	struct volumes *v = volumes_new();
	int64_t feed = add_feed(f, "http://a/"), got = -1;

	put_one(f, feed, 1, NOON);
	for (int i = 0; i < 2; i++) {
		MUST(volumes_count(v, f->store, feed, NOON, NOON + 1, &got, err));
		assert_int_equal(got, 1);
		MUST(volumes_count(v, f->store, feed + 1024, NOON, NOON + 1, &got, err));
		assert_int_equal(got, 0);
	}
	volumes_free(v);
}

static void
tells_the_nearest_items_of_a_window(void **state)
{
	struct fixture *f = *state;
	int64_t feed = add_feed(f, "http://a/");
	struct store_volume volume;

	for (int i = 0; i < 5; i++)
		put_one(f, feed, i, NOON + 10 * i);
	MUST(store_feed_volume(f->store, feed, NOON + 10, NOON + 31, &volume, err));
	assert_int_equal(volume.items, 3);
	assert_int_equal(volume.first_at, NOON + 10);
	assert_int_equal(volume.last_at, NOON + 30);
	assert_int_equal(volume.next_at, NOON + 40);
	MUST(store_feed_volume(f->store, feed, NOON + 41, NOON + 42, &volume, err));
	assert_int_equal(volume.items, 0);
	assert_int_equal(volume.first_at, INT64_MAX);
	assert_int_equal(volume.last_at, INT64_MIN);
	assert_int_equal(volume.next_at, INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(answers_what_counting_again_would_find),
		STORE_TEST(keeps_the_counts_of_feeds_apart_that_share_a_place),
		STORE_TEST(tells_the_nearest_items_of_a_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
