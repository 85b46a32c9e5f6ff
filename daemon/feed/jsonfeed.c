#include "feed/jsonfeed.h"

#include "base/buffer.h"
#include "base/pause.h"
#include "base/text.h"
#include "feed/date.h"
#include "feed/html.h"
#include "feed/html_entity.h"
#include "feed/json_text.h"
#include "feed/link.h"
#include "feed/warning.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* VALUES_MOST keeps what the parser builds under some 60 MB. */
enum { VALUES_MOST = 250000, LIST_MOST = 100, TAG_LONGEST = 200 };

struct reader {
	const struct feed_source *source;
	const char *base;
	struct arena *arena;
	struct warnings warnings;
};

/* The text at `key`, NULL when it is absent, blank or something else. Ended by a NUL; what is behind a NUL is cut. */
static const char *
raw_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text_is_blank(text) ? NULL : text;
}

static const char *
keep(struct reader *r, const struct buffer *text)
{
	return text->len > 0 ? arena_strndup(r->arena, text->data, text->len) : NULL;
}

/* One line of plain text. It is escaped first, so that html_to_line undoes only what is certainly escaped twice. */
static const char *
line_of(struct reader *r, const char *text)
{
	BUFFER escaped = { 0 };
	BUFFER line = { 0 };

	if (text == NULL)
		return NULL;
	html_escape(text, strlen(text), false, &escaped);
	html_to_line(buffer_text(&escaped), escaped.len, &line);
	return keep(r, &line);
}

static const char *
line_at(struct reader *r, const json_t *object, const char *key)
{
	return line_of(r, raw_text(object, key));
}

static const char *
trimmed_of(struct reader *r, const char *text)
{
	BUFFER clean = { 0 };
	const char *from;

	if (text == NULL)
		return NULL;
	text_without_controls(text, &clean);
	from = clean.len > 0 ? text_trim(clean.data) : "";
	return *from != '\0' ? arena_strdup(r->arena, from) : NULL;
}

static const char *
url_at(struct reader *r, const json_t *object, const char *key)
{
	const char *text = raw_text(object, key);

	return text != NULL ? link_resolve(r->base, text, r->arena) : NULL;
}

/* An id may be a number, which the format forbids and generators write. */
static const char *
id_at(struct reader *r, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_integer(value))
		return arena_printf(r->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_real(value))
		return arena_printf(r->arena, "%.17g", json_real_value(value));
	return trimmed_of(r, raw_text(object, key));
}

static int64_t
date_at(struct reader *r, const json_t *object, const char *key)
{
	const char *text = id_at(r, object, key);
	int64_t when = TIME_NONE;

	if (text != NULL && !feed_date_parse(text, &when, NULL))
		warnings_add_at_line(&r->warnings, "bad-date", 0, text);
	return when;
}

/* A whole number that is not negative, -1 when there is none. */
static int64_t
number_at(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	double number = json_is_string(value) ? strtod(json_string_value(value), NULL) : json_number_value(value);

	if (!json_is_number(value) && !(json_is_string(value) && number > 0))
		return -1;
	return number >= 0 && number < 9e15 ? (int64_t)llround(number) : -1;
}

static bool
is_same_person(const struct feed_person *a, const struct feed_person *b)
{
	return text_equal(a->name, b->name) && text_equal(a->email, b->email) && text_equal(a->url, b->url);
}

static void
add_person(struct reader *r, const json_t *value, struct feed_people *people)
{
	struct feed_person person = { .name = line_of(r, json_string_value(value)) };
	const char *url = raw_text(value, "url");

	if (json_is_object(value))
		person.name = line_at(r, value, "name");
	if (url != NULL && text_starts_nocase(url, "mailto:"))
		person.email = trimmed_of(r, url + strlen("mailto:"));
	else
		person.url = url_at(r, value, "url");
	if (person.name == NULL && person.email == NULL && person.url == NULL)
		return;
	for (size_t i = 0; i < people->count; i++)
		if (is_same_person(&people->list[i], &person))
			return;
	people->list[people->count++] = person;
}

/* `authors` of 1.1 before `author` of 1.0, as the specification asks; one that is no list is a list of one. */
static struct feed_people
people_of(struct reader *r, const json_t *object)
{
	const json_t *authors = json_object_get(object, "authors");
	size_t count = json_is_array(authors) ? json_array_size(authors) : 1;
	struct feed_people people = { 0 };

	count = count < LIST_MOST ? count : LIST_MOST;
	people.list = arena_alloc(r->arena, (count + 1) * sizeof(*people.list));
	for (size_t i = 0; i < count; i++)
		add_person(r, json_is_array(authors) ? json_array_get(authors, i) : authors, &people);
	if (people.count == 0)
		add_person(r, json_object_get(object, "author"), &people);
	return people;
}

