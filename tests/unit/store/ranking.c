/* Looks behind store.h, to have items come as far apart as in a store of millions. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"

enum { ITEMS = 400, STRETCH = 1 << 18, PAGE = 7 };

struct scored {
	int64_t id, at;
	double margin;
};

struct kept {
	int64_t topic, feed;
	struct scored items[ITEMS];
};

static int
best_first(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	if (x->margin != y->margin)
		return x->margin < y->margin ? 1 : -1;
	if (x->at != y->at)
		return x->at < y->at ? 1 : -1;
	return x->id < y->id ? 1 : -1;
}

/* Of ids as if so many items had come and gone. */
static void
leap(struct fixture *f)
{
	MUST(store_exec(
	    f->store, "UPDATE sqlite_sequence SET seq = (seq / 262144 + 3) * 262144 - 2 WHERE name = 'item'", err));
}

/* Margins repeat, and so do dates; some stretches have very much of the best. */
static void
keep(struct fixture *f, struct kept *out)
{
	begin(f);
	out->topic = put_topic(f, "a");
	out->feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < ITEMS; i++) {
		struct scored *s = &out->items[i];

		s->at = NOON - i * 7919 % 50 * DAY;
		s->margin = i * 31 % 37 / 9.0 - 2 + (i > 100 && i < 200 ? 3 : 0);
		s->id = put_item(f, out->feed, arena_printf(f->arena, "%d", i), "text", s->at);
		put_score(f, out->topic, s->id, s->margin);
		if (i % 40 == 39)
			leap(f);
	}
	commit(f);
	qsort(out->items, ITEMS, sizeof(*out->items), best_first);
	assert_true(out->items[0].id / STRETCH != out->items[ITEMS - 1].id / STRETCH);
}

static struct store_item_query
best(const struct kept *kept)
{
	struct store_item_query query = everything();

	query.topic_id = kept->topic;
	query.sort = STORE_BY_SCORE;
	query.limit = PAGE;
	return query;
}

/* Every page; answers how many items there were. */
static size_t
follow(struct fixture *f, struct store_item_query query, struct store_item *out)
{
	size_t all = 0;

	do {
		struct store_item *items;
		size_t count;

		MUST(store_item_list(f->store, &query, f->arena, &items, &count, &query.cursor, err));
		for (size_t i = 0; i < count; i++)
			out[all++] = items[i];
	} while (query.cursor != NULL);
	return all;
}

static void
is_wanted_in_order(struct fixture *f, const struct kept *kept, struct store_item_query query)
{
	struct store_item *found = arena_alloc(f->arena, ITEMS * sizeof(*found));
	size_t count = follow(f, query, found), at = 0;

	for (size_t i = 0; i < ITEMS; i++) {
		const struct scored *s = &kept->items[i];

		if (s->at < query.since || s->at >= query.until || s->margin < query.min_margin)
			continue;
		assert_true(at < count);
		assert_int_equal(found[at].id, s->id);
		assert_true(found[at++].margin == s->margin);
	}
	assert_int_equal(at, count);
}

static void
lists_the_best_of_all_stretches_in_order(void **state)
{
	struct kept kept;

	keep(*state, &kept);
	is_wanted_in_order(*state, &kept, best(&kept));
}

static void
lists_the_best_of_a_while_from_a_margin_on(void **state)
{
	struct kept kept;
	struct store_item_query query;

	keep(*state, &kept);
	query = best(&kept);
	query.since = NOON - 40 * DAY;
	query.until = NOON - 9 * DAY;
	query.min_margin = 0;
	is_wanted_in_order(*state, &kept, query);
}

static void
chooses_the_best_for_a_digest(void **state)
{
	struct fixture *f = *state;
	struct kept kept;
	struct store_candidate *found;
	size_t count;

	keep(f, &kept);
	MUST(store_candidates(f->store,
	    &(struct store_candidate_query) {
		.topic_id = kept.topic, .min_margin = -1, .since = NOON - 99 * DAY, .until = NOON + 1, .limit = 150 },
	    f->arena, &found, &count, NULL, err));
	assert_int_equal(count, 150);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(found[i].item_id, kept.items[i].id);
}

static void
knows_nothing_of_a_topic_without_scores(void **state)
{
	struct fixture *f = *state;
	struct store_item *items = arena_alloc(f->arena, sizeof(*items));
	struct kept kept;
	struct store_item_query query;

	keep(f, &kept);
	begin(f);
	query = best(&kept);
	query.topic_id = put_topic(f, "b");
	commit(f);
	assert_int_equal(follow(f, query, items), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(lists_the_best_of_all_stretches_in_order),
		STORE_TEST(lists_the_best_of_a_while_from_a_margin_on),
		STORE_TEST(chooses_the_best_for_a_digest),
		STORE_TEST(knows_nothing_of_a_topic_without_scores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
