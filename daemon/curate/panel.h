/*
 * panel: models that judge an item together.
 *
 * Each has its weights in a table of its own, which an item's words are all
 * over: side by side, what a word weighs in sixteen topics is one look into
 * memory instead of sixteen. The models are borrowed.
 */
#ifndef CURATE_PANEL_H
#define CURATE_PANEL_H

#include "curate/judge.h"

#include <stddef.h>

struct panel;

/* The models are made with the same lexicon. Past PANEL_MODELS_MAX they judge one by one: a table of them all would take too much memory. */
enum { PANEL_WIDTH = 16, PANEL_MODELS_MAX = 64 };
struct panel *panel_new(const struct model *const *models, size_t count);
void panel_free(struct panel *panel); /* NULL is fine */

/* Exactly model_margin of each, in their order. */
void panel_margins(const struct panel *panel, const struct vector *vector, double *out);

#endif
