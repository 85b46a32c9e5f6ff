#include "query/models.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/shelf.h"
#include "curate/lexicon.h"

#include <stdlib.h>
#include <xxhash.h>

/* While topics are being re-scored some are of the former generation. */
enum { LEXICONS_HELD = 2, MODELS_KEPT = 64 };

struct models {
	struct stemmers *stemmers; /* made when first needed: they take a megabyte */
	struct shelf *shelf;
	struct {
		int64_t generation; /* 0: empty */
		const struct lexicon *lexicon;
	} lexicons[LEXICONS_HELD]; /* the last first */
	struct {
		int64_t topic_id; /* 0: empty */
		uint64_t hash;    /* of the stored bytes */
		struct model *model;
	} models[MODELS_KEPT];
};

struct models *
models_new(struct shelf *lexicons)
{
	struct models *m = mem_alloc(sizeof(*m));

	m->shelf = lexicons;
	return m;
}

void
models_rest(struct models *m)
{
	for (size_t i = 0; i < LEXICONS_HELD; i++) {
		shelf_leave(m->shelf, m->lexicons[i].lexicon);
		m->lexicons[i].generation = 0;
		m->lexicons[i].lexicon = NULL;
	}
}

void
models_free(struct models *m)
{
	if (m == NULL)
		return;
	models_rest(m);
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

/* Held, NULL when it can't be read. Ingest has all that are in use: who finds it missing comes between two of them. */
static const struct lexicon *
hold_lexicon(struct models *m, struct store *store, int64_t generation)
{
	const struct lexicon *known = shelf_hold(m->shelf, generation);
	ARENA arena = arena_new();
	struct lexicon *lexicon;
	struct err err = { 0 };
	const void *bytes;
	size_t len;

	if (known != NULL)
		return known;
	if (!store_lexicon_get(store, generation, arena, &bytes, &len, &err) ||
	    !lexicon_read(bytes, len, &lexicon, &err)) {
		log_warning("lexicon unreadable", LOG_INT("generation", generation), LOG_TEXT("error", err.text));
		return NULL;
	}
	shelf_put(m->shelf, generation, lexicon);
	return lexicon;
}

const struct lexicon *
models_lexicon(struct models *m, struct store *store, int64_t generation)
{
	const struct lexicon *lexicon;

	for (size_t i = 0; i < LEXICONS_HELD; i++)
		if (m->lexicons[i].generation == generation)
			return m->lexicons[i].lexicon;
	lexicon = hold_lexicon(m, store, generation);
	if (lexicon == NULL)
		return NULL;
	shelf_leave(m->shelf, m->lexicons[LEXICONS_HELD - 1].lexicon);
	for (size_t i = LEXICONS_HELD - 1; i > 0; i--)
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
