/*
 * trial: a topic's model as it would be if the topic were changed, fitted to
 * the recent items as ingest would and stored nowhere.
 */
#ifndef QUERY_TRIAL_H
#define QUERY_TRIAL_H

#include "curate/judge.h"
#include "query/reader.h"

struct trial {
	struct lexicon *own;           /* NULL: that of the store's */
	const struct lexicon *lexicon; /* what the model was made with */
	struct model *model;
};

/*
 * `known` is the topic as it is, NULL when there is none. Takes up to a second.
 * Inside a snapshot; valid until the reader's models are used for another lexicon.
 */
CHECKED bool trial_fit(struct reader *reader, const struct topic *topic, const struct store_topic *known,
    struct trial *out, struct err *err);
void trial_fini(struct trial *trial);

#endif
