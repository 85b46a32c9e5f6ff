#include "query/warming.h"

#include "base/memory.h"
#include "base/text.h"
#include "query/models.h"
#include "query/render_digest.h"

#include <stdlib.h>

enum { FOR_MS = 86400 * 1000, FOLLOW_MS = 3600 * 1000, QUESTION_BYTES_MAX = 4096 };

struct warming {
	const struct clock *clock;
	struct param *params; /* of the question; none at first */
	size_t param_count;
	int64_t asked_ms;
	bool was_asked; /* ever */
	/* NULL: there is nothing to do. False when that is so again. */
	bool (*stage)(struct warming *w, struct reader *reader, struct err *err);
	struct arena *arena; /* what is below, while there is something to do */
	struct compose_settings settings;
	struct section *sections;
	size_t count, at;
};

static bool begin(struct warming *w, struct reader *reader, struct err *err);
static bool find(struct warming *w, struct reader *reader, struct err *err);
static bool render(struct warming *w, struct reader *reader, struct err *err);

struct warming *
warming_new(const struct clock *clock)
{
	struct warming *w = mem_alloc(sizeof(*w));

	w->clock = clock;
	w->stage = begin; /* whoever starts it is about to ask */
	return w;
}

static void
forget_question(struct warming *w)
{
	for (size_t i = 0; i < w->param_count; i++) {
		free(w->params[i].name);
		free(w->params[i].value);
	}
	free(w->params);
	w->params = NULL;
	w->param_count = 0;
}

static void
rest(struct warming *w)
{
	w->stage = NULL;
	arena_free(w->arena);
	w->arena = NULL;
	w->sections = NULL;
}

void
warming_free(struct warming *w)
{
	if (w == NULL)
		return;
	rest(w);
	forget_question(w);
	free(w);
}

static bool
is_the_same(const struct warming *w, const struct request *question)
{
	if (w->param_count != question->param_count)
		return false;
	for (size_t i = 0; i < w->param_count; i++)
		if (!text_equal(w->params[i].name, question->params[i].name) ||
		    !text_equal(w->params[i].value, question->params[i].value))
			return false;
	return true;
}

static size_t
question_bytes(const struct request *question)
{
	size_t bytes = 0;

	for (size_t i = 0; i < question->param_count; i++)
		bytes += strlen(question->params[i].name) + strlen(question->params[i].value) + 2;
	return bytes;
}

void
warming_note(struct warming *w, const struct request *question)
{
	if (w == NULL)
		return;
	w->asked_ms = clock_steady_ms(w->clock);
	w->was_asked = true;
	if (is_the_same(w, question) || question_bytes(question) > QUESTION_BYTES_MAX)
		return;
	forget_question(w);
	w->params = mem_array(question->param_count, sizeof(*w->params));
	for (; w->param_count < question->param_count; w->param_count++)
		w->params[w->param_count] = (struct param) { mem_strdup(question->params[w->param_count].name),
			mem_strdup(question->params[w->param_count].value) };
}

void
warming_begin(struct warming *w)
{
	if (w == NULL)
		return;
	rest(w);
	if (w->was_asked && clock_steady_ms(w->clock) - w->asked_ms < FOR_MS)
		w->stage = begin;
}

bool
warming_is_due(const struct warming *w)
{
	return w != NULL && w->stage != NULL;
}

static bool
begin(struct warming *w, struct reader *reader, struct err *err)
{
	const struct request question = { .params = w->params, .param_count = w->param_count };

	w->arena = arena_new();
	w->at = 0;
	w->stage = find;
	return answer_digest_settings(reader, &question, w->arena, &w->settings, err) &&
	       compose_topics(reader, &w->settings, w->arena, &w->sections, &w->count, err) && w->count > 0;
}

/* Composed before each item is left to one section: of more candidates than will be asked for. */
static bool
find(struct warming *w, struct reader *reader, struct err *err)
{
	struct section *section = &w->sections[w->at++];

	if (w->at == w->count)
		w->stage = render;
	return compose_find(reader, &w->settings, section, w->arena, err) &&
	       compose_section(reader, &w->settings, section, w->arena, err);
}

static bool
render(struct warming *w, struct reader *reader, struct err *err)
{
	size_t at = w->at++ - w->count;
	json_t *unseen = json_array();
	bool is_good;

	if (at == 0)
		compose_settle(w->sections, w->count, w->arena);
	is_good = compose_section(reader, &w->settings, &w->sections[at], w->arena, err) &&
		  render_digest_section(reader, &w->sections[at], unseen, err);
	json_decref(unseen);
	return is_good && at + 1 < w->count;
}

/* Whatever stands in the way is told to who asks. */
void
warming_step(struct reader *reader)
{
	struct warming *w = reader->warming;
	struct err err = { 0 };
	bool has_more = false;

	if (store_snapshot_begin(reader->store, &err)) {
		has_more = w->stage(w, reader, &err);
		store_snapshot_end(reader->store);
	}
	models_rest(reader->models);
	if (!has_more)
		rest(w);
}

void
warming_follow(struct reader *reader)
{
	const struct warming *w = reader->warming;
	struct err err = { 0 };

	if (w == NULL || !w->was_asked || clock_steady_ms(w->clock) - w->asked_ms >= FOLLOW_MS ||
	    !store_snapshot_begin(reader->store, &err))
		return;
	(void)!store_candidates_follow(reader->store, &err); /* then nothing is remembered */
	store_snapshot_end(reader->store);
}
