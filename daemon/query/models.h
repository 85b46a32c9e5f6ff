/*
 * models: the topics' models and their lexicons, as one reading thread has
 * loaded them; loaded again when the store has newer ones. A reader's own, but
 * for the lexicons, which all share that judge with them.
 */
#ifndef QUERY_MODELS_H
#define QUERY_MODELS_H

#include "curate/judge.h"
#include "store/store.h"

struct models;
struct shelf;

/* `lexicons` is borrowed for good: by generation. */
struct models *models_new(struct shelf *lexicons);
void models_free(struct models *m); /* NULL is fine */

/* The lexicon of a generation; NULL when it can't be read. Valid until the next call. Inside a snapshot. */
const struct lexicon *models_lexicon(struct models *m, struct store *store, int64_t generation);
/* At the end of an answer: holds no lexicon any more. */
void models_rest(struct models *m);
/* The thread's stemmers. */
struct stemmers *models_stemmers(struct models *m);
/*
 * The model that judges `topic` and the lexicon it was made with; false when it
 * has none yet. Valid until the next call. Inside a snapshot.
 */
bool models_of_topic(struct models *m, struct store *store, const struct store_topic *topic,
    const struct model **out_model, const struct lexicon **out_lexicon);

#endif
