/*
 * backlog: made-up items on four subjects, and everything it takes to judge
 * them, for the tests of curate/judge.
 */
#ifndef TESTS_UNIT_CURATE_BACKLOG_H
#define TESTS_UNIT_CURATE_BACKLOG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG = 300 };

struct backlog {
	struct stemmers *stemmers;
	struct arena *arena;
	struct lexicon *lexicon;
	struct example examples[BACKLOG];
	uint32_t dice;
};

static const char *const subjects[4][12] = {
	{ "learning", "knowledge", "practice", "community", "networks", "mentoring", "teaching", "skills", "curiosity",
	    "reflection", "apprentice", "school" },
	{ "football", "goal", "season", "coach", "league", "striker", "stadium", "defender", "penalty", "referee",
	    "match", "cup" },
	{ "bread", "flour", "oven", "yeast", "dough", "recipe", "butter", "crust", "baker", "kitchen", "salt",
	    "sugar" },
	{ "server", "kernel", "thread", "memory", "compiler", "socket", "packet", "buffer", "driver", "latency",
	    "cache", "router" },
};

static const char *const anywhere[] = { "people", "today", "week", "story", "reader", "question", "morning", "place",
	"number", "change", "way", "thing" };

/* The next number below `sides`; the same ones in every run. */
static inline uint32_t
throw_dice(struct backlog *b, uint32_t sides)
{
	b->dice = b->dice * 1664525u + 1013904223u;
	return (b->dice >> 8) % sides;
}

static inline char *
made_up_text(struct backlog *b, size_t subject, unsigned words)
{
	BUFFER text = { 0 };

	for (unsigned i = 0; i < words; i++) {
		bool is_on_subject = throw_dice(b, 10) < 4;

		buffer_add_text(&text,
		    is_on_subject ? subjects[subject][throw_dice(b, 12)] : anywhere[throw_dice(b, COUNT_OF(anywhere))]);
		buffer_add_char(&text, ' ');
	}
	return arena_strdup(b->arena, buffer_text(&text));
}

static const struct vector *
weigh(struct backlog *b, const char *title, const char *text)
{
	return vector_of(words_of(b->stemmers, title, text, "en", b->arena), b->lexicon, b->arena);
}

static inline int
backlog_make(void **state)
{
	struct backlog *b = calloc(1, sizeof(*b));
	struct words *words[BACKLOG];
	BUFFER bytes = { 0 };

	b->stemmers = stemmers_new();
	b->arena = arena_new();
	b->lexicon = lexicon_new();
	for (size_t i = 0; i < BACKLOG; i++) {
		char *title = made_up_text(b, i % 4, 5);

		words[i] = words_of(b->stemmers, title, made_up_text(b, i % 4, 30), "en", b->arena);
		lexicon_add(b->lexicon, words[i]);
	}
	lexicon_write(b->lexicon, &bytes);
	for (size_t i = 0; i < BACKLOG; i++)
		b->examples[i] =
		    (struct example) { (int64_t)i + 1, vector_of(words[i], b->lexicon, b->arena), OPINION_NONE, false };
	*state = b;
	return 0;
}

static inline int
backlog_unmake(void **state)
{
	struct backlog *b = *state;

	stemmers_free(b->stemmers);
	arena_free(b->arena);
	lexicon_free(b->lexicon);
	free(b);
	return 0;
}

static struct topic_term learning_terms[] = { { "learning", 1 }, { "knowledge", 1 }, { "title:mentoring", 2 },
	{ "community practice", 1.5 } };
static const char *learning_exclude[] = { "football league" };
static const struct topic learning = { .name = "learning",
	.title = "Learning",
	.terms = learning_terms,
	.term_count = COUNT_OF(learning_terms),
	.exclude = learning_exclude,
	.exclude_count = 1,
	.threshold = 50 };

static inline struct model *
fit(struct backlog *b, const struct topic *topic)
{
	return model_fit(topic, b->lexicon, b->examples, BACKLOG, b->stemmers);
}

static inline double
margin_by(struct backlog *b, const struct model *model, const char *title, const char *text)
{
	return model_margin(model, weigh(b, title, text));
}

/* The margin that a fresh fit gives. */
static inline double
margin(struct backlog *b, const struct topic *topic, const char *title, const char *text)
{
	struct model *model = fit(b, topic);
	double answer = margin_by(b, model, title, text);

	model_free(model);
	return answer;
}

static inline void
assert_adds_up(const struct model *model, const struct vector *vector, struct arena *arena)
{
	const struct explanation *e = model_explain(model, vector, arena);
	double sum = e->bias;

	for (size_t i = 0; i < e->part_count; i++) {
		sum += e->parts[i].points;
		assert_true(e->parts[i].what[0] != '\0');
	}
	assert_true(isfinite(e->margin));
	assert_true(e->margin == model_margin(model, vector));
	assert_true(fabs(sum - e->margin) < 1e-9);
}

#define IN_A_BACKLOG(test) cmocka_unit_test_setup_teardown(test, backlog_make, backlog_unmake)

#endif
