/*
 * rescoring: one pass of fitting stale topics and scoring the window again.
 *
 * Goes group by group of topics: fit each, score the recent items, write each
 * topic's scores with its model in one transaction. Every step is short. Items
 * that arrive meanwhile are scored by the old models on arrival and by the new
 * ones before those are activated. Writer thread; private to judgement.
 */
#ifndef INGEST_RESCORING_H
#define INGEST_RESCORING_H

#include "curate/judge.h"
#include "ingest/weights.h"
#include "ingest/writer.h"

struct rescoring;

/* One topic as judgement knows it. */
struct judged_topic {
	int64_t topic_id;
	bool is_stale;                 /* to be fitted anew */
	struct model *model;           /* owned; NULL: none yet */
	const struct lexicon *lexicon; /* that the model was made with */
};

/* `former` is taken: the lexicon that older models still judge with until the pass is over; NULL when it stays the same. */
struct rescoring *rescoring_new(struct writer *w, struct stemmers *stemmers, const struct weights *weights,
    const struct lexicon *lexicon, int64_t generation, struct lexicon *former);
void rescoring_free(struct rescoring *r); /* NULL is fine */

/* False when the pass is over. Activates models in `topics`. */
CHECKED bool rescoring_step(struct rescoring *r, struct judged_topic *topics, size_t topic_count);

#endif
