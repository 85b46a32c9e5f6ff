#include "curate/story.h"

#include "base/clock.h"
#include "base/list.h"
#include "base/memory.h"
#include "curate/story_holders.h"
#include "curate/story_terms.h"
#include "curate/story_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	STORIES_MAX = 20000,
	HALF_LIFE_S = 86400,
	TERMS_MAX = 128, /* of a story; past it only the strongest TERMS_KEPT stay */
	TERMS_KEPT = 64,
	NEAREST_MAX = 4,
	ID_BUCKETS = 8192,
	SMALL_STORY = 8, /* items, in a story that another may absorb */
	WORDS_SHOWN = 6,
	STORIES_SUPPOSED = 300, /* before there are any: so that a word's rarity starts sensibly */
};

static const double usual_threshold = .17;
static const double absorb_likeness = .12; /* between two stories that one item ties */

struct story {
	struct list by_age; /* linked while in use */
	int64_t id;
	int64_t last_at;
	int64_t first;   /* of its members; while there are no more than SMALL_STORY ... */
	int64_t *others; /* ... these are the rest */
	struct story_terms terms;
	uint32_t size;
	uint32_t next_of_id; /* slot + 1 */
	bool is_scored;
	double norm;
	double score; /* of the item that is being looked at */
};

struct story_index {
	int64_t half_life_s;
	int64_t newest_at;
	double threshold;
	struct list by_age; /* least recently joined first */
	struct story *stories;
	size_t story_max, story_used;
	size_t live;
	uint32_t *free_slots;
	size_t free_count;
	uint32_t ids[ID_BUCKETS]; /* slot + 1 */
	struct holders *holders;
	uint32_t *scored; /* slots */
	size_t scored_count;
	struct story_words words;
};

struct story_index *
story_index_new(const struct story_settings *settings)
{
	struct story_index *index = mem_alloc(sizeof(*index));

	index->half_life_s = settings->half_life_s > 0 ? settings->half_life_s : HALF_LIFE_S;
	index->story_max = settings->stories_max > 0 ? settings->stories_max : STORIES_MAX;
	if (index->story_max > HOLDERS_SLOTS_MAX)
		index->story_max = HOLDERS_SLOTS_MAX;
	index->threshold = settings->threshold > 0 ? settings->threshold : usual_threshold;
	index->newest_at = TIME_NONE;
	index->stories = mem_array(index->story_max, sizeof(*index->stories));
	index->free_slots = mem_array(index->story_max, sizeof(*index->free_slots));
	index->scored = mem_array(index->story_max, sizeof(*index->scored));
	index->holders = holders_new();
	list_init(&index->by_age);
	story_words_init(&index->words);
	return index;
}

void
story_index_free(struct story_index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < index->story_used; i++) {
		story_terms_fini(&index->stories[i].terms);
		free(index->stories[i].others);
	}
	holders_free(index->holders);
	free(index->stories);
	free(index->free_slots);
	free(index->scored);
	story_words_fini(&index->words);
	free(index);
}

/* ---- stories ---- */

static uint32_t *
id_bucket(struct story_index *index, int64_t id)
{
	return &index->ids[(uint64_t)id * 0x9e3779b97f4a7c15u >> 51];
}

static struct story *
story_with_id(struct story_index *index, int64_t id)
{
	for (uint32_t at = *id_bucket(index, id); at != 0; at = index->stories[at - 1].next_of_id)
		if (index->stories[at - 1].id == id)
			return &index->stories[at - 1];
	return NULL;
}

static uint32_t
slot_of(const struct story_index *index, const struct story *story)
{
	return (uint32_t)(story - index->stories);
}

/* The word has become rare enough to be looked up again. */
static void
relist(struct story_index *index, uint32_t hash)
{
	struct list *at = index->by_age.next;

	for (; at != &index->by_age; at = at->next) {
		struct story *story = LIST_ENTRY(at, struct story, by_age);
		size_t term = story_terms_find(&story->terms, hash);

		if (term != STORY_TERM_NONE)
			holders_relist(
			    index->holders, hash, slot_of(index, story), *story_terms_weight(&story->terms, term));
	}
}

/* The last of its words. */
static void
drop_term(struct story_index *index, struct story *story)
{
	uint32_t hash = story->terms.hashes[--story->terms.count];

	if (holders_remove(index->holders, hash, slot_of(index, story)))
		relist(index, hash);
}

static void
forget(struct story_index *index, struct story *story)
{
	uint32_t slot = slot_of(index, story), *link = id_bucket(index, story->id);

	while (story->terms.count > 0)
		drop_term(index, story);
	while (*link != slot + 1)
		link = &index->stories[*link - 1].next_of_id;
	*link = story->next_of_id;
	list_remove(&story->by_age);
	story_terms_fini(&story->terms);
	free(story->others);
	*story = (struct story) { 0 };
	index->free_slots[index->free_count++] = slot;
	index->live--;
}

