/* What a reader remembers of items and scores is never seen: it answers as one that remembers nothing. */
#include "tests/unit/store/fixture.h"

#include "store/changes.h"

enum { ROUNDS = 300, TOPICS = 3, FEEDS = 6, QUESTIONS = 6, KEPT = 40, SPAN = 90 };

struct world {
	struct fixture *f;
	struct changes *changes;
	struct store *remembering, *plain;
	int64_t feeds[FEEDS];
	int64_t topics[TOPICS];
	int64_t last_item;
	int named;
};

static int64_t
pick(int64_t below)
{
	return random() % below;
}

/* Few and round, so that many are the same. */
static double
some_margin(void)
{
	return (double)pick(36) / 4 - 4;
}

static int64_t
some_time(void)
{
	return NOON - pick(SPAN) * DAY + pick(3);
}

static void
add_topic(struct world *w, int at)
{
	struct topic topic = { .threshold = 50 };
	bool is_new;
	char name[16];

	snprintf(name, sizeof(name), "topic-%d", w->named++);
	topic.name = topic.title = name;
	MUST(store_topic_put(w->f->store, &topic, NOON, &w->topics[at], &is_new, err));
}

static void
replace_topic(struct world *w)
{
	int at = (int)pick(TOPICS);
	struct store_topic *topics;
	size_t count;

	MUST(store_topic_list(w->f->store, w->f->arena, &topics, &count, err));
	for (size_t i = 0; i < count; i++)
		if (topics[i].id == w->topics[at])
			MUST(store_topic_remove(w->f->store, topics[i].topic.name, err));
	add_topic(w, at);
}

static void
score(struct world *w, int64_t item)
{
	struct store_margin margins[TOPICS];
	struct err missing = { 0 };

	for (int t = 0; t < TOPICS; t++)
		margins[t] = (struct store_margin) { w->topics[t], some_margin() };
	if (!store_item_scores_put(w->f->store, item, margins, TOPICS, &missing))
		assert_int_equal(missing.code, ERR_NOT_FOUND);
}

/* As a pass does: all that some topics list, and of the last one not all. */
static void
rescore(struct world *w)
{
	int64_t topics[TOPICS];
	size_t count = 1 + (size_t)pick(TOPICS);
	int64_t last = 1 + pick(w->last_item);

	for (size_t t = 0; t < count; t++)
		topics[t] = w->topics[(size_t)pick(TOPICS)];
	store_topics_rescored(w->f->store, topics, count);
	for (int64_t item = 1; item <= last; item++)
		for (size_t t = 0; t < count; t++) {
			struct store_margin margin = { topics[t], some_margin() };
			struct err missing = { 0 };

			if (!store_item_scores_put(w->f->store, item, &margin, 1, &missing))
				assert_int_equal(missing.code, ERR_NOT_FOUND);
		}
}

static void
put_new(struct world *w)
{
	char identity[16];

	snprintf(identity, sizeof(identity), "%d", w->named++);
	w->last_item = put_item(w->f, w->feeds[pick(FEEDS)], identity, "text", some_time());
	score(w, w->last_item);
	if (pick(3) == 0)
		MUST(store_item_story(w->f->store, w->last_item, 1 + pick(2), "ferry", err));
}

/* Of items that may be no more, or are what is asked for already. */
static void
change_old(struct world *w)
{
	int64_t item = 1 + pick(w->last_item), other = 1 + pick(w->last_item);
	struct err refused = { 0 };
	bool is_read = pick(2) == 0, is_good = true;

	switch (pick(4)) {
	case 0:
		score(w, item);
		break;
	case 1:
		is_good = store_item_mark(w->f->store, item, &(struct store_mark) { .is_read = &is_read }, &refused);
		break;
	case 2:
		is_good = store_item_fold(w->f->store, item, other, "the same", &refused);
		break;
	default:
		is_good = store_item_story(w->f->store, item, 1 + pick(3), "strike", &refused);
	}
	assert_true(is_good || refused.code == ERR_NOT_FOUND || refused.code == ERR_INVALID);
}

