/* What the margin that a model gives an item is the sum of, in words and points. */
#include "curate/judge.h"

#include "base/text.h"
#include "curate/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many words for and so many against are named, fewer in brief; the others are summed up. */
enum { NAMED_MAX = 5, BRIEF_MAX = 2 };

/* A word's share of the margin, what its root adds included. */
struct contribution {
	const char *spelling;
	double points;
};

struct words_sum {
	struct contribution *list; /* the largest first */
	size_t count;
};

static int
most_first(const void *a, const void *b)
{
	double left = ((const struct contribution *)a)->points, right = ((const struct contribution *)b)->points;

	return (left < right) - (left > right);
}

/* A root stands for all words that begin with it: its points are theirs in equal parts. */
static void
share_roots(struct contribution *by_word, const struct words *words, struct arena *arena)
{
	uint32_t *sharers = arena_alloc(arena, (words->count + 1) * sizeof(*sharers));

	for (size_t i = 0; i < words->count; i++)
		if (words->list[i].root != WORD_ROOTLESS)
			sharers[words->list[i].root]++;
	for (size_t i = 0; i < words->count; i++) {
		uint16_t root = words->list[i].root;

		if (root != WORD_ROOTLESS)
			by_word[i].points += by_word[root].points / sharers[root];
	}
}

/* In the order of the item's words; not told how they are spelled. */
static struct contribution *
weigh_words(const struct model *model, const struct vector *vector, struct arena *arena)
{
	struct contribution *by_word = arena_alloc(arena, (vector->words->count + 1) * sizeof(*by_word));

	for (size_t i = 0; i < vector->count; i++) {
		const struct feature *f = &vector->features[i];

		by_word[f->word].points += model_feature(model, f->place, f->value);
	}
	share_roots(by_word, vector->words, arena);
	return by_word;
}

static struct words_sum
sum_words(const struct model *model, const struct vector *vector, struct arena *arena)
{
	const struct words *words = vector->words;
	struct contribution *by_word = weigh_words(model, vector, arena);
	struct words_sum sum = { .list = by_word };

	for (size_t i = 0; i < words->count; i++)
		if (!words->list[i].is_root)
			sum.list[sum.count++] = (struct contribution) { words->list[i].spelling, by_word[i].points };
	qsort(sum.list, sum.count, sizeof(*sum.list), most_first);
	return sum;
}

/* The first of what sum_words lists, as many as are named. */
static struct words_sum
best_words(const struct model *model, const struct vector *vector, struct arena *arena)
{
	const struct words *words = vector->words;
	const struct contribution *by_word = weigh_words(model, vector, arena);
	struct words_sum best = { .list = arena_alloc(arena, NAMED_MAX * sizeof(*best.list)) };

	for (size_t i = 0; i < words->count; i++) {
		size_t at = best.count < NAMED_MAX ? best.count : NAMED_MAX - 1;

		if (words->list[i].is_root || (best.count == NAMED_MAX && by_word[i].points <= best.list[at].points))
			continue;
		for (; at > 0 && by_word[i].points > best.list[at - 1].points; at--)
			best.list[at] = best.list[at - 1];
		best.list[at] = (struct contribution) { words->list[i].spelling, by_word[i].points };
		best.count += best.count < NAMED_MAX;
	}
	return best;
}

static void
part_add(struct explanation *e, const char *kind, const char *what, const char *brief, double points)
{
	e->parts[e->part_count++] = (struct part) { kind, what, brief, points };
}

static const char *
times_in(unsigned times, const char *where, struct arena *arena)
{
	if (times == 1)
		return arena_printf(arena, "in the %s", where);
	if (times == 2)
		return arena_printf(arena, "twice in the %s", where);
	return arena_printf(arena, "%u times in the %s", times, where);
}

static const char *
say_hits(const struct phrase *phrase, struct hits hits, struct arena *arena)
{
	const char *both = hits.in_title > 0 && hits.in_body > 0 ? " and " : "";
	const char *title = hits.in_title > 0 ? times_in(hits.in_title, "title", arena) : "";
	const char *body = hits.in_body > 0 ? times_in(hits.in_body, "text", arena) : "";

	return arena_printf(arena, "\"%s\" %s%s%s", phrase->text, title, both, body);
}

/* The phrase without the field it was asked for in. */
static const char *
bare_text(const struct phrase *phrase)
{
	const char *colon = strchr(phrase->text, ':');

	return text_starts(phrase->text, "title:") ? colon + 1 : phrase->text;
}

