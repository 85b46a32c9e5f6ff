/* What would make topics better: terms to add and to drop, and topics that are missing. Nothing is changed. */
#include "curate/cluster.h"
#include "curate/suggestion.h"
#include "query/models.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"

#include "base/text.h"

#include <stdlib.h>

enum {
	VERDICTS_LATELY = 300, /* the latest; what was kept years ago says little of now */
	BACKLOG_ITEMS = 2000,
	AT_ONCE = 100,
	ADD_MAX = 8,
	KEPT_LOOKED_AT = CLUSTER_ITEMS_MAX,
	LEXICON_ITEMS = 500,
	CLUSTERS_MAX = 10,
};

/* ---- terms ---- */

struct looking {
	struct reader *reader;
	struct suggesting *suggesting;
	int64_t *labelled; /* rising; not to be counted twice */
	size_t labelled_count;
};

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
see(struct looking *l, const char *title, const char *text, const char *language, enum opinion opinion)
{
	ARENA arena = arena_new();

	suggesting_see(
	    l->suggesting, words_of(models_stemmers(l->reader->models), title, text, language, arena), opinion);
}

/* All verdicts of one kind. */
static void
see_verdicts(struct looking *l, const struct store_verdict *verdicts, size_t count, enum verdict which)
{
	for (size_t i = 0; i < count; i++) {
		ARENA arena = arena_new();
		struct store_item_text text;

		if (verdicts[i].verdict != which ||
		    !store_item_text(l->reader->store, verdicts[i].item_id, arena, &text, NULL))
			continue;
		l->labelled[l->labelled_count++] = verdicts[i].item_id;
		see(l, text.title, text.text, text.language, which == VERDICT_KEEP ? OPINION_KEEP : OPINION_SKIP);
	}
}

static void
see_examples(struct looking *l, const struct store_example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum opinion opinion = examples[i].opinion == VERDICT_SKIP ? OPINION_SKIP : OPINION_KEEP;

		if (examples[i].item_id != 0)
			l->labelled[l->labelled_count++] = examples[i].item_id;
		see(l, examples[i].title, examples[i].text, examples[i].language, opinion);
	}
}

static bool
see_backlog(struct looking *l, struct err *err)
{
	struct store_place place = { INT64_MAX, INT64_MAX };
	size_t count = 1, seen = 0;

	qsort(l->labelled, l->labelled_count, sizeof(*l->labelled), by_id);
	while (count > 0 && seen < BACKLOG_ITEMS) {
		ARENA arena = arena_new();
		struct store_item_text *items;

		if (!store_item_texts_newest(l->reader->store, &place, AT_ONCE, arena, &items, &count, err))
			return false;
		for (size_t i = 0; i < count; i++, seen++)
			if (items[i].duplicate_of == 0 &&
			    bsearch(&items[i].id, l->labelled, l->labelled_count, sizeof(*l->labelled), by_id) == NULL)
				see(l, items[i].title, items[i].text, items[i].language, OPINION_NONE);
	}
	return true;
}

static bool
look(struct looking *l, const struct store_topic *topic, struct arena *arena, struct err *err)
{
	struct store_verdict *verdicts;
	struct store_example *examples;
	size_t count, example_count, late;

	if (!store_verdict_list(l->reader->store, topic->id, arena, &verdicts, &count, err) ||
	    !store_example_list(l->reader->store, topic->id, arena, &examples, &example_count, err))
		return false;
	late = count > VERDICTS_LATELY ? count - VERDICTS_LATELY : 0;
	l->labelled = arena_alloc(arena, (count + example_count + 1) * sizeof(*l->labelled));
	see_verdicts(l, verdicts + late, count - late, VERDICT_KEEP);
	see_examples(l, examples, example_count);
	see_verdicts(l, verdicts + late, count - late, VERDICT_SKIP);
	return see_backlog(l, err);
}

static json_t *
render_terms(const struct suggested_term *terms, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:I, s:I, s:I}", "phrase", terms[i].phrase, "kept",
			      (json_int_t)terms[i].holders.kept, "skipped", (json_int_t)terms[i].holders.skipped,
			      "others", (json_int_t)terms[i].holders.others));
	return list;
}

static json_t *
render_suggestions(struct suggesting *s, const struct topic *topic, struct arena *arena)
{
	struct suggested_term add[ADD_MAX];
	struct suggested_term *drop = arena_alloc(arena, (topic->term_count + 1) * sizeof(*drop));
	struct holders total = suggesting_total(s);
	size_t added = suggesting_add(s, add, ADD_MAX), dropped = suggesting_drop(s, drop);

	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:o, s:o}", "name", topic->name, "title", topic->title, "kept",
	    (json_int_t)total.kept, "skipped", (json_int_t)total.skipped, "others", (json_int_t)total.others, "add",
	    render_terms(add, added), "drop", render_terms(drop, dropped));
}

