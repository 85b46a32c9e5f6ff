#include "tests/unit/curate/backlog.h"

static void
parts_sum_to_the_margin_for_any_item_topic_and_history(void **state)
{
	struct backlog *b = *state;

	for (unsigned round = 0; round < 16; round++) {
		static const char *const tags[] = { NULL, "de", "en", "ja" };
		const char *forgotten[1] = { anywhere[throw_dice(b, COUNT_OF(anywhere))] };
		struct topic_term terms[6];
		const char *exclude[1] = { anywhere[throw_dice(b, COUNT_OF(anywhere))] };
		struct topic topic = { "random", "Random", terms, throw_dice(b, 7), exclude, round % 2, 50, forgotten,
			round % 3 == 1, round % 5 == 4, tags[round % 4] };
		struct model *model;

		for (size_t i = 0; i < topic.term_count; i++)
			terms[i] = (struct topic_term) { made_up_text(b, throw_dice(b, 4), 1 + throw_dice(b, 2)),
				0.1 + throw_dice(b, 30) };
		for (size_t i = 0; i < BACKLOG; i++)
			b->examples[i].opinion = throw_dice(b, 100) < 5 * round
						     ? (enum opinion)(OPINION_KEEP + throw_dice(b, 2))
						     : OPINION_NONE;
		for (size_t i = 0; i < BACKLOG; i++)
			b->examples[i].is_given = b->examples[i].opinion == OPINION_KEEP && throw_dice(b, 4) == 0;
		model =
		    model_fit(&topic, b->lexicon, b->examples, throw_dice(b, 5) == 0 ? round : BACKLOG, b->stemmers);
		for (unsigned i = 0; i < 40; i++)
			assert_adds_up(model,
			    weigh(b, made_up_text(b, throw_dice(b, 4), throw_dice(b, 9)),
				made_up_text(b, throw_dice(b, 4), throw_dice(b, 90))),
			    b->arena);
		model_free(model);
	}
}

static size_t
next_for(const struct explanation *e, size_t at, const char *kind)
{
	while (at < e->part_count && (e->parts[at].points <= 0 || !text_equal(e->parts[at].kind, kind)))
		at++;
	return at;
}

static void
assert_told_the_same(const struct explanation *whole, const struct explanation *brief, const char *kind)
{
	size_t w = next_for(whole, 0, kind), b = next_for(brief, 0, kind);

	for (; w < whole->part_count; w = next_for(whole, w + 1, kind), b = next_for(brief, b + 1, kind)) {
		assert_true(b < brief->part_count);
		assert_string_equal(brief->parts[b].what, whole->parts[w].what);
		assert_string_equal(brief->parts[b].brief, whole->parts[w].brief);
		assert_true(brief->parts[b].points == whole->parts[w].points);
	}
	assert_int_equal(b, brief->part_count);
}

static void
tells_in_brief_what_speaks_for_an_item(void **state)
{
	struct backlog *b = *state;

	for (unsigned round = 0; round < 8; round++) {
		struct model *model;

		for (size_t i = 0; i < BACKLOG; i++)
			b->examples[i].opinion =
			    throw_dice(b, 8) < round ? (enum opinion)(OPINION_KEEP + throw_dice(b, 2)) : OPINION_NONE;
		model = fit(b, &learning);
		for (unsigned i = 0; i < 40; i++) {
			const struct vector *vector = weigh(b, made_up_text(b, throw_dice(b, 4), throw_dice(b, 9)),
			    made_up_text(b, throw_dice(b, 4), throw_dice(b, 90)));
			const struct explanation *whole = model_explain(model, vector, b->arena),
						 *brief = model_explain_briefly(model, vector, b->arena);

			assert_told_the_same(whole, brief, "term");
			assert_told_the_same(whole, brief, "learnt");
		}
		model_free(model);
	}
}

