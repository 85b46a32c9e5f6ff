/*
 * fill: makes a large store, through the verbs that winnowd uses.
 *
 * Items come in the order of time, over DAYS up to now, a few at a time, with
 * texts as invention.h says, or of about WORDS words. Copies are folded, stories
 * tied; some items were read, starred, kept or skipped. Every item is scored in
 * each of the topics by models fitted to such items. Says on standard output, as
 * JSON, which words are how common. While a thousand items are written, another
 * thread makes the next.
 *
 * With --documents it writes items as documents instead: what comes next when
 * FIRST is behind the last item of a store.
 *
 * usage: fill FOLDER ITEMS FEEDS DAYS [WORDS]
 *        fill --documents FOLDER FEEDS ITEMS_A_FEED FIRST [WORDS]
 */
#include "documents.h"
#include "invention.h"
#include "random.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "curate/duplicate.h"
#include "curate/judge.h"
#include "curate/panel.h"
#include "store/store.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	TOPICS = INVENTION_THEMES,
	SAMPLE = 3000, /* what ingest hands to a fit, at most */
	VERDICTS = 240,
	COMMIT_ITEMS = 1000,
	DAY_S = 86400,
};

struct world {
	struct invention *invention;
	struct store *store;
	struct stemmers *stemmers;
	struct duplicate_index *duplicates; /* for the fingerprints */
	int64_t items, feeds, days, now;
	int64_t left_out;       /* items that are not stored: ids are so much smaller than numbers */
	struct lexicon *live;   /* of all items */
	struct lexicon *frozen; /* that the models were made with */
	int64_t topic_ids[TOPICS];
	struct model *models[TOPICS];
	struct panel *panel; /* of these models */
};

static void
expect(bool went_well, const struct err *err)
{
	if (went_well)
		return;
	fprintf(stderr, "fill: %s\n", err->text);
	exit(1);
}

/* ---- an item ---- */

static int64_t
time_of(const struct world *w, int64_t n)
{
	return w->now - (int64_t)((double)(w->items - n) / (double)w->items * (double)(w->days * DAY_S));
}

/* An item, with all that can be known of it before the store has given it an id. */
struct made {
	struct invented said;
	int64_t sorted_at;
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
	struct duplicate_item item = { .id = m->said.n,
		.feed_id = m->said.site,
		.sorted_at = m->sorted_at,
		.title = m->said.title,
		.text = m->said.text,
		.url = m->said.url };

	duplicate_index_add(w->duplicates, &item, &m->keys);
}

static void
make_item(struct world *w, int64_t n, struct made *out, struct arena *arena)
{
	invention_item(w->invention, n, invention_site(n, w->feeds), arena, &out->said);
	out->sorted_at = time_of(w, n) - random_below(&out->said.state, 3600);
	find_keys(w, out);
	score(w, out->said.title, out->said.text, out->margins);
}

/*
 * What people say does not grow with what comes in: as many verdicts of either
 * store, by turns that an item is what its best topic is about, and that it is
 * nothing of another. A fit takes longer the more of them there are.
 */
static void
give_verdict(struct world *w, const struct made *m, int64_t id, int64_t turn)
{
	size_t best = 0, other;
	struct err err;

	for (size_t i = 1; i < TOPICS; i++)
		if (m->margins[i] > m->margins[best])
			best = i;
	other = (best + 1 + (size_t)(turn / 2) % (TOPICS - 1)) % TOPICS;
	expect(store_verdict_put(w->store, id, w->topic_ids[turn % 2 == 0 ? best : other],
		   turn % 2 == 0 ? VERDICT_KEEP : VERDICT_SKIP, w->now, &err),
	    &err);
}

/* What people did: mostly nothing. */
static void
judge(struct world *w, struct made *m, int64_t id)
{
	static const bool yes = true;
	int64_t what = random_below(&m->said.state, 1000), every = w->items / VERDICTS;
	struct err err;

	if (what < 300)
		expect(store_item_mark(w->store, id, &(struct store_mark) { .is_read = &yes }, &err), &err);
	if (what < 5)
		expect(store_item_mark(w->store, id, &(struct store_mark) { .is_starred = &yes }, &err), &err);
	if (m->said.n % every == 0)
		give_verdict(w, m, id, m->said.n / every);
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
	const struct invented *said = &m->said;
	struct feed_person author = { .name = said->author };
	const char *tag = said->tag;
	struct feed_item item = { .guid = said->url,
		.url = said->url,
		.title = said->title,
		.content_html = said->html,
		.content_text = said->text,
		.published_at = time_of(w, said->n),
		.modified_at = TIME_NONE,
		.authors = { &author, 1 },
		.tags = { &tag, 1 } };
	struct store_item_new fresh = { .feed_id = said->site,
		.identity = said->url,
		.item = &item,
		.seen_at = time_of(w, said->n),
		.sorted_at = m->sorted_at };
	enum store_change change;
	struct err err;

	expect(store_item_put(w->store, &fresh, out_id, &change, &err), &err);
	return change;
}

