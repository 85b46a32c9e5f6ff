/*
 * models: the topics' models and their lexicons, as one reading thread has
 * loaded them; loaded again when the store has newer ones. A reader's own.
 */
#ifndef QUERY_MODELS_H
#define QUERY_MODELS_H

#include "curate/judge.h"
#include "store/store.h"

struct models;

struct models *models_new(void);
void models_free(struct models *m); /* NULL is fine */

/* The lexicon of a generation; NULL when it can't be read. Valid until the next call. Inside a snapshot. */
const struct lexicon *models_lexicon(struct models *m, struct store *store, int64_t generation);
/* The thread's stemmers. */
struct stemmers *models_stemmers(struct models *m);
/*
 * The model that judges `topic` and the lexicon it was made with; false when it
 * has none yet. Valid until the next call. Inside a snapshot.
 */
bool models_of_topic(struct models *m, struct store *store, const struct store_topic *topic,
    const struct model **out_model, const struct lexicon **out_lexicon);

#endif
