/* What is behind store.h: whether an item holds words is known however the index is read. */
#include "tests/unit/store/fixture.h"

#include "store/list_match.h"

enum { ITEMS = 400 };

static bool
has_word(int64_t id)
{
	return id % 3 == 0 || (id > 100 && id < 150);
}

static void
fill(struct fixture *f)
{
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int64_t id = 1; id <= ITEMS; id++)
		assert_int_equal(put_item(f, feed, arena_printf(f->arena, "%lld", (long long)id),
				     has_word(id) ? "some words" : "nothing", NOON),
		    id);
	commit(f);
}

/* In an order that leaps about. */
static void
assert_knows_all(struct list_match *m)
{
	struct err err = { 0 };

	for (int64_t i = 0; i < ITEMS; i++) {
		int64_t id = 1 + i * 173 % ITEMS;
		bool holds;

		assert_true(list_match_holds(m, id, &holds, &err));
		assert_int_equal(holds, has_word(id));
	}
}

static void
knows_the_same_from_the_end_and_by_stretches(void **state)
{
	static const struct {
		size_t most, a_stretch;
	} ways[] = { { SIZE_MAX, 1 }, { 1, 1 }, { 1, 1000 }, { 2, 10 }, { 50, 7 }, { 300, 7 } };
	struct fixture *f = *state;

	fill(f);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		LIST_MATCH m;

		MUST(list_match_init(&m, f->store, "words", false, err));
		MUST(list_match_read(&m, 1, err));
		m.most = ways[i].most;
		m.a_stretch = ways[i].a_stretch;
		assert_knows_all(&m);
	}
}

static void
reads_on_from_the_end_when_asked_to(void **state)
{
	struct fixture *f = *state;
	LIST_MATCH m;

	fill(f);
	MUST(list_match_init(&m, f->store, "words", false, err));
	MUST(list_match_read(&m, 5, err));
	assert_int_equal(m.count, 5);
	assert_false(m.is_complete);
	m.most = 5;
	assert_knows_all(&m);
	MUST(list_match_read(&m, SIZE_MAX, err));
	assert_true(m.is_complete);
	assert_knows_all(&m);
}

static void
knows_what_nobody_holds(void **state)
{
	struct fixture *f = *state;
	LIST_MATCH m;
	bool holds = true;

	fill(f);
	MUST(list_match_init(&m, f->store, "absent", false, err));
	MUST(list_match_holds(&m, 7, &holds, err));
	assert_false(holds);
	assert_true(m.is_complete);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(knows_the_same_from_the_end_and_by_stretches),
		STORE_TEST(reads_on_from_the_end_when_asked_to),
		STORE_TEST(knows_what_nobody_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
