#include "ingest/rescoring.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/shelf.h"
#include "base/text.h"
#include "curate/panel.h"
#include "ingest/hold.h"
#include "ingest/requests.h"
#include "ingest/taught.h"

#include <stdlib.h>

/*
 * WINDOW_ITEMS are scored again; SAMPLE_ITEMS, or what fits into SAMPLE_BYTES,
 * teach what is usual; GROUP_TOPICS share one reading of the window, and
 * WRITE_TOPICS one transaction.
 */
enum {
	WINDOW_ITEMS = 10000,
	SAMPLE_ITEMS = 3000,
	SAMPLE_BYTES = 4 << 20,
	GROUP_TOPICS = 32,
	WRITE_TOPICS = 4,
	WRITE_LOOK_ITEMS = 100, /* so often is looked whether a person waits for that, */
	PUT_OFF_MS = 2000,      /* who is given way for so long */
	STEP_ITEMS = 50,
	NEWCOMERS = 200,    /* a step, so that it overtakes what arrives */
	FORGET_ITEMS = 500, /* of the sample, after which the pages they were read from are let go of */
};

struct scored_item {
	int64_t id;
	int64_t feed_id;
	size_t at; /* its row in the margins */
};

struct fitted_topic {
	int64_t topic_id;
	struct model *model; /* owned until it is activated */
	bool is_known;       /* when its turn came to be written */
};

struct rescoring {
	struct writer *w;
	struct stemmers *stemmers;
	const struct weights *weights; /* as they are when scores are written */
	const struct lexicon *lexicon;
	int64_t generation;
	const struct lexicon *former;
	bool (*stage)(
	    struct rescoring *r, struct judged_topic *topics, size_t topic_count); /* false: the pass is over */
	/* the sample; NULL and 0 while nothing is left to fit */
	struct arena *arena;
	struct spellings *spellings;
	struct example *sample;
	size_t sample_count;
	struct store_place place;
	/* the group in hand */
	struct fitted_topic group[GROUP_TOPICS];
	size_t group_count;
	size_t written;
	size_t write_at_once; /* topics */
	int64_t put_off_ms;   /* since when these are put off; 0: they are not */
	bool gave_way;        /* the last time, to somebody who waits */
	struct panel *panel;  /* of the whole group, until the first of it is written */
	struct scored_item *items;
	double *margins; /* a row an item, a column a topic of the group */
	size_t item_count, item_cap;
	size_t window_count;  /* items read of the window */
	int64_t window_up_to; /* items with a larger id came after the window was begun ... */
	int64_t seen_up_to;   /* ... and up to this one are scored already */
};

static bool collect_sample(struct rescoring *r, struct judged_topic *topics, size_t topic_count);
static bool fit_one(struct rescoring *r, struct judged_topic *topics, size_t topic_count);
static bool score_window(struct rescoring *r, struct judged_topic *topics, size_t topic_count);
static bool score_newcomers(struct rescoring *r, struct judged_topic *topics, size_t topic_count);
static bool write_some(struct rescoring *r, struct judged_topic *topics, size_t topic_count);

static void
begin_sample(struct rescoring *r)
{
	store_forget_pages(r->w->store);
	mem_give_back();
	r->arena = arena_new();
	r->spellings = spellings_new(r->arena);
	r->sample = mem_array(SAMPLE_ITEMS, sizeof(*r->sample));
	r->place = (struct store_place) { INT64_MAX, INT64_MAX };
	r->stage = collect_sample;
}

static void
drop_sample(struct rescoring *r)
{
	arena_free(r->arena);
	free(r->sample);
	r->arena = NULL;
	r->spellings = NULL;
	r->sample = NULL;
	r->sample_count = 0;
}

struct rescoring *
rescoring_new(struct writer *w, struct stemmers *stemmers, const struct weights *weights, const struct lexicon *lexicon,
    int64_t generation, const struct lexicon *former)
{
	struct rescoring *r = mem_alloc(sizeof(*r));

	r->w = w;
	r->stemmers = stemmers;
	r->weights = weights;
	r->lexicon = lexicon;
	r->generation = generation;
	r->former = former;
	r->write_at_once = WRITE_TOPICS;
	begin_sample(r);
	return r;
}

static void
seat(struct rescoring *r)
{
	const struct model *models[GROUP_TOPICS];

	for (size_t t = 0; t < r->group_count; t++)
		models[t] = r->group[t].model;
	r->panel = panel_new(models, r->group_count);
}

static void
dissolve(struct rescoring *r)
{
	panel_free(r->panel);
	r->panel = NULL;
}

