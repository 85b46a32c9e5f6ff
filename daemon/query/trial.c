#include "query/trial.h"

#include "query/models.h"

#include <stdlib.h>

/* As many items as ingest fits a model to. */
enum { SAMPLE_ITEMS = 3000, SAMPLE_BYTES = 5 << 20, AT_ONCE = 50 };

struct sample {
	struct arena *arena;
	struct spellings *spellings;
	const struct lexicon *lexicon;
	int64_t *ids;
	const struct vector **vectors; /* condensed */
	size_t count;
};

typedef void (*take_words)(void *context, int64_t id, const struct words *words);

/* The newest items first, until `is_full` or none is left. */
static bool
read_newest(
    struct reader *reader, take_words take, void *context, bool (*is_full)(const void *context), struct err *err)
{
	struct store_place place = { INT64_MAX, INT64_MAX };
	size_t count = 1;

	while (count > 0 && !is_full(context)) {
		ARENA texts = arena_new();
		struct store_item_text *items;

		if (!store_item_texts_newest(reader->store, &place, AT_ONCE, texts, &items, &count, err))
			return false;
		for (size_t i = 0; i < count; i++) {
			ARENA arena = arena_new();

			take(context, items[i].id,
			    words_of(models_stemmers(reader->models), items[i].title, items[i].text, items[i].language,
				arena));
		}
	}
	return true;
}

static bool
is_sample_full(const void *context)
{
	const struct sample *sample = context;

	return sample->count == SAMPLE_ITEMS || arena_bytes(sample->arena) > SAMPLE_BYTES;
}

static void
add_to_sample(void *context, int64_t id, const struct words *words)
{
	struct sample *sample = context;
	ARENA arena = arena_new();

	if (sample->count == SAMPLE_ITEMS)
		return;
	sample->ids[sample->count] = id;
	sample->vectors[sample->count++] =
	    vector_condense(vector_of(words, sample->lexicon, arena), sample->spellings, sample->arena);
}

static bool
read_sample(struct reader *reader, struct sample *sample, struct err *err)
{
	sample->ids = arena_alloc(sample->arena, SAMPLE_ITEMS * sizeof(*sample->ids));
	sample->vectors = arena_alloc(sample->arena, SAMPLE_ITEMS * sizeof(*sample->vectors));
	sample->spellings = spellings_new(sample->arena);
	return read_newest(reader, add_to_sample, sample, is_sample_full, err);
}

static bool
is_lexicon_full(const void *context)
{
	return lexicon_item_count(context) >= SAMPLE_ITEMS;
}

static void
add_to_lexicon(void *context, int64_t id, const struct words *words)
{
	(void)id;
	lexicon_add(context, words);
}

/* The newest one that is stored; before anything was scored, one of the newest items. */
static bool
find_lexicon(struct reader *reader, struct arena *arena, struct trial *trial, struct err *err)
{
	struct store_topic *topics;
	int64_t generation = 0;
	BUFFER bytes = { 0 };
	size_t count;

	if (!store_topic_list(reader->store, arena, &topics, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (topics[i].generation > generation)
			generation = topics[i].generation;
	trial->lexicon = generation > 0 ? models_lexicon(reader->models, reader->store, generation) : NULL;
	if (trial->lexicon != NULL)
		return true;
	trial->own = lexicon_new();
	if (!read_newest(reader, add_to_lexicon, trial->own, is_lexicon_full, err))
		return false;
	lexicon_write(trial->own, &bytes);
	trial->lexicon = trial->own;
	return true;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = ((const struct example *)a)->item_id, y = ((const struct example *)b)->item_id;

	return (x > y) - (x < y);
}

static void
add_label(struct reader *reader, const struct sample *sample, const struct lexicon *lexicon,
    const struct store_verdict *verdict, struct example *examples, size_t *count)
{
	struct example key = { .item_id = verdict->item_id };
	struct example *known = bsearch(&key, examples, sample->count, sizeof(*examples), by_id);
	struct store_item_text text;

	if (known == NULL) {
		if (!store_item_text(reader->store, verdict->item_id, sample->arena, &text, NULL))
			return;
		known = &examples[(*count)++];
		*known = (struct example) { verdict->item_id,
			vector_of(words_of(models_stemmers(reader->models), text.title, text.text, text.language,
				      sample->arena),
			    lexicon, sample->arena),
			OPINION_NONE, false };
	}
	known->opinion = verdict->verdict == VERDICT_KEEP ? OPINION_KEEP : OPINION_SKIP;
}

static void
add_example(struct reader *reader, const struct sample *sample, const struct lexicon *lexicon,
    const struct store_example *given, struct example *examples, size_t *count)
{
	struct example key = { .item_id = given->item_id };
	struct example *known = bsearch(&key, examples, sample->count, sizeof(*examples), by_id);

	for (size_t i = sample->count; known == NULL && given->item_id != 0 && i < *count; i++)
		if (examples[i].item_id == given->item_id)
			known = &examples[i];
	if (known == NULL) {
		const struct words *words = words_of(
		    models_stemmers(reader->models), given->title, given->text, given->language, sample->arena);

		known = &examples[(*count)++];
		*known = (struct example) { given->item_id != 0 ? given->item_id : -given->id,
			vector_of(words, lexicon, sample->arena), OPINION_NONE, false };
	}
	known->opinion = given->opinion == VERDICT_SKIP ? OPINION_SKIP : OPINION_KEEP;
	known->is_given = given->opinion == VERDICT_NONE;
}

static bool
gather(struct reader *reader, const struct sample *sample, const struct lexicon *lexicon,
    const struct store_topic *known, struct example **out, size_t *out_count, struct err *err)
{
	struct store_verdict *verdicts = NULL;
	struct store_example *given = NULL;
	struct example *examples;
	size_t verdict_count = 0, given_count = 0, count = sample->count;

	if (known != NULL &&
	    (!store_verdict_list(reader->store, known->id, sample->arena, &verdicts, &verdict_count, err) ||
		!store_example_list(reader->store, known->id, sample->arena, &given, &given_count, err)))
		return false;
	examples = arena_alloc(sample->arena, (count + verdict_count + given_count + 1) * sizeof(*examples));
	for (size_t i = 0; i < count; i++)
		examples[i] = (struct example) { sample->ids[i], sample->vectors[i], OPINION_NONE, false };
	qsort(examples, count, sizeof(*examples), by_id);
	for (size_t i = 0; i < verdict_count; i++)
		if (verdicts[i].verdict != VERDICT_NONE)
			add_label(reader, sample, lexicon, &verdicts[i], examples, &count);
	for (size_t i = 0; i < given_count; i++)
		add_example(reader, sample, lexicon, &given[i], examples, &count);
	*out = examples;
	*out_count = count;
	return true;
}

bool
trial_fit(struct reader *reader, const struct topic *topic, const struct store_topic *known, struct trial *out,
    struct err *err)
{
	ARENA arena = arena_new();
	struct sample sample = { .arena = arena };
	struct trial trial = { 0 };
	struct example *examples;
	size_t count;

	if (find_lexicon(reader, arena, &trial, err))
		sample.lexicon = trial.lexicon;
	if (sample.lexicon == NULL || !read_sample(reader, &sample, err) ||
	    !gather(reader, &sample, trial.lexicon, known, &examples, &count, err)) {
		trial_fini(&trial);
		return false;
	}
	trial.model = model_fit(topic, trial.lexicon, examples, count, models_stemmers(reader->models));
	*out = trial;
	return true;
}

void
trial_fini(struct trial *trial)
{
	model_free(trial->model);
	lexicon_free(trial->own);
	*trial = (struct trial) { 0 };
}