static void
add_tag(struct reader *r, const char *text, size_t len, struct feed_tags *tags)
{
	const char *tag = line_of(r, arena_strndup(r->arena, text, utf8_cut(text, len, TAG_LONGEST)));

	if (tag == NULL || tags->count == LIST_MOST)
		return;
	for (size_t i = 0; i < tags->count; i++)
		if (strcmp(tags->list[i], tag) == 0)
			return;
	tags->list[tags->count++] = tag;
}

/* A list of texts; one text with commas is taken apart. */
static struct feed_tags
tags_of(struct reader *r, const json_t *object)
{
	const json_t *value = json_object_get(object, "tags");
	struct feed_tags tags = { .list = arena_alloc(r->arena, LIST_MOST * sizeof(*tags.list)) };
	const char *text = json_string_value(value);

	for (size_t i = 0; i < json_array_size(value) && i < 10 * LIST_MOST; i++) {
		const char *tag = json_string_value(json_array_get(value, i));

		if (tag != NULL)
			add_tag(r, tag, strlen(tag), &tags);
	}
	while (text != NULL && *text != '\0' && tags.count < LIST_MOST) {
		size_t len = strcspn(text, ",");

		add_tag(r, text, len, &tags);
		text += len + (text[len] == ',');
	}
	return tags;
}

static void
read_attachments(struct reader *r, const json_t *object, struct feed_item *item)
{
	const json_t *list = json_object_get(object, "attachments");
	size_t count = json_array_size(list) < LIST_MOST ? json_array_size(list) : LIST_MOST;

	item->attachments = arena_alloc(r->arena, (count + 1) * sizeof(*item->attachments));
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(list, i);
		struct feed_attachment attachment = {
			.url = url_at(r, value, "url"),
			.mime_type = trimmed_of(r, raw_text(value, "mime_type")),
			.title = line_at(r, value, "title"),
			.size_bytes = number_at(value, "size_in_bytes"),
			.duration_s = number_at(value, "duration_in_seconds"),
		};

		if (attachment.url != NULL)
			item->attachments[item->attachment_count++] = attachment;
	}
}

static size_t
cut_to_cap(struct reader *r, const char *text)
{
	size_t len = strlen(text), cut = utf8_cut(text, len, r->source->item_text_max_bytes);

	if (cut < len)
		warnings_add_at_line(&r->warnings, "content-cut", 0, "an item's content is over the limit");
	return cut;
}

/* An empty line parts paragraphs, a single one is a break. */
static void
paragraphs_of(const char *text, size_t len, struct buffer *html)
{
	const char *end = text + len;

	buffer_add_text(html, "<p>");
	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t breaks = 0;

		line_end = line_end != NULL ? line_end : end;
		html_escape(text, (size_t)(line_end - text), false, html);
		for (text = line_end; text < end && strchr("\n\r\t ", *text) != NULL && *text != '\0'; text++)
			breaks += *text == '\n';
		if (text < end)
			buffer_add_text(html, breaks > 1 ? "</p><p>" : "<br>");
	}
	buffer_add_text(html, "</p>");
}

static void
set_content(struct reader *r, const char *html, size_t len, struct feed_item *item)
{
	BUFFER clean = { 0 };
	BUFFER text = { 0 };

	if (r->source->skip_html) {
		item->content_html = arena_strndup(r->arena, html, len);
		return;
	}
	html_sanitise(html, len, r->base, &clean, &text);
	item->content_html = keep(r, &clean);
	item->content_text = keep(r, &text);
}

static void
read_content(struct reader *r, const json_t *object, struct feed_item *item)
{
	const char *html = raw_text(object, "content_html"), *text = raw_text(object, "content_text");
	BUFFER made = { 0 };

	if (html != NULL) {
		set_content(r, html, cut_to_cap(r, html), item);
	} else if (text != NULL) {
		text += strspn(text, "\n\r\t ");
		paragraphs_of(text, cut_to_cap(r, text), &made);
		set_content(r, made.data, made.len, item);
	}
}

static void
read_item(struct reader *r, const json_t *object, struct feed_item *item)
{
	item->guid = id_at(r, object, "id");
	item->url = url_at(r, object, "url");
	item->external_url = url_at(r, object, "external_url");
	item->title = line_at(r, object, "title");
	item->summary = line_at(r, object, "summary");
	item->image = url_at(r, object, "image");
	if (item->image == NULL)
		item->image = url_at(r, object, "banner_image");
	item->published_at = date_at(r, object, "date_published");
	item->modified_at = date_at(r, object, "date_modified");
	item->authors = people_of(r, object);
	item->tags = tags_of(r, object);
	item->language = trimmed_of(r, raw_text(object, "language"));
	read_content(r, object, item);
	read_attachments(r, object, item);
}

