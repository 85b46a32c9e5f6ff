#include "curate/teaching.h"

#include "base/memory.h"
#include "curate/bayes.h"
#include "curate/regression.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

/*
 * As long as labels are few, items of the backlog stand in for them: those the
 * terms hit best are taken to be wanted, a draw from those they hit least not.
 * Together each side weighs as much as weak_mass labels, falling as labels come.
 */
enum { WEAK_WANTED_MAX = 100, WEAK_UNWANTED_MAX = 400 };
static const double weak_mass = 30, weak_mass_labels = 40;

/* An example was chosen with care: it counts as so many keeps. */
static const double given_weight = 2;

/* What each part of a rank weighs, and after how many labels that has halved. */
static const double terms_gain = 1.2, terms_gain_labels = 80;
static const double regression_gain = 2;
static const double bayes_gain = 3, bayes_gain_labels = 400;

/* The chances that bayes starts from: half as steep as ranks are, and a tenth of the backlog is wanted at least. */
static const double bayes_steepness = 0.5, bayes_share = 0.1;
/* A backlog of so few items gives company to words by accident: bayes weighs half. */
static const double bayes_items = 500;

struct counted {
	size_t kept, skipped;
};

static struct counted
count_labels(const struct pupil *pupils, size_t count)
{
	struct counted labels = { 0 };

	for (size_t i = 0; i < count; i++) {
		labels.kept += pupils[i].opinion == OPINION_KEEP;
		labels.skipped += pupils[i].opinion == OPINION_SKIP;
	}
	return labels;
}

/* A pupil in the order of a key, then of the item's id. */
struct ranked {
	double key;
	const struct pupil *pupil;
};

static int
largest_first(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? 1 : -1;
	return (left->pupil->example->item_id > right->pupil->example->item_id) -
	       (left->pupil->example->item_id < right->pupil->example->item_id);
}

static bool
is_free(const struct pupil *pupil)
{
	return pupil->opinion == OPINION_NONE && !pupil->is_held_out;
}

static size_t
rank_wanted(const struct pupil *pupils, size_t count, struct ranked *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct pupil *p = &pupils[i];

		if (is_free(p) && p->sight.terms > 0 && !p->is_barred && p->prior > 0)
			out[n++] = (struct ranked) { p->prior * (1 + p->sight.terms), p };
	}
	qsort(out, n, sizeof(*out), largest_first);
	return n;
}

static int
rising(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double
median_prior(const struct pupil *pupils, size_t count)
{
	double *priors = mem_array(count + 1, sizeof(*priors)), median;

	for (size_t i = 0; i < count; i++)
		priors[i] = pupils[i].prior;
	qsort(priors, count, sizeof(*priors), rising);
	median = priors[count / 2];
	free(priors);
	return median;
}

/*
 * Drawn by a hash of the id: as the backlog moves on, most of the draw stays.
 * Never above the mean, where the wanted ones are: no item is both.
 */
static size_t
draw_unwanted(const struct pupil *pupils, size_t count, struct ranked *out)
{
	double most = fmin(median_prior(pupils, count), 0);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct pupil *p = &pupils[i];
		uint64_t lot = XXH3_64bits(&p->example->item_id, sizeof(p->example->item_id));

		if (is_free(p) && (p->is_barred || p->prior <= most))
			out[n++] = (struct ranked) { (double)(lot >> 11), p };
	}
	qsort(out, n, sizeof(*out), largest_first);
	return n;
}

static size_t
add_weak(struct lesson *lessons, size_t at, const struct ranked *ranked, size_t count, bool is_positive, double mass)
{
	for (size_t i = 0; i < count; i++)
		lessons[at++] = (struct lesson) { ranked[i].pupil->example->vector, mass / (double)count, is_positive };
	return at;
}

/* Labels and weak ones; each side then weighs `mass` + the labels of the side that has more. 0 lessons when a side has none. */
static size_t
prepare_lessons(const struct pupil *pupils, size_t count, struct counted labels, struct lesson *lessons)
{
	struct ranked *ranked = mem_array(count + 1, sizeof(*ranked));
	double fewer = (double)(labels.kept < labels.skipped ? labels.kept : labels.skipped);
	double more = (double)(labels.kept > labels.skipped ? labels.kept : labels.skipped);
	double mass = weak_mass / (1 + fewer / weak_mass_labels), side[2] = { 0 };
	size_t wanted = rank_wanted(pupils, count, ranked), unwanted, at;
	double weight[2]; /* of a label, by is_positive: never less than what the item would have counted without it */

	wanted = wanted < WEAK_WANTED_MAX ? wanted : WEAK_WANTED_MAX;
	at = add_weak(lessons, 0, ranked, wanted, true, mass);
	unwanted = draw_unwanted(pupils, count, ranked);
	unwanted = unwanted < WEAK_UNWANTED_MAX ? unwanted : WEAK_UNWANTED_MAX;
	at = add_weak(lessons, at, ranked, unwanted, false, mass);
	free(ranked);
	weight[true] = fmax(1, mass / (double)(wanted + 1));
	weight[false] = fmax(1, mass / (double)(unwanted + 1));
	for (size_t i = 0; i < count; i++) {
		bool is_positive = pupils[i].opinion == OPINION_KEEP;

		if (pupils[i].opinion != OPINION_NONE)
			lessons[at++] = (struct lesson) { pupils[i].example->vector,
				weight[is_positive] * (pupils[i].example->is_given ? given_weight : 1), is_positive };
	}
	for (size_t i = 0; i < at; i++)
		side[lessons[i].is_positive] += lessons[i].weight;
	for (size_t i = 0; i < at; i++)
		lessons[i].weight *= (more + mass) / side[lessons[i].is_positive];
	return side[0] > 0 && side[1] > 0 ? at : 0;
}

