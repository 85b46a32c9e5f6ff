#include "curate/panel.h"

#include "base/memory.h"
#include "curate/model.h"

#include <stdlib.h>
#include <string.h>

/* The tables of fewer models are in the cache that is near, a bench of them is not. */
enum { BENCH_MODELS_MIN = 4, FETCH_AHEAD = 16 };

/* What the words of one place weigh in each model of a bench; half a cache line. */
struct row {
	int16_t weights[PANEL_WIDTH];
};

struct bench {
	double steps[PANEL_WIDTH];
	struct row *rows; /* by place, and an empty one behind them */
	size_t row_count;
};

struct panel {
	const struct model **models;
	size_t count;
	struct bench benches[PANEL_MODELS_MAX / PANEL_WIDTH];
	size_t bench_count;
};

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
bench_init(struct bench *bench, const struct model *const *models, size_t count)
{
	for (size_t m = 0; m < count; m++)
		if (models[m]->weight_count > bench->row_count)
			bench->row_count = models[m]->weight_count;
	bench->rows = mem_array(bench->row_count + 1, sizeof(*bench->rows));
	for (size_t m = 0; m < count; m++) {
		bench->steps[m] = models[m]->step;
		for (size_t i = 0; i < models[m]->weight_count; i++)
			bench->rows[i].weights[m] = models[m]->weights[i];
	}
}

struct panel *
panel_new(const struct model *const *models, size_t count)
{
	struct panel *panel = mem_alloc(sizeof(*panel));
	size_t seated = smaller(count, PANEL_MODELS_MAX);

	panel->models = mem_array(count, sizeof(*panel->models));
	panel->count = count;
	for (size_t m = 0; m < count; m++)
		panel->models[m] = models[m];
	for (size_t m = 0; m + BENCH_MODELS_MIN <= seated; m += PANEL_WIDTH)
		bench_init(&panel->benches[panel->bench_count++], models + m, smaller(seated - m, PANEL_WIDTH));
	return panel;
}

void
panel_free(struct panel *panel)
{
	if (panel == NULL)
		return;
	for (size_t b = 0; b < panel->bench_count; b++)
		free(panel->benches[b].rows);
	free(panel->models);
	free(panel);
}

static const struct row *
row_of(const struct bench *bench, const struct feature *feature)
{
	return &bench->rows[smaller(feature->place, bench->row_count)];
}

/* What is added up here lies where nothing else is: so it is done for several models at a time. */
struct sums {
	double of[PANEL_WIDTH];
};

/* Adds in the order of the features, as model_margin does. */
static struct sums
add_features(const struct bench *bench, const struct vector *vector, struct sums sums)
{
	struct sums steps;

	memcpy(steps.of, bench->steps, sizeof(steps.of));
	for (size_t i = 0; i < vector->count; i++) {
		const struct feature *f = &vector->features[i];
		const struct row *row = row_of(bench, f);
		double value = (double)f->value;

		if (i + FETCH_AHEAD < vector->count)
			__builtin_prefetch(row_of(bench, f + FETCH_AHEAD));
		for (size_t m = 0; m < PANEL_WIDTH; m++)
			sums.of[m] += steps.of[m] * row->weights[m] * value;
	}
	return sums;
}

static void
bench_margins(const struct bench *bench, const struct model *const *models, size_t count, const struct vector *vector,
    double *out)
{
	struct sums sums = { 0 };

	for (size_t m = 0; m < count; m++)
		sums.of[m] = model_by_terms(models[m], vector);
	sums = add_features(bench, vector, sums);
	for (size_t m = 0; m < count; m++)
		out[m] = sums.of[m] + model_penalty(models[m], vector);
}

void
panel_margins(const struct panel *panel, const struct vector *vector, double *out)
{
	size_t at = 0;

	for (size_t b = 0; b < panel->bench_count; b++, at += PANEL_WIDTH)
		bench_margins(
		    &panel->benches[b], panel->models + at, smaller(panel->count - at, PANEL_WIDTH), vector, out + at);
	for (; at < panel->count; at++)
		out[at] = model_margin(panel->models[at], vector);
}
