#include "tests/unit/curate/backlog.h"

static void
the_same_history_gives_the_same_model(void **state)
{
	struct backlog *b = *state;
	struct stemmers *others = stemmers_new();
	struct example turned[BACKLOG];
	BUFFER one = { 0 };
	BUFFER two = { 0 };
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i += 7)
		b->examples[i].opinion = i % 4 == 0 ? OPINION_KEEP : OPINION_SKIP;
	b->examples[0].is_given = true;
	for (size_t i = 0; i < BACKLOG; i++)
		turned[i] = b->examples[BACKLOG - 1 - i];
	model = fit(b, &learning);
	model_write(model, &one);
	model_free(model);
	model = model_fit(&learning, b->lexicon, turned, BACKLOG, others);
	model_write(model, &two);
	model_free(model);
	assert_int_equal(one.len, two.len);
	assert_true(memcmp(one.data, two.data, one.len) == 0);
	stemmers_free(others);
}

static void
assert_condensed_teach_the_same(struct backlog *b, const struct topic *topic)
{
	struct spellings *spellings = spellings_new(b->arena);
	struct example condensed[BACKLOG];
	BUFFER one = { 0 };
	BUFFER two = { 0 };
	struct model *model;

	for (size_t i = 0; i < BACKLOG; i++) {
		b->examples[i].opinion = i % 9 == 0 ? OPINION_KEEP : i % 7 == 0 ? OPINION_SKIP : OPINION_NONE;
		condensed[i] = b->examples[i];
		condensed[i].vector = vector_condense(b->examples[i].vector, spellings, b->arena);
	}
	model = fit(b, topic);
	model_write(model, &one);
	model_free(model);
	model = model_fit(topic, b->lexicon, condensed, BACKLOG, b->stemmers);
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
	struct backlog *b = *state;
	struct topic_term terms[4 * 12];
	struct topic topic = learning;

	for (size_t i = 0; i < COUNT_OF(terms); i++)
		terms[i] = (struct topic_term) { subjects[i / 12][i % 12], 1 };
	topic.terms = terms;
	topic.term_count = COUNT_OF(terms);
	for (size_t i = 0; i < BACKLOG; i += 5)
		b->examples[i].vector = weigh(b, "",
		    arena_printf(b->arena, "%s %s %s %s", made_up_text(b, 0, 80), made_up_text(b, 1, 80),
			made_up_text(b, 2, 80), made_up_text(b, 3, 80)));
	assert_condensed_teach_the_same(b, &topic);
}

static void
reads_back_what_it_wrote(void **state)
{
	struct backlog *b = *state;
	struct model *model, *back = NULL;
	BUFFER bytes = { 0 };
	BUFFER again = { 0 };
	struct err err = { 0 };

	b->examples[0].opinion = OPINION_KEEP;
	model = fit(b, &learning);
	model_write(model, &bytes);
	assert_true(model_read(bytes.data, bytes.len, &back, &err));
	model_write(back, &again);
	assert_true(bytes.len == again.len && memcmp(bytes.data, again.data, again.len) == 0);
	assert_true(model_lexicon(back) == lexicon_stamp(b->lexicon));
	for (size_t i = 0; i < BACKLOG; i++)
		assert_true(model_margin(model, b->examples[i].vector) == model_margin(back, b->examples[i].vector));
	model_free(model);
	model_free(back);
}

static void
refuses_a_damaged_model_and_leaves_the_result_alone(void **state)
{
	struct backlog *b = *state;
	struct model *model = fit(b, &learning), *back = NULL;
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_BACKLOG(the_same_history_gives_the_same_model),
		IN_A_BACKLOG(condensed_items_teach_the_same),
		IN_A_BACKLOG(condensed_items_teach_the_same_however_many_terms_they_hold),
		IN_A_BACKLOG(reads_back_what_it_wrote),
		IN_A_BACKLOG(refuses_a_damaged_model_and_leaves_the_result_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
