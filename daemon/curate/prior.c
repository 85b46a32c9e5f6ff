#include "curate/prior.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* BM25F's constants: how soon repetition stops counting, how much length matters, what a title counts. */
static const double k1 = 1.2, b = 0.75, title_weight = 2;

/* So many imagined items without a hit keep a small backlog from making much of little. */
static const double imagined_items = 5;

/* In a text of so many words, a single hit means as much as not. */
static const double telling_length = 30;

struct prior *
prior_new(const struct topic *topic, struct stemmers *stemmers)
{
	struct prior *prior = mem_alloc(sizeof(*prior));

	prior->terms = mem_array(topic->term_count + 1, sizeof(*prior->terms));
	for (size_t i = 0; i < topic->term_count; i++)
		prior->terms[prior->term_count++] =
		    phrase_of(topic->terms[i].phrase, topic->terms[i].weight, topic->language, stemmers);
	prior->excluded = mem_array(topic->exclude_count + 1, sizeof(*prior->excluded));
	for (size_t i = 0; i < topic->exclude_count; i++)
		prior->excluded[prior->excluded_count++] = phrase_of(topic->exclude[i], 1, topic->language, stemmers);
	prior_learn(prior, NULL, 0);
	return prior;
}

void
prior_free(struct prior *prior)
{
	if (prior == NULL)
		return;
	phrases_free(prior->terms, prior->term_count);
	phrases_free(prior->excluded, prior->excluded_count);
	free(prior);
}

/* BM25F of one term, before anything is standardised. */
static double
raw_term_score(const struct prior *prior, const struct phrase *term, struct hits hits, double length)
{
	double times = title_weight * hits.in_title + hits.in_body;

	if (times <= 0)
		return 0;
	return term->weight * term->rarity * times * (k1 + 1) /
	       (times + k1 * (1 - b + b * length / prior->mean_length));
}

static double
length_of(const struct words *words)
{
	return (double)(words->title_count + words->body_count);
}

double
prior_term_score(const struct prior *prior, const struct phrase *term, const struct words *words, struct hits *out_hits)
{
	*out_hits = phrase_hits(term, words);
	return raw_term_score(prior, term, *out_hits, length_of(words)) / prior->deviation;
}

/* Two terms, or one in the title, are no accident; one in the text is the less telling, the longer the text. */
static double
hint_of(unsigned terms, bool is_in_title, double length)
{
	double by_length = length / telling_length;

	if (terms == 0)
		return 0;
	return terms >= 2 || is_in_title ? 1 : 1 / (1 + by_length * by_length);
}

/* What is seen term by term. */
struct tally {
	double score;
	unsigned terms;
	bool is_in_title;
};

static void
tally_add(struct tally *tally, double score, struct hits hits)
{
	tally->score += score;
	tally->terms += hits.in_title + hits.in_body > 0;
	tally->is_in_title = tally->is_in_title || hits.in_title > 0;
}

static double
tally_end(const struct tally *tally, double length, struct sight *out_sight)
{
	if (out_sight != NULL)
		*out_sight = (struct sight) { tally->terms, hint_of(tally->terms, tally->is_in_title, length) };
	return tally->score;
}

double
prior_score(const struct prior *prior, const struct words *words, struct sight *out_sight)
{
	struct tally tally = { .score = -prior->mean / prior->deviation };

	for (size_t i = 0; i < prior->term_count; i++) {
		struct hits hits;
		double score = prior_term_score(prior, &prior->terms[i], words, &hits);

		tally_add(&tally, score, hits);
	}
	return tally_end(&tally, length_of(words), out_sight);
}

double
prior_glance_score(const struct prior *prior, const struct glance *glance, struct sight *out_sight)
{
	struct tally tally = { .score = -prior->mean / prior->deviation };

	for (size_t i = 0; i < prior->term_count; i++)
		tally_add(&tally,
		    raw_term_score(prior, &prior->terms[i], glance->hits[i], glance->length) / prior->deviation,
		    glance->hits[i]);
	return tally_end(&tally, glance->length, out_sight);
}

const struct phrase *
prior_excluding(const struct prior *prior, const struct words *words, struct hits *out_hits)
{
	for (size_t i = 0; i < prior->excluded_count; i++) {
		*out_hits = phrase_hits(&prior->excluded[i], words);
		if (out_hits->in_title + out_hits->in_body > 0)
			return &prior->excluded[i];
	}
	return NULL;
}

static uint64_t
sieve_bit(uint32_t place, size_t *out_word)
{
	*out_word = place / 64 % PRIOR_SIEVE_WORDS;
	return UINT64_C(1) << place % 64;
}

static void
form_place(struct phrase_form *form, const struct lexicon *lexicon, uint64_t *sieve)
{
	for (size_t i = 0; i < form->length; i++) {
		size_t word;
		uint64_t bit;

		form->places[i] = lexicon_place(lexicon, form->stems[i]);
		bit = sieve_bit(form->places[i], &word);
		if (form->places[i] != LEXICON_NO_PLACE)
			sieve[word] |= bit;
	}
}

static void
phrases_place(struct phrase *phrases, size_t count, const struct lexicon *lexicon, uint64_t *sieve)
{
	for (size_t i = 0; i < count; i++)
		for (size_t f = 0; f < phrases[i].form_count; f++)
			form_place(&phrases[i].forms[f], lexicon, sieve);
}

