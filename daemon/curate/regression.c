#include "curate/regression.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { NEWTON_STEPS = 10, GRADIENT_STEPS = 20 };

/* How much an error counts against the squares of the weights, and how little the bias is held back. */
static const double cost = 3, bias_penalty = 0.01;
/* A step is good enough when the residue's square has shrunk so much; a fit, when the gradient is so small. */
static const double step_accuracy = 1e-4, fit_accuracy = 1e-8;

/*
 * The places that occur in the lessons, numbered from 0 on so that the vectors
 * of the fit are short. The bias is one more column after them.
 */
struct cell {
	uint32_t column;
	float value;
};

struct fit {
	const struct lesson *lessons;
	size_t count;
	const struct pause *pause;
	struct cell *cells; /* the features of all lessons, one after the other */
	size_t column_count;
	double *curvature; /* of each lesson */
	/* one for each column and the bias */
	double *weights, *gradient, *residue, *direction, *bent, *step;
};

static uint32_t *
number_places(struct fit *fit, size_t place_count)
{
	uint32_t *places = mem_array(place_count + 1, sizeof(*places)); /* column + 1 */
	size_t features = 0, at = 0;

	for (size_t i = 0; i < fit->count; i++)
		features += fit->lessons[i].vector->count;
	fit->cells = mem_array(features + 1, sizeof(*fit->cells));
	for (size_t i = 0; i < fit->count; i++) {
		const struct vector *vector = fit->lessons[i].vector;

		for (size_t k = 0; k < vector->count; k++) {
			uint32_t *column = &places[vector_place(vector, k)];

			if (*column == 0)
				*column = (uint32_t)++fit->column_count;
			fit->cells[at++] = (struct cell) { *column - 1, vector_value(vector, k) };
		}
	}
	return places;
}

/* out = penalty * in + the sum over lessons of (scale(in . lesson)) * lesson: both the gradient and the curvature have this form. */
typedef double (*scale_function)(struct fit *fit, size_t lesson, double product);

static void
sweep(struct fit *fit, const double *in, double *out, scale_function scale)
{
	const struct cell *cells = fit->cells;
	size_t bias = fit->column_count;

	for (size_t i = 0; i < bias; i++)
		out[i] = in[i];
	out[bias] = bias_penalty * in[bias];
	for (size_t i = 0; i < fit->count; i++) {
		size_t count = fit->lessons[i].vector->count;
		double product = in[bias], factor;

		for (size_t k = 0; k < count; k++)
			product += in[cells[k].column] * (double)cells[k].value;
		factor = scale(fit, i, product);
		for (size_t k = 0; k < count; k++)
			out[cells[k].column] += factor * (double)cells[k].value;
		out[bias] += factor;
		cells += count;
	}
}

static double
slope(struct fit *fit, size_t lesson, double margin)
{
	double chance = 1 / (1 + exp(-margin)), weight = cost * fit->lessons[lesson].weight;

	fit->curvature[lesson] = weight * chance * (1 - chance);
	return weight * (chance - fit->lessons[lesson].is_positive);
}

static double
bend(struct fit *fit, size_t lesson, double product)
{
	return fit->curvature[lesson] * product;
}

static double
dot(const double *a, const double *b, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Solves curvature * step = -gradient. */
static void
find_step(struct fit *fit, double start)
{
	size_t n = fit->column_count + 1;
	double square = start;

	for (size_t i = 0; i < n; i++) {
		fit->step[i] = 0;
		fit->direction[i] = fit->residue[i] = -fit->gradient[i];
	}
	for (int round = 0; round < GRADIENT_STEPS && square > step_accuracy * start; round++) {
		double length, former = square;

		pause_take(fit->pause);
		sweep(fit, fit->direction, fit->bent, bend);
		length = square / dot(fit->direction, fit->bent, n);
		for (size_t i = 0; i < n; i++) {
			fit->step[i] += length * fit->direction[i];
			fit->residue[i] -= length * fit->bent[i];
		}
		square = dot(fit->residue, fit->residue, n);
		for (size_t i = 0; i < n; i++)
			fit->direction[i] = fit->residue[i] + square / former * fit->direction[i];
	}
}

double
regression_fit(
    const struct lesson *lessons, size_t count, double *out_weights, size_t place_count, const struct pause *pause)
{
	struct fit fit = { .lessons = lessons, .count = count, .pause = pause };
	uint32_t *places = number_places(&fit, place_count);
	size_t n = fit.column_count + 1;
	double *room = mem_array(6 * n + count, sizeof(*room)), bias;

	fit.weights = room;
	fit.gradient = room + n;
	fit.residue = room + 2 * n;
	fit.direction = room + 3 * n;
	fit.bent = room + 4 * n;
	fit.step = room + 5 * n;
	fit.curvature = room + 6 * n;
	for (int round = 0; round < NEWTON_STEPS; round++) {
		double square;

		pause_take(pause);
		sweep(&fit, fit.weights, fit.gradient, slope);
		square = dot(fit.gradient, fit.gradient, n);
		if (square < fit_accuracy)
			break;
		find_step(&fit, square);
		for (size_t i = 0; i < n; i++)
			fit.weights[i] += fit.step[i];
	}
	for (size_t i = 0; i < place_count; i++)
		if (places[i] != 0)
			out_weights[i] += fit.weights[places[i] - 1];
	bias = fit.weights[fit.column_count];
	free(places);
	free(fit.cells);
	free(room);
	return bias;
}