bool
answer_topic_suggestions(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct looking l = { .reader = reader };
	struct store_topic *topic;
	json_t *answer;
	bool is_good;

	if (!params_known(r, NULL, 0, err) || !store_topic_get(reader->store, r->name, arena, &topic, err))
		return false;
	l.suggesting = suggesting_new(&topic->topic, models_stemmers(reader->models), arena);
	is_good = look(&l, topic, arena, err);
	if (is_good) {
		answer = render_suggestions(l.suggesting, &topic->topic, arena);
		reply_json(r, 200, answer);
		json_decref(answer);
	}
	suggesting_free(l.suggesting);
	return is_good;
}

/* ---- topics ---- */

/* Of the recent items: what topics judge by counts too much that is long gone. NULL with an error. */
static struct lexicon *
recent_lexicon(struct reader *reader, struct err *err)
{
	struct store_place place = { INT64_MAX, INT64_MAX };
	struct lexicon *lexicon = lexicon_new();
	size_t count = 1, seen = 0;
	BUFFER bytes = { 0 };

	while (count > 0 && seen < LEXICON_ITEMS) {
		ARENA arena = arena_new();
		struct store_item_text *items;

		if (!store_item_texts_newest(reader->store, &place, AT_ONCE, arena, &items, &count, err)) {
			lexicon_free(lexicon);
			return NULL;
		}
		for (size_t i = 0; i < count; i++, seen++)
			lexicon_add(lexicon, words_of(models_stemmers(reader->models), items[i].title, items[i].text,
						 items[i].language, arena));
	}
	lexicon_write(lexicon, &bytes);
	return lexicon;
}

static bool
is_covered(struct reader *reader, int64_t item_id, bool *out, struct arena *arena, struct err *err)
{
	struct store_score *scores;
	size_t count;

	if (!store_item_scores(reader->store, item_id, arena, &scores, &count, err))
		return false;
	*out = false;
	for (size_t i = 0; i < count; i++)
		*out |= score_of(scores[i].margin) >= scores[i].threshold;
	return true;
}

struct uncovered {
	struct store_item *items[KEPT_LOOKED_AT];
	const struct vector *vectors[KEPT_LOOKED_AT];
	size_t count;
};

static bool
find_uncovered(
    struct reader *reader, const struct lexicon *lexicon, struct arena *arena, struct uncovered *out, struct err *err)
{
	struct store_item_query query = {
		.since = TIME_NONE, .until = INT64_MAX, .state = STORE_KEPT, .limit = KEPT_LOOKED_AT
	};
	struct store_item *items;
	const char *cursor;
	size_t count;

	if (!store_item_list(reader->store, &query, arena, &items, &count, &cursor, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct store_item_text text;
		bool is_one_covered;

		if (!is_covered(reader, items[i].id, &is_one_covered, arena, err) ||
		    !store_item_text(reader->store, items[i].id, arena, &text, err))
			return false;
		if (is_one_covered)
			continue;
		out->items[out->count] = &items[i];
		out->vectors[out->count++] =
		    vector_of(words_of(models_stemmers(reader->models), text.title, text.text, text.language, arena),
			lexicon, arena);
	}
	return true;
}

static json_t *
render_cluster(const struct cluster *c, const struct uncovered *uncovered)
{
	json_t *items = json_array(), *words = json_array();

	for (size_t i = 0; i < c->word_count; i++)
		json_array_append_new(words, json_string(c->words[i]));
	for (size_t i = 0; i < c->member_count; i++) {
		const struct store_item *item = uncovered->items[c->members[i]];
		json_t *one = json_pack("{s:o}", "id", json_sprintf("%lld", (long long)item->id));

		render_text(one, "title", item->item.title);
		render_text(one, "url", item->item.url);
		json_array_append_new(items, one);
	}
	return json_pack("{s:o, s:o}", "words", words, "items", items);
}

bool
answer_suggestions(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct uncovered *uncovered = arena_alloc(arena, sizeof(*uncovered));
	struct lexicon *lexicon;
	struct cluster *clusters;
	json_t *list, *answer;
	size_t count;

	if (!params_known(r, NULL, 0, err))
		return false;
	lexicon = recent_lexicon(reader, err);
	if (lexicon == NULL || !find_uncovered(reader, lexicon, arena, uncovered, err)) {
		lexicon_free(lexicon);
		return false;
	}
	count = cluster_vectors(uncovered->vectors, uncovered->count, arena, &clusters);
	list = json_array();
	for (size_t i = 0; i < count && i < CLUSTERS_MAX; i++)
		json_array_append_new(list, render_cluster(&clusters[i], uncovered));
	answer = json_pack("{s:I, s:o}", "uncovered", (json_int_t)uncovered->count, "clusters", list);
	reply_json(r, 200, answer);
	json_decref(answer);
	lexicon_free(lexicon);
	return true;
}