static void
group_fini(struct rescoring *r)
{
	dissolve(r);
	for (size_t i = 0; i < r->group_count; i++) {
		model_free(r->group[i].model);
		r->group[i] = (struct fitted_topic) { 0 };
	}
	r->group_count = r->written = 0;
	free(r->items);
	free(r->margins);
	r->items = NULL;
	r->margins = NULL;
	r->item_count = r->item_cap = r->window_count = 0;
}

void
rescoring_free(struct rescoring *r)
{
	if (r == NULL)
		return;
	group_fini(r);
	drop_sample(r);
	shelf_leave(r->w->sharing->lexicons, r->former);
	mem_give_back();
	atomic_store(&r->w->vitals->items_to_rescore, 0);
	free(r);
}

/* Good until the next item is read. */
static const struct vector *
weigh_once(struct rescoring *r, const struct store_item_text *item, struct arena *arena)
{
	return vector_of(words_read(r->stemmers, item->title, item->text, item->language), r->lexicon, arena);
}

/* The former lexicon goes with this pass, and with it what was made with it. */
static void
retire_former(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	for (size_t i = 0; i < topic_count; i++) {
		if (topics[i].model == NULL || topics[i].lexicon == r->lexicon)
			continue;
		model_free(topics[i].model);
		topics[i].model = NULL;
	}
}

static bool
give_up(struct rescoring *r, const struct err *err, struct judged_topic *topics, size_t topic_count)
{
	log_error("re-scoring stopped", LOG_TEXT("error", err->text));
	hold_hear(r->w, err);
	/* What can't be read now won't be in a moment: wait for the next occasion. A disk has room again some day. */
	for (size_t i = 0; i < topic_count && err->code != ERR_FULL; i++)
		topics[i].is_stale = false;
	retire_former(r, topics, topic_count);
	return false;
}

/* Memory is never fuller than now: fits need some, and of what was read for the sample little is looked at again. */
static void
begin_fitting(struct rescoring *r)
{
	store_forget_pages(r->w->store);
	mem_give_back();
	r->stage = fit_one;
}

static bool
collect_sample(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	ARENA texts = arena_new();
	struct store_item_text *items;
	struct err err = { 0 };
	size_t count;

	if (!store_item_texts_newest(r->w->store, &r->place, STEP_ITEMS, texts, &items, &count, &err))
		return give_up(r, &err, topics, topic_count);
	for (size_t i = 0; i < count && r->sample_count < SAMPLE_ITEMS; i++) {
		ARENA words = arena_new();

		r->sample[r->sample_count++] = (struct example) { items[i].id,
			vector_condense(weigh_once(r, &items[i], words), r->spellings, r->arena), OPINION_NONE, false };
	}
	if (count == 0 || r->sample_count == SAMPLE_ITEMS || arena_bytes(r->arena) > SAMPLE_BYTES)
		begin_fitting(r);
	else if (r->sample_count % FORGET_ITEMS == 0)
		store_forget_pages(r->w->store);
	return true;
}

/* NULL without an error: the topic is gone. */
static const struct store_topic *
topic_by_id(struct rescoring *r, int64_t topic_id, struct arena *arena)
{
	struct store_topic *topics;
	struct err err = { 0 };
	size_t count;

	if (!store_topic_list(r->w->store, arena, &topics, &count, &err))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (topics[i].id == topic_id)
			return &topics[i];
	return NULL;
}

static struct judged_topic *
first_stale(struct judged_topic *topics, size_t topic_count)
{
	for (size_t i = 0; i < topic_count; i++)
		if (topics[i].is_stale)
			return &topics[i];
	return NULL;
}

static void
begin_window(struct rescoring *r)
{
	seat(r);
	r->place = (struct store_place) { INT64_MAX, INT64_MAX };
	r->seen_up_to = INT64_MAX;
	if (!store_item_last_id(r->w->store, &r->seen_up_to, NULL))
		r->seen_up_to = INT64_MAX;
	r->window_up_to = r->seen_up_to;
	atomic_store(&r->w->vitals->items_to_rescore, WINDOW_ITEMS);
	r->stage = score_window;
}

static bool
finish_pass(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	struct err err = { 0 };

	retire_former(r, topics, topic_count);
	if (!store_begin(r->w->store, STORE_FETCHED, &err) ||
	    !store_lexicon_drop_before(r->w->store, r->generation, &err) || !store_commit(r->w->store, &err)) {
		log_error("lexicon not dropped", LOG_TEXT("error", err.text));
		store_rollback(r->w->store);
	}
	return false;
}

static void
let_people_in(void *context)
{
	requests_let_in(context);
}

