#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/panel.h"

#include <stdlib.h>

static const char *const texts[] = {
	"apprentices learn beside the master in a workshop of carpenters",
	"the harvest of barley and wheat feeds the village through winter",
	"a league of football clubs learns to share its stadium",
	"carpenters and masters share barley bread in the winter workshop",
	"villages learn from villages what no school of football teaches",
};
static const char *const wanted[] = { "workshop", "barley", "football", "winter", "village" };

enum { MODELS = PANEL_MODELS_MAX + PANEL_WIDTH / 2 }; /* some benches, and some that find no seat */

struct world {
	struct arena *arena;
	struct stemmers *stemmers;
	struct lexicon *lexicon;
	struct example examples[COUNT_OF(texts)];
	const struct model *models[MODELS];
};

static int
world_make(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	BUFFER bytes = { 0 };

	w->arena = arena_new();
	w->stemmers = stemmers_new();
	w->lexicon = lexicon_new();
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		lexicon_add(w->lexicon, words_read(w->stemmers, NULL, texts[i], "en"));
	lexicon_write(w->lexicon, &bytes);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		w->examples[i] = (struct example) { (int64_t)i + 1,
			vector_of(words_of(w->stemmers, NULL, texts[i], "en", w->arena), w->lexicon, w->arena),
			OPINION_NONE, false };
	for (size_t i = 0; i < MODELS; i++) {
		struct topic_term term = { wanted[i % COUNT_OF(wanted)], 1 + (double)i / 10 };
		const char *exclude[] = { "stadium" };
		struct topic topic = { .name = "a", .title = "A", .terms = &term, .term_count = 1, .threshold = 50 };

		topic.exclude = exclude;
		topic.exclude_count = i % 2;
		w->models[i] = model_fit(&topic, w->lexicon, w->examples, COUNT_OF(texts), w->stemmers);
	}
	*state = w;
	return 0;
}

static int
world_unmake(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < MODELS; i++)
		model_free((struct model *)(uintptr_t)w->models[i]);
	lexicon_free(w->lexicon);
	stemmers_free(w->stemmers);
	arena_free(w->arena);
	free(w);
	return 0;
}

static void
judges_exactly_as_each_model_does_alone(void **state)
{
	static const size_t counts[] = { 1, 10, PANEL_WIDTH, PANEL_WIDTH + 1, PANEL_WIDTH + 5, PANEL_MODELS_MAX,
		MODELS };
	const struct world *w = *state;

	for (size_t c = 0; c < COUNT_OF(counts); c++) {
		struct panel *panel = panel_new(w->models, counts[c]);

		for (size_t i = 0; i < COUNT_OF(texts); i++) {
			double margins[MODELS];

			panel_margins(panel, w->examples[i].vector, margins);
			for (size_t m = 0; m < counts[c]; m++)
				assert_true(margins[m] == model_margin(w->models[m], w->examples[i].vector));
		}
		panel_free(panel);
	}
}

static void
has_nothing_to_say_without_models(void **state)
{
	const struct world *w = *state;
	struct panel *panel = panel_new(NULL, 0);
	double untouched = 42;

	panel_margins(panel, w->examples[0].vector, &untouched);
	assert_true(untouched == 42);
	panel_free(panel);
	panel_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(judges_exactly_as_each_model_does_alone, world_make, world_unmake),
		cmocka_unit_test_setup_teardown(has_nothing_to_say_without_models, world_make, world_unmake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
