#include "tests/unit/store/fixture.h"

#include "ingest/judgement.h"
#include "message/vitals.h"

#include <math.h>

enum { KNOWN = 12, STEPS = 8 };

struct bench {
	struct fixture *f;
	struct vitals vitals;
	struct writer w;
	struct judgement *judgement;
	int64_t feed;
};

static const char *const texts[] = {
	"Remote teams write their decisions down and read them before the meeting begins",
	"The bakery on the corner sells bread and cake on Sundays",
	"Apprentices learn a craft from those who have done it for years",
};

/* A single letter is no word: as titles such identities make no difference. */
static int64_t
arrive(struct bench *b, char identity, const char *text)
{
	const char title[] = { identity, '\0' };
	struct judged_item item = {
		.feed_id = b->feed, .sorted_at = NOON, .title = title, .text = text, .is_new = true
	};

	item.id = put_item(b->f, b->feed, title, text, NOON);
	MUST(judgement_score(b->judgement, &item, err));
	return item.id;
}

/* A backlog, and a topic that is to be fitted to it. */
static void
begin_pass(struct bench *b, struct fixture *f)
{
	struct topic topic = { .name = "teams", .title = "teams", .threshold = 50 };
	struct topic_term term = { .phrase = "remote teams", .weight = 1 };
	int64_t topic_id;
	bool is_new;

	*b = (struct bench) { .f = f };
	b->w = (struct writer) { .store = f->store, .vitals = &b->vitals };
	topic.terms = &term;
	topic.term_count = 1;
	begin(f);
	b->feed = add_feed(f, "https://a.example/");
	MUST(store_topic_put(f->store, &topic, NOON, &topic_id, &is_new, err));
	commit(f);
	MUST(judgement_new(&b->w, &b->judgement, err));
	begin(f);
	for (int i = 0; i < KNOWN; i++)
		(void)arrive(b, (char)('a' + i), texts[i % 3]);
	commit(f);
}

static double
margin_in(struct fixture *f, int64_t item)
{
	struct store_score *scores;
	size_t count;

	MUST(store_item_scores(f->store, item, f->arena, &scores, &count, err));
	return count == 1 ? scores[0].margin : NAN;
}

/* One item comes after `steps` steps: once it has a score, that is the one of an item with the same text. */
static void
pass_with_newcomer(struct fixture *f, int steps)
{
	struct bench b;
	int64_t newcomer;

	begin_pass(&b, f);
	for (int i = 0; i < steps; i++)
		judgement_step(b.judgement);
	begin(f);
	newcomer = arrive(&b, 'z', texts[0]);
	commit(f);
	while (judgement_is_pending(b.judgement) && isnan(margin_in(f, newcomer)))
		judgement_step(b.judgement);
	assert_true(isfinite(margin_in(f, newcomer)));
	assert_true(margin_in(f, newcomer) == margin_in(f, 1));
	judgement_free(b.judgement);
}

static void
scores_what_arrives_during_a_pass_like_what_was_there(void **state)
{
	(void)state;
	for (int steps = 0; steps < STEPS; steps++) {
		void *f;

		fixture_setup(&f);
		pass_with_newcomer(f, steps);
		fixture_teardown_checked(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_what_arrives_during_a_pass_like_what_was_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
