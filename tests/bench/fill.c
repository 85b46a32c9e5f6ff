/*
 * fill: makes a large store, through the verbs that winnowd uses.
 *
 * Items come in the order of time, over DAYS up to now, from feeds of which
 * few publish much and most little. Texts of about 2 KB follow Zipf's law over
 * 200,000 words, with a theme's own words among them, and stand in paragraphs
 * with links. One item in twelve is folded under an earlier one, one in ten
 * belongs to a story; some were read, starred, kept or skipped. Every item is
 * scored in each of the topics by models fitted to such items. Says on standard output,
 * as JSON, which words are how common. Item n depends on n alone.
 *
 * usage: fill FOLDER ITEMS FEEDS DAYS
 */
#include "base/buffer.h"
#include "base/memory.h"
#include "curate/duplicate.h"
#include "curate/judge.h"
#include "store/store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	WORDS = 200000,
	WORD_SIZE = 24,
	TOPICS = 20,
	THEME_WORDS = 6,
	THEME_RANK = 3000, /* where the words of themes begin: none is common */
	SAMPLE = 3000,     /* what ingest hands to a fit, at most */
	COPY_OF = 12,
	STORY_OF = 10,
	NEAR = 2000, /* items back, at most, to an original or another item of the story */
	COMMIT_ITEMS = 1000,
	DAY_S = 86400,
};

struct world {
	char (*words)[WORD_SIZE];
	struct store *store;
	struct stemmers *stemmers;
	struct duplicate_index *duplicates; /* for the fingerprints */
	int64_t items, feeds, days, now;
	struct lexicon *live;   /* of all items */
	struct lexicon *frozen; /* that the models were made with */
	int64_t topic_ids[TOPICS];
	struct model *models[TOPICS];
	struct buffer title, text, html, url;
};

static void
expect(bool went_well, const struct err *err)
{
	if (went_well)
		return;
	fprintf(stderr, "fill: %s\n", err->text);
	exit(1);
}

/* ---- words ---- */

/* Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int64_t
below(uint64_t *state, int64_t limit)
{
	return (int64_t)(next_random(state) % (uint64_t)limit);
}

static double
fraction(uint64_t *state)
{
	return (double)(next_random(state) >> 11) / (double)(UINT64_C(1) << 53);
}

/* A rank of which the chance falls with its inverse. */
static size_t
next_rank(uint64_t *state)
{
	return (size_t)pow(WORDS, fraction(state)) - 1;
}

/* The more common, the shorter. */
static void
make_words(struct world *w)
{
	static const char *const onsets[] = { "b", "c", "d", "f", "g", "h", "j", "l", "m", "n", "p", "r", "s", "t", "v",
		"w", "st", "tr", "pl", "gr", "ch", "qu" };
	static const char *const rests[] = { "a", "e", "i", "o", "u", "an", "er", "in", "or", "ea" };
	uint64_t state = 1;

	w->words = mem_array(WORDS, sizeof(*w->words));
	for (size_t i = 0; i < WORDS; i++) {
		int syllables = 1 + (i >= 150) + (i >= 4000) + (i >= 60000 && i % 3 == 0);

		for (int n = 0; n < syllables; n++) {
			strcat(w->words[i], onsets[below(&state, COUNT_OF(onsets))]);
			strcat(w->words[i], rests[below(&state, COUNT_OF(rests))]);
		}
		strcat(w->words[i], i % 7 == 0 ? "s" : i % 7 == 3 ? "ing" : "");
	}
}

static const char *
theme_word(const struct world *w, int64_t theme, uint64_t *state)
{
	return w->words[THEME_RANK + 37 * (theme * THEME_WORDS + below(state, THEME_WORDS))];
}

static void
write_words(const struct world *w, int64_t theme, int64_t count, uint64_t *state, struct buffer *out)
{
	for (int64_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_add_text(out, i % 13 == 12 ? ". " : " ");
		buffer_add_text(out, i % 12 == 5 ? theme_word(w, theme, state) : w->words[next_rank(state)]);
	}
}

