/* What happened, as those who watch are told of it. */
#include "base/json_text.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "curate/judge.h"
#include "message/news.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"

/* So many items back can who was away for a while be told. */
enum { MISSED_MAX = 500 };

static const char *
dumped(json_t *json, struct arena *arena)
{
	BUFFER text = { 0 };

	buffer_add_json(&text, json);
	json_decref(json);
	return arena_strdup(arena, buffer_text(&text));
}

static bool
fill_scores(struct happening *h, struct store *store, struct arena *arena, struct err *err)
{
	struct store_score *scores;
	size_t count;

	if (!store_item_scores(store, h->id, arena, &scores, &count, err))
		return false;
	h->scores = arena_alloc(arena, (count + 1) * sizeof(*h->scores));
	h->score_count = count;
	for (size_t i = 0; i < count; i++) {
		int score = score_of(scores[i].margin);

		h->scores[i] = (struct news_score) { scores[i].name, score, score >= scores[i].threshold };
	}
	return true;
}

static bool
add_item(struct news *news, const struct store_item *item, struct store *store, struct arena *scratch, struct err *err)
{
	struct happening *h = news_add(news, NEWS_ITEM, item->id);
	json_t *rendered = render_item(item, false);

	h->feed_id = item->feed_id;
	h->is_duplicate = item->duplicate_of != 0;
	if (!fill_scores(h, store, news->arena, err) ||
	    !render_item_relations(rendered, store, item, false, scratch, err)) {
		json_decref(rendered);
		news->count--;
		return false;
	}
	h->json = dumped(rendered, news->arena);
	return true;
}

/* Items with an id over `after`, up to `up_to`; the caller minds that there is room for all of them. */
static bool
add_items(struct news *news, struct store *store, int64_t after, int64_t up_to, struct err *err)
{
	ARENA arena = arena_new();
	ARENA scratch = arena_new();
	int64_t *ids = arena_alloc(arena, (size_t)(up_to - after) * sizeof(*ids) + 1);
	struct store_item *items;
	size_t count;

	for (int64_t id = after + 1; id <= up_to; id++)
		ids[id - after - 1] = id;
	if (!store_items_by_id(store, ids, (size_t)(up_to - after), arena, &items, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!add_item(news, &items[i], store, scratch, err))
			return false;
		arena_clear(scratch);
	}
	return true;
}

static bool
render_changed_feed(struct reader *reader, struct happening *h, struct arena *arena, struct err *err)
{
	struct feed_moment moment = { clock_now_s(reader->clock), atomic_load(&reader->vitals->is_network_down) != 0 };
	struct store_feed *feed;
	struct err missing = { 0 };
	json_t *rendered = json_pack("{s:I, s:s}", "id", (json_int_t)h->id, "change", h->change);

	if (store_feed_get(reader->store, h->id, arena, &feed, &missing)) {
		json_object_set_new(rendered, "feed", render_feed(feed, &moment, arena));
	} else if (missing.code != ERR_NOT_FOUND) {
		json_decref(rendered);
		return err_set(err, missing.code, "%s", missing.text);
	}
	h->json = dumped(rendered, arena);
	return true;
}

static bool
render_news(struct reader *reader, struct news *news, struct err *err)
{
	for (size_t i = 0; i < news->count; i++) {
		struct happening *h = &news->list[i];

		if (h->kind == NEWS_ISSUE)
			h->json = dumped(
			    json_pack("{s:s, s:I}", "digest", h->name, "number", (json_int_t)h->id), news->arena);
		else if (h->kind == NEWS_FEED && !render_changed_feed(reader, h, news->arena, err))
			return false;
	}
	return news->up_to <= news->after || add_items(news, reader->store, news->after, news->up_to, err);
}

void
events_render(struct reader *reader, struct news *news)
{
	struct err err = { 0 };
	bool is_good = store_snapshot_begin(reader->store, &err);

	news->is_rendered = true;
	if (is_good) {
		is_good = render_news(reader, news, &err);
		store_snapshot_end(reader->store);
	}
	if (!is_good) {
		log_error("events not told", LOG_TEXT("error", err.text));
		news->lost += news->up_to - news->after;
	}
	if (!mailbox_post(reader->doors->serve, &news->letter))
		news_free(news);
}

static bool
read_filter(struct reader *reader, const struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "topic", "min_score", "feed", "scored", "duplicates", "only", "since_id" };
	static const char *const folds[] = { "fold", "show" };
	static const char *const kinds[] = { "item", "feed", "issue" };
	struct watching *watching = r->watching;
	struct news_filter *filter = &watching->filter;
	struct store_topic *topic;
	int fold = 0;

	if (!params_known(r, known, COUNT_OF(known), err) ||
	    !param_int(r, "min_score", 0, 100, &filter->min_score, err) ||
	    !param_int(r, "feed", 1, INT64_MAX, &filter->feed_id, err) ||
	    !param_int(r, "since_id", 0, INT64_MAX, &watching->since, err) ||
	    !param_choice(r, "duplicates", folds, COUNT_OF(folds), &fold, err) ||
	    !param_choice(r, "only", kinds, COUNT_OF(kinds), &filter->only, err))
		return false;
	filter->shows_duplicates = fold == 1;
	filter->is_over_threshold = request_flag(r, "scored");
	filter->topic = mem_strdup(request_param(r, "topic"));
	return filter->topic == NULL || store_topic_get(reader->store, filter->topic, arena, &topic, err);
}

/* What came since the watcher was last told, the newest of it. */
static bool
read_missed(struct reader *reader, struct watching *watching, struct err *err)
{
	int64_t after = watching->since, until = watching->told;

	if (after < 0 || after >= until)
		return true;
	watching->missed = news_new(MISSED_MAX);
	if (until - after > MISSED_MAX) {
		watching->missed->lost = until - after - MISSED_MAX;
		after = until - MISSED_MAX;
	}
	return add_items(watching->missed, reader->store, after, until, err);
}

bool
answer_events(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	if (!read_filter(reader, r, arena, err) || !read_missed(reader, r->watching, err))
		return false;
	r->reply.status = 200;
	return true;
}
