#include "curate/model.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static const char mark[4] = { 'W', 'M', 'D', '3' };

void
model_free(struct model *model)
{
	if (model == NULL)
		return;
	prior_free(model->prior);
	free(model->weights);
	for (size_t i = 0; i < model->learnt_count; i++)
		free(model->learnt[i]);
	free(model);
}

uint64_t
model_lexicon(const struct model *model)
{
	return model->lexicon;
}

double
model_by_terms(const struct model *model, const struct vector *vector)
{
	return model->bias + model->prior_gain * prior_score(model->prior, vector->words, NULL);
}

double
model_penalty(const struct model *model, const struct vector *vector)
{
	struct hits hits;

	return prior_excluding(model->prior, vector->words, &hits) != NULL ? model_exclusion : 0;
}

double
model_margin(const struct model *model, const struct vector *vector)
{
	double margin = model_by_terms(model, vector);

	for (size_t i = 0; i < vector->count; i++)
		margin += model_feature(model, vector->features[i].place, vector->features[i].value);
	return margin + model_penalty(model, vector);
}

int
score_of(double margin)
{
	return (int)lround(100 / (1 + exp(-margin)));
}

double
margin_of(int score)
{
	double share = (score - 0.5) / 100;

	if (score <= 0)
		return -INFINITY;
	return score > 100 ? INFINITY : log(share / (1 - share));
}

size_t
model_learnt(const struct model *model, struct learnt_word *out, size_t limit)
{
	size_t count = model->learnt_count < limit ? model->learnt_count : limit;

	for (size_t i = 0; i < count; i++)
		out[i] = (struct learnt_word) { model->learnt[i], model->learnt_weights[i] };
	return count;
}

struct model_report
model_report(const struct model *model)
{
	return (struct model_report) { model->kept, model->skipped, model->given, model->calibration, model->grade };
}

/* Most weights are near 0: signs go to the lowest bit, so that small ones take a byte. */
static void
pack_weights(const struct model *model, struct buffer *out)
{
	pack_real(out, model->step);
	pack_count(out, model->weight_count);
	for (size_t i = 0; i < model->weight_count; i++) {
		int weight = model->weights[i];

		pack_count(out, weight < 0 ? 2 * (unsigned)-weight - 1 : 2 * (unsigned)weight);
	}
}

static void
unpack_weights(struct model *model, struct unpacking *u)
{
	model->step = unpack_real(u);
	model->weight_count = unpack_length(u, 1);
	if (model->weight_count > MODEL_WEIGHTS_MAX) {
		model->weight_count = 0;
		u->is_damaged = true;
	}
	model->weights = mem_array(model->weight_count + 1, sizeof(*model->weights));
	for (size_t i = 0; i < model->weight_count; i++) {
		int64_t packed = (int64_t)unpack_count(u, 2 * INT16_MAX);

		model->weights[i] = (int16_t)((packed & 1) != 0 ? -(packed + 1) / 2 : packed / 2);
	}
}

static void
pack_report(const struct model *model, struct buffer *out)
{
	pack_count(out, model->kept);
	pack_count(out, model->skipped);
	pack_count(out, model->given);
	pack_real(out, model->calibration.slope);
	pack_real(out, model->calibration.shift);
	pack_real(out, model->calibration.share);
	pack_count(out, model->grade.count);
	pack_count(out, model->grade.wanted);
	pack_count(out, model->grade.hits);
	pack_real(out, model->grade.auc);
}

static void
unpack_report(struct model *model, struct unpacking *u)
{
	model->kept = (size_t)unpack_count(u, INT32_MAX);
	model->skipped = (size_t)unpack_count(u, INT32_MAX);
	model->given = (size_t)unpack_count(u, INT32_MAX);
	model->calibration.slope = unpack_real(u);
	model->calibration.shift = unpack_real(u);
	model->calibration.share = unpack_real(u);
	model->grade.count = (size_t)unpack_count(u, INT32_MAX);
	model->grade.wanted = (size_t)unpack_count(u, INT32_MAX);
	model->grade.hits = (size_t)unpack_count(u, INT32_MAX);
	model->grade.auc = unpack_real(u);
}

void
model_write(const struct model *model, struct buffer *out)
{
	pack_begin(out, mark);
	pack_count(out, model->lexicon);
	pack_report(model, out);
	prior_pack(model->prior, out);
	pack_real(out, model->prior_gain);
	pack_real(out, model->bias);
	pack_weights(model, out);
	pack_count(out, model->learnt_count);
	for (size_t i = 0; i < model->learnt_count; i++) {
		pack_text(out, model->learnt[i]);
		pack_real(out, model->learnt_weights[i]);
	}
	pack_end(out);
}

bool
model_read(const void *bytes, size_t len, struct model **out, struct err *err)
{
	struct unpacking u;
	struct model *model;
	uint64_t hash;
	size_t learnt;

	if (!unpack_begin(&u, bytes, len, mark, &hash, err))
		return err_wrap(err, "model");
	model = mem_alloc(sizeof(*model));
	model->lexicon = unpack_count(&u, UINT64_MAX);
	unpack_report(model, &u);
	model->prior = prior_unpack(&u);
	model->prior_gain = unpack_real(&u);
	model->bias = unpack_real(&u);
	unpack_weights(model, &u);
	learnt = (size_t)unpack_count(&u, MODEL_LEARNT_MAX);
	while (model->learnt_count < learnt && !u.is_damaged) {
		model->learnt[model->learnt_count] = unpack_text(&u);
		model->learnt_weights[model->learnt_count++] = unpack_real(&u);
	}
	if (u.is_damaged || u.at != u.end) {
		model_free(model);
		return err_set(err, ERR_DAMAGED, "model: parts that were never written");
	}
	*out = model;
	return true;
}