/* Once a story has faded below the threshold nothing can join it. */
static void
forget_old(struct story_index *index)
{
	double lives = log2(1 / index->threshold);

	while (!list_is_empty(&index->by_age)) {
		struct story *oldest = LIST_ENTRY(index->by_age.next, struct story, by_age);

		if (index->live < index->story_max &&
		    (double)(index->newest_at - oldest->last_at) <= lives * (double)index->half_life_s)
			return;
		forget(index, oldest);
	}
}

static struct story *
begin(struct story_index *index, int64_t id, int64_t at)
{
	uint32_t slot = index->free_count > 0 ? index->free_slots[--index->free_count] : (uint32_t)index->story_used++;
	struct story *story = &index->stories[slot];

	story->id = id;
	story->last_at = at;
	story->next_of_id = *id_bucket(index, id);
	*id_bucket(index, id) = slot + 1;
	list_append(&index->by_age, &story->by_age);
	index->live++;
	return story;
}

/* There must be room. */
static void
add_weight(struct story_index *index, struct story *story, uint32_t hash, double weight)
{
	size_t at = story_terms_find(&story->terms, hash);
	story_weight *there, sum;

	if (at == STORY_TERM_NONE) {
		story_terms_add(&story->terms, hash, story_weight_of(weight));
		holders_add(index->holders, hash, slot_of(index, story), story_weight_of(weight));
		return;
	}
	there = story_terms_weight(&story->terms, at);
	sum = story_weight_of(story_weight_read(*there) + weight);
	if (sum != *there)
		holders_change(index->holders, hash, slot_of(index, story), sum);
	*there = sum;
}

/* Cuts a story to its strongest words when it has too many, and measures its length. */
static void
settle(struct story_index *index, struct story *story)
{
	if (story->terms.count > TERMS_MAX) {
		story_terms_sort(&story->terms);
		while (story->terms.count > TERMS_KEPT)
			drop_term(index, story);
	}
	story_terms_resize(&story->terms, story->terms.count);
	story->norm = story_terms_norm(&story->terms);
}

/* Members are known while the story is small. */
static void
add_member(struct story *story, int64_t item_id)
{
	if (story->size == 0)
		story->first = item_id;
	else if (story->size < SMALL_STORY)
		story->others = mem_resize(story->others, story->size * sizeof(*story->others));
	if (story->size > 0 && story->size < SMALL_STORY)
		story->others[story->size - 1] = item_id;
	story->size++;
	if (story->size <= SMALL_STORY)
		return;
	free(story->others);
	story->others = NULL;
}

static int64_t
member(const struct story *story, size_t i)
{
	return i == 0 ? story->first : story->others[i - 1];
}

static void
enter(struct story_index *index, struct story *story, int64_t item_id, int64_t at)
{
	story_terms_resize(&story->terms, story->terms.count + index->words.count);
	for (size_t i = 0; i < index->words.count; i++)
		add_weight(index, story, index->words.list[i].hash, index->words.list[i].weight);
	add_member(story, item_id);
	if (at > story->last_at)
		story->last_at = at;
	list_remove(&story->by_age);
	list_append(&index->by_age, &story->by_age);
	settle(index, story);
}

/* ---- an item ---- */

static void
weigh_words(struct story_index *index)
{
	double sum = 0, norm, stories = (double)index->live + 1 + STORIES_SUPPOSED;

	for (size_t i = 0; i < index->words.count; i++) {
		struct story_word *word = &index->words.list[i];
		double rarity = log(stories / ((double)holders_count(index->holders, word->hash) + 1));

		word->weight = (1 + log(word->times)) * (rarity > .01 ? rarity : .01);
		sum += word->weight * word->weight;
	}
	norm = sum > 0 ? sqrt(sum) : 1;
	for (size_t i = 0; i < index->words.count; i++)
		index->words.list[i].weight /= norm;
}

static int64_t
read_item(struct story_index *index, const struct story_item *item)
{
	int64_t at = item->sorted_at != TIME_NONE ? item->sorted_at : index->newest_at;

	if (at == TIME_NONE)
		at = 0;
	if (at > index->newest_at)
		index->newest_at = at;
	forget_old(index);
	story_words_read(&index->words, item->title, item->text);
	weigh_words(index);
	return at;
}

static void
score_stories(struct story_index *index)
{
	index->scored_count = 0;
	for (size_t i = 0; i < index->words.count; i++) {
		size_t count;
		const struct holder *held = holders_of(index->holders, index->words.list[i].hash, &count);

		for (size_t k = 0; k < count; k++) {
			struct story *story = &index->stories[held[k].story];

			if (!story->is_scored)
				index->scored[index->scored_count++] = held[k].story;
			story->is_scored = true;
			story->score += index->words.list[i].weight * story_weight_read(held[k].weight);
		}
	}
}

/* What is left of a likeness by then: never more than it was. */
static double
faded(const struct story_index *index, const struct story *story, double likeness, int64_t at)
{
	double apart = fabs((double)at - (double)story->last_at);

	return likeness * exp2(-apart / (double)index->half_life_s);
}

static bool
is_nearer(const struct story *a, double a_score, const struct story *b, double b_score)
{
	return a_score != b_score ? a_score > b_score : a->id < b->id;
}