/* While it pauses topics come, change and go: `topics` is not to be looked at after it. */
static bool
fit_one(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	ARENA arena = arena_new();
	struct judged_topic *stale = first_stale(topics, topic_count);
	const struct pause pause = { let_people_in, r->w };
	const struct taught_ground ground = { r->w->store, r->stemmers, r->lexicon, r->sample, r->sample_count,
		&pause };
	const struct store_topic *known;
	struct example *examples;
	struct model *model;
	struct err err = { 0 };
	size_t count;

	if (stale == NULL || r->group_count == GROUP_TOPICS) {
		if (r->group_count == 0)
			return finish_pass(r, topics, topic_count);
		if (stale == NULL)
			drop_sample(r);
		begin_window(r);
		return true;
	}
	if (r->sample == NULL) {
		begin_sample(r);
		return true;
	}
	/* Whatever changes it from now on makes it stale again. */
	stale->is_stale = false;
	known = topic_by_id(r, stale->topic_id, arena);
	if (known == NULL)
		return true;
	if (!taught_gather(&ground, known->id, arena, &examples, &count, &err))
		return give_up(r, &err, topics, topic_count);
	model = model_fit_pausing(&known->topic, r->lexicon, examples, count, r->stemmers, &pause);
	r->group[r->group_count++] = (struct fitted_topic) { .topic_id = known->id, .model = model };
	return true;
}

static void
make_room(struct rescoring *r)
{
	if (r->item_count < r->item_cap)
		return;
	r->item_cap = r->item_cap == 0 ? WINDOW_ITEMS : r->item_cap + r->item_cap / 4;
	r->items = mem_resize(r->items, r->item_cap * sizeof(*r->items));
	r->margins = mem_resize(r->margins, r->item_cap * r->group_count * sizeof(*r->margins));
}

static void
score(struct rescoring *r, int64_t item_id, int64_t feed_id, const struct vector *vector)
{
	double *row;

	make_room(r);
	row = r->margins + r->item_count * r->group_count;
	r->items[r->item_count] = (struct scored_item) { item_id, feed_id, r->item_count };
	/* Those before `written` are activated already: what came since was scored by them on arrival. */
	if (r->panel != NULL)
		panel_margins(r->panel, vector, row);
	for (size_t t = r->written; r->panel == NULL && t < r->group_count; t++)
		row[t] = model_margin(r->group[t].model, vector);
	r->item_count++;
}

static void
score_items(struct rescoring *r, const struct store_item_text *items, size_t count, int64_t up_to)
{
	ARENA arena = arena_new();

	for (size_t i = 0; i < count; i++) {
		if (items[i].id > up_to)
			continue;
		score(r, items[i].id, items[i].feed_id, weigh_once(r, &items[i], arena));
		arena_clear(arena);
	}
}

void
rescoring_note(struct rescoring *r, int64_t item_id, int64_t feed_id, const struct words *words)
{
	ARENA arena = arena_new();

	if (r->stage == collect_sample || r->stage == fit_one)
		return; /* the window is yet to be read */
	score(r, item_id, feed_id, vector_of(words, r->lexicon, arena));
	if (item_id > r->seen_up_to)
		r->seen_up_to = item_id;
}

static bool
score_window(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	ARENA texts = arena_new();
	struct store_item_text *items;
	struct err err = { 0 };
	size_t count;

	if (!store_item_texts_newest(r->w->store, &r->place, STEP_ITEMS, texts, &items, &count, &err))
		return give_up(r, &err, topics, topic_count);
	score_items(r, items, count, r->window_up_to);
	r->window_count += count;
	if (count == 0 || r->window_count >= WINDOW_ITEMS)
		r->stage = score_newcomers;
	atomic_store(&r->w->vitals->items_to_rescore,
	    r->window_count < WINDOW_ITEMS ? WINDOW_ITEMS - (int64_t)r->window_count : 0);
	return true;
}

static bool
score_newcomers(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	ARENA texts = arena_new();
	struct store_item_text *items;
	struct err err = { 0 };
	size_t count;

	if (!store_item_texts(r->w->store, r->seen_up_to, TIME_NONE, NEWCOMERS, texts, &items, &count, &err))
		return give_up(r, &err, topics, topic_count);
	score_items(r, items, count, INT64_MAX);
	if (count > 0)
		r->seen_up_to = items[count - 1].id;
	else
		r->stage = write_some;
	return true;
}

