/* Items: lists of them, one of them. */
#include "base/text.h"
#include "curate/judge.h"
#include "feed/html.h"
#include "query/language.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"
#include "query/told.h"

#include <math.h>
#include <string.h>

enum { LIMIT_USUAL = 50, LIMIT_MAX = 500, PATIENCE_MS = 5000 };

static const char *const known[] = { "q", "topic", "feed", "story", "tag", "since", "until", "min_score", "state",
	"duplicates", "sort", "scores", "limit", "cursor" };

struct wish {
	struct store_item_query query;
	const char *topic;
	int64_t min_score; /* -1: not said */
	int64_t limit;
	bool all_scores;
};

static bool
read_words(struct wish *wish, const struct request *r, int64_t now, struct arena *arena, struct err *err)
{
	struct language_query words;
	const char *q = request_param(r, "q");

	if (q == NULL)
		return true;
	if (!language_read(q, now, arena, &words, err))
		return err_wrap(err, "parameter q");
	wish->query.match = words.match;
	wish->query.at_least = words.at_least;
	wish->query.without = words.without;
	wish->query.feed_id = words.feed_id;
	wish->query.story_id = words.story_id;
	wish->query.tag = words.tag;
	wish->query.since = words.since;
	wish->query.until = words.until;
	wish->query.state = words.state;
	wish->topic = words.topic;
	wish->min_score = words.min_score;
	return true;
}

static bool
read_choices(struct wish *wish, const struct request *r, struct err *err)
{
	static const char *const states[] = { "any", "unread", "read", "starred", "kept", "skipped" };
	static const char *const folds[] = { "fold", "show" };
	static const char *const sorts[] = { "date", "score" };
	static const char *const scores[] = { "over", "all" };
	int state = (int)wish->query.state, fold = 0, sort = 0, all = 0;

	if (!param_choice(r, "state", states, COUNT_OF(states), &state, err) ||
	    !param_choice(r, "duplicates", folds, COUNT_OF(folds), &fold, err) ||
	    !param_choice(r, "sort", sorts, COUNT_OF(sorts), &sort, err) ||
	    !param_choice(r, "scores", scores, COUNT_OF(scores), &all, err))
		return false;
	wish->query.state = (enum store_item_state)state;
	wish->query.show_duplicates = fold == 1;
	wish->query.sort = sort == 1 ? STORE_BY_SCORE : STORE_BY_DATE;
	wish->all_scores = all == 1;
	return true;
}

/* A topic, or a least score, asks for scored items: by default those that belong to the topic. */
static bool
read_topic(struct wish *wish, struct store *store, struct arena *arena, struct err *err)
{
	struct store_topic *topic;

	wish->query.min_margin = -INFINITY;
	if (wish->topic == NULL) {
		if (wish->query.sort == STORE_BY_SCORE)
			return err_set(
			    err, ERR_INVALID, "sort=score needs a topic: scores of different topics can't be compared");
		if (wish->min_score >= 0)
			return err_set(err, ERR_INVALID, "a least score needs a topic");
		return true;
	}
	if (!store_topic_get(store, wish->topic, arena, &topic, err))
		return false;
	wish->query.topic_id = topic->id;
	wish->query.min_margin = margin_of(wish->min_score >= 0 ? (int)wish->min_score : topic->topic.threshold);
	return true;
}

static bool
read_wish(struct reader *reader, const struct request *r, struct arena *arena, struct wish *wish, struct err *err)
{
	int64_t now = clock_now_s(reader->clock);

	if (!params_known(r, known, COUNT_OF(known), err) || !read_words(wish, r, now, arena, err) ||
	    !param_int(r, "feed", 1, INT64_MAX, &wish->query.feed_id, err) ||
	    !param_int(r, "story", 1, INT64_MAX, &wish->query.story_id, err) ||
	    !param_time(r, "since", now, &wish->query.since, err) ||
	    !param_time(r, "until", now, &wish->query.until, err) ||
	    !param_int(r, "min_score", 0, 100, &wish->min_score, err) ||
	    !param_int(r, "limit", 1, LIMIT_MAX, &wish->limit, err) || !read_choices(wish, r, err))
		return false;
	if (request_param(r, "topic") != NULL)
		wish->topic = request_param(r, "topic");
	if (request_param(r, "tag") != NULL)
		wish->query.tag = request_param(r, "tag");
	wish->query.cursor = request_param(r, "cursor");
	wish->query.limit = (size_t)wish->limit;
	return read_topic(wish, reader->store, arena, err);
}

