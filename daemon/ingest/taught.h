/*
 * taught: what the model of one topic is fitted to: a sample of the backlog,
 * and everything a person said of the topic. Writer thread; private to
 * rescoring.
 */
#ifndef INGEST_TAUGHT_H
#define INGEST_TAUGHT_H

#include "base/pause.h"
#include "curate/judge.h"
#include "store/store.h"

/* All of it is borrowed. */
struct taught_ground {
	struct store *store;
	struct stemmers *stemmers;
	const struct lexicon *lexicon;
	const struct example *sample;
	size_t sample_count;
	const struct pause *pause;
};

/* Each item once. Fails before its first pause, if at all. Vectors of the sample are borrowed from there, others live in `arena`. */
CHECKED bool taught_gather(const struct taught_ground *g, int64_t topic_id, struct arena *arena, struct example **out,
    size_t *out_count, struct err *err);

#endif
