#include "curate/verdict.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { AHEAD = 6 };                  /* triples whose counters are fetched before they are needed */
static const double weight_from = 6; /* items that may share a triple before it weighs less */

/* 1, and less from the seventh item on that has it. */
static double
triple_weight(const struct commonness *known, uint32_t triple)
{
	uint32_t seen = frequency_of(known->triples, triple);

	return seen <= weight_from ? 1 : weight_from / seen;
}

void
weighted_triples_make(struct weighted_triples *w, const struct commonness *known, const struct fingerprint *print)
{
	const struct hash_list *triples = &print->shingles;

	w->print = print;
	w->sum = 0;
	if (triples->count > w->cap) {
		w->cap = triples->count * 2;
		w->weights = mem_resize(w->weights, w->cap * sizeof(*w->weights));
	}
	for (size_t i = 0; i < triples->count; i++) {
		if (i + AHEAD < triples->count)
			frequency_fetch_ahead(known->triples, triples->list[i + AHEAD]);
		w->weights[i] = triple_weight(known, triples->list[i]);
		w->sum += w->weights[i];
	}
}

void
weighted_triples_fini(struct weighted_triples *w)
{
	free(w->weights);
	*w = (struct weighted_triples) { 0 };
}

/* ---- measuring ---- */

struct weights {
	double fresh, candidate, shared;
};

static double
ratio(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

/* Weights of all triples, or of those that are not in `boilerplate`. */
static struct weights
weigh(const struct commonness *known, const struct weighted_triples *fresh, const struct fingerprint *candidate,
    const struct hash_list *boilerplate)
{
	const struct hash_list *a = &fresh->print->shingles, *b = &candidate->shingles;
	struct weights sum = { 0 };

	for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
		bool in_a = i < a->count && (j == b->count || a->list[i] <= b->list[j]);
		bool in_b = j < b->count && (i == a->count || b->list[j] <= a->list[i]);
		uint32_t triple = in_a ? a->list[i] : b->list[j];

		if (in_b && j + AHEAD < b->count)
			frequency_fetch_ahead(known->triples, b->list[j + AHEAD]);
		if (boilerplate == NULL || !hash_set_has(boilerplate, triple)) {
			double weight = in_a ? fresh->weights[i] : triple_weight(known, triple);

			sum.fresh += in_a ? weight : 0;
			sum.candidate += in_b ? weight : 0;
			sum.shared += in_a && in_b ? weight : 0;
		}
		i += in_a;
		j += in_b;
	}
	return sum;
}

static void
measure_bodies(const struct commonness *known, const struct weighted_triples *fresh,
    const struct fingerprint *candidate, const struct hash_list *boilerplate, struct resemblance *r)
{
	bool fresh_is_shorter = fresh->print->words.count <= candidate->words.count;
	struct weights all = weigh(known, fresh, candidate, NULL);

	r->words_min = fresh_is_shorter ? fresh->print->words.count : candidate->words.count;
	r->shared = all.shared;
	r->contained = ratio(all.shared, fresh_is_shorter ? all.fresh : all.candidate);
	r->jaccard = ratio(all.shared, all.fresh + all.candidate - all.shared);
	if (boilerplate != NULL && boilerplate->count > 0)
		all = weigh(known, fresh, candidate, boilerplate);
	r->own_shared = all.shared;
	r->own_contained = ratio(all.shared, fresh_is_shorter ? all.fresh : all.candidate);
}

enum { LEAD_TRIPLES = 16 };

/*
 * Where in the shorter body the shared text is. Two items with the same notice
 * under them have one block of their own each; two versions of one text differ
 * here and there, or go on differently after the same beginning.
 */
static void
measure_shape(const struct fingerprint *a, const struct fingerprint *b, struct resemblance *r)
{
	const struct fingerprint *shorter = a->words.count <= b->words.count ? a : b;
	const struct hash_list *longer = shorter == a ? &b->shingles : &a->shingles;
	struct hash_list triples = { 0 };
	size_t run = 0, longest = 0, alone = 0, lead = 0;

	shingle_words(&shorter->words, &triples);
	for (size_t i = 0; i < triples.count; i++) {
		bool is_shared = hash_set_has(longer, triples.list[i]);

		run = is_shared ? 0 : run + 1;
		longest = run > longest ? run : longest;
		alone += !is_shared;
		lead += is_shared && i < LEAD_TRIPLES;
	}
	r->unshared_block = ratio((double)longest, (double)alone);
	r->lead_shared = ratio((double)lead, triples.count < LEAD_TRIPLES ? (double)triples.count : LEAD_TRIPLES);
	hash_list_fini(&triples);
}

/* (ln(1 + N/df))^2 */
static double
title_word_weight(const struct commonness *known, uint32_t word)
{
	double items = (double)frequency_items(known->title_words) + 1;
	double weight = log(1 + items / (frequency_of(known->title_words, word) + 1));

	return weight * weight;
}

static double
title_weight(const struct commonness *known, const struct hash_list *words, const struct hash_list *only_in)
{
	double sum = 0;

	for (size_t i = 0; i < words->count; i++)
		if (only_in == NULL || hash_set_has(only_in, words->list[i]))
			sum += title_word_weight(known, words->list[i]);
	return sum;
}

