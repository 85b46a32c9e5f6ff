#include "query/warming.h"

#include "tests/unit/store/fixture.h"

#include "base/shelf.h"
#include "base/text.h"
#include "curate/story_words.h"
#include "query/models.h"
#include "query/recall.h"
#include "query/volumes.h"
#include "store/changes.h"

enum { STEPS_MAX = 20 };

struct house {
	struct clock clock; /* first: the clock's functions are given it */
	int64_t now_ms;
	struct fixture *f;
	struct shelf *lexicons;
	struct reader reader;
	int64_t feed, topics[2];
};

static int64_t
house_now_s(const struct clock *clock)
{
	(void)clock;
	return NOON;
}

static int64_t
house_steady_ms(const struct clock *clock)
{
	return ((const struct house *)clock)->now_ms;
}

static void
dispose_nothing(void *lexicon)
{
	(void)lexicon;
}

/* In the first topic, or in the second. */
static int64_t
arrive(struct house *h, int topic, const char *title)
{
	struct store_margin margin = { h->topics[topic], 3 };
	int64_t id;

	begin(h->f);
	id = put_item(h->f, h->feed, title, "The ferry to the island was late again, and nobody knew why.", NOON - 60);
	MUST(store_item_scores_put(h->f->store, id, &margin, 1, err));
	commit(h->f);
	return id;
}

static void
add_topic(struct house *h, int at, const char *name)
{
	struct topic topic = { .name = name, .title = name, .threshold = 50 };
	bool is_new;

	begin(h->f);
	MUST(store_topic_put(h->f->store, &topic, NOON, &h->topics[at], &is_new, err));
	commit(h->f);
}

static void
enter(struct house *h, struct fixture *f)
{
	*h = (struct house) { .clock = { .now_s = house_now_s, .steady_ms = house_steady_ms }, .now_ms = 1000, .f = f };
	h->feed = add_feed(f, "https://a.example/");
	add_topic(h, 0, "ferries");
	add_topic(h, 1, "islands");
	h->lexicons = shelf_new(dispose_nothing);
	h->reader = (struct reader) { .clock = &h->clock,
		.models = models_new(h->lexicons),
		.volumes = volumes_new(),
		.recall = recall_new(),
		.warming = warming_new(&h->clock) };
	MUST(store_open_reader(f->dir, &h->reader.store, err));
}

static void
leave(struct house *h)
{
	warming_free(h->reader.warming);
	models_free(h->reader.models);
	volumes_free(h->reader.volumes);
	recall_free(h->reader.recall);
	if (h->reader.words != NULL)
		story_words_fini(h->reader.words);
	free(h->reader.words);
	store_close(h->reader.store);
	shelf_free(h->lexicons);
}

static void
warm(struct house *h)
{
	int steps = 0;

	for (; warming_is_due(h->reader.warming); steps++)
		warming_step(&h->reader);
	assert_in_range(steps, 1, STEPS_MAX);
}

static void
ask_for(struct house *h, char *topic)
{
	struct param param = { (char *)"topic", topic };
	struct request question = { .params = &param, .param_count = 1 };

	warming_note(h->reader.warming, &question);
}

/* Whether what it is like was worked out. */
static bool
is_remembered(struct house *h, int topic, int64_t item_id)
{
	struct store_candidate_query query = {
		.topic_id = h->topics[topic], .min_margin = 0, .since = 0, .until = NOON + DAY, .limit = 10
	};
	struct store_candidate *list;
	bool is_remembered = false;
	size_t count, len;

	MUST(store_candidates(h->f->store, &query, h->f->arena, &list, &count, NULL, err));
	for (size_t i = 0; i < count; i++)
		if (list[i].item_id == item_id)
			is_remembered = recall_find(h->reader.recall, recall_key_of(RECALL_LIKENESS, &list[i]),
					    h->f->arena, &len) != NULL;
	return is_remembered;
}