void
prior_place(struct prior *prior, const struct lexicon *lexicon)
{
	memset(prior->sieve, 0, sizeof(prior->sieve));
	phrases_place(prior->terms, prior->term_count, lexicon, prior->sieve);
	phrases_place(prior->excluded, prior->excluded_count, lexicon, prior->sieve);
}

/* The features of a vector that may be a word of some phrase: few among many, which each phrase would look through. */
enum { SIFTED_MAX = 32 };
struct sifted {
	const struct vector *vector;
	uint16_t at[SIFTED_MAX]; /* indexes of features */
	size_t count;
	bool is_full; /* there may be more */
};

static void
sift(const struct prior *prior, const struct vector *vector, struct sifted *out)
{
	out->vector = vector;
	out->count = 0;
	for (size_t i = 0; i < vector->count && out->count < SIFTED_MAX; i++) {
		size_t word;
		uint64_t bit = sieve_bit(vector_place(vector, i), &word);

		if ((prior->sieve[word] & bit) != 0)
			out->at[out->count++] = (uint16_t)i;
	}
	out->is_full = out->count == SIFTED_MAX;
}

/* ORDER_UNKNOWN when the vector has none of this place. */
static uint16_t
feature_at(const struct sifted *sifted, uint32_t place)
{
	const struct vector *vector = sifted->vector;

	for (size_t i = 0; i < sifted->count; i++)
		if (vector_place(vector, sifted->at[i]) == place)
			return sifted->at[i];
	if (!sifted->is_full)
		return ORDER_UNKNOWN;
	for (size_t i = sifted->at[SIFTED_MAX - 1]; i < vector->count; i++)
		if (vector_place(vector, i) == place)
			return (uint16_t)i;
	return ORDER_UNKNOWN;
}

static unsigned
count_in_order(const uint16_t *order, size_t count, const uint16_t *wanted, size_t length)
{
	unsigned times = 0;

	for (size_t i = 0; i + length <= count; i++)
		times += memcmp(order + i, wanted, length * sizeof(*wanted)) == 0;
	return times;
}

/* As form_hits, of a condensed vector. */
static struct hits
placed_hits(const struct phrase_form *form, const void *text)
{
	const struct sifted *sifted = text;
	const struct vector *vector = sifted->vector;
	uint16_t wanted[PHRASE_STEMS_MAX];

	for (size_t i = 0; i < form->length; i++) {
		wanted[i] = feature_at(sifted, form->places[i]);
		if (wanted[i] == ORDER_UNKNOWN)
			return (struct hits) { 0 };
	}
	return (struct hits) {
		count_in_order(vector->order, vector->title_count, wanted, form->length),
		count_in_order(vector->order + vector->title_count, vector->body_count, wanted, form->length),
	};
}

static struct hits
hits_in(const struct phrase *phrase, const struct sifted *sifted)
{
	const struct vector *vector = sifted->vector;

	if (vector->words != NULL)
		return phrase_hits(phrase, vector->words);
	return phrase_hits_by(phrase, vector->language, placed_hits, sifted);
}

void
prior_glance(const struct prior *prior, const struct vector *vector, struct glance *out)
{
	struct sifted sifted;

	sift(prior, vector, &sifted);
	out->length =
	    vector->words != NULL ? length_of(vector->words) : (double)(vector->title_count + vector->body_count);
	for (size_t i = 0; i < prior->term_count; i++)
		out->hits[i] = hits_in(&prior->terms[i], &sifted);
	out->is_excluded = false;
	for (size_t i = 0; i < prior->excluded_count && !out->is_excluded; i++) {
		struct hits hits = hits_in(&prior->excluded[i], &sifted);

		out->is_excluded = hits.in_title + hits.in_body > 0;
	}
}

static double
rarity_of(size_t term, const struct glance *backlog, size_t count)
{
	double holders = 0, n = (double)count;

	for (size_t i = 0; i < count; i++)
		holders += backlog[i].hits[term].in_title + backlog[i].hits[term].in_body > 0;
	return log((n - holders + 0.5) / (holders + 0.5) + 1);
}

void
prior_learn(struct prior *prior, const struct glance *backlog, size_t count)
{
	double n = (double)count + imagined_items, length = 100 * imagined_items, sum = 0, squares = 0;

	for (size_t i = 0; i < count; i++)
		length += backlog[i].length;
	for (size_t i = 0; i < prior->term_count; i++)
		prior->terms[i].rarity = rarity_of(i, backlog, count);
	prior->mean_length = length / n;
	prior->mean = 0;
	prior->deviation = 1;
	for (size_t i = 0; i < count; i++) {
		double score = prior_glance_score(prior, &backlog[i], NULL);

		sum += score;
		squares += score * score;
	}
	prior->mean = sum / n;
	prior->deviation = sqrt((squares + imagined_items) / n - prior->mean * prior->mean);
}

void
prior_pack(const struct prior *prior, struct buffer *out)
{
	phrases_pack(prior->terms, prior->term_count, out);
	phrases_pack(prior->excluded, prior->excluded_count, out);
	pack_real(out, prior->mean_length);
	pack_real(out, prior->mean);
	pack_real(out, prior->deviation);
}

struct prior *
prior_unpack(struct unpacking *u)
{
	struct prior *prior = mem_alloc(sizeof(*prior));

	prior->terms = phrases_unpack(u, &prior->term_count);
	prior->excluded = phrases_unpack(u, &prior->excluded_count);
	prior->mean_length = unpack_real(u);
	prior->mean = unpack_real(u);
	prior->deviation = unpack_real(u);
	if (prior->mean_length <= 0 || prior->deviation <= 0)
		u->is_damaged = true;
	return prior;
}
