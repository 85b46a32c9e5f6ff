/*
 * judgement: keeps every item scored in every topic.
 *
 * Owns the live lexicon, the frozen ones and the models (curate/judge says what
 * they are). What arrives is scored at once with the models there are; when a
 * topic changed, a verdict was given or the backlog has grown, models are fitted
 * anew and the recent window is scored again, in short steps while there is
 * nothing else to do. A topic's new scores become visible all at once. Writer
 * thread.
 */
#ifndef INGEST_JUDGEMENT_H
#define INGEST_JUDGEMENT_H

#include "ingest/writer.h"

struct judgement;
struct words;

CHECKED bool judgement_new(struct writer *w, struct judgement **out, struct err *err);
void judgement_free(struct judgement *j); /* NULL is fine */

struct judged_item {
	int64_t id;
	int64_t feed_id;
	int64_t sorted_at;
	const char *title;
	const char *text;
	const char *language;
	bool is_new; /* false: a revision of a known one */
};
/* Scores one item in every topic; inside the item's transaction. */
CHECKED bool judgement_score(struct judgement *j, const struct judged_item *item, struct err *err);

/* A topic was made, changed or given a verdict; after the commit. */
void judgement_topic_changed(struct judgement *j, int64_t topic_id);
void judgement_topic_removed(struct judgement *j, int64_t topic_id);

/* A feed weighs more or less than before, as the store has it: `has_items` that were scored with the old weight. Inside the transaction. */
CHECKED bool judgement_feed_weighed(struct judgement *j, bool has_items, struct err *err);

/* After every letter: when items pour in faster than the models follow, does some steps of what is pending, unless a person waits. */
void judgement_keep_up(struct judgement *j);
/* Something is left to be done before every score is as it should be. */
CHECKED bool judgement_is_pending(const struct judgement *j);
/* The same, but for what had better wait while more is being polled: a backlog that grows is not judged anew at every turn. */
CHECKED bool judgement_is_worthwhile(const struct judgement *j);
/* One short step of what is pending; outside a transaction. */
void judgement_step(struct judgement *j);
/* A transaction was rolled back: what was counted in it is counted again from the store. */
void judgement_forget(struct judgement *j);

#endif