/* ---- an item ---- */

static void
write_paragraph(struct world *w, int64_t theme, int64_t site, uint64_t *state)
{
	size_t from = w->text.len;

	if (from > 0)
		buffer_add_text(&w->text, "\n\n");
	from = w->text.len;
	write_words(w, theme, 30 + below(state, 90), state, &w->text);
	buffer_addf(&w->html, "<p>%s <a href=\"https://site%lld.example/%s?a=1&amp;b=%lld\">%s</a>.</p>\n",
	    buffer_text(&w->text) + from, (long long)site, theme_word(w, theme, state), (long long)below(state, 999),
	    theme_word(w, theme, state));
}

static int64_t
feed_of(const struct world *w, uint64_t *state)
{
	double u = fraction(state);

	return 1 + (int64_t)(u * u * u * (double)w->feeds);
}

static int64_t
time_of(const struct world *w, int64_t n)
{
	return w->now - (int64_t)((double)(w->items - n) / (double)w->items * (double)(w->days * DAY_S));
}

/* The words of item n, which are those of the item that it is a copy of. */
static void
write_item(struct world *w, int64_t n, int64_t site)
{
	uint64_t state = (uint64_t)n << 32;
	int64_t theme = below(&state, 2 * TOPICS) % TOPICS, paragraphs = 1 + below(&state, 4) + below(&state, 4);

	buffer_cut(&w->title, 0);
	buffer_cut(&w->text, 0);
	buffer_cut(&w->html, 0);
	buffer_cut(&w->url, 0);
	write_words(w, theme, 5 + below(&state, 6), &state, &w->title);
	for (int64_t i = 0; i < paragraphs; i++)
		write_paragraph(w, theme, site, &state);
	buffer_addf(&w->url, "https://site%lld.example/%s/%lld-%s", (long long)site, theme_word(w, theme, &state),
	    (long long)n, w->words[next_rank(&state)]);
}

static void
score(struct world *w, int64_t id)
{
	ARENA arena = arena_new();
	struct words *words = words_of(w->stemmers, buffer_text(&w->title), buffer_text(&w->text), "en", arena);
	const struct vector *vector = vector_of(words, w->frozen, arena);
	struct store_margin margins[TOPICS];
	struct err err;

	lexicon_add(w->live, words);
	for (size_t i = 0; i < TOPICS; i++)
		margins[i] = (struct store_margin) { w->topic_ids[i], model_margin(w->models[i], vector) };
	expect(store_item_scores_put(w->store, id, margins, TOPICS, &err), &err);
}

/* What people did: mostly nothing. */
static void
judge(struct world *w, int64_t id, uint64_t *state)
{
	static const bool yes = true;
	int64_t what = below(state, 1000);
	struct err err;

	if (what < 300)
		expect(store_item_mark(w->store, id, &(struct store_mark) { .is_read = &yes }, &err), &err);
	if (what < 5)
		expect(store_item_mark(w->store, id, &(struct store_mark) { .is_starred = &yes }, &err), &err);
	if (id % 4000 == 0)
		expect(store_verdict_put(w->store, id, w->topic_ids[below(state, TOPICS)],
			   what < 600 ? VERDICT_KEEP : VERDICT_SKIP, w->now, &err),
		    &err);
}

static void
put_fingerprint(struct world *w, int64_t id, int64_t feed_id, int64_t sorted_at)
{
	struct duplicate_item item = { .id = id,
		.feed_id = feed_id,
		.sorted_at = sorted_at,
		.title = buffer_text(&w->title),
		.text = buffer_text(&w->text),
		.url = buffer_text(&w->url) };
	struct duplicate_keys keys;
	struct err err;

	duplicate_index_add(w->duplicates, &item, &keys);
	expect(store_fingerprint_put(w->store, id, keys.list, keys.count, &err), &err);
}

