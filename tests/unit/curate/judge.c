#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG = 300 };

/* A backlog of made-up items on four subjects, and everything it takes to judge it. */
struct world {
	struct stemmers *stemmers;
	struct arena *arena;
	struct lexicon *lexicon;
	struct example examples[BACKLOG];
	uint32_t dice;
};

static const char *const subjects[4][12] = {
	{ "learning", "knowledge", "practice", "community", "networks", "mentoring", "teaching", "skills", "curiosity",
	    "reflection", "apprentice", "school" },
	{ "football", "goal", "season", "coach", "league", "striker", "stadium", "defender", "penalty", "referee",
	    "match", "cup" },
	{ "bread", "flour", "oven", "yeast", "dough", "recipe", "butter", "crust", "baker", "kitchen", "salt",
	    "sugar" },
	{ "server", "kernel", "thread", "memory", "compiler", "socket", "packet", "buffer", "driver", "latency",
	    "cache", "router" },
};

static const char *const anywhere[] = { "people", "today", "week", "story", "reader", "question", "morning", "place",
	"number", "change", "way", "thing" };

/* The next number below `sides`; the same ones in every run. */
static uint32_t
throw_dice(struct world *w, uint32_t sides)
{
	w->dice = w->dice * 1664525u + 1013904223u;
	return (w->dice >> 8) % sides;
}

static char *
made_up_text(struct world *w, size_t subject, unsigned words)
{
	BUFFER text = { 0 };

	for (unsigned i = 0; i < words; i++) {
		bool is_on_subject = throw_dice(w, 10) < 4;

		buffer_add_text(&text,
		    is_on_subject ? subjects[subject][throw_dice(w, 12)] : anywhere[throw_dice(w, COUNT_OF(anywhere))]);
		buffer_add_char(&text, ' ');
	}
	return arena_strdup(w->arena, buffer_text(&text));
}

static const struct vector *
weigh(struct world *w, const char *title, const char *text)
{
	return vector_of(words_of(w->stemmers, title, text, "en", w->arena), w->lexicon, w->arena);
}

static int
world_make(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct words *words[BACKLOG];
	BUFFER bytes = { 0 };

	w->stemmers = stemmers_new();
	w->arena = arena_new();
	w->lexicon = lexicon_new();
	for (size_t i = 0; i < BACKLOG; i++) {
		char *title = made_up_text(w, i % 4, 5);

		words[i] = words_of(w->stemmers, title, made_up_text(w, i % 4, 30), "en", w->arena);
		lexicon_add(w->lexicon, words[i]);
	}
	lexicon_write(w->lexicon, &bytes);
	for (size_t i = 0; i < BACKLOG; i++)
		w->examples[i] =
		    (struct example) { (int64_t)i + 1, vector_of(words[i], w->lexicon, w->arena), OPINION_NONE, false };
	*state = w;
	return 0;
}

static int
world_unmake(void **state)
{
	struct world *w = *state;

	stemmers_free(w->stemmers);
	arena_free(w->arena);
	lexicon_free(w->lexicon);
	free(w);
	return 0;
}

static struct topic_term learning_terms[] = { { "learning", 1 }, { "knowledge", 1 }, { "title:mentoring", 2 },
	{ "community practice", 1.5 } };
static const char *learning_exclude[] = { "football league" };
static const struct topic learning = { .name = "learning",
	.title = "Learning",
	.terms = learning_terms,
	.term_count = COUNT_OF(learning_terms),
	.exclude = learning_exclude,
	.exclude_count = 1,
	.threshold = 50 };

static struct model *
fit(struct world *w, const struct topic *topic)
{
	return model_fit(topic, w->lexicon, w->examples, BACKLOG, w->stemmers);
}

static double
margin_by(struct world *w, const struct model *model, const char *title, const char *text)
{
	return model_margin(model, weigh(w, title, text));
}

/* The margin that a fresh fit gives. */
static double
margin(struct world *w, const struct topic *topic, const char *title, const char *text)
{
	struct model *model = fit(w, topic);
	double answer = margin_by(w, model, title, text);

	model_free(model);
	return answer;
}

