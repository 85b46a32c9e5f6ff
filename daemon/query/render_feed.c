/* Parsed documents, feeds and topics as JSON. */
#include "base/credentials.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "query/render.h"

static json_t *
hubs_of(const struct feed *feed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < feed->hub_count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s}", "type", feed->hubs[i].type != NULL ? feed->hubs[i].type : "WebSub",
			      "url", feed->hubs[i].url));
	return list;
}

static json_t *
warnings_of(const struct feed *feed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < feed->warning_count; i++) {
		json_t *one = json_object();

		render_text(one, "code", feed->warnings[i].code);
		if (feed->warnings[i].line > 0)
			json_object_set_new(one, "line", json_integer(feed->warnings[i].line));
		render_text(one, "detail", feed->warnings[i].detail);
		json_array_append_new(list, one);
	}
	return list;
}

/* The numbers of the bits that are set. */
static json_t *
bits_of(uint32_t mask)
{
	json_t *list = json_array();

	for (int i = 0; i < 32; i++)
		if ((mask >> i & 1) != 0)
			json_array_append_new(list, json_integer(i));
	return list;
}

static json_t *
days_of(uint32_t mask)
{
	static const char *const names[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
		"Saturday" };
	json_t *list = json_array();

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if ((mask >> i & 1) != 0)
			json_array_append_new(list, json_string(names[i]));
	return list;
}

static json_t *
extension_of(const struct feed *feed)
{
	json_t *extension = json_object();

	render_text(extension, "format", feed_format_name(feed->format));
	render_text(extension, "encoding", feed->encoding);
	render_text(extension, "id", feed->id);
	render_text(extension, "rights", feed->rights);
	render_text(extension, "generator", feed->generator);
	render_text(extension, "image", feed->image);
	render_time(extension, "date_published", feed->published_at);
	render_time(extension, "date_modified", feed->modified_at);
	if (feed->tags.count > 0)
		json_object_set_new(extension, "tags", render_tags(feed->tags.list, feed->tags.count));
	if (feed->ttl_minutes >= 0)
		json_object_set_new(extension, "ttl_minutes", json_integer(feed->ttl_minutes));
	if (feed->skip_hours != 0)
		json_object_set_new(extension, "skip_hours", bits_of(feed->skip_hours));
	if (feed->skip_days != 0)
		json_object_set_new(extension, "skip_days", days_of(feed->skip_days));
	if (feed->update_s > 0)
		json_object_set_new(extension, "update_period_minutes", json_integer(feed->update_s / 60));
	json_object_set_new(extension, "warnings", warnings_of(feed));
	return extension;
}

json_t *
render_parsed(const struct feed *feed, const char *url)
{
	json_t *out = json_object();
	json_t *items = json_array();
	/* A feed's people are rendered like an item's. */
	struct feed_item as_item = { .authors = feed->authors, .published_at = TIME_NONE, .modified_at = TIME_NONE };
	json_t *with_people = render_feed_item(&as_item, 0);

	json_object_set_new(out, "version", json_string("https://jsonfeed.org/version/1.1"));
	json_object_set_new(out, "title", json_string(feed->title != NULL ? feed->title : ""));
	render_text(out, "home_page_url", feed->home_url);
	render_text(out, "feed_url", feed->feed_url != NULL ? feed->feed_url : url);
	render_text(out, "description", feed->description);
	render_text(out, "icon", feed->icon);
	render_text(out, "language", feed->language);
	if (json_object_get(with_people, "authors") != NULL)
		json_object_set(out, "authors", json_object_get(with_people, "authors"));
	json_decref(with_people);
	if (feed->hub_count > 0)
		json_object_set_new(out, "hubs", hubs_of(feed));
	json_object_set_new(out, "_winnow", extension_of(feed));
	for (size_t i = 0; i < feed->item_count; i++)
		json_array_append_new(items, render_feed_item(&feed->items[i], i + 1));
	json_object_set_new(out, "items", items);
	return out;
}

/* ---- what the server and the feed ask for ---- */

static void
add_length(json_t *list, const char *fmt, int64_t s, struct arena *arena)
{
	char text[TIMESTAMP_SIZE];

	if (s > 0)
		json_array_append_new(list, json_string(arena_printf(arena, fmt, duration_format(s, text))));
}

/* "0-6, 23" */
static const char *
hours_as_text(uint32_t mask, struct arena *arena)
{
	const char *text = "";

	for (int from = 0, to; from < 24; from = to + 1) {
		for (to = from; to < 24 && (mask >> to & 1) != 0;)
			to++;
		if (to == from)
			continue;
		text = to - from == 1 ? arena_printf(arena, "%s%s%d", text, *text != '\0' ? ", " : "", from)
				      : arena_printf(arena, "%s%s%d-%d", text, *text != '\0' ? ", " : "", from, to - 1);
	}
	return text;
}

static void
add_skipped(json_t *list, const struct store_feed *feed, struct arena *arena)
{
	json_t *days = days_of(feed->skip_days);
	const char *text = "";
	const json_t *day;
	size_t i;

	json_array_foreach(days, i, day)
	{
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", json_string_value(day));
	}
	json_decref(days);
	if (feed->skip_hours != 0)
		json_array_append_new(
		    list, json_string(arena_printf(arena, "the feed asks not to be read in the hours %s GMT",
			      hours_as_text(feed->skip_hours, arena))));
	if (*text != '\0')
		json_array_append_new(
		    list, json_string(arena_printf(arena, "the feed asks not to be read on %s", text)));
}