static void
put_item(struct world *w, int64_t n)
{
	uint64_t own = (uint64_t)n * 2654435761;
	int64_t site = feed_of(w, &own), back = 1 + below(&own, n < NEAR ? n : NEAR), id;
	bool is_copy = n > NEAR && below(&own, COPY_OF) == 0, has_story = n > NEAR && below(&own, STORY_OF) == 0;
	struct feed_person author = { .name = w->words[500 + below(&own, 400)] };
	const char *tag = w->words[1000 + below(&own, 3000)];
	int64_t sorted_at = time_of(w, n) - below(&own, 3600);
	enum store_change change;
	struct err err;

	write_item(w, is_copy ? n - back : n, site);
	expect(store_item_put(w->store,
		   &(struct store_item_new) {
		       .feed_id = site,
		       .identity = buffer_text(&w->url),
		       .item =
			   &(struct feed_item) {
			       .guid = buffer_text(&w->url),
			       .url = buffer_text(&w->url),
			       .title = buffer_text(&w->title),
			       .content_html = buffer_text(&w->html),
			       .content_text = buffer_text(&w->text),
			       .published_at = time_of(w, n),
			       .modified_at = TIME_NONE,
			       .authors = { &author, 1 },
			       .tags = { &tag, 1 },
			   },
		       .seen_at = time_of(w, n),
		       .sorted_at = sorted_at,
		   },
		   &id, &change, &err),
	    &err);
	if (change != STORE_NEW)
		return; /* its feed copied from itself */
	put_fingerprint(w, id, site, sorted_at);
	score(w, id);
	if (is_copy && id > back)
		expect(store_item_fold(w->store, id, id - back, "91 of 100 word triples are the same", &err), &err);
	if (has_story)
		expect(store_item_story(w->store, id, id - id % NEAR + 1, "ferry, strike, harbour", &err), &err);
	judge(w, id, &own);
}

/* ---- topics ---- */

static struct words *
words_of_item(struct world *w, int64_t n, struct arena *arena)
{
	write_item(w, n, 1);
	return words_of(w->stemmers, buffer_text(&w->title), buffer_text(&w->text), "en", arena);
}

static void
fit_topic(struct world *w, int64_t theme, int64_t generation, const struct example *sample)
{
	struct topic_term terms[THEME_WORDS];
	char name[16];
	struct topic topic = {
		.name = name, .title = name, .terms = terms, .term_count = THEME_WORDS, .threshold = 50
	};
	BUFFER bytes = { 0 };
	struct err err;
	bool is_new;

	snprintf(name, sizeof(name), "topic-%lld", (long long)theme);
	for (int64_t i = 0; i < THEME_WORDS; i++)
		terms[i] = (struct topic_term) { w->words[THEME_RANK + 37 * (theme * THEME_WORDS + i)], 1 };
	model_free(w->models[theme]);
	w->models[theme] = model_fit(&topic, w->frozen, sample, SAMPLE, w->stemmers);
	model_write(w->models[theme], &bytes);
	if (w->topic_ids[theme] == 0)
		expect(store_topic_put(w->store, &topic, w->now, &w->topic_ids[theme], &is_new, &err), &err);
	expect(store_topic_activate(w->store, w->topic_ids[theme], generation, bytes.data, bytes.len, &err), &err);
}

/* Freezes what was counted so far, and fits all topics to the items up to `last`. */
static void
fit(struct world *w, int64_t generation, int64_t last)
{
	ARENA arena = arena_new();
	struct spellings *spellings = spellings_new(arena);
	struct example *sample = mem_array(SAMPLE, sizeof(*sample));
	BUFFER bytes = { 0 };
	struct err err;

	lexicon_write(w->live, &bytes);
	lexicon_free(w->frozen);
	expect(lexicon_read(bytes.data, bytes.len, &w->frozen, &err), &err);
	for (int64_t i = 0; i < SAMPLE; i++) {
		ARENA words = arena_new();

		sample[i] = (struct example) { 1 + i,
			vector_condense(
			    vector_of(words_of_item(w, last - i, words), w->frozen, words), spellings, arena),
			OPINION_NONE, false };
	}
	expect(store_begin(w->store, STORE_FETCHED, &err), &err);
	expect(store_lexicon_put(w->store, generation, bytes.data, bytes.len, &err), &err);
	for (int64_t i = 0; i < TOPICS; i++)
		fit_topic(w, i, generation, sample);
	expect(store_lexicon_drop_before(w->store, generation, &err), &err);
	expect(store_commit(w->store, &err), &err);
	free(sample);
}

