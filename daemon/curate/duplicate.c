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

enum {
	WINDOW_DAYS = 45,
	TRIPLE_BITS = 19,     /* 2 MB */
	TITLE_WORD_BITS = 16, /* 256 KB */
	HABIT_ITEMS = 16,     /* of a feed, looked at to learn what it puts under everything */
	HABIT_SEEN = 3,       /* a triple in so many of them is boilerplate */
	FETCH_AHEAD = 16,     /* counters */
};

struct duplicate_index {
	int64_t window_s;
	int64_t newest_at;
	struct candidates *candidates;
	struct commonness known;
	struct fingerprint fresh;    /* of the last item asked about */
	struct duplicate_item asked; /* that item, while it is not added; else id 0 */
	struct fingerprint other;
	struct weighted_triples weights; /* of fresh */
	struct hash_list boilerplate;    /* of the feed of fresh */
	bool has_boilerplate;
};

/* One question: where texts come from. */
struct question {
	struct duplicate_index *index;
	const struct duplicate_source *source;
};

struct duplicate_index *
duplicate_index_new(const struct duplicate_settings *settings)
{
	struct duplicate_index *index = mem_alloc(sizeof(*index));

	index->window_s = settings->window_s > 0 ? settings->window_s : WINDOW_DAYS * INT64_C(86400);
	index->candidates =
	    candidates_new(settings->items_max > 0 ? settings->items_max : DUPLICATE_ITEMS_MAX, index->window_s);
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

/* No time is as good as the newest: it counts as no gap. */
static void
date(const struct duplicate_index *index, struct fingerprint *print)
{
	if (print->sorted_at == TIME_NONE)
		print->sorted_at = index->newest_at;
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
	size_t count = 0;

	if (q->source->of_feed != NULL)
		count =
		    q->source->of_feed(q->source->context, index->fresh.feed_id, index->fresh.id, ids, COUNT_OF(ids));
	index->boilerplate.count = 0;
	index->has_boilerplate = true;
	for (size_t i = 0; i < count; i++) {
		if (!q->source->fetch(q->source->context, ids[i], &item))
			continue;
		fingerprint_make(&index->other, &item);
		for (size_t k = 0; k < index->other.shingles.count; k++)
			hash_list_add(&index->boilerplate, index->other.shingles.list[k]);
	}
	hash_list_sort(&index->boilerplate);
	keep_frequent(&index->boilerplate);
}

/* ---- joining ---- */

/* What stands already for the item asked about: the sets it belongs to, each by its original. */
struct joined {
	int64_t originals[DUPLICATE_ALSO_MAX + 1];
	size_t count;
	struct hash_list title_facts[DUPLICATE_ALSO_MAX + 1];
};

static bool
is_joined(const struct joined *joined, int64_t original)
{
	for (size_t i = 0; i < joined->count; i++)
		if (joined->originals[i] == original)
			return true;
	return false;
}

/* Two sets that contradict each other are not tied by an item that says too little to contradict either. */
static bool
contradicts(const struct joined *joined, const struct fingerprint *print)
{
	for (size_t i = 0; i < joined->count; i++) {
		const struct hash_list *facts = &joined->title_facts[i];
		size_t shared = hash_set_shared(facts, &print->title_facts);

		if (shared < facts->count && shared < print->title_facts.count)
			return true;
	}
	return false;
}

static bool
is_parted(const struct question *q, const struct joined *joined, int64_t original)
{
	for (size_t i = 0; i < joined->count && q->source->is_parted != NULL; i++)
		if (q->source->is_parted(q->source->context, joined->originals[i], original))
			return true;
	return false;
}

static void
join(struct joined *joined, int64_t original, const struct fingerprint *print)
{
	for (size_t i = 0; i < print->title_facts.count; i++)
		hash_list_add(&joined->title_facts[joined->count], print->title_facts.list[i]);
	joined->originals[joined->count++] = original;
}

/* The earliest original stands for all. */
static void
put_originals(struct joined *joined, struct duplicate_verdict *out)
{
	size_t first = 0;

	for (size_t i = 1; i < joined->count; i++)
		if (joined->originals[i] < joined->originals[first])
			first = i;
	out->original_id = joined->originals[first];
	for (size_t i = 0; i < joined->count; i++)
		if (i != first)
			out->also[out->also_count++] = joined->originals[i];
	for (size_t i = 0; i < joined->count; i++)
		hash_list_fini(&joined->title_facts[i]);
}

/* ---- asking ---- */

static int64_t
original_of(const struct fingerprint *print)
{
	return print->duplicate_of != 0 ? print->duplicate_of : print->id;
}

static bool
read_candidate(const struct question *q, int64_t id)
{
	struct duplicate_item item;

	if (!q->source->fetch(q->source->context, id, &item))
		return false;
	fingerprint_make(&q->index->other, &item);
	date(q->index, &q->index->other);
	return true;
}

static void
measure(struct duplicate_index *index, struct resemblance *out)
{
	resemblance_measure(
	    &index->known, &index->weights, &index->other, index->has_boilerplate ? &index->boilerplate : NULL, out);
}

/* The rule by which the item asked about is the same as `id`; NULL when it is not, or nothing new. */
static const char *
judge(const struct question *q, int64_t id, const struct joined *joined, struct resemblance *r)
{
	struct duplicate_index *index = q->index;

	if (is_joined(joined, id) || !read_candidate(q, id) || is_joined(joined, original_of(&index->other)) ||
	    contradicts(joined, &index->other))
		return NULL;
	measure(index, r);
	if (!index->has_boilerplate && resemblance_is_worth_boilerplate(r)) {
		learn_boilerplate(q);
		if (!read_candidate(q, id))
			return NULL;
		measure(index, r);
	}
	return resemblance_rule(r);
}

static void
judge_candidates(const struct question *q, const struct candidate *candidates, size_t count, struct joined *joined,
    struct duplicate_verdict *out)
{
	struct resemblance r;

	for (size_t i = 0; i < count && joined->count < COUNT_OF(joined->originals); i++) {
		const char *rule = judge(q, candidates[i].id, joined, &r);

		if (rule == NULL || is_parted(q, joined, original_of(&q->index->other)))
			continue;
		if (joined->count == 0) {
			snprintf(out->rule, sizeof(out->rule), "%s", rule);
			resemblance_explain(&r, rule, out->reason, sizeof(out->reason));
		}
		join(joined, original_of(&q->index->other), &q->index->other);
	}
}

bool
duplicate_find(struct duplicate_index *index, const struct duplicate_item *fresh, const struct duplicate_source *source,
    struct duplicate_verdict *out)
{
	struct question q = { index, source };
	struct candidate candidates[CANDIDATES_MAX];
	struct duplicate_verdict verdict = { 0 };
	struct joined joined = { 0 };
	size_t count;

	fingerprint_make(&index->fresh, fresh);
	fingerprint_choose_keys(&index->fresh, index->known.triples);
	date(index, &index->fresh);
	index->asked = *fresh;
	index->has_boilerplate = false;
	count = candidates_find(index->candidates, &index->fresh, candidates);
	if (count == 0)
		return false;
	weighted_triples_make(&index->weights, &index->known, &index->fresh);
	judge_candidates(&q, candidates, count, &joined, &verdict);
	if (joined.count == 0)
		return false;
	put_originals(&joined, &verdict);
	*out = verdict;
	return true;
}

/* ---- remembering ---- */

static void
count_common(const struct commonness *known, const struct fingerprint *print)
{
	frequency_turn(known->triples, print->id);
	frequency_turn(known->title_words, print->id);
	for (size_t i = 0; i < print->shingles.count; i++) {
		if (i + FETCH_AHEAD < print->shingles.count)
			frequency_fetch_ahead(known->triples, print->shingles.list[i + FETCH_AHEAD]);
		frequency_count(known->triples, print->shingles.list[i]);
	}
	for (size_t i = 0; i < print->title.count; i++)
		frequency_count(known->title_words, print->title.list[i]);
}

/* Whether the fingerprint of the last question will do: it mostly is the item that is added next. */
static bool
was_asked(const struct duplicate_item *asked, const struct duplicate_item *item)
{
	return asked->id != 0 && asked->id == item->id && asked->feed_id == item->feed_id &&
	       asked->sorted_at == item->sorted_at && asked->title == item->title && asked->text == item->text &&
	       asked->url == item->url;
}

static void
move_window(struct duplicate_index *index, int64_t sorted_at)
{
	if (sorted_at > index->newest_at)
		index->newest_at = sorted_at;
	candidates_drop_before(index->candidates, index->newest_at - index->window_s);
}

void
duplicate_index_add(struct duplicate_index *index, const struct duplicate_item *item, struct duplicate_keys *out_keys)
{
	struct duplicate_keys keys;

	if (!was_asked(&index->asked, item)) {
		fingerprint_make(&index->fresh, item);
		fingerprint_choose_keys(&index->fresh, index->known.triples);
	}
	index->asked = (struct duplicate_item) { 0 };
	date(index, &index->fresh);
	move_window(index, item->sorted_at);
	candidates_add(index->candidates, &index->fresh, out_keys != NULL ? out_keys : &keys);
	count_common(&index->known, &index->fresh);
}

void
duplicate_index_restore(
    struct duplicate_index *index, const struct duplicate_item *item, const struct duplicate_keys *keys)
{
	move_window(index, item->sorted_at);
	candidates_restore(
	    index->candidates, item->id, item->sorted_at != TIME_NONE ? item->sorted_at : index->newest_at, keys);
}

void
duplicate_index_count(struct duplicate_index *index, const struct duplicate_item *item)
{
	index->asked = (struct duplicate_item) { 0 };
	fingerprint_make(&index->fresh, item);
	count_common(&index->known, &index->fresh);
}

int64_t
duplicate_counts_from(int64_t newest_id)
{
	return frequency_begins(newest_id);
}

int64_t
duplicate_index_first_id(const struct duplicate_index *index)
{
	return candidates_first_id(index->candidates);
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
