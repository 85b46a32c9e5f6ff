#include "ingest/taught.h"

#include <stdlib.h>

static const struct vector *
weigh(const struct taught_ground *g, const struct store_item_text *item, struct arena *arena)
{
	struct words *words = words_of(g->stemmers, item->title, item->text, item->language, arena);

	return vector_of(words, g->lexicon, arena);
}

static int
compare_examples(const void *a, const void *b)
{
	int64_t x = ((const struct example *)a)->item_id, y = ((const struct example *)b)->item_id;

	return (x > y) - (x < y);
}

static void
add_label(const struct taught_ground *g, const struct store_verdict *verdict, struct example *examples, size_t *count,
    size_t sorted_count, struct arena *arena)
{
	struct example key = { .item_id = verdict->item_id };
	struct example *known = bsearch(&key, examples, sorted_count, sizeof(*examples), compare_examples);
	struct store_item_text text;

	if (known == NULL) {
		/* An item that is gone teaches no more. */
		if (!store_item_text(g->store, verdict->item_id, arena, &text, NULL))
			return;
		known = &examples[(*count)++];
		*known = (struct example) { verdict->item_id, weigh(g, &text, arena), OPINION_NONE, false };
	}
	known->opinion = verdict->verdict == VERDICT_KEEP ? OPINION_KEEP : OPINION_SKIP;
}

/* A document is an item of the sample when it is a copy of one; else it has a number of its own, under 0. */
static void
add_example(const struct taught_ground *g, const struct store_example *given, struct example *examples, size_t *count,
    size_t sorted_count, struct arena *arena)
{
	struct example key = { .item_id = given->item_id };
	struct example *known = bsearch(&key, examples, sorted_count, sizeof(*examples), compare_examples);
	struct store_item_text text = { .title = given->title, .text = given->text, .language = given->language };

	for (size_t i = sorted_count; known == NULL && given->item_id != 0 && i < *count; i++)
		if (examples[i].item_id == given->item_id)
			known = &examples[i];
	if (known == NULL) {
		known = &examples[(*count)++];
		*known = (struct example) { given->item_id != 0 ? given->item_id : -given->id, weigh(g, &text, arena),
			OPINION_NONE, false };
	}
	known->opinion = given->opinion == VERDICT_SKIP ? OPINION_SKIP : OPINION_KEEP;
	known->is_given = given->opinion == VERDICT_NONE;
}

bool
taught_gather(const struct taught_ground *g, int64_t topic_id, struct arena *arena, struct example **out,
    size_t *out_count, struct err *err)
{
	struct store_verdict *verdicts;
	struct store_example *given;
	struct example *examples;
	size_t verdict_count, given_count, count = g->sample_count;

	if (!store_verdict_list(g->store, topic_id, arena, &verdicts, &verdict_count, err) ||
	    !store_example_list(g->store, topic_id, arena, &given, &given_count, err))
		return false;
	examples = arena_alloc(arena, (g->sample_count + verdict_count + given_count + 1) * sizeof(*examples));
	for (size_t i = 0; i < g->sample_count; i++)
		examples[i] = g->sample[i];
	qsort(examples, g->sample_count, sizeof(*examples), compare_examples);
	for (size_t i = 0; i < verdict_count; i++) {
		pause_take(g->pause);
		if (verdicts[i].verdict != VERDICT_NONE)
			add_label(g, &verdicts[i], examples, &count, g->sample_count, arena);
	}
	for (size_t i = 0; i < given_count; i++) {
		pause_take(g->pause);
		add_example(g, &given[i], examples, &count, g->sample_count, arena);
	}
	*out = examples;
	*out_count = count;
	return true;
}