static void
make_topics(struct world *w)
{
	w->live = lexicon_new();
	for (int64_t n = 1; n <= SAMPLE; n++) {
		ARENA arena = arena_new();

		lexicon_add(w->live, words_of_item(w, n, arena));
	}
	fit(w, 1, SAMPLE);
}

/* ---- all of it ---- */

static void
follow(struct world *w)
{
	struct err err;

	expect(store_begin(w->store, STORE_FETCHED, &err), &err);
	for (int64_t i = 1; i <= w->feeds; i++) {
		char url[80], title[40];
		int64_t id;

		snprintf(url, sizeof(url), "https://site%lld.example/feed.xml", (long long)i);
		snprintf(title, sizeof(title), "Site %lld", (long long)i);
		expect(store_feed_add(w->store,
			   &(struct store_feed) { .url = url,
			       .title = title,
			       .added_at = time_of(w, 0),
			       .due_at = w->now + DAY_S,
			       .due_reason = "in a while" },
			   &id, &err),
		    &err);
	}
	expect(store_commit(w->store, &err), &err);
}

static void
put_items(struct world *w)
{
	struct err err;

	for (int64_t n = 1; n <= w->items;) {
		expect(store_begin(w->store, STORE_FETCHED, &err), &err);
		for (int i = 0; i < COMMIT_ITEMS && n <= w->items; i++)
			put_item(w, n++);
		expect(store_commit(w->store, &err), &err);
		while (n % 50000 == 1 && store_tidy(w->store))
			;
	}
	while (store_tidy(w->store))
		;
}

static void
tell(const struct world *w, int64_t last_id)
{
	static const struct {
		const char *name;
		size_t rank, step;
	} kinds[] = { { "common", 0, 1 }, { "frequent", 100, 10 }, { "usual", 1000, 50 }, { "rare", 50000, 500 } };

	printf("{\"items\": %lld, \"topics\": %d, \"words\": {", (long long)last_id, TOPICS);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		printf("%s\"%s\": [", i > 0 ? ", " : "", kinds[i].name);
		for (size_t n = 0; n < 20; n++)
			printf("%s\"%s\"", n > 0 ? ", " : "", w->words[kinds[i].rank + n * kinds[i].step]);
		printf("]");
	}
	printf("}}\n");
}

static void
fini(struct world *w)
{
	for (size_t i = 0; i < TOPICS; i++)
		model_free(w->models[i]);
	lexicon_free(w->live);
	lexicon_free(w->frozen);
	stemmers_free(w->stemmers);
	duplicate_index_free(w->duplicates);
	buffer_fini(&w->title);
	buffer_fini(&w->text);
	buffer_fini(&w->html);
	buffer_fini(&w->url);
	free(w->words);
	store_close(w->store);
}

int
main(int argc, char **argv)
{
	struct world w = { .now = time(NULL) };
	int64_t last_id;
	struct err err;

	if (argc != 5 || atoll(argv[2]) < SAMPLE || atoll(argv[3]) < 1 || atoll(argv[4]) < 1) {
		fprintf(stderr, "usage: fill FOLDER ITEMS FEEDS DAYS\n");
		return 2;
	}
	w.items = atoll(argv[2]);
	w.feeds = atoll(argv[3]);
	w.days = atoll(argv[4]);
	w.stemmers = stemmers_new();
	w.duplicates = duplicate_index_new(&(struct duplicate_settings) { 0 });
	expect(store_open_writer(argv[1], &w.store, &err), &err);
	make_words(&w);
	make_topics(&w);
	follow(&w);
	put_items(&w);
	expect(store_item_last_id(w.store, &last_id, &err), &err);
	fit(&w, last_id, w.items);
	tell(&w, last_id);
	fini(&w);
	return 0;
}