static void
measure_titles(
    const struct commonness *known, const struct fingerprint *a, const struct fingerprint *b, struct resemblance *r)
{
	size_t shared = hash_set_shared(&a->title, &b->title);
	size_t facts = hash_set_shared(&a->title_facts, &b->title_facts);
	double weight = title_weight(known, &a->title, &b->title);

	r->is_same_title = a->title_key != 0 && a->title_key == b->title_key;
	r->one_is_reply = a->is_reply != b->is_reply || a->is_quoting != b->is_quoting;
	r->titles_contradict = facts < a->title_facts.count && facts < b->title_facts.count;
	r->title_words_min = a->title.count < b->title.count ? a->title.count : b->title.count;
	r->title_jaccard = ratio((double)shared, (double)(a->title.count + b->title.count - shared));
	r->title_weighted_jaccard =
	    ratio(weight, title_weight(known, &a->title, NULL) + title_weight(known, &b->title, NULL) - weight);
}

static void
measure_facts(const struct fingerprint *a, const struct fingerprint *b, struct resemblance *r)
{
	size_t shared = hash_set_shared(&a->facts, &b->facts);

	r->facts_min = a->facts.count < b->facts.count ? a->facts.count : b->facts.count;
	r->facts_missing = r->facts_min - shared;
	r->facts_contained = r->facts_min > 0 ? (double)shared / (double)r->facts_min : 1;
	r->facts_jaccard = a->facts.count + b->facts.count > 0
			       ? (double)shared / (double)(a->facts.count + b->facts.count - shared)
			       : 1;
}

static double
hours_apart(const struct fingerprint *a, const struct fingerprint *b)
{
	if (a->sorted_at == TIME_NONE || b->sorted_at == TIME_NONE)
		return 0;
	return fabs((double)a->sorted_at - (double)b->sorted_at) / 3600;
}

void
resemblance_measure(const struct commonness *known, const struct weighted_triples *fresh,
    const struct fingerprint *candidate, const struct hash_list *boilerplate, struct resemblance *out)
{
	const struct fingerprint *print = fresh->print;
	struct resemblance r = { 0 };

	r.is_same_feed = print->feed_id != 0 && print->feed_id == candidate->feed_id;
	r.is_same_url = print->url_key != 0 && print->url_key == candidate->url_key;
	r.is_same_text = print->text_key != 0 && print->text_key == candidate->text_key;
	r.hours = hours_apart(print, candidate);
	measure_titles(known, print, candidate, &r);
	measure_facts(print, candidate, &r);
	measure_bodies(known, fresh, candidate, boilerplate, &r);
	if (r.contained >= .3 && r.shared >= 10)
		measure_shape(print, candidate, &r);
	*out = r;
}

/* ---- rules ---- */

static bool
facts_agree(const struct resemblance *r)
{
	if (r->hours > 36)
		return r->facts_jaccard >= .85 && r->jaccard >= .6;
	return r->facts_min == 0 || r->facts_contained >= .85 || (r->facts_min >= 5 && r->facts_missing <= 1);
}

/* Enough when little time lies between. */
static bool
facts_nearly_agree(const struct resemblance *r)
{
	return r->facts_min == 0 || r->facts_contained >= .75 || (r->facts_min >= 5 && r->facts_missing <= 1);
}

static bool
same_address(const struct resemblance *r)
{
	return r->is_same_url && (r->title_jaccard >= .3 || r->contained >= .3);
}

/* "Open evening, bring your toaster": said anew every week. */
static bool
comes_again(const struct resemblance *r)
{
	return r->is_same_text && r->hours > 72 && r->words_min < 60;
}

static bool
same_text(const struct resemblance *r)
{
	return r->is_same_text && !(r->titles_contradict && r->words_min < 120) &&
	       (r->title_weighted_jaccard >= .2 || r->words_min >= 40) && !comes_again(r);
}

static bool
is_comparable(const struct resemblance *r)
{
	return !r->titles_contradict && !r->one_is_reply && r->words_min >= 8 && !comes_again(r);
}

/* What only one has is a block of its own: mere notices in common. */
static bool
is_notice(const struct resemblance *r)
{
	return r->unshared_block >= .6 && (r->lead_shared < .6 || r->contained < .7);
}

static bool
one_feed(const struct resemblance *r)
{
	return r->is_same_feed && is_comparable(r) && facts_agree(r) && !is_notice(r) &&
	       ((r->is_same_title && r->own_contained >= .5 && r->own_shared >= 6) ||
		   (r->own_contained >= .8 && r->own_shared >= 10 && r->title_weighted_jaccard >= .5));
}

static bool
two_feeds(const struct resemblance *r)
{
	return !r->is_same_feed && is_comparable(r);
}

static bool
title_and_text(const struct resemblance *r)
{
	return two_feeds(r) && facts_agree(r) && r->contained >= .65 && r->title_weighted_jaccard >= .2 &&
	       r->shared >= 2;
}

static bool
containment(const struct resemblance *r)
{
	return two_feeds(r) && facts_agree(r) && r->contained >= .8 && r->shared >= 15 && !is_notice(r);
}