static void
add_escaped(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x80 &&
		    (strchr("-._~", c) != NULL || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')))
			buffer_add_char(out, (char)c);
		else
			buffer_addf(out, "%%%02X", c);
	}
}

/* The same request with another cursor. */
static void
render_next(json_t *list, const struct request *r, const char *cursor)
{
	BUFFER url = { 0 };

	if (cursor == NULL)
		return;
	buffer_add_text(&url, "/v1/items?");
	for (size_t i = 0; i < r->param_count; i++) {
		if (text_equal(r->params[i].name, "cursor"))
			continue;
		buffer_addf(&url, "%s=", r->params[i].name);
		add_escaped(&url, r->params[i].value);
		buffer_add_char(&url, '&');
	}
	buffer_add_text(&url, "cursor=");
	add_escaped(&url, cursor);
	render_text(list, "next_url", url.data);
}

static bool
render_items(struct reader *reader, const struct wish *wish, const struct store_item *items, size_t count, json_t *into,
    struct err *err)
{
	ARENA arena = arena_new();

	for (size_t i = 0; i < count; i++) {
		json_t *item = render_item(&items[i], false);

		json_array_append_new(into, item);
		if (!render_item_relations(item, reader->store, &items[i], wish->all_scores, arena, err))
			return false;
		if (wish->query.topic_id != 0)
			json_object_set_new(render_extension(item), "score", json_integer(score_of(items[i].margin)));
		arena_clear(arena);
	}
	return true;
}

/* Who asks for too much is told so, and doesn't keep a reader from others. */
static bool
find_items(struct reader *reader, const struct wish *wish, struct arena *arena, struct store_item **out,
    size_t *out_count, const char **out_cursor, struct err *err)
{
	bool is_good;

	store_be_patient(reader->store, PATIENCE_MS);
	is_good = store_item_list(reader->store, &wish->query, arena, out, out_count, out_cursor, err);
	store_be_patient(reader->store, 0);
	return is_good;
}

bool
answer_item_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct wish wish = {
		.query = { .since = TIME_NONE, .until = INT64_MAX },
		.min_score = -1,
		.limit = LIMIT_USUAL,
	};
	struct store_item *items;
	const char *cursor = NULL;
	json_t *list, *rendered;
	size_t count;
	bool is_good;

	if (!read_wish(reader, r, arena, &wish, err) || !find_items(reader, &wish, arena, &items, &count, &cursor, err))
		return false;
	rendered = json_array();
	list = json_pack(
	    "{s:s, s:s, s:o}", "version", "https://jsonfeed.org/version/1.1", "title", "winnow", "items", rendered);
	is_good = render_items(reader, &wish, items, count, rendered, err);
	if (is_good) {
		render_next(list, r, cursor);
		reply_json(r, 200, list);
	}
	json_decref(list);
	return is_good;
}

/* The text again, with the links' targets below it. */
static void
render_footnotes(json_t *rendered, const struct feed_item *item)
{
	BUFFER text = { 0 };

	if (item->content_html == NULL)
		return;
	html_footnotes(item->content_html, strlen(item->content_html), item->url, &text);
	render_text(rendered, "content_text", text.data);
}

bool
answer_item(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const links[] = { "none", "footnotes" };
	struct store_item *item;
	json_t *rendered;
	int footnotes = 0;
	bool is_good;

	if (!param_choice(r, "links", links, COUNT_OF(links), &footnotes, err) ||
	    !store_item_get(reader->store, r->id, arena, &item, err))
		return false;
	rendered = render_item(item, true);
	if (footnotes == 1)
		render_footnotes(rendered, &item->item);
	is_good = render_item_relations(rendered, reader->store, item, true, arena, err) &&
		  told_render(reader->store, item, render_extension(rendered), arena, err);
	if (is_good)
		reply_json(r, 200, rendered);
	json_decref(rendered);
	return is_good;
}
