#include "ingest/judgement.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/shelf.h"
#include "curate/judge.h"
#include "curate/lexicon.h"
#include "curate/panel.h"
#include "curate/vector.h"
#include "ingest/hold.h"
#include "ingest/requests.h"
#include "ingest/rescoring.h"
#include "ingest/weights.h"

#include <stdlib.h>

/*
 * A new lexicon is due when the backlog has grown by a fifth, or by
 * GROWTH_ITEMS_MAX; while it is small, whenever it has grown at all: then every
 * item counts, and fitting is quick.
 */
enum {
	SMALL_BACKLOG = 2000,
	GROWTH_SHARE = 5,
	GROWTH_ITEMS_MAX = 10000,
	FAR_BEHIND = 16,
	LULL_MS = 300,
	CATCH_UP_ITEMS = 100,
	KEEP_UP_STEPS = 32
};

struct judgement {
	struct writer *w;
	struct stemmers *stemmers;
	struct lexicon *live;
	int64_t counted_up_to;        /* items with a larger id that were there before us are not in `live` yet ... */
	int64_t catch_up_to;          /* ... up to this one; those that came since are */
	const struct lexicon *frozen; /* on w->sharing->lexicons, as is the former one */
	int64_t generation;           /* of `frozen`: the largest item id when it was written; 0: none */
	struct judged_topic *topics;
	size_t topic_count;
	struct weights weights;
	struct panel *panel;         /* the models of all topics that have one; NULL while they change */
	struct rescoring *rescoring; /* under way, or NULL */
};

static bool
load_lexicon(struct judgement *j, struct arena *arena, struct err *err)
{
	struct lexicon *frozen;
	const void *bytes = NULL;
	size_t len = 0;

	if (!store_lexicon_get(j->w->store, j->generation, arena, &bytes, &len, err) ||
	    !lexicon_read(bytes, len, &frozen, err))
		return false;
	shelf_put(j->w->sharing->lexicons, j->generation, frozen);
	j->frozen = frozen;
	return lexicon_read(bytes, len, &j->live, err);
}

/* A model that can't be used is fitted anew: nothing but time is lost. */
static void
load_topic(struct judgement *j, const struct store_topic *known)
{
	struct judged_topic *t = &j->topics[j->topic_count++];
	struct err err = { 0 };

	t->topic_id = known->id;
	t->is_stale = true;
	if (known->generation != j->generation || j->frozen == NULL || known->model == NULL)
		return;
	if (!model_read(known->model, known->model_bytes, &t->model, &err)) {
		log_warning("model unreadable, fitting anew", LOG_TEXT("topic", known->topic.name),
		    LOG_TEXT("error", err.text));
		return;
	}
	t->lexicon = j->frozen;
	t->is_stale = model_lexicon(t->model) != lexicon_stamp(j->frozen);
	if (t->is_stale) {
		model_free(t->model);
		t->model = NULL;
	}
}

