/* What each feed brought: which are worth following. */
#include "base/credentials.h"
#include "base/text.h"
#include "curate/judge.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"

enum { WINDOW_S = 30 * 86400 };

static bool
read_topics(
    struct store *store, struct arena *arena, struct store_yield_topic **out, size_t *out_count, struct err *err)
{
	struct store_topic *topics;

	if (!store_topic_list(store, arena, &topics, out_count, err))
		return false;
	*out = arena_alloc(arena, (*out_count + 1) * sizeof(**out));
	for (size_t i = 0; i < *out_count; i++)
		(*out)[i] = (struct store_yield_topic) { topics[i].id, margin_of(topics[i].topic.threshold) };
	return true;
}

static json_t *
render_yield(const struct store_feed *feed, const struct store_yield *yield, struct arena *arena)
{
	json_t *out = json_pack("{s:I, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "id", (json_int_t)feed->id, "title",
	    credentials_hide(store_feed_name(feed), arena), "state", feed_state_name(store_feed_state(feed)), "came",
	    (json_int_t)yield->came, "copies", (json_int_t)yield->copies, "scored", (json_int_t)yield->scored, "issued",
	    (json_int_t)yield->issued, "kept", (json_int_t)yield->kept, "skipped", (json_int_t)yield->skipped);

	render_time(out, "newest_item", feed->newest_at);
	return out;
}

bool
answer_yield(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "since" };
	int64_t now = clock_now_s(reader->clock), since = now - WINDOW_S;
	struct store_yield_topic *topics;
	struct store_feed *feeds;
	struct store_yield *yields;
	size_t topic_count, feed_count;
	json_t *out, *list;

	if (!params_known(r, known, COUNT_OF(known), err) || !param_time(r, "since", now, &since, err) ||
	    !read_topics(reader->store, arena, &topics, &topic_count, err) ||
	    !store_feed_list(reader->store, arena, &feeds, &feed_count, err))
		return false;
	yields = arena_alloc(arena, (feed_count + 1) * sizeof(*yields));
	for (size_t i = 0; i < feed_count; i++)
		yields[i].feed_id = feeds[i].id;
	if (!store_feed_yields(reader->store, since, topics, topic_count, yields, feed_count, arena, err))
		return false;
	list = json_array();
	for (size_t i = 0; i < feed_count; i++)
		json_array_append_new(list, render_yield(&feeds[i], &yields[i], arena));
	out = json_pack("{s:o}", "feeds", list);
	render_time(out, "since", since);
	reply_json(r, 200, out);
	json_decref(out);
	return true;
}