static uint64_t
link_key(const char *url)
{
	return strlen(url);
}

static void
keep_a_few(struct world *w)
{
	struct store_keep keep = { .keep_items = KEPT };
	struct store_expiry expiry = { 0 };

	while (!expiry.is_over)
		MUST(store_expire(w->f->store, &keep, NOON, link_key, &expiry, err));
}

static struct store_candidate_query
some_question(const struct world *w)
{
	struct store_candidate_query q = { .topic_id = w->topics[pick(TOPICS)],
		.min_margin = pick(2) == 0 ? -INFINITY : some_margin(),
		.until = pick(3) == 0 ? some_time() : NOON + DAY,
		.unread_only = pick(2) == 0,
		.age_s = pick(3) == 0 ? 0 : (double)(4 * DAY),
		.limit = 1 + (size_t)pick(pick(2) == 0 ? 6 : 60) };

	q.since = pick(3) == 0 ? TIME_NONE : q.until - pick(SPAN) * DAY;
	return q;
}

static void
answer(const struct world *w, struct store *reader, const struct store_candidate_query *q, struct store_candidate **out,
    size_t *count, size_t *more)
{
	MUST(store_candidates(reader, q, w->f->arena, out, count, more, err));
}

static void
ask(const struct world *w)
{
	MUST(store_snapshot_begin(w->remembering, err));
	MUST(store_snapshot_begin(w->plain, err));
	for (int i = 0; i < QUESTIONS; i++) {
		struct store_candidate_query q = some_question(w);
		struct store_candidate *got, *wanted;
		size_t count, more, wanted_count, wanted_more;

		answer(w, w->remembering, &q, &got, &count, &more);
		answer(w, w->plain, &q, &wanted, &wanted_count, &wanted_more);
		assert_int_equal(count, wanted_count);
		assert_int_equal(more, wanted_more);
		assert_memory_equal(got, wanted, count * sizeof(*got));
	}
	store_snapshot_end(w->plain);
	store_snapshot_end(w->remembering);
}

/* As who looks at what was written though nobody asks. */
static void
follow(const struct world *w)
{
	MUST(store_snapshot_begin(w->remembering, err));
	MUST(store_candidates_follow(w->remembering, err));
	store_snapshot_end(w->remembering);
}

static void
open_world(struct world *w, struct fixture *f)
{
	char url[32];

	*w = (struct world) { .f = f, .changes = changes_new() };
	srandom(1);
	store_share_changes(f->store, w->changes);
	MUST(store_open_reader(f->dir, &w->remembering, err));
	MUST(store_open_reader(f->dir, &w->plain, err));
	store_share_changes(w->remembering, w->changes);
	begin(f);
	for (int i = 0; i < FEEDS; i++) {
		snprintf(url, sizeof(url), "https://%d.example/", i);
		w->feeds[i] = add_feed(f, url);
	}
	for (int i = 0; i < TOPICS; i++)
		add_topic(w, i);
	for (int i = 0; i < 2 * KEPT; i++)
		put_new(w);
	commit(f);
}

static void
close_world(struct world *w)
{
	store_close(w->remembering);
	store_close(w->plain);
	store_share_changes(w->f->store, NULL);
	changes_free(w->changes);
}

static void
write_some(struct world *w)
{
	for (int64_t i = pick(8); i > 0; i--)
		put_new(w);
	for (int64_t i = pick(8); i > 0; i--)
		change_old(w);
	if (pick(10) == 0)
		rescore(w);
	if (pick(20) == 0)
		replace_topic(w);
	if (pick(20) == 0)
		keep_a_few(w);
}

