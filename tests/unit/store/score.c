#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "curate/judge.h"

/* What the store is told is also told to this plain copy. */
enum { ITEMS = 60, TOPICS = 5, ROUNDS = 400 };

struct plain {
	int64_t items[ITEMS], topics[TOPICS];
	const char *names[TOPICS];
	int64_t sorted_at[ITEMS];
	double margins[ITEMS][TOPICS]; /* NAN: never scored */
	bool is_item_gone[ITEMS], is_topic_gone[TOPICS];
	uint32_t random;
};

static uint32_t
roll(struct plain *p, uint32_t sides)
{
	p->random = p->random * 1664525 + 1013904223;
	return (p->random >> 8) % sides;
}

/* Every third feed's worth of items is of the second feed. */
static struct plain *
fill(struct fixture *f)
{
	struct plain *p = arena_alloc(f->arena, sizeof(*p));
	int64_t feeds[2];

	p->random = 7;
	begin(f);
	feeds[0] = add_feed(f, "https://a.example/");
	feeds[1] = add_feed(f, "https://b.example/");
	for (int t = 0; t < TOPICS; t++) {
		p->names[t] = arena_printf(f->arena, "topic %d", t);
		p->topics[t] = put_topic(f, p->names[t]);
	}
	for (int i = 0; i < ITEMS; i++) {
		p->sorted_at[i] = NOON - i * 37 % 50;
		p->items[i] = put_item(f, feeds[i % 3 == 0], arena_printf(f->arena, "%d", i), "text", p->sorted_at[i]);
		for (int t = 0; t < TOPICS; t++)
			p->margins[i][t] = NAN;
	}
	commit(f);
	return p;
}

/* Scores an item in some topics, in an order of its own, mostly near the floor, where they rise and fall. */
static void
score_some(struct fixture *f, struct plain *p, int i)
{
	static const double steps[] = { -9, -0.5, -0.0001, 0, 0.0001, 0.5, 6 };
	struct store_margin margins[TOPICS];
	size_t count = 0;

	for (uint32_t n = 0, t = roll(p, TOPICS); n < TOPICS; n++, t = (t + 2) % TOPICS) {
		if (p->is_topic_gone[t] || roll(p, 2) == 0)
			continue;
		p->margins[i][t] = STORE_MARGIN_FLOOR + steps[roll(p, (uint32_t)COUNT_OF(steps))];
		margins[count++] = (struct store_margin) { p->topics[t], p->margins[i][t] };
	}
	MUST(store_item_scores_put(f->store, p->items[i], margins, count, err));
}

static bool
is_listed(const struct plain *p, int i, int t)
{
	return !p->is_item_gone[i] && !p->is_topic_gone[t] && p->margins[i][t] >= STORE_MARGIN_FLOOR;
}

static bool
goes_before(const struct plain *p, int a, int b, int t, bool by_score)
{
	if (by_score && p->margins[a][t] != p->margins[b][t])
		return p->margins[a][t] > p->margins[b][t];
	if (p->sorted_at[a] != p->sorted_at[b])
		return p->sorted_at[a] > p->sorted_at[b];
	return p->items[a] > p->items[b];
}

static const char *
expected(struct fixture *f, const struct plain *p, int t, bool by_score)
{
	const char *ids = "";
	bool is_told[ITEMS] = { false };

	for (;;) {
		int next = -1;

		for (int i = 0; i < ITEMS; i++)
			if (!is_told[i] && is_listed(p, i, t) && (next < 0 || goes_before(p, i, next, t, by_score)))
				next = i;
		if (next < 0)
			return ids;
		is_told[next] = true;
		ids = arena_printf(f->arena, "%s%s%lld", ids, *ids != '\0' ? " " : "", (long long)p->items[next]);
	}
}

static const char *
candidates(struct fixture *f, int64_t topic)
{
	struct store_candidate *list;
	const char *ids = "";
	size_t count;

	MUST(store_candidates(f->store,
	    &(struct store_candidate_query) {
		.topic_id = topic, .min_margin = -INFINITY, .since = TIME_NONE, .until = INT64_MAX, .limit = ITEMS },
	    f->arena, &list, &count, NULL, err));
	for (size_t i = 0; i < count; i++)
		ids = arena_printf(f->arena, "%s%s%lld", ids, *ids != '\0' ? " " : "", (long long)list[i].item_id);
	return ids;
}

static void
compare_topic(struct fixture *f, const struct plain *p, int t)
{
	struct store_item_query q = everything();

	q.topic_id = p->topics[t];
	q.limit = 7;
	assert_string_equal(list_ids(f, f->store, q), expected(f, p, t, false));
	q.sort = STORE_BY_SCORE;
	assert_string_equal(list_ids(f, f->store, q), expected(f, p, t, true));
	assert_string_equal(candidates(f, p->topics[t]), expected(f, p, t, true));
}

static void
compare_item(struct fixture *f, const struct plain *p, int i)
{
	struct store_score *scores;
	size_t count, wanted = 0;

	MUST(store_item_scores(f->store, p->items[i], f->arena, &scores, &count, err));
	for (int t = 0; t < TOPICS; t++)
		wanted += !p->is_item_gone[i] && !p->is_topic_gone[t] && !isnan(p->margins[i][t]);
	assert_int_equal(count, wanted);
	for (size_t n = 0; n < count; n++) {
		int t = 0;

		while (t < TOPICS && p->topics[t] != scores[n].topic_id)
			t++;
		assert_true(t < TOPICS && scores[n].margin == p->margins[i][t]);
		assert_string_equal(scores[n].name, p->names[t]);
		assert_true(n == 0 || scores[n - 1].margin >= scores[n].margin);
	}
}

