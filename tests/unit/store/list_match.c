/* What is behind store.h: whether an item holds words is known however it is asked. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"
#include "store/list_match.h"

enum { ITEMS = 5000 };

static bool
has_word(int64_t id)
{
	return id % 3 == 0 || (id > 2000 && id < 2500);
}

static bool
has_rare(int64_t id)
{
	return id % 1700 == 5;
}

/* On pages so small that they are too many to be read at once. */
static void
fill(struct fixture *f)
{
	int64_t feed;

	MUST(store_exec(f->store, "INSERT INTO item_words (item_words, rank) VALUES ('pgsz', 64)", err));
	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int64_t id = 1; id <= ITEMS; id++) {
		const char *text = arena_printf(
		    f->arena, "%s %s", has_word(id) ? "some words and words" : "nothing", has_rare(id) ? "seldom" : "");

		assert_int_equal(put_item(f, feed, arena_printf(f->arena, "%lld", (long long)id), text, NOON), id);
	}
	commit(f);
}

static const struct sought {
	const char *match;
	bool (*has)(int64_t id);
} words[] = { { "words", has_word }, { "wor*", has_word }, { "seldom", has_rare } };

static void
assert_knows(struct list_match *m, const struct sought *sought, int64_t id)
{
	bool holds;

	MUST(list_match_holds(m, id, &holds, err));
	assert_int_equal(holds, sought->has(id));
}

/* In an order that leaps about, or goes up or down in steps. */
static void
knows_each_whatever_was_asked_before(void **state)
{
	static const int64_t steps[] = { 1731, 1, -1, 700, -1100 };
	struct fixture *f = *state;

	fill(f);
	for (size_t i = 0; i < COUNT_OF(words) * COUNT_OF(steps); i++) {
		const struct sought *sought = &words[i % COUNT_OF(words)];
		int64_t step = steps[i / COUNT_OF(words)];
		LIST_MATCH m;

		MUST(list_match_init(&m, f->store, sought->match, err));
		for (int64_t n = 0; n < ITEMS; n++)
			assert_knows(&m, sought, 1 + (n * (step + ITEMS)) % ITEMS);
	}
}

static void
tells_those_from_the_end_as_far_as_was_read(void **state)
{
	struct fixture *f = *state;

	fill(f);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		LIST_MATCH m;
		size_t count = 0;

		MUST(list_match_init(&m, f->store, words[i].match, err));
		assert_int_equal(list_match_before(&m, INT64_MAX), 0);
		assert_knows(&m, &words[i], 3000);
		for (int64_t below = ITEMS + 1; !m.is_complete; below = m.low) {
			MUST(list_match_read(&m, err));
			for (int64_t id = below; (id = list_match_before(&m, id)) > 0; count++)
				for (below--; below > id; below--)
					assert_false(words[i].has(below));
		}
		assert_int_equal(m.count, count);
		assert_int_equal(list_match_before(&m, 1), 0);
		for (int64_t id = 1; id <= ITEMS; id++)
			count -= words[i].has(id);
		assert_int_equal(count, 0);
	}
}

static void
tells_those_that_do_not_hold_them(void **state)
{
	struct fixture *f = *state;
	LIST_MATCH m;
	size_t count = 0;

	fill(f);
	MUST(list_match_init_reversed(&m, f->store, "words", err));
	while (!m.is_complete)
		MUST(list_match_read(&m, err));
	for (int64_t id = 1; id <= ITEMS; id++) {
		bool holds;

		MUST(list_match_holds(&m, id, &holds, err));
		assert_int_equal(holds, !has_word(id));
		count += holds;
	}
	assert_int_equal(m.count, count + 1); /* and the id 0 */
	assert_false(has_word(list_match_before(&m, INT64_MAX)));
	assert_in_range(list_match_before(&m, INT64_MAX), 1, ITEMS);
}

static void
knows_what_nobody_holds(void **state)
{
	struct fixture *f = *state;
	LIST_MATCH m;
	bool holds = true;

	fill(f);
	MUST(list_match_init(&m, f->store, "absent", err));
	MUST(list_match_holds(&m, 7, &holds, err));
	assert_false(holds);
	MUST(list_match_holds(&m, INT64_MAX, &holds, err));
	assert_false(holds);
	MUST(list_match_read(&m, err));
	assert_true(m.is_complete);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(knows_each_whatever_was_asked_before),
		STORE_TEST(tells_those_from_the_end_as_far_as_was_read),
		STORE_TEST(tells_those_that_do_not_hold_them),
		STORE_TEST(knows_what_nobody_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
