#include "query/models.h"

#include "base/log.h"
#include "base/memory.h"
#include "curate/lexicon.h"

#include <stdlib.h>
#include <xxhash.h>

enum { LEXICONS_KEPT = 2, MODELS_KEPT = 64 };

struct models {
	struct stemmers *stemmers; /* made when first needed: they take a megabyte */
	struct {
		int64_t generation; /* 0: empty */
		struct lexicon *lexicon;
	} lexicons[LEXICONS_KEPT]; /* the newest first */
	struct {
		int64_t topic_id; /* 0: empty */
		uint64_t hash;    /* of the stored bytes */
		struct model *model;
	} models[MODELS_KEPT];
};

struct models *
models_new(void)
{
	return mem_alloc(sizeof(struct models));
}

void
models_free(struct models *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < LEXICONS_KEPT; i++)
		lexicon_free(m->lexicons[i].lexicon);
	for (size_t i = 0; i < MODELS_KEPT; i++)
		model_free(m->models[i].model);
	stemmers_free(m->stemmers);
	free(m);
}

struct stemmers *
models_stemmers(struct models *m)
{
	if (m->stemmers == NULL)
		m->stemmers = stemmers_new();
	return m->stemmers;
}

const struct lexicon *
models_lexicon(struct models *m, struct store *store, int64_t generation)
{
	ARENA arena = arena_new();
	struct lexicon *lexicon = NULL;
	struct err err = { 0 };
	const void *bytes;
	size_t len;

	for (size_t i = 0; i < LEXICONS_KEPT; i++)
		if (m->lexicons[i].generation == generation)
			return m->lexicons[i].lexicon;
	if (!store_lexicon_get(store, generation, arena, &bytes, &len, &err) ||
	    !lexicon_read(bytes, len, &lexicon, &err)) {
		log_warning("lexicon unreadable", LOG_INT("generation", generation), LOG_TEXT("error", err.text));
		return NULL;
	}
	lexicon_free(m->lexicons[LEXICONS_KEPT - 1].lexicon);
	for (size_t i = LEXICONS_KEPT - 1; i > 0; i--)
		m->lexicons[i] = m->lexicons[i - 1];
	m->lexicons[0].generation = generation;
	m->lexicons[0].lexicon = lexicon;
	return lexicon;
}

static const struct model *
model_of(struct models *m, const struct store_topic *topic)
{
	uint64_t hash = XXH3_64bits(topic->model, topic->model_bytes);
	size_t slot = (size_t)topic->id % MODELS_KEPT;
	struct model *model = NULL;
	struct err err = { 0 };

	if (m->models[slot].topic_id == topic->id && m->models[slot].hash == hash)
		return m->models[slot].model;
	if (!model_read(topic->model, topic->model_bytes, &model, &err)) {
		log_warning("model unreadable", LOG_TEXT("topic", topic->topic.name), LOG_TEXT("error", err.text));
		return NULL;
	}
	model_free(m->models[slot].model);
	m->models[slot].topic_id = topic->id;
	m->models[slot].hash = hash;
	m->models[slot].model = model;
	return model;
}

bool
models_of_topic(struct models *m, struct store *store, const struct store_topic *topic, const struct model **out_model,
    const struct lexicon **out_lexicon)
{
	if (topic->generation == 0 || topic->model == NULL)
		return false;
	*out_lexicon = models_lexicon(m, store, topic->generation);
	*out_model = *out_lexicon != NULL ? model_of(m, topic) : NULL;
	return *out_model != NULL && model_lexicon(*out_model) == lexicon_stamp(*out_lexicon);
}