static void
goes_through_the_usual_digest_after_a_start(void **state)
{
	struct house h;
	int64_t ferry, island;

	enter(&h, *state);
	ferry = arrive(&h, 0, "Ferry");
	island = arrive(&h, 1, "Island");
	assert_false(is_remembered(&h, 0, ferry));
	warm(&h);
	assert_true(is_remembered(&h, 0, ferry));
	assert_true(is_remembered(&h, 1, island));
	leave(&h);
}

static void
goes_through_what_was_asked_for_last(void **state)
{
	struct house h;
	int64_t ferry, island;

	enter(&h, *state);
	warm(&h);
	ferry = arrive(&h, 0, "Ferry");
	island = arrive(&h, 1, "Island");
	ask_for(&h, (char *)"ferries");
	ask_for(&h, (char *)"islands");
	ask_for(&h, (char *)"islands");
	assert_false(warming_is_due(h.reader.warming));
	warming_begin(h.reader.warming);
	warm(&h);
	assert_false(is_remembered(&h, 0, ferry));
	assert_true(is_remembered(&h, 1, island));
	leave(&h);
}

static void
begins_again_where_it_was_interrupted(void **state)
{
	struct house h;
	int64_t ferry;

	enter(&h, *state);
	ask_for(&h, (char *)"ferries");
	warming_step(&h.reader);
	warming_step(&h.reader);
	ferry = arrive(&h, 0, "Ferry");
	warming_begin(h.reader.warming);
	warm(&h);
	assert_true(is_remembered(&h, 0, ferry));
	leave(&h);
}

static void
rests_until_somebody_asked_and_when_nobody_did_for_a_day(void **state)
{
	struct house h;

	enter(&h, *state);
	warm(&h);
	warming_begin(h.reader.warming);
	assert_false(warming_is_due(h.reader.warming));
	ask_for(&h, (char *)"ferries");
	warming_begin(h.reader.warming);
	assert_true(warming_is_due(h.reader.warming));
	warm(&h);
	h.now_ms += DAY * 1000;
	warming_begin(h.reader.warming);
	assert_false(warming_is_due(h.reader.warming));
	leave(&h);
}

static size_t
candidates_of(struct house *h, int topic)
{
	struct store_candidate_query query = {
		.topic_id = h->topics[topic], .min_margin = 0, .since = 0, .until = NOON + DAY, .limit = 10
	};
	struct store_candidate *list;
	size_t count;

	MUST(store_snapshot_begin(h->reader.store, err));
	MUST(store_candidates(h->reader.store, &query, h->f->arena, &list, &count, NULL, err));
	store_snapshot_end(h->reader.store);
	return count;
}

static void
follows_what_is_written_to(void **state)
{
	struct house h;
	struct changes *changes = changes_new();

	enter(&h, *state);
	store_share_changes(h.f->store, changes);
	store_share_changes(h.reader.store, changes);
	warm(&h);
	for (int i = 0; i < 3; i++) {
		(void)arrive(&h, 0, (const char *[]) { "One", "Two", "Three" }[i]);
		warming_follow(&h.reader); /* nobody asked */
		ask_for(&h, (char *)"ferries");
		warming_follow(&h.reader);
		assert_int_equal(candidates_of(&h, 0), i + 1);
	}
	store_share_changes(h.f->store, NULL);
	leave(&h);
	changes_free(changes);
}

static void
gives_up_where_there_is_no_such_topic(void **state)
{
	struct house h;

	enter(&h, *state);
	ask_for(&h, (char *)"lighthouses");
	warming_step(&h.reader);
	assert_false(warming_is_due(h.reader.warming));
	leave(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(goes_through_the_usual_digest_after_a_start),
		STORE_TEST(goes_through_what_was_asked_for_last),
		STORE_TEST(begins_again_where_it_was_interrupted),
		STORE_TEST(rests_until_somebody_asked_and_when_nobody_did_for_a_day),
		STORE_TEST(follows_what_is_written_to),
		STORE_TEST(gives_up_where_there_is_no_such_topic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
