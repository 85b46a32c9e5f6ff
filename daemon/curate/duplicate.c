#include "curate/duplicate.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "curate/candidates.h"
#include "curate/fingerprint.h"
#include "curate/frequency.h"
#include "curate/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WINDOW_DAYS = 45,
	ITEMS_MAX = 1000000,
	TRIPLE_BITS = 20,     /* 4 MB */
	TITLE_WORD_BITS = 16, /* 256 KB */
	HABIT_ITEMS = 16,     /* of a feed, looked at to learn what it puts under everything */
	HABIT_SEEN = 3,       /* a triple in so many of them is boilerplate */
};

struct duplicate_index {
	int64_t window_s;
	int64_t newest_at;
	struct candidates *candidates;
	struct commonness known;
	struct fingerprint fresh; /* of the last item asked about, which is mostly added next */
	struct fingerprint other;
	struct weighted_triples weights; /* of fresh */
	struct hash_list boilerplate;    /* of the feed of fresh */
	bool has_boilerplate;
};

/* One question: where texts come from. */
struct question {
	struct duplicate_index *index;
	duplicate_fetch fetch;
	void *context;
};

struct duplicate_index *
duplicate_index_new(const struct duplicate_settings *settings)
{
	struct duplicate_index *index = mem_alloc(sizeof(*index));

	index->window_s = settings->window_s > 0 ? settings->window_s : WINDOW_DAYS * INT64_C(86400);
	index->candidates = candidates_new(settings->items_max > 0 ? settings->items_max : ITEMS_MAX);
	index->known.triples = frequency_new(TRIPLE_BITS);
	index->known.title_words = frequency_new(TITLE_WORD_BITS);
	return index;
}

void
duplicate_index_free(struct duplicate_index *index)
{
	if (index == NULL)
		return;
	candidates_free(index->candidates);
	frequency_free(index->known.triples);
	frequency_free(index->known.title_words);
	fingerprint_fini(&index->fresh);
	fingerprint_fini(&index->other);
	weighted_triples_fini(&index->weights);
	hash_list_fini(&index->boilerplate);
	free(index);
}

/* ---- boilerplate ---- */

static void
keep_frequent(struct hash_list *sorted)
{
	size_t kept = 0;

	for (size_t i = 0, run; i < sorted->count; i += run) {
		for (run = 1; i + run < sorted->count && sorted->list[i + run] == sorted->list[i];)
			run++;
		if (run >= HABIT_SEEN)
			sorted->list[kept++] = sorted->list[i];
	}
	sorted->count = kept;
}

/* Reads some recent items of the feed: rare, as only pairs of one feed that pass all other tests need it. */
static void
learn_boilerplate(const struct question *q)
{
	struct duplicate_index *index = q->index;
	struct duplicate_item item;
	int64_t ids[HABIT_ITEMS];
	size_t count = candidates_of_feed(index->candidates, index->fresh.feed_id, index->fresh.id, ids, COUNT_OF(ids));

	index->boilerplate.count = 0;
	index->has_boilerplate = true;
	for (size_t i = 0; i < count; i++) {
		if (!q->fetch(q->context, ids[i], &item))
			continue;
		fingerprint_make(&index->other, &item);
		for (size_t k = 0; k < index->other.shingles.count; k++)
			hash_list_add(&index->boilerplate, index->other.shingles.list[k]);
	}
	hash_list_sort(&index->boilerplate);
	keep_frequent(&index->boilerplate);
}

/* ---- asking ---- */

static bool
measure_against(const struct question *q, int64_t id, struct resemblance *out)
{
	struct duplicate_index *index = q->index;
	struct duplicate_item item;

	if (!q->fetch(q->context, id, &item))
		return false;
	fingerprint_make(&index->other, &item);
	resemblance_measure(
	    &index->known, &index->weights, &index->other, index->has_boilerplate ? &index->boilerplate : NULL, out);
	return true;
}

static const char *
judge(const struct question *q, int64_t id, struct resemblance *r)
{
	struct duplicate_index *index = q->index;

	if (!measure_against(q, id, r))
		return NULL;
	if (!index->has_boilerplate && resemblance_is_worth_boilerplate(r)) {
		learn_boilerplate(q);
		if (!measure_against(q, id, r))
			return NULL;
	}
	return resemblance_rule(r);
}

bool
duplicate_find(struct duplicate_index *index, const struct duplicate_item *fresh, duplicate_fetch fetch, void *context,
    struct duplicate_verdict *out)
{
	struct question q = { index, fetch, context };
	struct candidate candidates[CANDIDATES_MAX];
	struct resemblance r;
	size_t count;

	fingerprint_make(&index->fresh, fresh);
	index->has_boilerplate = false;
	count = candidates_find(index->candidates, &index->fresh, candidates);
	if (count > 0)
		weighted_triples_make(&index->weights, &index->known, &index->fresh);
	for (size_t i = 0; i < count; i++) {
		const char *rule = judge(&q, candidates[i].id, &r);

		if (rule == NULL)
			continue;
		*out = (struct duplicate_verdict) { .original_id = candidates[i].id };
		snprintf(out->rule, sizeof(out->rule), "%s", rule);
		resemblance_explain(&r, rule, out->reason, sizeof(out->reason));
		return true;
	}
	return false;
}

/* ---- remembering ---- */

static void
count_common(const struct commonness *known, const struct fingerprint *print)
{
	frequency_turn(known->triples, print->id);
	frequency_turn(known->title_words, print->id);
	for (size_t i = 0; i < print->shingles.count; i++)
		frequency_count(known->triples, print->shingles.list[i]);
	for (size_t i = 0; i < print->title.count; i++)
		frequency_count(known->title_words, print->title.list[i]);
}

void
duplicate_index_add(struct duplicate_index *index, const struct duplicate_item *item)
{
	/* made anew also after duplicate_find: the caller may have changed the item in between */
	fingerprint_make(&index->fresh, item);
	if (item->sorted_at > index->newest_at)
		index->newest_at = item->sorted_at;
	candidates_set_horizon(index->candidates, index->newest_at - index->window_s);
	candidates_add(index->candidates, &index->fresh);
	count_common(&index->known, &index->fresh);
}

size_t
duplicate_index_items(const struct duplicate_index *index)
{
	return candidates_items(index->candidates);
}

size_t
duplicate_index_bytes(const struct duplicate_index *index)
{
	return sizeof(*index) + candidates_bytes(index->candidates) + frequency_bytes(index->known.triples) +
	       frequency_bytes(index->known.title_words);
}