static void
assert_adds_up(const struct model *model, const struct vector *vector, struct arena *arena)
{
	const struct explanation *e = model_explain(model, vector, arena);
	double sum = e->bias;

	for (size_t i = 0; i < e->part_count; i++) {
		sum += e->parts[i].points;
		assert_true(e->parts[i].what[0] != '\0');
	}
	assert_true(isfinite(e->margin));
	assert_true(e->margin == model_margin(model, vector));
	assert_true(fabs(sum - e->margin) < 1e-9);
}

static void
parts_sum_to_the_margin_for_any_item_topic_and_history(void **state)
{
	struct world *w = *state;

	for (unsigned round = 0; round < 16; round++) {
		static const char *const tags[] = { NULL, "de", "en", "ja" };
		const char *forgotten[1] = { anywhere[throw_dice(w, COUNT_OF(anywhere))] };
		struct topic_term terms[6];
		const char *exclude[1] = { anywhere[throw_dice(w, COUNT_OF(anywhere))] };
		struct topic topic = { "random", "Random", terms, throw_dice(w, 7), exclude, round % 2, 50, forgotten,
			round % 3 == 1, round % 5 == 4, tags[round % 4] };
		struct model *model;

		for (size_t i = 0; i < topic.term_count; i++)
			terms[i] = (struct topic_term) { made_up_text(w, throw_dice(w, 4), 1 + throw_dice(w, 2)),
				0.1 + throw_dice(w, 30) };
		for (size_t i = 0; i < BACKLOG; i++)
			w->examples[i].opinion = throw_dice(w, 100) < 5 * round
						     ? (enum opinion)(OPINION_KEEP + throw_dice(w, 2))
						     : OPINION_NONE;
		for (size_t i = 0; i < BACKLOG; i++)
			w->examples[i].is_given = w->examples[i].opinion == OPINION_KEEP && throw_dice(w, 4) == 0;
		model =
		    model_fit(&topic, w->lexicon, w->examples, throw_dice(w, 5) == 0 ? round : BACKLOG, w->stemmers);
		for (unsigned i = 0; i < 40; i++)
			assert_adds_up(model,
			    weigh(w, made_up_text(w, throw_dice(w, 4), throw_dice(w, 9)),
				made_up_text(w, throw_dice(w, 4), throw_dice(w, 90))),
			    w->arena);
		model_free(model);
	}
}

static void
the_same_history_gives_the_same_model(void **state)
{
	struct world *w = *state;
	struct stemmers *others = stemmers_new();
	struct example turned[BACKLOG];
	BUFFER one = { 0 };
	BUFFER two = { 0 };
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i += 7)
		w->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	w->examples[0].is_given = true;
	for (size_t i = 0; i < BACKLOG; i++)
		turned[i] = w->examples[BACKLOG - 1 - i];
	model = fit(w, &learning);
	model_write(model, &one);
	model_free(model);
	model = model_fit(&learning, w->lexicon, turned, BACKLOG, others);
	model_write(model, &two);
	model_free(model);
	assert_int_equal(one.len, two.len);
	assert_true(memcmp(one.data, two.data, one.len) == 0);
	stemmers_free(others);
}

static void
assert_condensed_teach_the_same(struct world *w, const struct topic *topic)
{
	struct spellings *spellings = spellings_new(w->arena);
	struct example condensed[BACKLOG];
	BUFFER one = { 0 };
	BUFFER two = { 0 };
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i++) {
		w->examples[i].opinion = i % 9 == 0 ? OPINION_KEEP : i % 7 == 0 ? OPINION_SKIP : OPINION_NONE;
		condensed[i] = w->examples[i];
		condensed[i].vector = vector_condense(w->examples[i].vector, spellings, w->arena);
	}
	model = fit(w, topic);
	model_write(model, &one);
	model_free(model);
	model = model_fit(topic, w->lexicon, condensed, BACKLOG, w->stemmers);
	model_write(model, &two);
	model_free(model);
	assert_int_equal(one.len, two.len);
	assert_true(memcmp(one.data, two.data, one.len) == 0);
}

