/*
 * judging: what one item costs in curate/, without a store: to find what it
 * is a copy of among ITEMS others, and to score it in TOPICS topics.
 *
 * Items are made from their number alone, words by Zipf's law; one in twelve
 * is the copy of an earlier one with a line of its own under it. The making is
 * not counted, nor are the texts that are asked for again.
 *
 * usage: judging ITEMS TOPICS
 */
#include "random.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "curate/duplicate.h"
#include "curate/judge.h"
#include "curate/lexicon.h"
#include "curate/vector.h"
#include "curate/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

enum {
	WORDS = 20000,
	WORD_SIZE = 16,
	COPY_OF = 12,
	FIT_ITEMS = 3000,    /* what ingest hands to a fit, at most */
	SCORED_ITEMS = 4000, /* timed */
	TERMS = 6,
	FEEDS = 1000,
	BEGINNING = 1700000000,
};

struct world {
	char words[WORDS][WORD_SIZE];
	struct stemmers *stemmers;
	struct buffer title, text;             /* of the item being judged */
	struct buffer other_title, other_text; /* of one it is compared with */
	double aside_s;                        /* spent on making texts while something else was timed */
	double clock_s;                        /* of one look at the clock */
};

static double
cpu_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What asking for the time costs: in a virtual machine as much as a microsecond, at every text that is brought. */
static double
clock_cost_s(void)
{
	enum { ASKED = 100000 };
	double begun_s = cpu_s();

	for (int i = 0; i < ASKED; i++)
		cpu_s();
	return (cpu_s() - begun_s) / ASKED;
}

/* ---- the items ---- */

static void
make_words(struct world *w)
{
	static const char *parts[] = { "an", "be", "cor", "du", "el", "fi", "gra", "ho", "in", "ju", "ka", "lo", "men",
		"no", "or", "pa", "qui", "ro", "ste", "tu", "ul", "ve", "wo", "ya", "zo", "tra", "ble", "ing", "ers" };
	uint64_t state = 1;

	for (size_t i = 0; i < WORDS; i++) {
		int64_t count = 1 + random_below(&state, 3) + (i > 400);

		for (int64_t n = 0; n < count; n++)
			strcat(w->words[i], parts[random_below(&state, COUNT_OF(parts))]);
	}
}

static void
make_text(const struct world *w, uint64_t *state, int64_t count, struct buffer *out)
{
	for (int64_t i = 0; i < count; i++) {
		buffer_add_text(out, w->words[random_rank(state, WORDS)]);
		buffer_add_text(out, i % 11 == 10 ? ". " : " ");
	}
}

static void
make_item(const struct world *w, int64_t id, struct buffer *title, struct buffer *text)
{
	uint64_t own = (uint64_t)id * 2654435761, state;
	bool is_copy = id > COPY_OF && random_below(&own, COPY_OF) == 0;

	state = (uint64_t)(is_copy ? 1 + random_below(&own, id - 1) : id) << 32;
	buffer_cut(title, 0);
	buffer_cut(text, 0);
	make_text(w, &state, 4 + random_below(&state, 7), title);
	make_text(w, &state, 40 + random_below(&state, 300), text);
	if (is_copy) {
		buffer_add_text(text, "\n\nFirst seen at ");
		make_text(w, &own, 6, text);
	}
}

static struct duplicate_item
duplicate_item_of(int64_t id, const struct buffer *title, const struct buffer *text)
{
	return (struct duplicate_item) {
		.id = id,
		.feed_id = 1 + id % FEEDS,
		.sorted_at = BEGINNING + id,
		.title = buffer_text(title),
		.text = buffer_text(text),
	};
}

/* ---- copies ---- */

static bool
bring(void *context, int64_t id, struct duplicate_item *out)
{
	struct world *w = context;
	double begun_s = cpu_s();

	make_item(w, id, &w->other_title, &w->other_text);
	*out = duplicate_item_of(id, &w->other_title, &w->other_text);
	w->aside_s += cpu_s() - begun_s + w->clock_s;
	return true;
}

static size_t
newest_of_feed(void *context, int64_t feed_id, int64_t but_id, int64_t *out_ids, size_t max)
{
	size_t n = 0;

	(void)context;
	(void)feed_id;
	for (int64_t id = but_id - FEEDS; id > 0 && n < max; id -= FEEDS)
		out_ids[n++] = id;
	return n;
}

static bool
seek_and_add(struct world *w, struct duplicate_index *index, int64_t id, double *spent_s)
{
	struct duplicate_verdict verdict;
	struct duplicate_item fresh;
	double begun_s;
	bool is_found;

	make_item(w, id, &w->title, &w->text);
	fresh = duplicate_item_of(id, &w->title, &w->text);
	w->aside_s = 0;
	begun_s = cpu_s();
	is_found = duplicate_find(index, &fresh,
	    &(struct duplicate_source) { .fetch = bring, .of_feed = newest_of_feed, .context = w }, &verdict);
	duplicate_index_add(index, &fresh, NULL);
	*spent_s += cpu_s() - begun_s - w->aside_s - w->clock_s;
	return is_found;
}

/* The last tenth is timed: by then the index is full. */
static void
measure_copies(struct world *w, int64_t items)
{
	struct duplicate_settings settings = { 0 };
	struct duplicate_index *index = duplicate_index_new(&settings);
	int64_t timed_from = items - items / 10, found = 0;
	double spent_s = 0;

	for (int64_t id = 1; id <= items; id++) {
		if (id == timed_from + 1)
			spent_s = 0;
		found += seek_and_add(w, index, id, &spent_s);
	}
	printf("\"duplicate_us\": %.2f, \"found\": %lld, \"index_bytes\": %zu",
	    spent_s * 1e6 / (double)(items - timed_from), (long long)found, duplicate_index_bytes(index));
	duplicate_index_free(index);
}