static void
explains_in_words(void **state)
{
	struct backlog *b = *state;
	struct model *model;
	const struct explanation *e;
	bool is_like = false, is_term = false;

	for (size_t i = 0; i < 16; i++)
		b->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	model = fit(b, &learning);
	e = model_explain(
	    model, weigh(b, "Learning, Networks and learning", "Learning curiosity with knowledge"), b->arena);
	assert_int_equal(e->kept, 4);
	assert_int_equal(e->skipped, 12);
	for (size_t i = 0; i < e->part_count; i++) {
		is_like = is_like || text_starts(e->parts[i].what, "like 4 you kept: ");
		is_term = is_term || strcmp(e->parts[i].what, "\"learning\" twice in the title and in the text") == 0;
		if (i > 0)
			assert_true(fabs(e->parts[i].points) <= fabs(e->parts[i - 1].points));
	}
	assert_true(is_like);
	assert_true(is_term);
	model_free(model);
}

static void
lists_what_it_learnt(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning);
	struct learnt_word words[60];
	size_t count = model_learnt(model, words, COUNT_OF(words));
	bool is_learning = false;

	assert_true(count > 10);
	for (size_t i = 0; i < count; i++)
		is_learning = is_learning || (strcmp(words[i].spelling, "learning") == 0 && words[i].weight > 0);
	assert_true(is_learning);
	assert_int_equal(model_learnt(model, words, 3), 3);
	model_free(model);
}

static void
a_forgotten_word_weighs_nothing_and_the_rest_still_adds_up(void **state)
{
	static const char *const forgotten[] = { "reflection", "Curiosity" };
	struct backlog *b = *state;
	struct topic topic = learning;
	struct learnt_word words[60];
	struct model *model;
	size_t count;

	for (size_t i = 0; i < 40; i++)
		b->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	assert_true(margin(b, &topic, "Reflection", "curiosity") > margin(b, &topic, "Unheardof", "unheardof"));
	topic.forgotten = (const char **)forgotten;
	topic.forgotten_count = COUNT_OF(forgotten);
	model = fit(b, &topic);
	assert_true(margin_by(b, model, "Reflection", "curiosity") == margin_by(b, model, "Unheardof", "unheardof"));
	count = model_learnt(model, words, COUNT_OF(words));
	for (size_t i = 0; i < count; i++) {
		assert_string_not_equal(words[i].spelling, "reflection");
		assert_string_not_equal(words[i].spelling, "curiosity");
	}
	for (size_t i = 0; i < 8; i++)
		assert_adds_up(model, b->examples[i].vector, b->arena);
	model_free(model);
}

static void
reports_how_it_did_on_labels_it_was_not_taught(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning), *again;
	BUFFER bytes = { 0 };
	struct model_report report = model_report(model);

	assert_int_equal(report.grade.count, 0);
	model_free(model);
	for (size_t i = 0; i < 40; i++)
		b->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	model = fit(b, &learning);
	model_write(model, &bytes);
	assert_true(model_read(bytes.data, bytes.len, &again, NULL));
	report = model_report(again);
	assert_int_equal(report.kept, 10);
	assert_int_equal(report.skipped, 30);
	assert_int_equal(report.grade.count, 40);
	assert_int_equal(report.grade.wanted, 10);
	assert_true(report.grade.auc > 0.8 && report.grade.hits > 5);
	assert_true(report.calibration.share > 0 && report.calibration.share < 1);
	model_free(model);
	model_free(again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_BACKLOG(parts_sum_to_the_margin_for_any_item_topic_and_history),
		IN_A_BACKLOG(explains_in_words),
		IN_A_BACKLOG(tells_in_brief_what_speaks_for_an_item),
		IN_A_BACKLOG(lists_what_it_learnt),
		IN_A_BACKLOG(a_forgotten_word_weighs_nothing_and_the_rest_still_adds_up),
		IN_A_BACKLOG(reports_how_it_did_on_labels_it_was_not_taught),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
