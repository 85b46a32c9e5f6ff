#include "curate/judge.h"

#include "base/memory.h"
#include "curate/grading.h"
#include "curate/model.h"
#include "curate/teaching.h"

#include <math.h>
#include <stdlib.h>

/* Labels are graded by what was taught without them: all but one part in so many at a time. */
enum { FOLDS = 5 };

enum { PAUSE_PUPILS = 500 };

/* How much of a backlog is wanted, at least and at most, as far as the terms tell. */
static const double share_min = 0.01, share_max = 0.4;

/* A backlog with everything that is asked of each item more than once. */
struct class
{
	struct pupil *pupils; /* in the order of ids */
	size_t count;
	size_t place_count;
	bool *is_barred; /* by place; NULL: none is */
	const struct pause *pause;
	size_t kept, skipped, given;
};

static int
by_id(const void *a, const void *b)
{
	int64_t left = ((const struct pupil *)a)->example->item_id, right = ((const struct pupil *)b)->example->item_id;

	return (left > right) - (left < right);
}

/* A forgotten word in all languages, and with it what it shares with words that begin alike: nothing of it is left. */
static bool *
bar_forgotten(const struct topic *topic, const struct lexicon *lexicon, struct stemmers *stemmers)
{
	size_t place_count = lexicon_word_count(lexicon);
	bool *is_barred = topic->forgotten_count > 0 ? mem_array(place_count + 1, sizeof(*is_barred)) : NULL;
	ARENA arena = arena_new();

	for (size_t i = 0; i < topic->forgotten_count * LANGUAGES; i++) {
		const struct words *words =
		    words_of_phrase(stemmers, topic->forgotten[i / LANGUAGES], (enum language)(i % LANGUAGES), arena);

		for (size_t k = 0; k < words->count; k++) {
			size_t place = lexicon_place(lexicon, words->list[k].stem);

			if (place < place_count)
				is_barred[place] = true;
		}
		arena_clear(arena);
	}
	return is_barred;
}

static void
class_assemble(
    struct class *class, const struct topic *topic, const struct example *examples, size_t count, size_t place_count)
{
	*class = (struct class) { .count = count, .place_count = place_count };
	class->pupils = mem_array(count + 1, sizeof(*class->pupils));
	for (size_t i = 0; i < count; i++)
		class->pupils[i] = (struct pupil) { .example = &examples[i],
			.opinion =
			    topic->is_learning_off && !examples[i].is_given ? OPINION_NONE : examples[i].opinion };
	qsort(class->pupils, count, sizeof(*class->pupils), by_id);
	for (size_t i = 0; i < count; i++) {
		bool is_given = class->pupils[i].example->is_given && class->pupils[i].opinion != OPINION_NONE;

		class->given += is_given;
		class->kept += !is_given && class->pupils[i].opinion == OPINION_KEEP;
		class->skipped += class->pupils[i].opinion == OPINION_SKIP;
	}
}

static void
class_read_terms(struct class *class, struct prior *prior, const struct lexicon *lexicon)
{
	struct glance *glances = mem_array(class->count + 1, sizeof(*glances));
	struct hits *hits = mem_array(class->count * prior->term_count + 1, sizeof(*hits));

	prior_place(prior, lexicon);
	for (size_t i = 0; i < class->count; i++) {
		if (i % PAUSE_PUPILS == 0)
			pause_take(class->pause);
		glances[i].hits = hits + i * prior->term_count;
		prior_glance(prior, class->pupils[i].example->vector, &glances[i]);
	}
	prior_learn(prior, glances, class->count);
	for (size_t i = 0; i < class->count; i++) {
		class->pupils[i].prior = prior_glance_score(prior, &glances[i], &class->pupils[i].sight);
		class->pupils[i].is_barred = glances[i].is_excluded;
	}
	free(hits);
	free(glances);
}

/* Deals labels to the folds in turn, kept and skipped ones each by themselves. */
static bool
is_in_fold(const struct pupil *pupil, size_t dealt[3], size_t fold)
{
	enum opinion opinion = pupil->example->opinion;

	return opinion != OPINION_NONE && !pupil->example->is_given && dealt[opinion]++ % FOLDS == fold;
}

/* Ranks the labels of one fold by what the others teach. */
static size_t
grade_fold(struct class *class, size_t fold, struct graded *out)
{
	size_t dealt[3] = { 0 }, count = 0;
	struct taught taught;

	for (size_t i = 0; i < class->count; i++) {
		struct pupil *p = &class->pupils[i];

		p->is_held_out = is_in_fold(p, dealt, fold);
		p->opinion = p->is_held_out ? OPINION_NONE : p->example->opinion;
	}
	teach(class->pupils, class->count, class->place_count, class->is_barred, class->pause, &taught);
	for (size_t i = 0; i < class->count; i++) {
		struct pupil *p = &class->pupils[i];

		if (p->is_held_out)
			out[count++] = (struct graded) { taught_rank(&taught, p), p->example->opinion == OPINION_KEEP };
		p->is_held_out = false;
		p->opinion = p->example->opinion;
	}
	taught_fini(&taught);
	return count;
}

static double
usual_share(const struct class *class)
{
	double sum = 0;

	for (size_t i = 0; i < class->count; i++)
		sum += class->pupils[i].sight.hint;
	return fmin(fmax(sum / ((double)class->count + 1), share_min), share_max);
}