static void
explain_terms(const struct model *model, const struct words *words, struct explanation *e, struct arena *arena)
{
	const struct prior *prior = model->prior;
	struct hits hits;

	for (size_t i = 0; i < prior->term_count; i++) {
		double points = model->prior_gain * prior_term_score(prior, &prior->terms[i], words, &hits);

		if (hits.in_title + hits.in_body > 0)
			part_add(
			    e, "term", say_hits(&prior->terms[i], hits, arena), bare_text(&prior->terms[i]), points);
	}
}

static void
explain_exclusion(const struct model *model, const struct words *words, struct explanation *e, struct arena *arena)
{
	struct hits hits;
	const struct phrase *excluded = prior_excluding(model->prior, words, &hits);

	if (excluded != NULL)
		part_add(e, "excluded", say_hits(excluded, hits, arena), excluded->text, model_exclusion);
}

/* "learning, networks, practice" from `list`, going by `step`. */
static const char *
name_words(const struct contribution *list, size_t count, int step, struct arena *arena)
{
	const char *names = list->spelling;

	for (size_t i = 1; i < count; i++) {
		list += step;
		names = arena_printf(arena, "%s, %s", names, list->spelling);
	}
	return names;
}

static const char *
say_likeness(const struct model *model, bool is_for, struct arena *arena)
{
	size_t labels = is_for ? model->kept : model->skipped;
	const char *examples = "";

	if (is_for && model->given > 0)
		examples = arena_printf(arena, "%zu of your examples", model->given);
	if (labels == 0 && *examples != '\0')
		return arena_printf(arena, "like %s", examples);
	if (labels == 0)
		return is_for ? "goes with the topic's terms" : "seldom goes with the topic's terms";
	return arena_printf(arena, "like %zu you %s%s%s", labels, is_for ? "kept" : "skipped",
	    *examples != '\0' ? " and " : "", examples);
}

/* One part for the words that speak most for the item, one for those that speak most against it. */
static void
explain_side(const struct model *model, struct words_sum *sum, bool is_for, struct explanation *e, struct arena *arena)
{
	const struct contribution *first = is_for ? sum->list : sum->list + sum->count - 1;
	int step = is_for ? 1 : -1;
	size_t named = 0;
	double points = 0;

	while (named < NAMED_MAX && named < sum->count && step * first[step * (int)named].points > 0)
		points += first[step * (int)named++].points;
	if (named == 0)
		return;
	part_add(e, "learnt",
	    arena_printf(arena, "%s: %s", say_likeness(model, is_for, arena), name_words(first, named, step, arena)),
	    name_words(first, named < BRIEF_MAX ? named : BRIEF_MAX, step, arena), points);
	sum->count -= named;
	if (is_for)
		sum->list += named;
}

static void
explain_learnt(const struct model *model, const struct vector *vector, struct explanation *e, struct arena *arena)
{
	struct words_sum sum = sum_words(model, vector, arena);
	double rest = 0;

	explain_side(model, &sum, true, e, arena);
	explain_side(model, &sum, false, e, arena);
	for (size_t i = 0; i < sum.count; i++)
		rest += sum.list[i].points;
	if (rest != 0)
		part_add(e, "other", "other words", NULL, rest);
}

static int
strongest_first(const void *a, const void *b)
{
	double left = fabs(((const struct part *)a)->points), right = fabs(((const struct part *)b)->points);

	return (left < right) - (left > right);
}

struct explanation *
model_explain(const struct model *model, const struct vector *vector, struct arena *arena)
{
	struct explanation *e = arena_alloc(arena, sizeof(*e));
	const struct prior *prior = model->prior;

	e->margin = model_margin(model, vector);
	e->bias = model->bias - model->prior_gain * prior->mean / prior->deviation;
	e->kept = (int)model->kept;
	e->skipped = (int)model->skipped;
	e->given = (int)model->given;
	e->parts = arena_alloc(arena, (prior->term_count + 5) * sizeof(*e->parts));
	explain_terms(model, vector->words, e, arena);
	explain_exclusion(model, vector->words, e, arena);
	explain_learnt(model, vector, e, arena);
	qsort(e->parts, e->part_count, sizeof(*e->parts), strongest_first);
	return e;
}

struct explanation *
model_explain_briefly(const struct model *model, const struct vector *vector, struct arena *arena)
{
	struct explanation *e = arena_alloc(arena, sizeof(*e));
	struct words_sum best = best_words(model, vector, arena);

	e->parts = arena_alloc(arena, (model->prior->term_count + 1) * sizeof(*e->parts));
	explain_terms(model, vector->words, e, arena);
	explain_side(model, &best, true, e, arena);
	qsort(e->parts, e->part_count, sizeof(*e->parts), strongest_first);
	return e;
}

void
explanation_add(struct explanation *e, const char *kind, const char *what, double points)
{
	part_add(e, kind, what, NULL, points);
	e->margin += points;
	qsort(e->parts, e->part_count, sizeof(*e->parts), strongest_first);
}