static void
read_items(struct reader *r, const json_t *root, struct feed *feed)
{
	const json_t *items = json_object_get(root, "items");
	size_t there = json_array_size(items), most = r->source->items_max;
	size_t count = there < most ? there : most;

	feed->items = arena_alloc(r->arena, (count + 1) * sizeof(*feed->items));
	for (size_t i = 0; i < there && feed->item_count < count; i++) {
		const json_t *item = json_array_get(items, i);

		pause_take(r->source->pause);
		if (json_is_object(item))
			read_item(r, item, &feed->items[feed->item_count++]);
		else
			warnings_add_at_line(&r->warnings, "not-an-item", 0, "a value among the items is no object");
	}
	if (there > most) {
		feed->is_complete = false;
		warnings_add_at_line(&r->warnings, "items-left-out", 0,
		    arena_printf(r->arena, "%zu of %zu items are over the limit", there - most, there));
	}
}

static void
read_hubs(struct reader *r, const json_t *root, struct feed *feed)
{
	const json_t *list = json_object_get(root, "hubs");
	size_t count = json_array_size(list) < LIST_MOST ? json_array_size(list) : LIST_MOST;

	feed->hubs = arena_alloc(r->arena, (count + 1) * sizeof(*feed->hubs));
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(list, i);
		struct feed_hub hub = { line_at(r, value, "type"), url_at(r, value, "url") };

		if (hub.url != NULL)
			feed->hubs[feed->hub_count++] = hub;
	}
}

static struct feed *
read_feed(struct reader *r, const json_t *root)
{
	struct feed *feed = arena_alloc(r->arena, sizeof(*feed));

	*feed = (struct feed) { .format = FEED_JSON_11,
		.encoding = "utf-8",
		.published_at = TIME_NONE,
		.modified_at = TIME_NONE,
		.ttl_minutes = -1,
		.update_s = -1,
		.is_complete = true };
	feed->title = line_at(r, root, "title");
	feed->home_url = url_at(r, root, "home_page_url");
	feed->feed_url = url_at(r, root, "feed_url");
	feed->description = line_at(r, root, "description");
	feed->icon = url_at(r, root, "icon");
	if (feed->icon == NULL)
		feed->icon = url_at(r, root, "favicon");
	feed->language = trimmed_of(r, raw_text(root, "language"));
	feed->authors = people_of(r, root);
	read_hubs(r, root, feed);
	read_items(r, root, feed);
	return feed;
}

static bool
is_feed(const json_t *root)
{
	const char *version = raw_text(root, "version");

	return json_is_object(root) && ((version != NULL && strstr(version, "jsonfeed.org/version/") != NULL) ||
					   json_is_array(json_object_get(root, "items")));
}

/* What of an unfinished document can be read, closed; NULL when nothing can. */
static json_t *
load_open(const char *text, const struct json_shape *shape, json_error_t *problem)
{
	BUFFER closed = { 0 };

	if (shape->whole_at == 0)
		return NULL;
	buffer_add(&closed, text, shape->whole_at);
	buffer_add_text(&closed, "]}");
	return json_loadb(closed.data, closed.len, JSON_ALLOW_NUL, problem);
}

/* Generators write raw line ends and worse into strings; the parser refuses them. */
static json_t *
load_mended(struct reader *r, const char *text, size_t len, json_error_t *problem)
{
	BUFFER mended = { 0 };

	buffer_add(&mended, text, len);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ')
			mended.data[i] = ' ';
	warnings_add_at_line(&r->warnings, "control-character", problem->line, NULL);
	return json_loadb(mended.data, len, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, problem);
}

static json_t *
load(struct reader *r, const char *text, size_t len, bool *out_is_open, struct err *err)
{
	struct json_shape shape;
	json_error_t problem = { 0 };
	json_t *root;

	json_shape_of(text, len, &shape);
	if (shape.values > VALUES_MOST) {
		err_set(err, ERR_TOO_LARGE, "JSON of more than %d values", VALUES_MOST);
		return NULL;
	}
	root = json_loadb(text, len, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &problem);
	*out_is_open = root == NULL && shape.is_open;
	if (*out_is_open) {
		root = load_open(text, &shape, &problem);
		warnings_add_at_line(&r->warnings, "truncated", 0, "the document ends before it is closed");
	} else if (root == NULL && json_error_code(&problem) == json_error_invalid_syntax) {
		root = load_mended(r, text, len, &problem);
	}
	if (root == NULL)
		err_set(err, ERR_NOT_FEED, "JSON that can't be read: line %d: %s", problem.line, problem.text);
	return root;
}

bool
jsonfeed_parse(const struct feed_source *source, const char *utf8, size_t len, const char *base_url,
    struct arena *arena, struct feed **out, struct err *err)
{
	struct reader r = { .source = source, .base = base_url, .arena = arena };
	bool is_open = false, is_ours;
	json_t *root;
	struct feed *feed;

	warnings_init(&r.warnings, arena, NULL);
	root = load(&r, utf8, len, &is_open, err);
	if (root == NULL)
		return false;
	is_ours = is_feed(root);
	if (is_ours) {
		feed = read_feed(&r, root);
		feed->is_complete = feed->is_complete && !is_open;
		warnings_give(&r.warnings, feed);
		*out = feed;
	}
	json_decref(root);
	return is_ours || err_set(err, ERR_NOT_FEED, "a JSON document, but no feed: it has no items");
}
