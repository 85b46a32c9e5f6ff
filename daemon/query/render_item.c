/* Items as JSON. */
#include "base/text.h"
#include "base/timestamp.h"
#include "curate/excerpt.h"
#include "curate/judge.h"
#include "query/render.h"

#include <inttypes.h>
#include <stdio.h>

void
render_text(json_t *object, const char *key, const char *text)
{
	/* jansson refuses what is no UTF-8, and the key would be silently missing: text was made valid where it entered. */
	if (text != NULL && *text != '\0')
		json_object_set_new(object, key, json_string(text));
}

void
render_time(json_t *object, const char *key, int64_t unix_s)
{
	char text[TIMESTAMP_SIZE];

	if (unix_s != TIME_NONE)
		render_text(object, key, timestamp_format(unix_s, text));
}

json_t *
render_tags(const char *const *tags, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(tags[i]));
	return list;
}

static void
set_unless_empty(json_t *object, const char *key, json_t *value)
{
	if (json_array_size(value) + json_object_size(value) > 0)
		json_object_set_new(object, key, value);
	else
		json_decref(value);
}

static json_t *
people_of(const struct feed_people *people)
{
	json_t *list = json_array();

	for (size_t i = 0; i < people->count; i++) {
		json_t *person = json_object();
		json_t *extension = json_object();

		render_text(person, "name", people->list[i].name);
		render_text(person, "url", people->list[i].url);
		render_text(extension, "email", people->list[i].email);
		set_unless_empty(person, "_winnow", extension);
		json_array_append_new(list, person);
	}
	return list;
}

static json_t *
attachments_of(const struct feed_item *item)
{
	json_t *list = json_array();

	for (size_t i = 0; i < item->attachment_count; i++) {
		const struct feed_attachment *a = &item->attachments[i];
		json_t *one = json_object();

		render_text(one, "url", a->url);
		render_text(one, "mime_type", a->mime_type);
		render_text(one, "title", a->title);
		if (a->size_bytes >= 0)
			json_object_set_new(one, "size_in_bytes", json_integer(a->size_bytes));
		if (a->duration_s >= 0)
			json_object_set_new(one, "duration_in_seconds", json_integer(a->duration_s));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
extension_of(const struct feed_item *item)
{
	json_t *extension = json_object();
	json_t *source = json_object();

	render_text(extension, "guid", item->guid);
	render_text(extension, "comments_url", item->comments_url);
	render_text(extension, "rights", item->rights);
	render_text(extension, "summary_html", item->summary_html);
	render_text(source, "title", item->source_title);
	render_text(source, "url", item->source_url);
	render_text(source, "id", item->source_id);
	set_unless_empty(extension, "source", source);
	return extension;
}

static void
set_id(json_t *object, const char *key, int64_t id)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, id);
	json_object_set_new(object, key, json_string(text));
}

json_t *
render_feed_item(const struct feed_item *item, size_t position)
{
	json_t *out = json_object();

	render_text(out, "id", item->guid != NULL && *item->guid != '\0' ? item->guid : item->url);
	if (json_object_get(out, "id") == NULL)
		set_id(out, "id", (int64_t)position);
	render_text(out, "url", item->url);
	render_text(out, "external_url", item->external_url);
	render_text(out, "title", item->title);
	render_text(out, "content_html", item->content_html);
	render_text(out, "content_text", item->content_text);
	render_text(out, "summary", item->summary);
	render_text(out, "image", item->image);
	render_time(out, "date_published", item->published_at);
	render_time(out, "date_modified", item->modified_at);
	set_unless_empty(out, "authors", people_of(&item->authors));
	set_unless_empty(out, "tags", render_tags(item->tags.list, item->tags.count));
	render_text(out, "language", item->language);
	set_unless_empty(out, "attachments", attachments_of(item));
	json_object_set_new(out, "_winnow", extension_of(item));
	return out;
}

json_t *
render_extension(json_t *item)
{
	return json_object_get(item, "_winnow");
}