static int
compare_items(const void *a, const void *b)
{
	const struct scored_item *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* After so long nobody is let by: it comes to an end. */
static bool
gives_way(struct rescoring *r, size_t items_written)
{
	r->gave_way = items_written % WRITE_LOOK_ITEMS == 0 && mailbox_has_urgent(r->w->doors->ingest) &&
		      (r->put_off_ms == 0 || clock_steady_ms(r->w->clock) - r->put_off_ms < PUT_OFF_MS);
	return r->gave_way;
}

static void
tell_topics(struct rescoring *r, const struct fitted_topic *topics, size_t count)
{
	int64_t ids[WRITE_TOPICS];

	for (size_t t = 0; t < count; t++)
		ids[t] = topics[t].topic_id;
	store_topics_rescored(r->w->store, ids, count);
}

/*
 * In the order of ids: neighbours lie on one page; of two scores of one item
 * the later counts. An item that was removed meanwhile needs no score.
 */
static bool
write_scores(struct rescoring *r, const struct fitted_topic *topics, size_t count, struct err *err)
{
	struct store_margin margins[WRITE_TOPICS];

	tell_topics(r, topics, count);
	if (r->item_count > 0)
		qsort(r->items, r->item_count, sizeof(*r->items), compare_items);
	for (size_t i = 0; i < r->item_count; i++) {
		const struct scored_item *item = &r->items[i];
		const double *row = r->margins + item->at * r->group_count + (topics - r->group);
		double weight = weights_of(r->weights, item->feed_id);
		struct err missing = { 0 };
		size_t known = 0;

		if (gives_way(r, i))
			return false;
		for (size_t t = 0; t < count; t++)
			if (topics[t].is_known)
				margins[known++] = (struct store_margin) { topics[t].topic_id, weight + row[t] };
		if (!store_item_scores_put(r->w->store, item->id, margins, known, &missing) &&
		    missing.code != ERR_NOT_FOUND)
			return err_set(err, missing.code, "%s", missing.text);
	}
	return true;
}

static bool
write_models(struct rescoring *r, const struct fitted_topic *topics, size_t count, struct err *err)
{
	for (size_t t = 0; t < count; t++) {
		BUFFER model = { 0 };

		if (!topics[t].is_known)
			continue;
		model_write(topics[t].model, &model);
		if (!store_topic_activate(r->w->store, topics[t].topic_id, r->generation, model.data, model.len, err))
			return false;
	}
	return true;
}

static bool
write_topics(struct rescoring *r, const struct fitted_topic *topics, size_t count, struct err *err)
{
	if (store_begin(r->w->store, STORE_FETCHED, err) && write_scores(r, topics, count, err) &&
	    write_models(r, topics, count, err) && store_commit(r->w->store, err))
		return true;
	store_rollback(r->w->store);
	return false;
}

static void
activate(struct rescoring *r, struct fitted_topic *t, struct judged_topic *topics, size_t topic_count)
{
	for (size_t i = 0; i < topic_count && t->is_known; i++) {
		if (topics[i].topic_id != t->topic_id)
			continue;
		model_free(topics[i].model);
		topics[i].model = t->model;
		topics[i].lexicon = r->lexicon;
		t->model = NULL;
	}
}

static bool
is_topic_known(const struct fitted_topic *t, const struct judged_topic *topics, size_t topic_count)
{
	for (size_t i = 0; i < topic_count; i++)
		if (topics[i].topic_id == t->topic_id)
			return true;
	return false;
}

/* Whoever waits comes first; then there is less to write at once. */
static bool
put_off_writing(struct rescoring *r)
{
	if (r->put_off_ms == 0)
		r->put_off_ms = clock_steady_ms(r->w->clock);
	if (r->write_at_once > 1)
		r->write_at_once /= 2;
	return true;
}

static bool
write_some(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	struct fitted_topic *next = &r->group[r->written];
	size_t count = r->group_count - r->written;
	int64_t last_id = INT64_MAX;
	struct err err = { 0 };

	if (r->written == r->group_count) {
		group_fini(r);
		r->write_at_once = WRITE_TOPICS;
		r->stage = fit_one;
		return true;
	}
	/* Whatever came since must be scored by the new models too, or it would keep old scores. */
	if (!store_item_last_id(r->w->store, &last_id, &err) || last_id > r->seen_up_to) {
		r->stage = score_newcomers;
		return err.code == ERR_NONE || give_up(r, &err, topics, topic_count);
	}
	if (count > r->write_at_once)
		count = r->write_at_once;
	for (size_t t = 0; t < count; t++)
		next[t].is_known = is_topic_known(&next[t], topics, topic_count);
	r->gave_way = false;
	if (!write_topics(r, next, count, &err))
		return r->gave_way ? put_off_writing(r) : give_up(r, &err, topics, topic_count);
	r->written += count;
	r->put_off_ms = 0;
	dissolve(r);
	for (size_t t = 0; t < count; t++)
		activate(r, &next[t], topics, topic_count);
	letter_send(r->w->doors->query, LETTER_RESCORED);
	return true;
}

bool
rescoring_step(struct rescoring *r, struct judged_topic *topics, size_t topic_count)
{
	return r->stage(r, topics, topic_count);
}