static void
compare_all(struct fixture *f, const struct plain *p)
{
	for (int t = 0; t < TOPICS; t++)
		if (!p->is_topic_gone[t])
			compare_topic(f, p, t);
	for (int i = 0; i < ITEMS; i++)
		compare_item(f, p, i);
	MUST(store_check(f->store, err));
}

static void
score_for_a_while(struct fixture *f, struct plain *p)
{
	for (int round = 0; round < ROUNDS; round++) {
		int i = (int)roll(p, ITEMS);

		if (p->is_item_gone[i])
			continue;
		begin(f);
		score_some(f, p, i);
		commit(f);
		if (round % 50 == 49)
			compare_all(f, p);
	}
}

static void
lists_what_rises_to_the_floor_and_drops_what_falls_under_it(void **state)
{
	struct fixture *f = *state;

	score_for_a_while(f, fill(f));
}

static void
goes_on_rightly_when_topics_and_items_go(void **state)
{
	struct fixture *f = *state;
	struct plain *p = fill(f);

	score_for_a_while(f, p);
	begin(f);
	MUST(store_topic_remove(f->store, p->names[1], err));
	MUST(store_item_fold(f->store, p->items[1], p->items[3], "same text", err));
	MUST(store_feed_remove(f->store, 2, err));
	commit(f);
	p->is_topic_gone[1] = true;
	for (int i = 0; i < ITEMS; i++)
		p->is_item_gone[i] = i % 3 == 0;
	score_for_a_while(f, p);
	while (store_tidy(f->store))
		compare_all(f, p);
	compare_topic(f, p, 1);
	score_for_a_while(f, p);
}

/* ---- the floor ---- */

static void
the_floor_is_a_score_of_five(void **state)
{
	(void)state;
	assert_true(margin_of(5) >= STORE_MARGIN_FLOOR);
	assert_true(margin_of(5) < STORE_MARGIN_FLOOR + 0.001);
	assert_int_equal(score_of(margin_of(5)), 5);
}

static void
writes_more_topics_than_fit_at_once(void **state)
{
	enum { MANY = 150 };
	struct fixture *f = *state;
	struct store_margin margins[MANY];
	struct store_score *scores;
	int64_t item;
	size_t count;

	begin(f);
	item = put_item(f, add_feed(f, "https://a.example/"), "x", "text", NOON);
	for (int t = 0; t < MANY; t++)
		margins[t] = (struct store_margin) { put_topic(f, arena_printf(f->arena, "%d", t)), t / 10.0 - 7 };
	MUST(store_item_scores_put(f->store, item, margins, MANY, err));
	MUST(store_item_scores_put(f->store, item, margins, 0, err));
	commit(f);
	MUST(store_item_scores(f->store, item, f->arena, &scores, &count, err));
	assert_int_equal(count, MANY);
	assert_true(scores[0].margin == margins[MANY - 1].margin);
	assert_true(scores[MANY - 1].margin == margins[0].margin);
}

/* ---- scoring a topic again ---- */

static const char *
model_seen_by(struct fixture *f, struct store *s)
{
	struct store_topic *topic;

	MUST(store_topic_get(s, "a", f->arena, &topic, err));
	return arena_strndup(f->arena, topic->model, topic->model_bytes);
}

static const char *
best_seen_by(struct fixture *f, struct store *s, int64_t topic)
{
	struct store_item_query q = everything();

	q.topic_id = topic;
	q.sort = STORE_BY_SCORE;
	return list_ids(f, s, q);
}

static void
rescore(struct fixture *f, int64_t topic, const int64_t items[3], const double margins[3], const char *model)
{
	begin(f);
	for (int i = 0; i < 3; i++)
		put_score(f, topic, items[i], margins[i]);
	MUST(store_topic_activate(f->store, topic, 1, model, strlen(model), err));
}

static void
shows_a_reader_a_topics_new_scores_and_model_together(void **state)
{
	static const double first[] = { 3, 2, -9 }, second[] = { -9, 2, 3 };
	struct fixture *f = *state;
	struct store *reader;
	int64_t topic, feed, items[3];

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 3; i++)
		items[i] = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON);
	commit(f);
	rescore(f, topic, items, first, "first");
	commit(f);
	MUST(store_open_reader(f->dir, &reader, err));
	MUST(store_snapshot_begin(reader, err));
	rescore(f, topic, items, second, "second");
	assert_string_equal(best_seen_by(f, reader, topic), "1 2");
	commit(f);
	assert_string_equal(best_seen_by(f, reader, topic), "1 2");
	assert_string_equal(model_seen_by(f, reader), "first");
	store_snapshot_end(reader);
	assert_string_equal(best_seen_by(f, reader, topic), "3 2");
	assert_string_equal(model_seen_by(f, reader), "second");
	rescore(f, topic, items, first, "third");
	store_rollback(f->store);
	assert_string_equal(best_seen_by(f, f->store, topic), "3 2");
	assert_string_equal(model_seen_by(f, f->store), "second");
	store_close(reader);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(lists_what_rises_to_the_floor_and_drops_what_falls_under_it),
		STORE_TEST(goes_on_rightly_when_topics_and_items_go),
		cmocka_unit_test(the_floor_is_a_score_of_five),
		STORE_TEST(writes_more_topics_than_fit_at_once),
		STORE_TEST(shows_a_reader_a_topics_new_scores_and_model_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