static bool
load(struct judgement *j, struct err *err)
{
	ARENA arena = arena_new();
	struct store_topic *topics;
	struct err unreadable = { 0 };
	size_t count;

	if (!store_topic_list(j->w->store, arena, &topics, &count, err) ||
	    !store_item_last_id(j->w->store, &j->catch_up_to, err) || !weights_load(&j->weights, j->w->store, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (topics[i].generation > j->generation)
			j->generation = topics[i].generation;
	if (j->generation > 0 && !load_lexicon(j, arena, &unreadable)) {
		log_warning("lexicon unreadable, counting anew", LOG_TEXT("error", unreadable.text));
		j->generation = 0;
	}
	if (j->live == NULL)
		j->live = lexicon_new();
	j->counted_up_to = j->generation;
	j->topics = mem_array(count, sizeof(*j->topics));
	for (size_t i = 0; i < count; i++)
		load_topic(j, &topics[i]);
	return true;
}

bool
judgement_new(struct writer *w, struct judgement **out, struct err *err)
{
	struct judgement *j = mem_alloc(sizeof(*j));

	j->w = w;
	j->stemmers = stemmers_new();
	if (!load(j, err)) {
		judgement_free(j);
		return false;
	}
	*out = j;
	return true;
}

static void
unload(struct judgement *j)
{
	panel_free(j->panel);
	rescoring_free(j->rescoring);
	for (size_t i = 0; i < j->topic_count; i++)
		model_free(j->topics[i].model);
	free(j->topics);
	weights_fini(&j->weights);
	shelf_leave(j->w->sharing->lexicons, j->frozen);
	lexicon_free(j->live);
	*j = (struct judgement) { .w = j->w, .stemmers = j->stemmers };
}

void
judgement_free(struct judgement *j)
{
	if (j == NULL)
		return;
	unload(j);
	stemmers_free(j->stemmers);
	free(j);
}

void
judgement_forget(struct judgement *j)
{
	struct err err = { 0 };

	unload(j);
	if (!load(j, &err)) {
		log_error("judgement not loaded", LOG_TEXT("error", err.text));
		if (j->live == NULL)
			j->live = lexicon_new();
	}
}

/* The vectors of one item by the one or two lexicons in use: a topic's model judges by its own. */
struct weighed {
	const struct lexicon *lexicon;
	const struct vector *vector;
};

static const struct vector *
weigh(struct weighed seen[2], const struct lexicon *lexicon, const struct words *words, struct arena *arena)
{
	size_t i = seen[0].lexicon == lexicon || seen[0].lexicon == NULL ? 0 : 1;

	if (seen[i].lexicon != lexicon)
		seen[i] = (struct weighed) { lexicon, vector_of(words, lexicon, arena) };
	return seen[i].vector;
}

static size_t
score_by_each(const struct judgement *j, const struct words *words, struct store_margin *out, struct arena *arena)
{
	struct weighed seen[2] = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < j->topic_count; i++) {
		const struct judged_topic *t = &j->topics[i];

		if (t->model != NULL)
			out[count++] = (struct store_margin) { t->topic_id,
				model_margin(t->model, weigh(seen, t->lexicon, words, arena)) };
	}
	return count;
}

static struct panel *
seat(const struct judgement *j)
{
	const struct model **models = mem_array(j->topic_count, sizeof(*models));
	struct panel *panel;
	size_t count = 0;

	for (size_t i = 0; i < j->topic_count; i++)
		if (j->topics[i].model != NULL)
			models[count++] = j->topics[i].model;
	panel = panel_new(models, count);
	free(models);
	return panel;
}

/* While no pass is under way: then all models are of the frozen lexicon. */
static size_t
score_by_panel(struct judgement *j, const struct words *words, struct store_margin *out, struct arena *arena)
{
	double *margins = arena_alloc(arena, (j->topic_count + 1) * sizeof(*margins));
	size_t count = 0;

	if (j->panel == NULL)
		j->panel = seat(j);
	panel_margins(j->panel, vector_of(words, j->frozen, arena), margins);
	for (size_t i = 0; i < j->topic_count; i++)
		if (j->topics[i].model != NULL) {
			out[count] = (struct store_margin) { j->topics[i].topic_id, margins[count] };
			count++;
		}
	return count;
}

bool
judgement_score(struct judgement *j, const struct judged_item *item, struct err *err)
{
	ARENA arena = arena_new();
	const struct words *words = words_read(j->stemmers, item->title, item->text, item->language);
	struct store_margin *margins = arena_alloc(arena, (j->topic_count + 1) * sizeof(*margins));
	double weight = weights_of(&j->weights, item->feed_id);
	size_t count;

	if (item->is_new)
		lexicon_add(j->live, words);
	if (j->rescoring != NULL)
		rescoring_note(j->rescoring, item->id, item->feed_id, words);
	if (j->rescoring != NULL || j->frozen == NULL)
		count = score_by_each(j, words, margins, arena);
	else
		count = score_by_panel(j, words, margins, arena);
	for (size_t i = 0; i < count; i++)
		margins[i].margin += weight;
	return count == 0 || store_item_scores_put(j->w->store, item->id, margins, count, err);
}

/* Before models change. */
static void
dissolve(struct judgement *j)
{
	panel_free(j->panel);
	j->panel = NULL;
}

static struct judged_topic *
find_topic(struct judgement *j, int64_t topic_id)
{
	for (size_t i = 0; i < j->topic_count; i++)
		if (j->topics[i].topic_id == topic_id)
			return &j->topics[i];
	return NULL;
}

void
judgement_topic_changed(struct judgement *j, int64_t topic_id)
{
	struct judged_topic *t = find_topic(j, topic_id);

	if (t == NULL) {
		j->topics = mem_resize(j->topics, (j->topic_count + 1) * sizeof(*j->topics));
		t = &j->topics[j->topic_count++];
		*t = (struct judged_topic) { .topic_id = topic_id };
	}
	t->is_stale = true;
}

void
judgement_topic_removed(struct judgement *j, int64_t topic_id)
{
	struct judged_topic *t = find_topic(j, topic_id);

	if (t == NULL)
		return;
	dissolve(j);
	model_free(t->model);
	*t = j->topics[--j->topic_count];
}

bool
judgement_feed_weighed(struct judgement *j, bool has_items, struct err *err)
{
	if (!weights_load(&j->weights, j->w->store, err))
		return false;
	for (size_t i = 0; has_items && i < j->topic_count; i++)
		j->topics[i].is_stale = true;
	return true;
}

static uint32_t
frozen_items(const struct judgement *j)
{
	return j->frozen != NULL ? lexicon_item_count(j->frozen) : 0;
}

static bool
has_outgrown(const struct judgement *j)
{
	uint32_t frozen = frozen_items(j), live = lexicon_item_count(j->live);
	uint32_t growth = frozen < SMALL_BACKLOG ? 0 : frozen / GROWTH_SHARE;

	if (growth > GROWTH_ITEMS_MAX)
		growth = GROWTH_ITEMS_MAX;
	return live > frozen && live - frozen > growth;
}

static bool
is_stale(const struct judgement *j)
{
	for (size_t i = 0; i < j->topic_count; i++)
		if (j->topics[i].is_stale)
			return true;
	return false;
}

static bool
is_catching_up(const struct judgement *j)
{
	return j->counted_up_to < j->catch_up_to;
}

bool
judgement_is_pending(const struct judgement *j)
{
	return j->rescoring != NULL || is_catching_up(j) || (j->topic_count > 0 && (is_stale(j) || has_outgrown(j)));
}

/* While items pour in: each pass costs as much as the arrival of thousands. */
static bool
is_far_behind(const struct judgement *j)
{
	return j->topic_count > 0 && lexicon_item_count(j->live) >= FAR_BEHIND * frozen_items(j) && has_outgrown(j);
}

/*
 * Where the writer is what all wait for, there are moments without a transfer,
 * though feeds are due. But those of one slow host may be due for hours.
 */
static bool
is_polling(const struct writer *w)
{
	return atomic_load(&w->vitals->transfers_running) > 0 ||
	       (atomic_load(&w->vitals->feeds_due) > 0 && w->lull_ms < LULL_MS);
}

bool
judgement_is_worthwhile(const struct judgement *j)
{
	if (!judgement_is_pending(j))
		return false;
	return !is_polling(j->w) || j->rescoring != NULL || is_catching_up(j) || is_stale(j) || is_far_behind(j);
}

/* Counts the words of items that were stored after the lexicon was written, and before this program started. */
static void
catch_up(struct judgement *j)
{
	ARENA arena = arena_new();
	struct store_item_text *items;
	struct err err = { 0 };
	size_t count;

	if (!store_item_texts(j->w->store, j->counted_up_to, TIME_NONE, CATCH_UP_ITEMS, arena, &items, &count, &err)) {
		log_error("words not counted", LOG_TEXT("error", err.text));
		count = 0;
	}
	for (size_t i = 0; i < count && items[i].id <= j->catch_up_to; i++)
		lexicon_add(j->live, words_read(j->stemmers, items[i].title, items[i].text, items[i].language));
	j->counted_up_to = count > 0 ? items[count - 1].id : j->catch_up_to;
}

/*
 * Writes the live lexicon down and reads it back: what is judged by is what is
 * stored. Half a million words: people are let in between.
 */
static bool
freeze(struct judgement *j, struct err *err)
{
	BUFFER bytes = { 0 };
	struct lexicon *frozen;
	int64_t generation;

	if (!store_item_last_id(j->w->store, &generation, err))
		return false;
	lexicon_write(j->live, &bytes);
	requests_let_in(j->w);
	if (!lexicon_read(buffer_text(&bytes), bytes.len, &frozen, err))
		return false;
	requests_let_in(j->w);
	if (!store_begin(j->w->store, STORE_FETCHED, err) ||
	    !store_lexicon_put(j->w->store, generation, bytes.data, bytes.len, err) ||
	    !store_commit(j->w->store, err)) {
		store_rollback(j->w->store);
		lexicon_free(frozen);
		return false;
	}
	for (size_t i = 0; i < j->topic_count; i++)
		j->topics[i].is_stale = true;
	shelf_put(j->w->sharing->lexicons, generation, frozen);
	j->rescoring = rescoring_new(j->w, j->stemmers, &j->weights, frozen, generation, j->frozen);
	j->frozen = frozen;
	j->generation = generation;
	return true;
}

static void
begin(struct judgement *j)
{
	struct err err = { 0 };

	dissolve(j);
	store_forget_pages(j->w->store); /* a pass needs the memory */
	if (j->frozen == NULL || has_outgrown(j)) {
		if (!freeze(j, &err)) {
			log_error("lexicon not stored", LOG_TEXT("error", err.text));
			hold_hear(j->w, &err);
		}
		return;
	}
	j->rescoring = rescoring_new(j->w, j->stemmers, &j->weights, j->frozen, j->generation, NULL);
}

void
judgement_step(struct judgement *j)
{
	if (is_catching_up(j)) {
		catch_up(j);
	} else if (j->rescoring == NULL) {
		begin(j);
	} else if (!rescoring_step(j->rescoring, j->topics, j->topic_count)) {
		rescoring_free(j->rescoring);
		j->rescoring = NULL;
	}
}

/* What comes while a pass goes on is scored by models one by one, by two lexicons, and once more for the pass: it is not to last. */
void
judgement_keep_up(struct judgement *j)
{
	for (int i = 0; i < KEEP_UP_STEPS && (j->rescoring != NULL || is_far_behind(j)); i++) {
		if (mailbox_has_urgent(j->w->doors->ingest))
			return;
		judgement_step(j);
	}
}
