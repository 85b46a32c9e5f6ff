/* Feeds: the list, one of them, and all as OPML. */
#include "base/credentials.h"
#include "base/memory.h"
#include "base/text.h"
#include "feed/opml.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"

static struct feed_moment
moment_of(const struct reader *reader)
{
	return (struct feed_moment) { clock_now_s(reader->clock), atomic_load(&reader->vitals->is_network_down) != 0 };
}

bool
answer_feed_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "state", "limit", "cursor" };
	static const char *const states[] = { "ok", "failing", "gone", "paused" };
	struct feed_moment moment = moment_of(reader);
	int64_t limit = INT64_MAX, after = 0, last = 0;
	struct store_feed *feeds;
	json_t *list, *document;
	size_t count;
	int state = -1;

	if (!params_known(r, known, COUNT_OF(known), err) ||
	    !param_choice(r, "state", states, COUNT_OF(states), &state, err) ||
	    !param_int(r, "limit", 1, INT64_MAX, &limit, err) || !param_int(r, "cursor", 1, INT64_MAX, &after, err) ||
	    !store_feed_list(reader->store, arena, &feeds, &count, err))
		return false;
	list = json_array();
	document = json_pack("{s:o}", "feeds", list);
	for (size_t i = 0; i < count; i++) {
		if (feeds[i].id <= after ||
		    (state >= 0 && !text_equal(feed_state_name(store_feed_state(&feeds[i])), states[state])))
			continue;
		if ((int64_t)json_array_size(list) == limit) {
			render_text(document, "next_url",
			    arena_printf(arena, "/v1/feeds?%s%s%slimit=%lld&cursor=%lld", state >= 0 ? "state=" : "",
				state >= 0 ? states[state] : "", state >= 0 ? "&" : "", (long long)limit,
				(long long)last));
			break;
		}
		last = feeds[i].id;
		json_array_append_new(list, render_feed(&feeds[i], &moment, arena));
	}
	reply_json(r, 200, document);
	json_decref(document);
	return true;
}

/* A redirect that is meant for good is believed once it has been the same for some days. */
static void
tell_move(json_t *rendered, struct store *store, const struct store_feed *feed, struct arena *arena)
{
	int64_t other;

	if (feed->moved_url == NULL)
		return;
	if (store_feed_find(store, feed->moved_url, &other, NULL))
		render_text(rendered, "move",
		    arena_printf(arena, "after three days of the same it becomes one with feed %lld, which is there",
			(long long)other));
	else
		render_text(rendered, "move", "after three days of the same its address becomes that");
}

bool
answer_feed(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct feed_moment moment = moment_of(reader);
	struct store_feed *feed;
	json_t *rendered;

	if (!store_feed_get(reader->store, r->id, arena, &feed, err))
		return false;
	rendered = render_feed(feed, &moment, arena);
	tell_move(rendered, reader->store, feed, arena);
	reply_json(r, 200, rendered);
	json_decref(rendered);
	return true;
}

bool
answer_opml(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "credentials" };
	struct opml opml = { .title = "winnow" };
	struct store_feed *feeds;

	if (!params_known(r, known, COUNT_OF(known), err) ||
	    !store_feed_list(reader->store, arena, &feeds, &opml.feed_count, err))
		return false;
	opml.feeds = arena_alloc(arena, (opml.feed_count + 1) * sizeof(*opml.feeds));
	for (size_t i = 0; i < opml.feed_count; i++) {
		/* They are handed out only to who asks for them: the file is made to be shared. */
		if (!request_flag(r, "credentials"))
			feeds[i].url = credentials_hide(feeds[i].url, arena);
		opml.feeds[i] = (struct opml_feed) {
			.url = feeds[i].url,
			.title = store_feed_name(&feeds[i]),
			.home_url = feeds[i].home_url,
			.tags = feeds[i].tags,
			.tag_count = feeds[i].tag_count,
		};
	}
	r->reply.status = 200;
	r->reply.content_type = mem_strdup("text/x-opml; charset=utf-8");
	opml_write(&opml, &r->reply.body);
	return true;
}
