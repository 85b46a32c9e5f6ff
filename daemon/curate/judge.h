/*
 * judge: how well an item fits a topic, as a sum of parts that can be shown.
 *
 * A topic's model has a prior (BM25F over the curator's terms), a logistic
 * regression over all words (taught by keeps and skips, and by items of the
 * backlog that the prior is sure of as long as those are few), and a
 * calibration, so that 100/(1+e^-margin) can be read as a chance. Pure and
 * deterministic: same topic, lexicon and examples, same model, bit for bit.
 *
 * Who does what: ingest fits. With a new frozen lexicon (see lexicon.h), when
 * a topic was changed and when a verdict was given, it hands model_fit the
 * recent items (1,000 or more; 4,000 is plenty) and all labelled ones, stores
 * the model, re-scores the window, and scores what arrives with model_margin.
 * query reads lexicon and model back and explains.
 */
#ifndef CURATE_JUDGE_H
#define CURATE_JUDGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/pause.h"
#include "curate/calibration.h"
#include "curate/grading.h"
#include "curate/lexicon.h"
#include "curate/topic.h"
#include "curate/vector.h"
#include "curate/words.h"

#include <stddef.h>
#include <stdint.h>

enum opinion { OPINION_NONE, OPINION_KEEP, OPINION_SKIP };

/* An item of the backlog or one that was labelled; each item once. */
struct example {
	int64_t item_id;             /* decides which items are drawn; order does not matter. Under 0: no item */
	const struct vector *vector; /* by the lexicon that the model is fitted with */
	enum opinion opinion;        /* of this topic */
	bool is_given;               /* a document that was given as an example: a strong KEEP, and no verdict */
};

struct model;

/* Works without examples, without terms and with an empty lexicon; ranks as well as what it is given allows. `lexicon` is frozen: it has a stamp. Free with model_free. */
struct model *model_fit(const struct topic *topic, const struct lexicon *lexicon, const struct example *examples,
    size_t example_count, struct stemmers *stemmers);
/* The same, with pauses: it takes tens of milliseconds, and with labels a hundred. */
struct model *model_fit_pausing(const struct topic *topic, const struct lexicon *lexicon,
    const struct example *examples, size_t example_count, struct stemmers *stemmers, const struct pause *pause);
void model_free(struct model *model); /* NULL is fine */

void model_write(const struct model *model, struct buffer *out);
/* ERR_DAMAGED for what model_write did not write. The bytes may go afterwards. */
CHECKED bool model_read(const void *bytes, size_t len, struct model **out, struct err *err);
/* The stamp of the lexicon it belongs to: refuse to judge with another. */
uint64_t model_lexicon(const struct model *model);

/* Log-odds that the item belongs to the topic. Any thread; finite. */
double model_margin(const struct model *model, const struct vector *vector);
/* 0 to 100: 100/(1+e^-margin), rounded. */
int score_of(double margin);
/* The least margin that score_of rounds to `score` or more; -INFINITY for 0. */
double margin_of(int score);

struct part {
	const char *kind; /* "term", "excluded", "learnt", "other", "source" */
	const char *what; /* in words: "\"working out loud\" twice in the title" */
	const char
	    *brief;    /* its words alone, for a line in a digest: "working out loud"; NULL: says nothing by itself */
	double points; /* of log-odds */
};

struct explanation {
	double margin; /* exactly what model_margin says; bias and points sum to it within 1e-9 */
	double bias;
	struct part *parts; /* the strongest first */
	size_t part_count;
	int kept, skipped, given; /* labels that the model was taught by */
};

/* In `arena`, never NULL. The item's own spellings are used. */
struct explanation *model_explain(const struct model *model, const struct vector *vector, struct arena *arena);
/* Of its parts only the topic's terms and what was learnt for the item: all that a line in a digest tells. */
struct explanation *model_explain_briefly(const struct model *model, const struct vector *vector, struct arena *arena);

/* Once at most: one more part, and as much more margin. */
void explanation_add(struct explanation *e, const char *kind, const char *what, double points);

/* What the model learnt, for people: the words that count most for or against, at most `limit`, strongest first. */
struct learnt_word {
	const char *spelling; /* the model's; lives as long */
	double weight;
};
size_t model_learnt(const struct model *model, struct learnt_word *out, size_t limit);

/* How it came about and how well it does. */
struct model_report {
	size_t kept, skipped, given;    /* labels that taught it; given: examples */
	struct calibration calibration; /* from its own ranks to log-odds */
	struct grade grade;             /* on the labels, each ranked by what the others teach */
};
struct model_report model_report(const struct model *model);

#endif