static void
condensed_items_teach_the_same(void **state)
{
	struct topic topic = learning;

	topic.language = "de";
	assert_condensed_teach_the_same(*state, &topic);
}

static void
condensed_items_teach_the_same_however_many_terms_they_hold(void **state)
{
	struct world *w = *state;
	struct topic_term terms[4 * 12];
	struct topic topic = learning;

	for (size_t i = 0; i < COUNT_OF(terms); i++)
		terms[i] = (struct topic_term) { subjects[i / 12][i % 12], 1 };
	topic.terms = terms;
	topic.term_count = COUNT_OF(terms);
	for (size_t i = 0; i < BACKLOG; i += 5)
		w->examples[i].vector = weigh(w, "",
		    arena_printf(w->arena, "%s %s %s %s", made_up_text(w, 0, 80), made_up_text(w, 1, 80),
			made_up_text(w, 2, 80), made_up_text(w, 3, 80)));
	assert_condensed_teach_the_same(w, &topic);
}

static void
reads_back_what_it_wrote(void **state)
{
	struct world *w = *state;
	struct model *model, *back = NULL;
	BUFFER bytes = { 0 };
	BUFFER again = { 0 };
	struct err err = { 0 };

	w->examples[0].opinion = OPINION_KEEP;
	model = fit(w, &learning);
	model_write(model, &bytes);
	assert_true(model_read(bytes.data, bytes.len, &back, &err));
	model_write(back, &again);
	assert_true(bytes.len == again.len && memcmp(bytes.data, again.data, again.len) == 0);
	assert_true(model_lexicon(back) == lexicon_stamp(w->lexicon));
	for (size_t i = 0; i < BACKLOG; i++)
		assert_true(model_margin(model, w->examples[i].vector) == model_margin(back, w->examples[i].vector));
	model_free(model);
	model_free(back);
}

static void
refuses_a_damaged_model_and_leaves_the_result_alone(void **state)
{
	struct world *w = *state;
	struct model *model = fit(w, &learning), *back = NULL;
	BUFFER bytes = { 0 };
	struct err err = { 0 };

	model_write(model, &bytes);
	for (size_t i = 0; i < bytes.len; i += 3) {
		bytes.data[i] ^= 0x40;
		assert_false(model_read(bytes.data, bytes.len, &back, &err));
		assert_int_equal(err.code, ERR_DAMAGED);
		bytes.data[i] ^= 0x40;
		assert_false(model_read(bytes.data, i, &back, &err));
	}
	assert_null(back);
	model_free(model);
}

static void
finds_what_the_terms_mean_without_any_label(void **state)
{
	struct world *w = *state;
	struct model *model = fit(w, &learning);
	unsigned right = 0;

	for (unsigned i = 0; i < 50; i++)
		right += margin_by(w, model, "", made_up_text(w, 0, 30)) >
			 margin_by(w, model, "", made_up_text(w, 1 + i % 3, 30));
	assert_true(right >= 48);
	/* None of the terms, but their company. */
	assert_true(margin_by(w, model, "", "apprentice skills curiosity") >
		    margin_by(w, model, "", "stadium referee striker"));
	model_free(model);
}

static void
a_hit_in_the_title_beats_one_in_the_text(void **state)
{
	struct world *w = *state;

	assert_true(margin(w, &learning, "Learning story", "people today") >
		    margin(w, &learning, "People story", "learning today"));
}