/* Some is looked at between the writing and the commit, which may not come. */
static void
answers_as_one_that_remembers_nothing(void **state)
{
	struct world w;

	open_world(&w, *state);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t topics[TOPICS];

		memcpy(topics, w.topics, sizeof(topics));
		begin(w.f);
		write_some(&w);
		if (pick(3) == 0)
			ask(&w);
		if (pick(3) == 0)
			follow(&w);
		if (pick(8) > 0) {
			commit(w.f);
		} else {
			store_rollback(w.f->store);
			memcpy(w.topics, topics, sizeof(topics));
		}
		if (pick(3) == 0)
			follow(&w);
		if (pick(4) > 0)
			ask(&w);
	}
	close_world(&w);
}

static void
begins_anew_when_more_was_written_than_is_known(void **state)
{
	struct world w;

	open_world(&w, *state);
	for (int round = 0; round < 3; round++) {
		int64_t place = changes_settled(w.changes);
		struct change list[CHANGES_MAX];
		size_t count;

		ask(&w);
		begin(w.f);
		for (int i = 0; i < 2 * CHANGES_MAX; i++)
			change_old(&w);
		commit(w.f);
		assert_false(changes_since(w.changes, place, list, &count));
	}
	ask(&w);
	close_world(&w);
}

/* Whatever is being written is nothing to those who do not see it. */
static void
tells_of_what_was_committed_alone(void **state)
{
	struct change list[CHANGES_MAX];
	struct changes *changes = changes_new();
	int64_t place;
	size_t count;

	(void)state;
	place = changes_settled(changes);
	for (int i = 0; i < 2 * CHANGES_MAX; i++)
		changes_note(changes, CHANGED_ROW, i);
	assert_true(changes_since(changes, place, list, &count));
	assert_int_equal(count, 0);
	changes_offer(changes);
	assert_false(changes_since(changes, place, list, &count));
	changes_settle(changes);
	assert_false(changes_since(changes, place, list, &count));
	place = changes_settled(changes);
	changes_note(changes, CHANGED_ROW, 7);
	changes_note(changes, CHANGED_SCORES, 7);
	changes_note(changes, CHANGED_TOPIC, 7);
	changes_note(changes, CHANGED_ROW, 8);
	assert_true(changes_since(changes, place, list, &count));
	assert_int_equal(count, 0);
	changes_offer(changes);
	assert_true(changes_since(changes, place, list, &count));
	assert_int_equal(count, 3);
	assert_int_equal(list[0].id, 7);
	assert_int_equal(list[0].what, CHANGED_ROW | CHANGED_SCORES);
	assert_int_equal(list[1].what, CHANGED_TOPIC);
	assert_int_equal(list[2].id, 8);
	changes_free(changes);
}

static void
tells_once_of_a_topic_that_is_scored_anew(void **state)
{
	struct change list[CHANGES_MAX];
	struct world w;
	int64_t place;
	size_t count;

	open_world(&w, *state);
	place = changes_settled(w.changes);
	begin(w.f);
	store_topics_rescored(w.f->store, w.topics, 1);
	for (int64_t item = 1; item <= w.last_item; item++)
		MUST(store_item_scores_put(
		    w.f->store, item, &(struct store_margin) { w.topics[0], 5.5 + (double)item }, 1, err));
	commit(w.f);
	assert_true(changes_since(w.changes, place, list, &count));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].id, w.topics[0]);
	assert_int_equal(list[0].what, CHANGED_TOPIC);

	begin(w.f);
	MUST(store_item_scores_put(w.f->store, 1, &(struct store_margin) { w.topics[0], 6 }, 1, err));
	commit(w.f);
	assert_true(changes_since(w.changes, place, list, &count));
	assert_int_equal(count, 2);
	assert_int_equal(list[1].id, 1);
	assert_int_equal(list[1].what, CHANGED_SCORES);
	close_world(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(answers_as_one_that_remembers_nothing),
		cmocka_unit_test(tells_of_what_was_committed_alone),
		STORE_TEST(tells_once_of_a_topic_that_is_scored_anew),
		STORE_TEST(begins_anew_when_more_was_written_than_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