static void
put_item(struct world *w, struct made *m)
{
	struct invented *said = &m->said;
	int64_t id;
	struct err err;

	if (put_texts(w, m, &id) != STORE_NEW) {
		w->left_out++; /* its feed copied from itself */
		return;
	}
	expect(store_fingerprint_put(w->store, id, m->keys.list, m->keys.count, &err), &err);
	put_margins(w, id, m->margins);
	if (said->is_copy && id > said->back)
		expect(
		    store_item_fold(w->store, id, id - said->back, "91 of 100 word triples are the same", &err), &err);
	if (said->has_story)
		expect(
		    store_item_story(w->store, id, id - id % INVENTION_NEAR + 1, "ferry, strike, harbour", &err), &err);
	judge(w, m, id);
}

/* ---- topics ---- */

static struct words *
words_of_item(struct world *w, int64_t n, struct arena *arena)
{
	struct invented said;

	invention_item(w->invention, n, 1, arena, &said);
	return words_of(w->stemmers, said.title, said.text, "en", arena);
}

static void
fit_topic(struct world *w, int64_t theme, int64_t generation, const struct example *sample)
{
	struct topic_term terms[INVENTION_THEME_WORDS];
	char name[16];
	struct topic topic = {
		.name = name, .title = name, .terms = terms, .term_count = INVENTION_THEME_WORDS, .threshold = 50
	};
	BUFFER bytes = { 0 };
	struct err err;
	bool is_new;

	snprintf(name, sizeof(name), "topic-%lld", (long long)theme);
	for (int64_t i = 0; i < INVENTION_THEME_WORDS; i++)
		terms[i] = (struct topic_term) { invention_theme_word(w->invention, theme, i), 1 };
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
	int64_t oldest; /* that may have copies */
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
	b->oldest = duplicate_index_first_id(b->world->duplicates);
	return NULL;
}

/* As ingest does: what is too old to have copies has none. */
static void
forget_fingerprints(struct world *w, int64_t before)
{
	struct err err;
	bool is_over = false;

	while (!is_over)
		expect(store_fingerprints_drop(w->store, before - w->left_out, COMMIT_ITEMS, &is_over, &err), &err);
}

static void
put_batch(struct world *w, struct batch *b)
{
	struct err err;

	expect(store_begin(w->store, STORE_FETCHED, &err), &err);
	for (size_t i = 0; i < b->count; i++)
		put_item(w, &b->items[i]);
	forget_fingerprints(w, b->oldest);
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
			printf("%s\"%s\"", n > 0 ? ", " : "",
			    invention_word(w->invention, kinds[i].rank + n * kinds[i].step));
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
	invention_free(w->invention);
	store_close(w->store);
}

static int
usage(void)
{
	fprintf(stderr,
	    "usage: fill FOLDER ITEMS FEEDS DAYS [WORDS]\n"
	    "       fill --documents FOLDER FEEDS ITEMS_A_FEED FIRST [WORDS]\n");
	return 2;
}

/* Those that were given, all larger than 0; the rest stays 0. False: too few, or no such numbers. */
static bool
read_numbers(char **arguments, size_t least, int64_t numbers[4])
{
	size_t count = 0;

	for (; count < 4 && arguments[count] != NULL; count++) {
		numbers[count] = atoll(arguments[count]);
		if (numbers[count] < 1)
			return false;
	}
	return count >= least && (count < 4 || arguments[count] == NULL);
}

static int
write_documents(char **arguments)
{
	int64_t numbers[4] = { 0 };
	struct invention *invention;
	struct err err;

	if (arguments[0] == NULL || !read_numbers(arguments + 1, 3, numbers))
		return usage();
	invention = invention_new(numbers[3]);
	expect(documents_write(invention, arguments[0],
		   &(struct documents) { numbers[0], numbers[1], numbers[2], time(NULL) }, &err),
	    &err);
	invention_free(invention);
	return 0;
}

static int
make_store(const char *folder, const int64_t numbers[4])
{
	struct world w = { .items = numbers[0], .feeds = numbers[1], .days = numbers[2], .now = time(NULL) };
	int64_t last_id;
	struct err err;

	w.stemmers = stemmers_new();
	w.duplicates = duplicate_index_new(&(struct duplicate_settings) { 0 });
	w.invention = invention_new(numbers[3]);
	expect(store_open_writer(folder, &w.store, &err), &err);
	make_topics(&w);
	follow(&w);
	put_items(&w);
	expect(store_item_last_id(w.store, &last_id, &err), &err);
	fit(&w, last_id, w.items);
	tell(&w, last_id);
	fini(&w);
	return 0;
}

int
main(int argc, char **argv)
{
	int64_t numbers[4] = { 0 };

	if (argc > 1 && strcmp(argv[1], "--documents") == 0)
		return write_documents(argv + 2);
	if (argc < 2 || !read_numbers(argv + 2, 3, numbers) || numbers[0] < SAMPLE)
		return usage();
	return make_store(argv[1], numbers);
}
