#include "tests/unit/store/fixture.h"

#include "base/shelf.h"
#include "curate/lexicon.h"
#include "ingest/happened.h"
#include "ingest/judgement.h"
#include "ingest/requests.h"
#include "message/vitals.h"

#include <math.h>

enum { KNOWN = 12, STEPS = 8, MANY_STEPS = 1000 };

struct bench {
	struct clock clock; /* first: the clock's functions are given it */
	int64_t now_ms;
	struct fixture *f;
	struct vitals vitals;
	struct doors doors;
	struct sharing sharing;
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

static int64_t
bench_now_s(const struct clock *clock)
{
	(void)clock;
	return NOON;
}

static int64_t
bench_steady_ms(const struct clock *clock)
{
	return ((const struct bench *)clock)->now_ms;
}

static void
dispose_lexicon(void *lexicon)
{
	lexicon_free(lexicon);
}

static void
open_writer(struct bench *b, struct fixture *f)
{
	*b = (struct bench) { .clock = { .now_s = bench_now_s, .steady_ms = bench_steady_ms }, .now_ms = 1000, .f = f };
	b->sharing.lexicons = shelf_new(dispose_lexicon);
	b->doors.ingest = mailbox_new(0, 0);
	b->doors.serve = mailbox_new(0, 0);
	b->doors.query = mailbox_new(0, 0);
	b->w = (struct writer) { .store = f->store,
		.vitals = &b->vitals,
		.doors = &b->doors,
		.clock = &b->clock,
		.sharing = &b->sharing,
		.happened = happened_new(0) };
}

static void
close_box(struct mailbox *box)
{
	struct letter *letter;

	mailbox_close(box);
	while ((letter = mailbox_take(box)) != NULL)
		letter_free(letter);
	mailbox_free(box);
}

static void
close_writer(struct bench *b)
{
	judgement_free(b->judgement);
	shelf_free(b->sharing.lexicons); /* nobody holds any */
	happened_free(b->w.happened);
	close_box(b->doors.ingest);
	close_box(b->doors.serve);
	close_box(b->doors.query);
}

/* A backlog, and a topic that is to be fitted to it. */
static void
begin_pass(struct bench *b, struct fixture *f)
{
	struct topic topic = { .name = "teams", .title = "teams", .threshold = 50 };
	struct topic_term term = { .phrase = "remote teams", .weight = 1 };
	int64_t topic_id;
	bool is_new;

	open_writer(b, f);
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
	close_writer(&b);
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

/* ---- people who come in the middle of it ---- */

static void
star(struct bench *b, int64_t item)
{
	struct request *r = request_new(REQUEST_ITEM_PATCH);

	r->id = item;
	buffer_add_text(&r->body, "{\"starred\": true}");
	assert_true(mailbox_post_urgent(b->doors.ingest, &r->letter));
}

static bool
is_starred(struct bench *b, int64_t item)
{
	struct store_item *got;

	MUST(store_item_get(b->f->store, item, b->f->arena, &got, err));
	return got->is_starred;
}

/* Somebody waits at each step: each is served within one, or before the next. */
static int
pass_with_people(struct bench *b, int *out_within)
{
	int steps = 0;

	*out_within = 0;
	while (judgement_is_pending(b->judgement) && steps++ < MANY_STEPS) {
		star(b, 1 + steps % KNOWN);
		judgement_step(b->judgement);
		*out_within += !mailbox_has_urgent(b->doors.ingest);
		requests_let_in(&b->w);
		b->now_ms += 100;
		assert_true(is_starred(b, 1 + steps % KNOWN));
	}
	return steps;
}

static void
scores_the_same_while_people_are_at_work(void **state)
{
	struct bench alone, among_people;
	void *f, *g;
	int within, steps;

	(void)state;
	fixture_setup(&f);
	begin_pass(&alone, f);
	while (judgement_is_pending(alone.judgement))
		judgement_step(alone.judgement);
	fixture_setup(&g);
	begin_pass(&among_people, g);
	steps = pass_with_people(&among_people, &within);
	assert_true(steps < MANY_STEPS);
	assert_true(within > 0); /* the lexicon and the fit */
	for (int64_t item = 1; item <= KNOWN; item++)
		assert_true(margin_in(f, item) == margin_in(g, item));
	close_writer(&alone);
	close_writer(&among_people);
	fixture_teardown_checked(&f);
	fixture_teardown_checked(&g);
}

/* What is half written is not seen, and not for ever put off. */
static void
gives_way_for_a_while_before_it_writes_a_topics_scores(void **state)
{
	struct bench b;
	void *f;
	int put_off = 0;

	(void)state;
	fixture_setup(&f);
	begin_pass(&b, f);
	while (isnan(margin_in(f, 1)) && put_off < MANY_STEPS) {
		star(&b, 1);
		judgement_step(b.judgement);
		b.now_ms += 100;
		put_off = mailbox_has_urgent(b.doors.ingest) ? put_off + 1 : 0;
		for (int64_t item = 2; item <= KNOWN; item++)
			assert_true(isnan(margin_in(f, item)) == isnan(margin_in(f, 1)));
	}
	assert_true(put_off > 1 && put_off < MANY_STEPS);
	close_writer(&b);
	fixture_teardown_checked(&f);
}

static void
shares_the_lexicon_that_topics_are_judged_with(void **state)
{
	struct store_topic *topics;
	const struct lexicon *lexicon;
	struct bench b;
	void *fixture;
	struct fixture *f;
	size_t count;

	(void)state;
	fixture_setup(&fixture);
	f = fixture;
	begin_pass(&b, f);
	while (judgement_is_pending(b.judgement))
		judgement_step(b.judgement);
	MUST(store_topic_list(f->store, f->arena, &topics, &count, err));
	assert_true(count == 1 && topics[0].generation > 0);
	lexicon = shelf_hold(b.sharing.lexicons, topics[0].generation);
	assert_non_null(lexicon);
	judgement_free(b.judgement);
	b.judgement = NULL;
	assert_int_equal(lexicon_item_count(lexicon), KNOWN);
	shelf_leave(b.sharing.lexicons, lexicon);
	assert_null(shelf_hold(b.sharing.lexicons, topics[0].generation));
	close_writer(&b);
	fixture_teardown_checked(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_the_same_while_people_are_at_work),
		cmocka_unit_test(gives_way_for_a_while_before_it_writes_a_topics_scores),
		cmocka_unit_test(shares_the_lexicon_that_topics_are_judged_with),
		cmocka_unit_test(scores_what_arrives_during_a_pass_like_what_was_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