static void
a_title_term_counts_in_titles_alone(void **state)
{
	static struct topic_term terms[] = { { "title:oven", 1 } };
	static const struct topic topic = { "oven", "Oven", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	struct model *model = fit(w, &topic);
	const struct explanation *e = model_explain(model, weigh(w, "Oven", "oven"), w->arena);

	for (size_t i = 0; i < e->part_count; i++)
		if (strcmp(e->parts[i].kind, "term") == 0)
			assert_string_equal(e->parts[i].what, "\"title:oven\" in the title");
	e = model_explain(model, weigh(w, "Bread", "oven"), w->arena);
	for (size_t i = 0; i < e->part_count; i++)
		assert_string_not_equal(e->parts[i].kind, "term");
	model_free(model);
}

static void
a_phrase_is_words_in_a_row(void **state)
{
	static struct topic_term terms[] = { { "working out loud", 1 } };
	static const struct topic topic = { "wol", "Working out loud", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	struct model *model = fit(w, &topic);
	double none = margin_by(w, model, "", "loud people working");

	assert_true(margin_by(w, model, "", "people who work out loud") > none);
	model_free(model);
}

static void
terms_are_stemmed_as_the_item_is(void **state)
{
	static struct topic_term terms[] = { { "Häuser", 1 } };
	static const struct topic topic = { "houses", "Houses", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	struct model *model = fit(w, &topic);
	struct words *german = words_of(w->stemmers, "", "Häusern", "de", w->arena);
	struct words *english = words_of(w->stemmers, "", "Haus", "pl", w->arena);

	assert_true(model_margin(model, vector_of(german, w->lexicon, w->arena)) >
		    model_margin(model, vector_of(english, w->lexicon, w->arena)));
	model_free(model);
}

static void
a_topic_that_names_its_language_knows_its_forms_anywhere(void **state)
{
	static struct topic_term terms[] = { { "Häuser", 1 } };
	struct topic topic = { "houses", "Houses", terms, 1, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	/* Too short to be told from English. */
	const struct vector *vector =
	    vector_of(words_of(w->stemmers, "Haus", "", NULL, w->arena), w->lexicon, w->arena);
	struct model *model = fit(w, &topic);
	double anywhere_else = model_margin(model, vector);

	model_free(model);
	topic.language = "de-AT";
	model = fit(w, &topic);
	assert_true(model_margin(model, vector) > anywhere_else);
	model_free(model);
}

static void
an_example_teaches_more_than_a_keep_and_is_no_verdict(void **state)
{
	struct world *w = *state;
	struct example more[BACKLOG + 1];
	struct model *model;
	double untaught = margin(w, &learning, "", "stadium referee striker"), kept, given;
	const struct explanation *e;

	memcpy(more, w->examples, sizeof(w->examples));
	more[BACKLOG] = (struct example) { -1, weigh(w, "", "stadium referee"), OPINION_KEEP, false };
	model = model_fit(&learning, w->lexicon, more, BACKLOG + 1, w->stemmers);
	kept = margin_by(w, model, "", "stadium referee striker");
	model_free(model);
	more[BACKLOG].is_given = true;
	model = model_fit(&learning, w->lexicon, more, BACKLOG + 1, w->stemmers);
	given = margin_by(w, model, "", "stadium referee striker");
	assert_true(untaught < kept && kept < given);
	e = model_explain(model, weigh(w, "", "stadium referee striker"), w->arena);
	assert_int_equal(e->kept, 0);
	assert_int_equal(e->given, 1);
	assert_non_null(strstr(e->parts[0].what, "like 1 of your examples: "));
	model_free(model);
}

static void
an_excluded_phrase_sinks_an_item_and_says_so(void **state)
{
	struct world *w = *state;
	struct model *model = fit(w, &learning);
	const struct vector *vector = weigh(w, "Learning knowledge mentoring", "knowledge in the football league");
	const struct explanation *e = model_explain(model, vector, w->arena);

	assert_int_equal(score_of(e->margin), 0);
	assert_string_equal(e->parts[0].kind, "excluded");
	assert_string_equal(e->parts[0].what, "\"football league\" in the text");
	assert_true(margin_by(w, model, "Learning", "the league of football") > e->margin);
	model_free(model);
}

static void
a_heavier_term_counts_more(void **state)
{
	static struct topic_term light[] = { { "bread", 1 }, { "goal", 1 } },
				 heavy[] = { { "bread", 5 }, { "goal", 1 } };
	struct topic topic = { "t", "T", light, 2, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	double even = margin(w, &topic, "", "bread") - margin(w, &topic, "", "goal");

	topic.terms = heavy;
	assert_true(margin(w, &topic, "", "bread") - margin(w, &topic, "", "goal") > even);
}

static void
a_keep_lifts_what_is_like_it_and_a_skip_sinks_it(void **state)
{
	static const char text[] = "compiler kernel latency";
	struct world *w = *state;
	double before = margin(w, &learning, "", text), kept, skipped;

	for (size_t i = 3; i < 40; i += 4)
		w->examples[i].opinion = OPINION_KEEP;
	kept = margin(w, &learning, "", text);
	for (size_t i = 3; i < 40; i += 4)
		w->examples[i].opinion = OPINION_SKIP;
	skipped = margin(w, &learning, "", text);
	assert_true(kept > before + 0.5);
	assert_true(skipped < kept - 0.5);
}

static void
unknown_words_carry_nothing(void **state)
{
	struct world *w = *state;
	struct model *model = fit(w, &learning);

	assert_true(margin_by(w, model, "", "learning") > margin_by(w, model, "", ""));
	assert_true(margin_by(w, model, "", "") == margin_by(w, model, "Zyzzyva", "qwertz uiopue"));
	model_free(model);
}

static void
judges_without_terms_backlog_or_words(void **state)
{
	static const struct topic nothing = { "none", "None", NULL, 0, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	struct lexicon *empty = lexicon_new();
	struct model *models[4];
	BUFFER bytes = { 0 };

	lexicon_write(empty, &bytes);
	models[0] = model_fit(&nothing, empty, NULL, 0, w->stemmers);
	models[1] = model_fit(&learning, empty, NULL, 0, w->stemmers);
	models[2] = fit(w, &nothing);
	models[3] = model_fit(&learning, w->lexicon, w->examples, 1, w->stemmers);
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		assert_true(isfinite(margin_by(w, models[i], "Learning", "knowledge and practice")));
		assert_adds_up(models[i], weigh(w, "Learning", "knowledge"), w->arena);
		assert_adds_up(models[i], weigh(w, "", ""), w->arena);
	}
	assert_true(score_of(margin_by(w, models[0], "Learning", "knowledge")) < 50);
	/* The terms rank even before there is anything to compare with. */
	assert_true(margin_by(w, models[1], "Learning", "knowledge") > margin_by(w, models[1], "Bread", "flour"));
	for (size_t i = 0; i < COUNT_OF(models); i++)
		model_free(models[i]);
	lexicon_free(empty);
}

static void
scores_low_where_the_terms_never_occur(void **state)
{
	static struct topic_term terms[] = { { "cosmology", 1 }, { "u.n.", 1 } };
	static const struct topic topic = { "sky", "Sky", terms, 2, NULL, 0, 50, NULL, 0, false, NULL };
	struct world *w = *state;
	struct model *model = fit(w, &topic);

	for (size_t i = 0; i < BACKLOG; i++)
		assert_true(score_of(model_margin(model, w->examples[i].vector)) < 20);
	model_free(model);
}

static void
bears_labels_that_contradict_each_other(void **state)
{
	struct world *w = *state;
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i++)
		w->examples[i] = (struct example) { (int64_t)i, w->examples[i % 2].vector,
			i % 3 == 0 ? OPINION_KEEP : OPINION_SKIP, false };
	model = fit(w, &learning);
	for (size_t i = 0; i < BACKLOG; i++)
		assert_adds_up(model, w->examples[i].vector, w->arena);
	model_free(model);
}

static void
explains_in_words(void **state)
{
	struct world *w = *state;
	struct model *model;
	const struct explanation *e;
	bool is_like = false, is_term = false;

	for (size_t i = 0; i < 16; i++)
		w->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	model = fit(w, &learning);
	e = model_explain(
	    model, weigh(w, "Learning, Networks and learning", "Learning curiosity with knowledge"), w->arena);
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
	struct world *w = *state;
	struct model *model = fit(w, &learning);
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
	struct world *w = *state;
	struct topic topic = learning;
	struct learnt_word words[60];
	struct model *model;
	size_t count;

	for (size_t i = 0; i < 40; i++)
		w->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	assert_true(margin(w, &topic, "Reflection", "curiosity") > margin(w, &topic, "Unheardof", "unheardof"));
	topic.forgotten = (const char **)forgotten;
	topic.forgotten_count = COUNT_OF(forgotten);
	model = fit(w, &topic);
	assert_true(margin_by(w, model, "Reflection", "curiosity") == margin_by(w, model, "Unheardof", "unheardof"));
	count = model_learnt(model, words, COUNT_OF(words));
	for (size_t i = 0; i < count; i++) {
		assert_string_not_equal(words[i].spelling, "reflection");
		assert_string_not_equal(words[i].spelling, "curiosity");
	}
	for (size_t i = 0; i < 8; i++)
		assert_adds_up(model, w->examples[i].vector, w->arena);
	model_free(model);
}

static void
verdicts_teach_nothing_where_learning_is_off(void **state)
{
	struct world *w = *state;
	struct topic topic = learning;
	struct model *model;
	double before;

	topic.is_learning_off = true;
	before = margin(w, &topic, "Football", "league goal striker");
	for (size_t i = 0; i < 40; i++)
		w->examples[i].opinion = i % 4 == 1 ? OPINION_KEEP : OPINION_SKIP;
	assert_true(margin(w, &topic, "Football", "league goal striker") == before);
	assert_true(margin(w, &learning, "Football", "league goal striker") > before);
	model = fit(w, &topic);
	assert_int_equal(model_report(model).kept, 0);
	assert_int_equal(model_report(model).grade.count, 0);
	model_free(model);
}

static void
reports_how_it_did_on_labels_it_was_not_taught(void **state)
{
	struct world *w = *state;
	struct model *model = fit(w, &learning), *again;
	BUFFER bytes = { 0 };
	struct model_report report = model_report(model);

	assert_int_equal(report.grade.count, 0);
	model_free(model);
	for (size_t i = 0; i < 40; i++)
		w->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	model = fit(w, &learning);
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

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, world_make, world_unmake)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_WORLD(parts_sum_to_the_margin_for_any_item_topic_and_history),
		IN_A_WORLD(the_same_history_gives_the_same_model),
		IN_A_WORLD(condensed_items_teach_the_same),
		IN_A_WORLD(condensed_items_teach_the_same_however_many_terms_they_hold),
		IN_A_WORLD(reads_back_what_it_wrote),
		IN_A_WORLD(refuses_a_damaged_model_and_leaves_the_result_alone),
		IN_A_WORLD(finds_what_the_terms_mean_without_any_label),
		IN_A_WORLD(a_hit_in_the_title_beats_one_in_the_text),
		IN_A_WORLD(a_title_term_counts_in_titles_alone),
		IN_A_WORLD(a_phrase_is_words_in_a_row),
		IN_A_WORLD(terms_are_stemmed_as_the_item_is),
		IN_A_WORLD(a_topic_that_names_its_language_knows_its_forms_anywhere),
		IN_A_WORLD(an_example_teaches_more_than_a_keep_and_is_no_verdict),
		IN_A_WORLD(an_excluded_phrase_sinks_an_item_and_says_so),
		IN_A_WORLD(a_heavier_term_counts_more),
		IN_A_WORLD(a_keep_lifts_what_is_like_it_and_a_skip_sinks_it),
		IN_A_WORLD(unknown_words_carry_nothing),
		IN_A_WORLD(judges_without_terms_backlog_or_words),
		IN_A_WORLD(scores_low_where_the_terms_never_occur),
		IN_A_WORLD(bears_labels_that_contradict_each_other),
		IN_A_WORLD(explains_in_words),
		IN_A_WORLD(lists_what_it_learnt),
		IN_A_WORLD(a_forgotten_word_weighs_nothing_and_the_rest_still_adds_up),
		IN_A_WORLD(verdicts_teach_nothing_where_learning_is_off),
		IN_A_WORLD(reports_how_it_did_on_labels_it_was_not_taught),
		cmocka_unit_test(a_score_is_a_chance_in_hundredths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