/* The stories over the threshold that the item is nearest to, the nearest first. */
static size_t
nearest(struct story_index *index, int64_t at, struct story *out[NEAREST_MAX], double out_scores[NEAREST_MAX])
{
	size_t n = 0;

	score_stories(index);
	for (size_t i = 0; i < index->scored_count; i++) {
		struct story *story = &index->stories[index->scored[i]];
		double score = story->score / story->norm;
		size_t k;

		story->score = 0;
		story->is_scored = false;
		if (score < index->threshold)
			continue; /* as nearly all of them are */
		score = faded(index, story, score, at);
		if (score < index->threshold ||
		    (n == NEAREST_MAX && !is_nearer(story, score, out[n - 1], out_scores[n - 1])))
			continue;
		k = n < NEAREST_MAX ? n++ : n - 1;
		for (; k > 0 && is_nearer(story, score, out[k - 1], out_scores[k - 1]); k--) {
			out[k] = out[k - 1];
			out_scores[k] = out_scores[k - 1];
		}
		out[k] = story;
		out_scores[k] = score;
	}
	return n;
}

static double
likeness(const struct story *a, const struct story *b)
{
	return story_terms_product(&a->terms, &b->terms) / (a->norm * b->norm);
}

/* All of `small` goes to `big`. */
static void
absorb(struct story_index *index, struct story *big, struct story *small, struct story_verdict *out)
{
	for (size_t i = 0; i < small->size; i++) {
		add_member(big, member(small, i));
		out->moved[out->moved_count++] = member(small, i);
	}
	story_terms_resize(&big->terms, big->terms.count + small->terms.count);
	for (size_t i = 0; i < small->terms.count; i++)
		add_weight(
		    index, big, small->terms.hashes[i], story_weight_read(*story_terms_weight(&small->terms, i)));
	if (small->last_at > big->last_at)
		big->last_at = small->last_at;
	forget(index, small);
	settle(index, big);
}

/* An item near to two stories, one of them small, may show that they are one. Answers the story that is left. */
static struct story *
tie(struct story_index *index, struct story *joined, struct story *other, struct story_verdict *out)
{
	struct story *small = other->size <= joined->size ? other : joined;
	struct story *big = small == other ? joined : other;

	if (small->size > SMALL_STORY || small->size + out->moved_count > STORY_MOVED_MAX ||
	    likeness(small, big) < absorb_likeness)
		return joined;
	absorb(index, big, small, out);
	return big;
}

/* How much each word counts for the likeness of item and story. */
static void
measure_words(const struct story_words *words, const struct story *story, double out[STORY_WORDS_MAX])
{
	for (size_t i = 0; i < words->count; i++) {
		size_t at = story_terms_find(&story->terms, words->list[i].hash);

		out[i] = at == STORY_TERM_NONE
			     ? 0
			     : words->list[i].weight * story_weight_read(*story_terms_weight(&story->terms, at));
	}
}

/* The words that count most. */
static void
name_words(const struct story_words *words, const struct story *story, struct story_verdict *out)
{
	double shares[STORY_WORDS_MAX];
	size_t len = 0;

	measure_words(words, story, shares);
	for (int n = 0; n < WORDS_SHOWN && words->count > 0; n++) {
		const struct story_word *word;
		size_t best = 0;

		for (size_t i = 1; i < words->count; i++)
			if (shares[i] > shares[best])
				best = i;
		word = &words->list[best];
		if (shares[best] <= 0 || len + word->spelling_bytes + 3 > sizeof(out->words))
			return;
		shares[best] = 0;
		len += (size_t)snprintf(out->words + len, sizeof(out->words) - len, "%s%.*s", n > 0 ? ", " : "",
		    (int)word->spelling_bytes, words->folded.data + word->spelling);
	}
}

void
story_assign(struct story_index *index, const struct story_item *item, struct story_verdict *out)
{
	struct story *near[NEAREST_MAX], *story;
	double scores[NEAREST_MAX];
	int64_t at = read_item(index, item);
	size_t count = nearest(index, at, near, scores);
	struct story_verdict verdict = { 0 };

	if (count > 0) {
		name_words(&index->words, near[0], &verdict);
		verdict.similarity = scores[0];
		if (near[0]->size == 1)
			verdict.moved[verdict.moved_count++] = near[0]->first;
	}
	story = count > 0 ? near[0] : begin(index, item->id, at);
	enter(index, story, item->id, at);
	for (size_t i = 1; i < count; i++)
		story = tie(index, story, near[i], &verdict);
	verdict.story_id = story->id;
	verdict.size = story->size;
	*out = verdict;
}

void
story_index_add(struct story_index *index, const struct story_item *item, int64_t story_id)
{
	int64_t at = read_item(index, item), id = story_id != 0 ? story_id : item->id;
	struct story *story = story_with_id(index, id);

	enter(index, story != NULL ? story : begin(index, id, at), item->id, at);
}

size_t
story_index_bytes(const struct story_index *index)
{
	size_t bytes = sizeof(*index) + index->story_max * (sizeof(struct story) + 2 * sizeof(uint32_t));

	for (size_t i = 0; i < index->story_used; i++)
		bytes += story_terms_bytes(&index->stories[i].terms);
	return bytes + holders_bytes(index->holders);
}