/* ---- topics ---- */

static struct words *
words_of_item(struct world *w, int64_t id, struct arena *arena)
{
	make_item(w, id, &w->title, &w->text);
	return words_of(w->stemmers, buffer_text(&w->title), buffer_text(&w->text), "en", arena);
}

static struct lexicon *
freeze_lexicon(struct world *w)
{
	struct lexicon *live = lexicon_new(), *frozen = NULL;
	BUFFER bytes = { 0 };
	struct err err;

	for (int64_t id = 1; id <= FIT_ITEMS; id++) {
		ARENA arena = arena_new();

		lexicon_add(live, words_of_item(w, id, arena));
	}
	lexicon_write(live, &bytes);
	if (!lexicon_read(buffer_text(&bytes), bytes.len, &frozen, &err))
		abort();
	lexicon_free(live);
	return frozen;
}

static struct model *
fit(struct world *w, size_t number, const struct lexicon *lexicon, const struct example *examples)
{
	struct topic_term terms[TERMS];
	struct topic topic = {
		.name = "bench", .title = "Bench", .terms = terms, .term_count = TERMS, .threshold = 50
	};

	/* words that some, but not many, of the items hold */
	for (size_t i = 0; i < TERMS; i++)
		terms[i] = (struct topic_term) { w->words[100 + 37 * i + 11 * number], 1 };
	return model_fit(&topic, lexicon, examples, FIT_ITEMS, w->stemmers);
}

static double
score(struct world *w, const struct lexicon *lexicon, struct model *const *models, size_t count, double *out_sum)
{
	double spent_s = 0;

	for (int64_t id = 1; id <= SCORED_ITEMS; id++) {
		ARENA arena = arena_new();
		const struct vector *vector;
		double begun_s;

		make_item(w, FIT_ITEMS + id, &w->title, &w->text);
		begun_s = cpu_s();
		vector = vector_of(
		    words_of(w->stemmers, buffer_text(&w->title), buffer_text(&w->text), "en", arena), lexicon, arena);
		for (size_t i = 0; i < count; i++)
			*out_sum += model_margin(models[i], vector);
		spent_s += cpu_s() - begun_s - w->clock_s;
	}
	return spent_s;
}

/* What any judge of words pays: each is looked at and hashed once. */
static uint64_t
hash_words(const char *text, uint64_t sum)
{
	while (*text != '\0') {
		size_t len = strcspn(text, " .,\n");

		sum += XXH3_64bits(text, len);
		text += len + (text[len] != '\0');
	}
	return sum;
}

static void
measure_floor(struct world *w)
{
	double spent_s = 0;
	uint64_t sum = 0;

	for (int64_t id = 1; id <= SCORED_ITEMS; id++) {
		double begun_s;

		make_item(w, id, &w->title, &w->text);
		begun_s = cpu_s();
		sum = hash_words(buffer_text(&w->text), hash_words(buffer_text(&w->title), sum));
		spent_s += cpu_s() - begun_s - w->clock_s;
	}
	printf(", \"floor_us\": %.3f, \"hash\": %llu", spent_s * 1e6 / SCORED_ITEMS, (unsigned long long)(sum >> 32));
}

static void
measure_topics(struct world *w, size_t count)
{
	ARENA arena = arena_new();
	struct lexicon *lexicon = freeze_lexicon(w);
	struct example *examples = mem_array(FIT_ITEMS, sizeof(*examples));
	struct model **models = mem_array(count, sizeof(struct model *));
	struct spellings *spellings = spellings_new(arena);
	double begun_s, fitted_s, scored_s, sum = 0;

	for (int64_t id = 1; id <= FIT_ITEMS; id++) {
		ARENA words = arena_new();

		examples[id - 1] = (struct example) { id,
			vector_condense(vector_of(words_of_item(w, id, words), lexicon, words), spellings, arena),
			OPINION_NONE, false };
	}
	begun_s = cpu_s();
	for (size_t i = 0; i < count; i++)
		models[i] = fit(w, i, lexicon, examples);
	fitted_s = cpu_s() - begun_s;
	scored_s = score(w, lexicon, models, count, &sum);
	printf(", \"score_us\": %.2f, \"fit_ms\": %.2f, \"sum\": %.3f", scored_s * 1e6 / SCORED_ITEMS,
	    fitted_s * 1e3 / (double)count, sum);
	for (size_t i = 0; i < count; i++)
		model_free(models[i]);
	free(models);
	free(examples);
	lexicon_free(lexicon);
}

int
main(int argc, char **argv)
{
	static struct world world;

	if (argc != 3 || atoll(argv[1]) < 100 || atoll(argv[2]) < 1) {
		fprintf(stderr, "usage: judging ITEMS TOPICS\n");
		return 2;
	}
	world.stemmers = stemmers_new();
	world.clock_s = clock_cost_s();
	make_words(&world);
	printf("{");
	measure_copies(&world, atoll(argv[1]));
	measure_topics(&world, (size_t)atoll(argv[2]));
	measure_floor(&world);
	printf("}\n");
	stemmers_free(world.stemmers);
	buffer_fini(&world.title);
	buffer_fini(&world.text);
	buffer_fini(&world.other_title);
	buffer_fini(&world.other_text);
	return 0;
}
