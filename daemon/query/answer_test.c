/* What a change of a topic would move in and out, before it is applied. */
#include "curate/judge.h"
#include "curate/topic_json.h"
#include "curate/vector.h"
#include "query/models.h"
#include "query/params.h"
#include "query/render.h"
#include "query/trial.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

enum { WINDOW_S = 30 * 86400, WINDOW_ITEMS = 10000, AT_ONCE = 100, MOVES_SHOWN = 100 };

/* One item that the change moves over a threshold. */
struct move {
	int64_t item_id;
	double before, after; /* margins; `before` -INFINITY without a model */
};

struct comparison {
	struct reader *reader;
	const struct topic *topic;       /* as it would be */
	const struct store_topic *known; /* as it is; NULL: it is not there */
	const struct trial *trial;
	const struct model *model; /* as it is; NULL: none */
	const struct lexicon *lexicon;
	const struct store_feed_weight *weights;
	size_t weight_count;
	struct move *moves[2]; /* out, in; each of WINDOW_ITEMS */
	size_t move_count[2];
	int64_t items, in_before, in_after;
};

static int
by_feed(const void *a, const void *b)
{
	int64_t x = ((const struct store_feed_weight *)a)->feed_id, y = ((const struct store_feed_weight *)b)->feed_id;

	return (x > y) - (x < y);
}

static double
weight_of(const struct comparison *c, int64_t feed_id)
{
	const struct store_feed_weight key = { .feed_id = feed_id };
	const struct store_feed_weight *found = bsearch(&key, c->weights, c->weight_count, sizeof(key), by_feed);

	return found != NULL ? found->weight : 0;
}

static void
compare(struct comparison *c, const struct store_item_text *item, struct arena *arena)
{
	struct words *words =
	    words_of(models_stemmers(c->reader->models), item->title, item->text, item->language, arena);
	double weight = c->weight_count > 0 ? weight_of(c, item->feed_id) : 0;
	struct move move = { item->id, -INFINITY, 0 };
	bool was_in, is_in;

	if (c->model != NULL)
		move.before = weight + model_margin(c->model, vector_of(words, c->lexicon, arena));
	move.after = weight + model_margin(c->trial->model, vector_of(words, c->trial->lexicon, arena));
	was_in = c->known != NULL && c->model != NULL && score_of(move.before) >= c->known->topic.threshold;
	is_in = score_of(move.after) >= c->topic->threshold;
	c->items++;
	c->in_before += was_in;
	c->in_after += is_in;
	if (was_in != is_in)
		c->moves[is_in][c->move_count[is_in]++] = move;
}

static bool
compare_window(struct comparison *c, int64_t since, struct err *err)
{
	struct store_place place = { INT64_MAX, INT64_MAX };
	size_t count = 1, seen = 0;

	while (count > 0 && seen < WINDOW_ITEMS) {
		ARENA arena = arena_new();
		struct store_item_text *items;

		if (!store_item_texts_newest(c->reader->store, &place, AT_ONCE, arena, &items, &count, err))
			return false;
		for (size_t i = 0; i < count && seen < WINDOW_ITEMS; i++, seen++) {
			if (items[i].sorted_at < since)
				return true;
			if (items[i].duplicate_of == 0)
				compare(c, &items[i], arena);
		}
	}
	return true;
}

static int
most_after_first(const void *a, const void *b)
{
	const struct move *x = a, *y = b;

	if (x->after != y->after)
		return x->after < y->after ? 1 : -1;
	return (x->item_id > y->item_id) - (x->item_id < y->item_id);
}

static int
most_before_first(const void *a, const void *b)
{
	const struct move *x = a, *y = b;

	if (x->before != y->before)
		return x->before < y->before ? 1 : -1;
	return (x->item_id > y->item_id) - (x->item_id < y->item_id);
}

static bool
render_moves(struct comparison *c, bool is_in, json_t *into, struct arena *arena, struct err *err)
{
	struct move *moves = c->moves[is_in];
	size_t count = c->move_count[is_in];

	qsort(moves, count, sizeof(*moves), is_in ? most_after_first : most_before_first);
	for (size_t i = 0; i < count && i < MOVES_SHOWN; i++) {
		struct store_item *item;
		json_t *one;

		if (!store_item_get(c->reader->store, moves[i].item_id, arena, &item, err))
			return false;
		one = json_pack(
		    "{s:o, s:i}", "id", json_sprintf("%lld", (long long)item->id), "after", score_of(moves[i].after));
		if (isfinite(moves[i].before))
			json_object_set_new(one, "before", json_integer(score_of(moves[i].before)));
		render_text(one, "title", item->item.title);
		render_text(one, "url", item->item.url);
		render_text(one, "feed", item->feed_title);
		json_array_append_new(into, one);
	}
	return true;
}

static bool
answer_comparison(struct comparison *c, struct request *r, int64_t since, struct arena *arena, struct err *err)
{
	json_t *in = json_array(), *out = json_array();
	json_t *answer;
	bool is_good;

	c->moves[0] = arena_alloc(arena, WINDOW_ITEMS * sizeof(struct move));
	c->moves[1] = arena_alloc(arena, WINDOW_ITEMS * sizeof(struct move));
	is_good = compare_window(c, since, err) && render_moves(c, true, in, arena, err) &&
		  render_moves(c, false, out, arena, err);
	answer = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "name", c->topic->name, "items",
	    (json_int_t)c->items, "before", (json_int_t)c->in_before, "after", (json_int_t)c->in_after, "moved_in",
	    (json_int_t)c->move_count[1], "moved_out", (json_int_t)c->move_count[0], "in", in, "out", out);
	render_time(answer, "since", since);
	if (is_good)
		reply_json(r, 200, answer);
	json_decref(answer);
	return is_good;
}

static bool
test_topic(
    struct reader *reader, struct request *r, const json_t *body, int64_t since, struct arena *arena, struct err *err)
{
	struct topic topic = { 0 };
	struct store_topic *known = NULL;
	struct store_feed_weight *weights;
	struct trial trial = { 0 };
	struct comparison c = { .reader = reader, .topic = &topic, .trial = &trial };
	bool is_good;

	if (store_topic_get(reader->store, r->name, arena, &known, NULL))
		topic = known->topic;
	if (!topic_from_json(body, r->name, arena, &topic, err) ||
	    !store_feed_weights(reader->store, arena, &weights, &c.weight_count, err) ||
	    !trial_fit(reader, &topic, known, &trial, err))
		return false;
	c.known = known;
	c.weights = weights;
	if (known != NULL && !models_of_topic(reader->models, reader->store, known, &c.model, &c.lexicon))
		c.model = NULL;
	is_good = answer_comparison(&c, r, since, arena, err);
	trial_fini(&trial);
	return is_good;
}

bool
answer_topic_test(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "since" };
	int64_t now = clock_now_s(reader->clock), since = now - WINDOW_S;
	json_error_t where;
	json_t *body;
	bool is_good;

	if (!params_known(r, known, COUNT_OF(known), err) || !param_time(r, "since", now, &since, err))
		return false;
	body = json_loadb(buffer_text(&r->body), r->body.len, JSON_REJECT_DUPLICATES, &where);
	if (json_is_object(body))
		is_good = test_topic(reader, r, body, since, arena, err);
	else
		is_good = err_set(err, ERR_SYNTAX, "the request's body is no JSON object%s%s", body == NULL ? ": " : "",
		    body == NULL ? where.text : "");
	json_decref(body);
	return is_good;
}
