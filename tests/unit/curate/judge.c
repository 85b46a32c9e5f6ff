#include "tests/unit/curate/backlog.h"

static void
finds_what_the_terms_mean_without_any_label(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning);
	unsigned right = 0;

	for (unsigned i = 0; i < 50; i++)
		right += margin_by(b, model, "", made_up_text(b, 0, 30)) >
			 margin_by(b, model, "", made_up_text(b, 1 + i % 3, 30));
	assert_true(right >= 48);
	/* None of the terms, but their company. */
	assert_true(margin_by(b, model, "", "apprentice skills curiosity") >
		    margin_by(b, model, "", "stadium referee striker"));
	model_free(model);
}

static void
a_hit_in_the_title_beats_one_in_the_text(void **state)
{
	struct backlog *b = *state;

	assert_true(margin(b, &learning, "Learning story", "people today") >
		    margin(b, &learning, "People story", "learning today"));
}

static void
a_title_term_counts_in_titles_alone(void **state)
{
	static struct topic_term terms[] = { { "title:oven", 1 } };
	static const struct topic topic = { "oven", "Oven", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	struct model *model = fit(b, &topic);
	const struct explanation *e = model_explain(model, weigh(b, "Oven", "oven"), b->arena);

	for (size_t i = 0; i < e->part_count; i++)
		if (strcmp(e->parts[i].kind, "term") == 0)
			assert_string_equal(e->parts[i].what, "\"title:oven\" in the title");
	e = model_explain(model, weigh(b, "Bread", "oven"), b->arena);
	for (size_t i = 0; i < e->part_count; i++)
		assert_string_not_equal(e->parts[i].kind, "term");
	model_free(model);
}

static void
a_phrase_is_words_in_a_row(void **state)
{
	static struct topic_term terms[] = { { "working out loud", 1 } };
	static const struct topic topic = { "wol", "Working out loud", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	struct model *model = fit(b, &topic);
	double none = margin_by(b, model, "", "loud people working");

	assert_true(margin_by(b, model, "", "people who work out loud") > none);
	model_free(model);
}

static void
terms_are_stemmed_as_the_item_is(void **state)
{
	static struct topic_term terms[] = { { "Häuser", 1 } };
	static const struct topic topic = { "houses", "Houses", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	struct model *model = fit(b, &topic);
	struct words *german = words_of(b->stemmers, "", "Häusern", "de", b->arena);
	struct words *english = words_of(b->stemmers, "", "Haus", "pl", b->arena);

	assert_true(model_margin(model, vector_of(german, b->lexicon, b->arena)) >
		    model_margin(model, vector_of(english, b->lexicon, b->arena)));
	model_free(model);
}

static void
a_topic_that_names_its_language_knows_its_forms_anywhere(void **state)
{
	static struct topic_term terms[] = { { "Häuser", 1 } };
	struct topic topic = { "houses", "Houses", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	/* Too short to be told from English. */
	const struct vector *vector =
	    vector_of(words_of(b->stemmers, "Haus", "", NULL, b->arena), b->lexicon, b->arena);
	struct model *model = fit(b, &topic);
	double anywhere_else = model_margin(model, vector);

	model_free(model);
	topic.language = "de-AT";
	model = fit(b, &topic);
	assert_true(model_margin(model, vector) > anywhere_else);
	model_free(model);
}

static void
an_example_teaches_more_than_a_keep_and_is_no_verdict(void **state)
{
	struct backlog *b = *state;
	struct example more[BACKLOG + 1];
	struct model *model;
	double untaught = margin(b, &learning, "", "stadium referee striker"), kept, given;
	const struct explanation *e;

	memcpy(more, b->examples, sizeof(b->examples));
	more[BACKLOG] = (struct example) { -1, weigh(b, "", "stadium referee"), OPINION_KEEP, false };
	model = model_fit(&learning, b->lexicon, more, BACKLOG + 1, b->stemmers);
	kept = margin_by(b, model, "", "stadium referee striker");
	model_free(model);
	more[BACKLOG].is_given = true;
	model = model_fit(&learning, b->lexicon, more, BACKLOG + 1, b->stemmers);
	given = margin_by(b, model, "", "stadium referee striker");
	assert_true(untaught < kept && kept < given);
	e = model_explain(model, weigh(b, "", "stadium referee striker"), b->arena);
	assert_int_equal(e->kept, 0);
	assert_int_equal(e->given, 1);
	assert_non_null(strstr(e->parts[0].what, "like 1 of your examples: "));
	model_free(model);
}

static void
an_excluded_phrase_sinks_an_item_and_says_so(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning);
	const struct vector *vector = weigh(b, "Learning knowledge mentoring", "knowledge in the football league");
	const struct explanation *e = model_explain(model, vector, b->arena);

	assert_int_equal(score_of(e->margin), 0);
	assert_string_equal(e->parts[0].kind, "excluded");
	assert_string_equal(e->parts[0].what, "\"football league\" in the text");
	assert_true(margin_by(b, model, "Learning", "the league of football") > e->margin);
	model_free(model);
}

static void
a_heavier_term_counts_more(void **state)
{
	static struct topic_term light[] = { { "bread", 1 }, { "goal", 1 } },
				 heavy[] = { { "bread", 5 }, { "goal", 1 } };
	struct topic topic = { "t", "T", light, 2, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	double even = margin(b, &topic, "", "bread") - margin(b, &topic, "", "goal");

	topic.terms = heavy;
	assert_true(margin(b, &topic, "", "bread") - margin(b, &topic, "", "goal") > even);
}

static void
a_keep_lifts_what_is_like_it_and_a_skip_sinks_it(void **state)
{
	static const char text[] = "compiler kernel latency";
	struct backlog *b = *state;
	double before = margin(b, &learning, "", text), kept, skipped;

	for (size_t i = 3; i < 40; i += 4)
		b->examples[i].opinion = OPINION_KEEP;
	kept = margin(b, &learning, "", text);
	for (size_t i = 3; i < 40; i += 4)
		b->examples[i].opinion = OPINION_SKIP;
	skipped = margin(b, &learning, "", text);
	assert_true(kept > before + 0.5);
	assert_true(skipped < kept - 0.5);
}

static void
unknown_words_carry_nothing(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning);

	assert_true(margin_by(b, model, "", "learning") > margin_by(b, model, "", ""));
	assert_true(margin_by(b, model, "", "") == margin_by(b, model, "Zyzzyva", "qwertz uiopue"));
	model_free(model);
}

static void
judges_without_terms_backlog_or_words(void **state)
{
	static const struct topic nothing = { "none", "None", NULL, 0, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	struct lexicon *empty = lexicon_new();
	struct model *models[4];
	BUFFER bytes = { 0 };

	lexicon_write(empty, &bytes);
	models[0] = model_fit(&nothing, empty, NULL, 0, b->stemmers);
	models[1] = model_fit(&learning, empty, NULL, 0, b->stemmers);
	models[2] = fit(b, &nothing);
	models[3] = model_fit(&learning, b->lexicon, b->examples, 1, b->stemmers);
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		assert_true(isfinite(margin_by(b, models[i], "Learning", "knowledge and practice")));
		assert_adds_up(models[i], weigh(b, "Learning", "knowledge"), b->arena);
		assert_adds_up(models[i], weigh(b, "", ""), b->arena);
	}
	assert_true(score_of(margin_by(b, models[0], "Learning", "knowledge")) < 50);
	/* The terms rank even before there is anything to compare with. */
	assert_true(margin_by(b, models[1], "Learning", "knowledge") > margin_by(b, models[1], "Bread", "flour"));
	for (size_t i = 0; i < COUNT_OF(models); i++)
		model_free(models[i]);
	lexicon_free(empty);
}

static void
scores_low_where_the_terms_never_occur(void **state)
{
	static struct topic_term terms[] = { { "cosmology", 1 }, { "u.n.", 1 } };
	static const struct topic topic = { "sky", "Sky", terms, 2, NULL, 0, 50, NULL, 0, false, NULL };
	struct backlog *b = *state;
	struct model *model = fit(b, &topic);

	for (size_t i = 0; i < BACKLOG; i++)
		assert_true(score_of(model_margin(model, b->examples[i].vector)) < 20);
	model_free(model);
}

static void
bears_labels_that_contradict_each_other(void **state)
{
	struct backlog *b = *state;
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i++)
		b->examples[i] = (struct example) { (int64_t)i, b->examples[i % 2].vector,
			i % 3 == 0 ? OPINION_KEEP : OPINION_SKIP, false };
	model = fit(b, &learning);
	for (size_t i = 0; i < BACKLOG; i++)
		assert_adds_up(model, b->examples[i].vector, b->arena);
	model_free(model);
}

static void
verdicts_teach_nothing_where_learning_is_off(void **state)
{
	struct backlog *b = *state;
	struct topic topic = learning;
	struct model *model;
	double before;

	topic.is_learning_off = true;
	before = margin(b, &topic, "Football", "league goal striker");
	for (size_t i = 0; i < 40; i++)
		b->examples[i].opinion = i % 4 == 1 ? OPINION_KEEP : OPINION_SKIP;
	assert_true(margin(b, &topic, "Football", "league goal striker") == before);
	assert_true(margin(b, &learning, "Football", "league goal striker") > before);
	model = fit(b, &topic);
	assert_int_equal(model_report(model).kept, 0);
	assert_int_equal(model_report(model).grade.count, 0);
	model_free(model);
}

static void
a_score_is_a_chance_in_hundredths(void **state)
{
	(void)state;
	assert_int_equal(score_of(0), 50);
	assert_int_equal(score_of(-100), 0);
	assert_int_equal(score_of(1000), 100);
	for (int score = 1; score <= 100; score++) {
		assert_int_equal(score_of(margin_of(score) + 1e-9), score);
		assert_int_equal(score_of(margin_of(score) - 1e-9), score - 1);
	}
	assert_true(margin_of(0) == -INFINITY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_BACKLOG(finds_what_the_terms_mean_without_any_label),
		IN_A_BACKLOG(a_hit_in_the_title_beats_one_in_the_text),
		IN_A_BACKLOG(a_title_term_counts_in_titles_alone),
		IN_A_BACKLOG(a_phrase_is_words_in_a_row),
		IN_A_BACKLOG(terms_are_stemmed_as_the_item_is),
		IN_A_BACKLOG(a_topic_that_names_its_language_knows_its_forms_anywhere),
		IN_A_BACKLOG(an_example_teaches_more_than_a_keep_and_is_no_verdict),
		IN_A_BACKLOG(an_excluded_phrase_sinks_an_item_and_says_so),
		IN_A_BACKLOG(a_heavier_term_counts_more),
		IN_A_BACKLOG(a_keep_lifts_what_is_like_it_and_a_skip_sinks_it),
		IN_A_BACKLOG(unknown_words_carry_nothing),
		IN_A_BACKLOG(judges_without_terms_backlog_or_words),
		IN_A_BACKLOG(scores_low_where_the_terms_never_occur),
		IN_A_BACKLOG(bears_labels_that_contradict_each_other),
		IN_A_BACKLOG(verdicts_teach_nothing_where_learning_is_off),
		cmocka_unit_test(a_score_is_a_chance_in_hundredths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
