/*
 * fill: makes a large store, through the verbs that winnowd uses.
 *
 * Items come in the order of time, over DAYS up to now, a few at a time, from feeds of which
 * few publish much and most little. Texts of about 2 KB follow Zipf's law over
 * 200,000 words, with a theme's own words among them, and stand in paragraphs
 * with links. One item in twelve is folded under an earlier one, one in ten
 * belongs to a story; some were read, starred, kept or skipped. Every item is
 * scored in each of the topics by models fitted to such items. Says on standard output,
 * as JSON, which words are how common. Item n depends on n alone. With WORDS, each text is one
 * paragraph of about so many: as from feeds that give a summary only. While a thousand items
 * are written, another thread makes the next.
 *
 * usage: fill FOLDER ITEMS FEEDS DAYS [WORDS]
 */
#include "base/buffer.h"
#include "base/memory.h"
#include "curate/duplicate.h"
#include "curate/judge.h"
#include "curate/panel.h"
#include "store/store.h"

#include <math.h>
#include <pthread.h>
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
	TOGETHER = 5, /* come in one document */
	NEAR = 2000,  /* items back, at most, to an original or another item of the story */
	COMMIT_ITEMS = 1000,
	DAY_S = 86400,
};

struct world {
	char (*words)[WORD_SIZE];
	struct store *store;
	struct stemmers *stemmers;
	struct duplicate_index *duplicates; /* for the fingerprints */
	int64_t items, feeds, days, words_each, now;
	struct lexicon *live;   /* of all items */
	struct lexicon *frozen; /* that the models were made with */
	int64_t topic_ids[TOPICS];
	struct model *models[TOPICS];
	struct panel *panel; /* of these models */
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
write_paragraph(struct world *w, int64_t theme, int64_t site, int64_t words, uint64_t *state)
{
	size_t from = w->text.len;

	if (from > 0)
		buffer_add_text(&w->text, "\n\n");
	from = w->text.len;
	write_words(w, theme, words, state, &w->text);
	buffer_addf(&w->html, "<p>%s <a href=\"https://site%lld.example/%s?a=1&amp;b=%lld\">%s</a>.</p>\n",
	    buffer_text(&w->text) + from, (long long)site, theme_word(w, theme, state), (long long)below(state, 999),
	    theme_word(w, theme, state));
}

static void
write_paragraphs(struct world *w, int64_t theme, int64_t site, uint64_t *state)
{
	int64_t paragraphs = 1 + below(state, 4) + below(state, 4);

	if (w->words_each > 0) {
		write_paragraph(w, theme, site, w->words_each / 2 + below(state, w->words_each), state);
		return;
	}
	for (int64_t i = 0; i < paragraphs; i++)
		write_paragraph(w, theme, site, 30 + below(state, 90), state);
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
	int64_t theme = below(&state, 2 * TOPICS) % TOPICS;

	buffer_cut(&w->title, 0);
	buffer_cut(&w->text, 0);
	buffer_cut(&w->html, 0);
	buffer_cut(&w->url, 0);
	write_words(w, theme, 5 + below(&state, 6), &state, &w->title);
	write_paragraphs(w, theme, site, &state);
	buffer_addf(&w->url, "https://site%lld.example/%s/%lld-%s", (long long)site, theme_word(w, theme, &state),
	    (long long)n, w->words[next_rank(&state)]);
}

/* An item, with all that can be known of it before the store has given it an id. */
struct made {
	int64_t n, site, back, sorted_at;
	bool is_copy, has_story;
	uint64_t state;
	const char *title, *text, *html, *url, *author, *tag;
	struct duplicate_keys keys;
	double margins[TOPICS];
};

static void
score(struct world *w, const char *title, const char *text, double *out)
{
	ARENA arena = arena_new();
	struct words *words = words_of(w->stemmers, title, text, "en", arena);

	lexicon_add(w->live, words);
	panel_margins(w->panel, vector_of(words, w->frozen, arena), out);
}

static void
find_keys(struct world *w, struct made *m)
{
	struct duplicate_item item = { .id = m->n,
		.feed_id = m->site,
		.sorted_at = m->sorted_at,
		.title = m->title,
		.text = m->text,
		.url = m->url };

	duplicate_index_add(w->duplicates, &item, &m->keys);
}

static void
make_item(struct world *w, int64_t n, struct made *out, struct arena *arena)
{
	uint64_t own = (uint64_t)n * 2654435761, document = (uint64_t)(n / TOGETHER) * 2654435761;
	int64_t site = feed_of(w, &document), back = 1 + below(&own, n < NEAR ? n : NEAR);
	struct made m = { .n = n, .site = site, .back = back };

	m.is_copy = n > NEAR && below(&own, COPY_OF) == 0;
	m.has_story = n > NEAR && below(&own, STORY_OF) == 0;
	m.author = w->words[500 + below(&own, 400)];
	m.tag = w->words[1000 + below(&own, 3000)];
	m.sorted_at = time_of(w, n) - below(&own, 3600);
	m.state = own;
	write_item(w, m.is_copy ? n - back : n, site);
	m.title = arena_strdup(arena, buffer_text(&w->title));
	m.text = arena_strdup(arena, buffer_text(&w->text));
	m.html = arena_strdup(arena, buffer_text(&w->html));
	m.url = arena_strdup(arena, buffer_text(&w->url));
	find_keys(w, &m);
	score(w, m.title, m.text, m.margins);
	*out = m;
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
put_margins(struct world *w, int64_t id, const double *margins)
{
	struct store_margin list[TOPICS];
	struct err err;

	for (size_t i = 0; i < TOPICS; i++)
		list[i] = (struct store_margin) { w->topic_ids[i], margins[i] };
	expect(store_item_scores_put(w->store, id, list, TOPICS, &err), &err);
}

static enum store_change
put_texts(struct world *w, const struct made *m, int64_t *out_id)
{
	struct feed_person author = { .name = m->author };
	const char *tag = m->tag;
	struct feed_item item = { .guid = m->url,
		.url = m->url,
		.title = m->title,
		.content_html = m->html,
		.content_text = m->text,
		.published_at = time_of(w, m->n),
		.modified_at = TIME_NONE,
		.authors = { &author, 1 },
		.tags = { &tag, 1 } };
	struct store_item_new fresh = { .feed_id = m->site,
		.identity = m->url,
		.item = &item,
		.seen_at = time_of(w, m->n),
		.sorted_at = m->sorted_at };
	enum store_change change;
	struct err err;

	expect(store_item_put(w->store, &fresh, out_id, &change, &err), &err);
	return change;
}

static void
put_item(struct world *w, struct made *m)
{
	int64_t id;
	struct err err;

	if (put_texts(w, m, &id) != STORE_NEW)
		return; /* its feed copied from itself */
	expect(store_fingerprint_put(w->store, id, m->keys.list, m->keys.count, &err), &err);
	put_margins(w, id, m->margins);
	if (m->is_copy && id > m->back)
		expect(store_item_fold(w->store, id, id - m->back, "91 of 100 word triples are the same", &err), &err);
	if (m->has_story)
		expect(store_item_story(w->store, id, id - id % NEAR + 1, "ferry, strike, harbour", &err), &err);
	judge(w, id, &m->state);
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
	panel_free(w->panel);
	for (int64_t i = 0; i < TOPICS; i++)
		fit_topic(w, i, generation, sample);
	w->panel = panel_new((const struct model *const *)w->models, TOPICS);
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

/* What one thread makes while the other writes. */
struct batch {
	struct world *world;
	struct arena *arena;
	int64_t first;
	size_t count;
	struct made items[COMMIT_ITEMS];
};

static void *
make_batch(void *context)
{
	struct batch *b = context;
	int64_t rest = b->world->items - b->first + 1;

	arena_clear(b->arena);
	b->count = rest < COMMIT_ITEMS ? (size_t)rest : COMMIT_ITEMS;
	for (size_t i = 0; i < b->count; i++)
		make_item(b->world, b->first + (int64_t)i, &b->items[i], b->arena);
	return NULL;
}

static void
put_batch(struct world *w, struct batch *b)
{
	struct err err;

	expect(store_begin(w->store, STORE_FETCHED, &err), &err);
	for (size_t i = 0; i < b->count; i++)
		put_item(w, &b->items[i]);
	expect(store_commit(w->store, &err), &err);
	while (store_rest(w->store) || store_merge(w->store, false))
		;
}

static struct batch *
batch_new(struct world *w, int64_t first)
{
	struct batch *b = mem_alloc(sizeof(*b));

	*b = (struct batch) { .world = w, .arena = arena_new(), .first = first };
	return b;
}

static void
batch_free(struct batch *b)
{
	arena_free(b->arena);
	free(b);
}

static void
put_items(struct world *w)
{
	struct batch *now = batch_new(w, 1), *next = batch_new(w, 1);

	make_batch(now);
	while (now->count > 0) {
		struct batch *written = now;
		pthread_t thread;

		next->first = now->first + (int64_t)now->count;
		if (pthread_create(&thread, NULL, make_batch, next) != 0)
			exit(1);
		put_batch(w, written);
		pthread_join(thread, NULL);
		now = next;
		next = written;
	}
	while (store_tidy(w->store))
		;
	batch_free(now);
	batch_free(next);
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
	panel_free(w->panel);
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

	if (argc < 5 || argc > 6 || atoll(argv[2]) < SAMPLE || atoll(argv[3]) < 1 || atoll(argv[4]) < 1) {
		fprintf(stderr, "usage: fill FOLDER ITEMS FEEDS DAYS [WORDS]\n");
		return 2;
	}
	w.items = atoll(argv[2]);
	w.feeds = atoll(argv[3]);
	w.days = atoll(argv[4]);
	w.words_each = argc > 5 ? atoll(argv[5]) : 0;
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