static bool
half_in_common(const struct resemblance *r)
{
	return two_feeds(r) && r->hours <= 36 && facts_nearly_agree(r) && r->contained >= .5 && r->shared >= 15 &&
	       r->words_min >= 40 && !is_notice(r);
}

static bool
long_text(const struct resemblance *r)
{
	return two_feeds(r) && r->hours <= 36 && r->words_min >= 120 && r->jaccard >= .5 && r->contained >= .8 &&
	       r->title_weighted_jaccard >= .4;
}

static bool
title_mostly(const struct resemblance *r)
{
	return two_feeds(r) && r->hours <= 36 && (r->facts_contained >= .75 || r->facts_min == 0) &&
	       r->title_weighted_jaccard >= .6 && r->title_words_min >= 4 && r->shared >= 2 && r->jaccard >= .04 &&
	       (r->contained >= .3 || (r->is_same_title && r->contained >= .12));
}

/* Reworded here and there, every number and date kept. */
static bool
reworded(const struct resemblance *r)
{
	return two_feeds(r) && r->hours <= 36 && r->contained >= .3 && r->shared >= 25 && r->words_min >= 80 &&
	       r->unshared_block <= .2 && r->facts_min >= 3 && r->facts_contained >= .85;
}

/* Too short for the rules above, and half of both is the same. */
static bool
short_text(const struct resemblance *r)
{
	return two_feeds(r) && r->hours <= 36 && facts_agree(r) && r->contained >= .65 && r->jaccard >= .45 &&
	       r->shared >= 10 && !is_notice(r);
}

/* Days later, but with nothing new in it. */
static bool
cut_later(const struct resemblance *r)
{
	return is_comparable(r) && r->hours <= 72 && r->is_same_title && r->title_words_min >= 5 &&
	       r->own_contained >= .95 && r->own_shared >= 40 && r->facts_missing <= 1;
}

struct rule {
	const char *name;
	const char *words; /* before the figures; NULL: they say it */
	bool (*holds)(const struct resemblance *r);
	bool tells_title; /* the titles' likeness belongs to the reason */
};

static const struct rule rules[] = {
	{ "same-address", NULL, same_address, false },
	{ "same-text", NULL, same_text, false },
	{ "one-feed", "one feed says it twice", one_feed, true },
	{ "title-and-text", "titles and texts agree", title_and_text, true },
	{ "containment", "one text holds the other", containment, false },
	{ "half-in-common", "half in common within hours", half_in_common, false },
	{ "long-text", "two long texts that agree", long_text, true },
	{ "title-mostly", "nearly one title within hours", title_mostly, true },
	{ "reworded", "one text, reworded", reworded, false },
	{ "short-text", "two short texts that agree", short_text, false },
	{ "cut-later", "one text, cut short", cut_later, true },
};

const char *
resemblance_rule(const struct resemblance *r)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (rules[i].holds(r))
			return rules[i].name;
	return NULL;
}

bool
resemblance_is_worth_boilerplate(const struct resemblance *r)
{
	return r->is_same_feed && is_comparable(r) && facts_agree(r) && r->shared >= 6 &&
	       (r->is_same_title || r->title_weighted_jaccard >= .5);
}

/* ---- reasons ---- */

static int
percent(double share)
{
	return (int)floor(share * 100 + .5);
}

static const struct rule *
rule_named(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (text_equal(rules[i].name, name))
			return &rules[i];
	return NULL;
}

static void
explain_facts(const struct resemblance *r, struct buffer *out)
{
	if (r->facts_min == 0)
		return;
	if (r->facts_missing == 0)
		buffer_addf(out, ", the same numbers and dates (%zu)", r->facts_min);
	else
		buffer_addf(
		    out, ", %zu of %zu numbers and dates the same", r->facts_min - r->facts_missing, r->facts_min);
}

static void
explain_bodies(const struct resemblance *r, struct buffer *out)
{
	buffer_addf(
	    out, "%d %% of the shorter text (%zu words) is in the other", percent(r->own_contained), r->words_min);
	explain_facts(r, out);
}

void
resemblance_explain(const struct resemblance *r, const char *name, char *out, size_t out_size)
{
	const struct rule *rule = rule_named(name);
	BUFFER text = { 0 };
	size_t figures;

	if (rule != NULL && rule->words != NULL)
		buffer_addf(&text, "%s: ", rule->words);
	figures = text.len;
	if (r->is_same_url)
		buffer_add_text(&text, "the same address, ");
	if (r->is_same_text)
		buffer_addf(&text, "the same text, word for word (%zu words)", r->words_min);
	else if (r->words_min > 0)
		explain_bodies(r, &text);
	if (r->is_same_title)
		buffer_addf(&text, "%sthe same title", text.len > figures ? ", " : "");
	else if ((rule != NULL && rule->tells_title) || text.len == figures || r->words_min == 0)
		buffer_addf(
		    &text, "%s%d %% of the titles' words", text.len > figures ? ", " : "", percent(r->title_jaccard));
	snprintf(out, out_size, "%s", buffer_text(&text));
}
