/*
 * rescoring: one pass of fitting stale topics and scoring the window again.
 *
 * Goes group by group of topics: fit each, score the recent items, write each
 * topic's scores with its model in one transaction. Every step is short. Items
 * that arrive meanwhile are scored on arrival by the old models and, once they
 * are fitted, by the new ones too, which are activated later. Writer thread;
 * private to judgement.
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

/* `former` is taken, which w->sharing->lexicons has: the lexicon that older models still judge with until the pass is over; NULL when it stays the same. */
struct rescoring *rescoring_new(struct writer *w, struct stemmers *stemmers, const struct weights *weights,
    const struct lexicon *lexicon, int64_t generation, const struct lexicon *former);
void rescoring_free(struct rescoring *r); /* NULL is fine */

/* A new item that was scored on arrival: its words are at hand, and need not be read from the store again. */
void rescoring_note(struct rescoring *r, int64_t item_id, int64_t feed_id, const struct words *words);

/* False when the pass is over. Activates models in `topics`. */
CHECKED bool rescoring_step(struct rescoring *r, struct judged_topic *topics, size_t topic_count);

#endif