/* All that is remembered when the time of the next poll is chosen, in words. */
static json_t *
hints_of(const struct store_feed *feed, struct arena *arena)
{
	json_t *list = json_array();

	add_length(list, "the server says that an answer is fresh for %s", feed->max_age_s, arena);
	if (feed->max_age_s < 0)
		add_length(list, "the server says that an answer expires after %s", feed->expires_s, arena);
	add_length(list, "the server asked to come again after %s", feed->retry_after_s, arena);
	add_length(list, "the feed asks to be kept for %s", feed->ttl_s, arena);
	add_length(list, "the feed says that it is updated every %s", feed->update_s, arena);
	add_skipped(list, feed, arena);
	add_length(list, "an item comes every %s or so", feed->rhythm_s, arena);
	return list;
}

static const char *
reason_of(const struct store_feed *feed, const struct feed_moment *moment)
{
	if (feed->is_paused)
		return "paused: it is not asked until it is resumed";
	if (feed->is_gone || feed->due_at > moment->now)
		return feed->due_reason;
	if (moment->is_network_down)
		return "the network is down: it is asked when that is back";
	return "it is due: under way, or waiting for its host's turn";
}

static void
render_plan(json_t *out, const struct store_feed *feed, const struct feed_moment *moment, struct arena *arena)
{
	json_t *hints = hints_of(feed, arena);

	if (!feed->is_paused && !feed->is_gone)
		render_time(out, "next_poll", feed->due_at);
	render_text(out, "next_poll_reason", reason_of(feed, moment));
	if (json_array_size(hints) > 0)
		json_object_set(out, "hints", hints);
	json_decref(hints);
	render_text(out, "moved_url", credentials_hide(feed->moved_url, arena));
	if (feed->moved_url != NULL)
		render_time(out, "moved_since", feed->moved_since);
}

static void
render_last_poll(json_t *out, const struct store_feed *feed)
{
	render_text(out, "etag", feed->etag);
	render_text(out, "last_modified", feed->last_modified);
	render_text(out, "failure", feed->failure);
	render_text(out, "last_error", feed->last_error);
	if (feed->last_status > 0)
		json_object_set_new(out, "last_status", json_integer(feed->last_status));
	render_time(out, "last_poll", feed->last_poll_at);
	render_time(out, "last_change", feed->last_change_at);
	render_time(out, "newest_item", feed->newest_at);
}

json_t *
render_feed(const struct store_feed *feed, const struct feed_moment *moment, struct arena *arena)
{
	const char *url = credentials_hide(feed->url, arena), *name = store_feed_name(feed);
	json_t *out = json_pack("{s:I, s:s, s:s, s:s, s:b, s:i, s:I}", "id", (json_int_t)feed->id, "url", url, "title",
	    name == feed->url ? url : name, "state", feed_state_name(store_feed_state(feed)), "paused", feed->is_paused,
	    "failures", feed->failures, "items", (json_int_t)feed->item_count);

	json_object_set_new(out, "weight", json_real(feed->weight));
	if (feed->is_weighed)
		json_object_set_new(out, "weighed", json_true());
	json_object_set_new(out, "preferred", json_boolean(feed->is_preferred));
	if (feed->keep_s >= 0)
		json_object_set_new(out, "keep_s", json_integer(feed->keep_s));
	if (feed->keep_items >= 0)
		json_object_set_new(out, "keep_items", json_integer(feed->keep_items));
	render_text(out, "feed_title", feed->feed_title);
	render_text(out, "home_url", feed->home_url);
	render_text(out, "description", feed->description);
	render_text(out, "icon", feed->icon);
	render_text(out, "language", feed->language);
	render_text(out, "format", feed->format);
	json_object_set_new(out, "tags", render_tags(feed->tags, feed->tag_count));
	render_time(out, "added", feed->added_at);
	render_last_poll(out, feed);
	render_plan(out, feed, moment, arena);
	render_text(out, "hub", feed->hub_url);
	return out;
}

json_t *
render_topic(const struct store_topic *topic)
{
	const struct topic *t = &topic->topic;
	json_t *terms = json_array();
	json_t *out;

	for (size_t i = 0; i < t->term_count; i++)
		json_array_append_new(
		    terms, json_pack("{s:s, s:f}", "phrase", t->terms[i].phrase, "weight", t->terms[i].weight));
	out = json_pack("{s:s, s:s, s:o, s:o, s:i}", "name", t->name, "title", t->title, "terms", terms, "exclude",
	    render_tags(t->exclude, t->exclude_count), "threshold", t->threshold);
	if (t->forgotten_count > 0)
		json_object_set_new(out, "forgotten", render_tags(t->forgotten, t->forgotten_count));
	render_text(out, "language", t->language);
	json_object_set_new(out, "learning", json_boolean(!t->is_learning_off));
	render_time(out, "created", topic->created_at);
	render_time(out, "changed", topic->changed_at);
	return out;
}

json_t *
render_example(const struct store_example *example)
{
	static const char *const names[] = { [VERDICT_KEEP] = "keep", [VERDICT_SKIP] = "skip" };
	json_t *out =
	    json_pack("{s:o, s:s}", "id", json_sprintf("%lld", (long long)example->id), "title", example->title);

	if (example->item_id != 0)
		json_object_set_new(out, "item", json_sprintf("%lld", (long long)example->item_id));
	render_text(out, "url", example->url);
	render_text(out, "language", example->language);
	if (example->opinion != VERDICT_NONE)
		json_object_set_new(out, "verdict", json_string(names[example->opinion]));
	render_time(out, "added", example->added_at);
	return out;
}
