/*
 * reason: why an item belongs to a topic, in a few words.
 */
#ifndef QUERY_REASON_H
#define QUERY_REASON_H

#include "query/reader.h"

/* What the items of one topic are explained by. */
struct reasons {
	struct reader *reader;
	const struct model *model; /* NULL: nothing explains them */
	const struct lexicon *lexicon;
	uint64_t model_hash;
};

/* `topic` may be NULL. Until another topic's are asked for; inside a snapshot. */
struct reasons reasons_of(struct reader *reader, const struct store_topic *topic);
/* "organisation design, peer learning"; NULL: there is no topic, no model, or nothing that speaks for it. */
CHECKED bool reason_of(const struct reasons *reasons, const struct store_candidate *candidate, struct arena *arena,
    const char **out, struct err *err);

#endif