static struct calibration
class_calibrate(struct class *class, const struct taught *taught, struct grade *out_grade)
{
	double *ranks = mem_array(class->count + 1, sizeof(*ranks));
	struct graded *labels = mem_array(class->kept + class->skipped + 1, sizeof(*labels));
	struct calibration calibration;
	size_t graded = 0, rank_count = 0;

	/* Of labelled ones nothing is left to be guessed: an item that was kept must not push itself down. */
	for (size_t i = 0; i < class->count; i++)
		if (class->pupils[i].opinion == OPINION_NONE)
			ranks[rank_count++] = taught_rank(taught, &class->pupils[i]);
	for (size_t fold = 0; fold<FOLDS &&class->kept> 0 && class->skipped > 0; fold++)
		graded += grade_fold(class, fold, labels + graded);
	calibration = calibrate(ranks, rank_count, labels, graded, usual_share(class));
	*out_grade = grade_ranking(labels, graded);
	free(labels);
	free(ranks);
	return calibration;
}

static void
keep_weights(struct model *model, const struct taught *taught, double slope)
{
	double largest = 0;

	model->weight_count = taught->place_count < MODEL_WEIGHTS_MAX ? taught->place_count : MODEL_WEIGHTS_MAX;
	model->weights = mem_array(model->weight_count + 1, sizeof(*model->weights));
	for (size_t i = 0; i < model->weight_count; i++)
		largest = fmax(largest, fabs(slope * taught->weights[i]));
	model->step = largest / INT16_MAX;
	for (size_t i = 0; i < model->weight_count && largest > 0; i++)
		model->weights[i] = (int16_t)lround(slope * taught->weights[i] / model->step);
}

struct strength {
	uint32_t place;
	double weight;
	double felt; /* how much it moves the margins of the backlog */
};

static int
strongest_first(const void *a, const void *b)
{
	const struct strength *left = a, *right = b;

	if (left->felt != right->felt)
		return left->felt < right->felt ? 1 : -1;
	return (left->place > right->place) - (left->place < right->place);
}

/* NULL: of a root. */
static const char *
feature_spelling(const struct vector *vector, size_t at)
{
	if (vector->words == NULL)
		return spellings_at(vector->spellings, vector_place(vector, at));
	return vector->words->list[vector->features[at].word].spelling;
}

/* The spelling of the stem at a place, where it comes first in the backlog; NULL for a root. */
static const char *
spelling_at(const struct class *class, uint32_t place)
{
	for (size_t i = 0; i < class->count; i++) {
		const struct vector *vector = class->pupils[i].example->vector;

		for (size_t k = 0; k < vector->count; k++)
			if (vector_place(vector, k) == place)
				return feature_spelling(vector, k);
	}
	return NULL;
}

/* Notes the words that move the most, for people to read. */
static void
keep_learnt(struct model *model, const struct class *class)
{
	struct strength *strengths = mem_array(model->weight_count + 1, sizeof(*strengths));
	size_t count = 0;

	for (size_t i = 0; i < model->weight_count; i++)
		strengths[i] = (struct strength) { (uint32_t)i, model->step * model->weights[i], 0 };
	for (size_t i = 0; i < class->count; i++) {
		const struct vector *vector = class->pupils[i].example->vector;

		for (size_t k = 0; k < vector->count; k++) {
			uint32_t place = vector_place(vector, k);

			if (place < model->weight_count && feature_spelling(vector, k) != NULL)
				strengths[place].felt += fabs(model_feature(model, place, vector_value(vector, k)));
		}
	}
	for (size_t i = 0; i < model->weight_count; i++)
		if (strengths[i].felt > 0)
			strengths[count++] = strengths[i];
	qsort(strengths, count, sizeof(*strengths), strongest_first);
	for (size_t i = 0; i < count && model->learnt_count < MODEL_LEARNT_MAX; i++) {
		const char *spelling = spelling_at(class, strengths[i].place);

		if (spelling == NULL)
			break;
		model->learnt[model->learnt_count] = mem_strdup(spelling);
		model->learnt_weights[model->learnt_count++] = strengths[i].weight;
	}
	free(strengths);
}

struct model *
model_fit_pausing(const struct topic *topic, const struct lexicon *lexicon, const struct example *examples,
    size_t example_count, struct stemmers *stemmers, const struct pause *pause)
{
	struct model *model = mem_alloc(sizeof(*model));
	struct taught taught;
	struct class class;

	class_assemble(&class, topic, examples, example_count, lexicon_word_count(lexicon));
	class.pause = pause;
	class.is_barred = bar_forgotten(topic, lexicon, stemmers);
	model->lexicon = lexicon_stamp(lexicon);
	model->kept = class.kept;
	model->skipped = class.skipped;
	model->given = class.given;
	model->prior = prior_new(topic, stemmers);
	class_read_terms(&class, model->prior, lexicon);
	teach(class.pupils, class.count, class.place_count, class.is_barred, pause, &taught);
	pause_take(pause);
	model->calibration = class_calibrate(&class, &taught, &model->grade);
	model->prior_gain = model->calibration.slope * taught.prior_gain;
	model->bias = model->calibration.slope * taught.bias + model->calibration.shift;
	keep_weights(model, &taught, model->calibration.slope);
	pause_take(pause);
	keep_learnt(model, &class);
	taught_fini(&taught);
	free(class.is_barred);
	free(class.pupils);
	return model;
}

struct model *
model_fit(const struct topic *topic, const struct lexicon *lexicon, const struct example *examples,
    size_t example_count, struct stemmers *stemmers)
{
	return model_fit_pausing(topic, lexicon, examples, example_count, stemmers, NULL);
}