static const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = { NULL, "keep", "skip" };

	return names[verdict];
}

static void
render_state(json_t *extension, const struct store_item *item)
{
	json_object_set_new(extension, "read", json_boolean(item->is_read));
	json_object_set_new(extension, "starred", json_boolean(item->is_starred));
	render_text(extension, "verdict", verdict_name(item->verdict));
	render_text(extension, "note", item->note);
	render_time(extension, "seen", item->seen_at);
	json_object_set_new(extension, "revision", json_integer(item->revision));
	if (item->revision > 1)
		render_time(extension, "revised", item->revised_at);
	if (item->duplicate_of != 0)
		set_id(extension, "duplicate_of", item->duplicate_of);
	if (item->story_id != 0)
		json_object_set_new(extension, "story",
		    json_pack("{s:I, s:I}", "id", (json_int_t)item->story_id, "size", (json_int_t)item->story_size));
	render_text(extension, "story_words", item->story_words);
	if (item->feed_id != 0) {
		json_t *feed = json_pack("{s:I, s:s}", "id", (json_int_t)item->feed_id, "title",
		    item->feed_title != NULL ? item->feed_title : "");

		render_text(feed, "url", item->feed_url);
		json_object_set_new(extension, "feed", feed);
	}
}

/* The publisher's own summary, unless it only repeats the title; else the text. */
static void
render_excerpt(json_t *out, const struct store_item *item)
{
	BUFFER excerpt = { 0 };

	render_text(out, "content_text", item->excerpt);
	json_object_del(out, "summary");
	excerpt_make(item->item.title, item->item.summary, false, &excerpt);
	if (excerpt.len == 0)
		excerpt_make(item->item.title, item->excerpt, item->is_excerpt_cut, &excerpt);
	render_text(out, "summary", buffer_text(&excerpt));
}

json_t *
render_item(const struct store_item *item, bool is_whole)
{
	json_t *out = render_feed_item(&item->item, 0);

	set_id(out, "id", item->id);
	if (!is_whole)
		render_excerpt(out, item);
	/* JSON Feed 1.1: one of content_html and content_text must be there. */
	if (json_object_get(out, "content_html") == NULL && json_object_get(out, "content_text") == NULL)
		json_object_set_new(out, "content_text", json_string(""));
	/* Every item in a list has a date to be sorted by. */
	if (json_object_get(out, "date_published") == NULL)
		render_time(out, "date_published", item->sorted_at);
	render_state(render_extension(out), item);
	return out;
}

static json_t *
topics_of(const struct store_score *scores, size_t count, bool all)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		int score = score_of(scores[i].margin);

		if (all || score >= scores[i].threshold)
			json_array_append_new(list, json_pack("{s:s, s:i, s:f}", "name", scores[i].name, "score", score,
							"margin", scores[i].margin));
	}
	return list;
}

static json_t *
duplicates_of(const struct store_duplicate *list, size_t count)
{
	json_t *out = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *one = json_object();

		set_id(one, "id", list[i].id);
		render_text(one, "url", list[i].url);
		render_text(one, "feed", list[i].feed_title);
		json_array_append_new(out, one);
	}
	return out;
}

bool
render_item_relations(json_t *rendered, struct store *store, const struct store_item *item, bool all_scores,
    struct arena *arena, struct err *err)
{
	json_t *extension = render_extension(rendered);
	struct store_score *scores;
	struct store_duplicate *duplicates;
	size_t score_count, duplicate_count;

	if (!store_item_scores(store, item->id, arena, &scores, &score_count, err) ||
	    !store_item_duplicates(store, item->id, arena, &duplicates, &duplicate_count, err))
		return false;
	set_unless_empty(extension, "topics", topics_of(scores, score_count, all_scores));
	if (score_count > 0)
		json_object_set_new(extension, "score", json_integer(score_of(scores[0].margin)));
	set_unless_empty(extension, "duplicates", duplicates_of(duplicates, duplicate_count));
	return true;
}