double
taught_rank(const struct taught *taught, const struct pupil *pupil)
{
	const struct vector *vector = pupil->example->vector;
	double rank = taught->bias + taught->prior_gain * pupil->prior;

	for (size_t k = 0; k < vector->count; k++)
		rank += taught->weights[vector_place(vector, k)] * (double)vector_value(vector, k);
	return rank;
}

/* The chance of each pupil such that `share` of them are wanted, labelled ones being what was said. */
static void
guess_chances(const double *ranks, const struct pupil *pupils, size_t count, double share, double *out)
{
	double low = -100, high = 100;

	for (int round = 0; round < 40; round++) {
		double shift = (low + high) / 2, sum = 0;

		for (size_t i = 0; i < count; i++) {
			out[i] = 1 / (1 + exp(-bayes_steepness * (ranks[i] + shift)));
			sum += out[i];
		}
		if (sum < share * (double)count)
			low = shift;
		else
			high = shift;
	}
	for (size_t i = 0; i < count; i++) {
		if (pupils[i].opinion != OPINION_NONE)
			out[i] = pupils[i].opinion == OPINION_KEEP;
		else if (pupils[i].is_barred)
			out[i] = 0;
	}
}

/* Adds gain times the standardised ranks by `weights` to what was taught. */
static void
add_standardised(
    struct taught *taught, const double *weights, double gain, const struct vector *const *vectors, size_t count)
{
	double mean = 0, squares = 0, deviation, n = (double)count;

	for (size_t i = 0; i < count; i++) {
		double rank = 0;

		for (size_t k = 0; k < vectors[i]->count; k++)
			rank += weights[vector_place(vectors[i], k)] * (double)vector_value(vectors[i], k);
		mean += rank / n;
		squares += rank * rank / n;
	}
	deviation = sqrt(fmax(squares - mean * mean, 0));
	if (deviation < 1e-6)
		return;
	for (size_t i = 0; i < taught->place_count; i++)
		taught->weights[i] += gain / deviation * weights[i];
	taught->bias -= gain * mean / deviation;
}

static double
share_of_hits(const struct pupil *pupils, size_t count)
{
	size_t hits = 0;

	for (size_t i = 0; i < count; i++)
		hits += pupils[i].sight.terms >= 2 || pupils[i].opinion == OPINION_KEEP;
	return fmax(bayes_share, fmin((double)hits / (double)count, 0.4));
}

static void
bar(double *weights, size_t place_count, const bool *is_barred)
{
	for (size_t i = 0; is_barred != NULL && i < place_count; i++)
		if (is_barred[i])
			weights[i] = 0;
}

static void
spread(struct taught *taught, const struct pupil *pupils, size_t count, const bool *is_barred, double gain,
    const struct pause *pause)
{
	const struct vector **vectors = mem_array(count, sizeof(*vectors));
	double *chances = mem_array(2 * count, sizeof(*chances)), *ranks = chances + count;
	double *weights = mem_array(taught->place_count + 1, sizeof(*weights));

	pause_take(pause);
	for (size_t i = 0; i < count; i++) {
		vectors[i] = pupils[i].example->vector;
		ranks[i] = taught_rank(taught, &pupils[i]);
	}
	pause_take(pause);
	guess_chances(ranks, pupils, count, share_of_hits(pupils, count), chances);
	pause_take(pause);
	bayes_fit(vectors, chances, count, weights, taught->place_count, pause);
	bar(weights, taught->place_count, is_barred);
	pause_take(pause);
	add_standardised(taught, weights, gain, vectors, count);
	free(weights);
	free(chances);
	free(vectors);
}

void
teach(const struct pupil *pupils, size_t count, size_t place_count, const bool *is_barred, const struct pause *pause,
    struct taught *out)
{
	struct counted labels = count_labels(pupils, count);
	double n = (double)(labels.kept + labels.skipped);
	struct lesson *lessons = mem_array(count + 1, sizeof(*lessons));
	size_t lesson_count = count == 0 ? 0 : prepare_lessons(pupils, count, labels, lessons);

	pause_take(pause);
	*out = (struct taught) { .prior_gain = terms_gain / (1 + n / terms_gain_labels), .place_count = place_count };
	out->weights = mem_array(place_count + 1, sizeof(*out->weights));
	pause_take(pause);
	if (lesson_count > 0) {
		out->bias = regression_gain * regression_fit(lessons, lesson_count, out->weights, place_count, pause);
		for (size_t i = 0; i < place_count; i++)
			out->weights[i] *= regression_gain;
		bar(out->weights, place_count, is_barred);
		spread(out, pupils, count, is_barred,
		    bayes_gain / (1 + n / bayes_gain_labels) * (double)count / ((double)count + bayes_items), pause);
	}
	free(lessons);
}

void
taught_fini(struct taught *taught)
{
	free(taught->weights);
	*taught = (struct taught) { 0 };
}
