#include "feed/finish.h"

#include "base/memory.h"
#include "base/text.h"
#include "feed/content.h"
#include "feed/html.h"
#include "feed/html_entity.h"
#include "feed/link.h"
#include "feed/plain.h"

#include <stdlib.h>
#include <string.h>

/* Escaped once more than XML asks for: no address has a parameter "amp;b". */
static void
unescape_ampersands(char *text)
{
	char *out = text;

	for (; *text != '\0'; text++) {
		*out++ = *text;
		if (text_starts(text, "&amp;"))
			text += strlen("amp;");
	}
	*out = '\0';
}

/* What a link element says, without quotes around it; NULL: markup. */
static const char *
bare_address(const struct value *v, struct arena *arena)
{
	char *text = text_trim(arena_strndup(arena, v->text, v->len));
	size_t len;

	unescape_ampersands(text);
	len = strlen(text);
	if (len > 1 && (*text == '"' || *text == '\'') && text[len - 1] == *text) {
		text[len - 1] = '\0';
		text++;
	}
	return *text != '<' ? text : NULL;
}

const char *
finish_link(const struct value *v, struct arena *arena)
{
	const char *text = v != NULL ? bare_address(v, arena) : NULL;
	const char *resolved;

	if (text == NULL)
		return NULL;
	resolved = link_resolve(v->base, text, arena);
	return link_is_web(resolved) ? resolved : NULL;
}

/* Without regard to HTML: an identifier, a language. */
static const char *
verbatim(const struct draft *d, enum slot slot, struct arena *arena)
{
	const struct value *v = draft_value(d, slot);

	return v != NULL ? plain_verbatim(v->text, v->len, arena) : NULL;
}

static const char *
line_of(struct scene *s, const struct value *v)
{
	bool is_html;

	if (v == NULL)
		return NULL;
	if (s->source->skip_html)
		return arena_strndup(s->arena, v->text, v->len);
	is_html = v->markup == MARKUP_HTML || (v->markup == MARKUP_UNSURE && content_looks_like_html(v->text, v->len));
	return plain_line(v->text, v->len, is_html, s->arena);
}

static const char *
line(struct scene *s, const struct draft *d, enum slot slot)
{
	return line_of(s, draft_value(d, slot));
}

struct html {
	const char *html;
	const char *text;
};

static struct value
cut(struct scene *s, const struct value *v)
{
	struct value short_one = *v;
	size_t max = s->source->item_text_max_bytes;

	if (max > 0 && v->len > max) {
		short_one.len = utf8_cut(v->text, v->len, max);
		warnings_add_at_line(s->warnings, "long-text", v->line, NULL);
	}
	return short_one;
}

static struct html
sanitise(struct scene *s, const struct value *given, bool with_text)
{
	struct value v = cut(s, given);
	BUFFER html = { 0 };
	BUFFER out = { 0 };
	BUFFER text = { 0 };
	struct html result = { 0 };

	if (s->source->skip_html) {
		result.html = arena_strndup(s->arena, v.text, v.len);
		return result;
	}
	if (v.markup == MARKUP_HTML && memchr(v.text, '<', v.len) != NULL) {
		html_sanitise(v.text, v.len, v.base, &out, with_text ? &text : NULL);
	} else {
		content_to_html(&v, &html);
		html_sanitise(buffer_text(&html), html.len, v.base, &out, with_text ? &text : NULL);
	}
	if (out.len > 0)
		result.html = arena_strndup(s->arena, out.data, out.len);
	if (text.len > 0)
		result.text = arena_strndup(s->arena, text.data, text.len);
	return result;
}

/* The first picture in sanitised HTML, whose attributes stand in double quotes. */
static const char *
first_picture(const char *html, struct arena *arena)
{
	const char *img = html != NULL ? strstr(html, "<img ") : NULL;

	for (; img != NULL; img = strstr(img + 1, "<img ")) {
		const char *end = strchr(img, '>'), *src = strstr(img, " src=\"");
		BUFFER url = { 0 };

		if (end == NULL || src == NULL || src > end)
			continue;
		src += strlen(" src=\"");
		html_decode(src, strcspn(src, "\""), true, &url);
		if (link_is_web(buffer_text(&url)))
			return arena_strndup(arena, url.data, url.len);
	}
	return NULL;
}

static bool
is_same(const struct value *a, const struct value *b)
{
	return a != NULL && b != NULL && a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/*
 * The content, else the description, is what is read; the description beside a
 * content, or an own summary beside a description, is the summary.
 */
static void
finish_texts(struct scene *s, const struct draft *d, struct feed_item *item)
{
	const struct value *content = draft_value(d, SLOT_CONTENT), *description = draft_value(d, SLOT_DESCRIPTION);
	const struct value *summary = draft_value(d, SLOT_SUMMARY);
	struct html h;

	if (content == NULL) {
		content = description;
		description = NULL;
	}
	if (content == NULL)
		return;
	h = sanitise(s, content, true);
	item->content_html = h.html;
	item->content_text = h.text;
	if (description != NULL && !is_same(description, content)) {
		item->summary_html = sanitise(s, description, false).html;
		item->summary = line_of(s, description);
	} else if (summary != NULL && !is_same(summary, content)) {
		item->summary = line_of(s, summary);
	}
	if (text_equal(item->summary, item->content_text))
		item->summary = NULL;
}

static struct feed_person
copy_person(const struct feed_person *p, struct arena *arena)
{
	return (struct feed_person) { arena_strdup(arena, p->name), arena_strdup(arena, p->email),
		link_is_web(p->url) ? arena_strdup(arena, p->url) : NULL };
}

static struct feed_people
copy_people(const struct draft *d, struct arena *arena)
{
	struct feed_people people = { .count = d->people_count };

	if (people.count > 0)
		people.list = arena_alloc(arena, people.count * sizeof(*people.list));
	for (size_t i = 0; i < people.count; i++)
		people.list[i] = copy_person(&d->people[i], arena);
	return people;
}

/* One category element with commas is a list; where there are several, a comma is part of a name. */
static struct feed_tags
copy_tags(struct draft *d, struct arena *arena)
{
	struct feed_tags tags = { 0 };

	if (d->tag_elements == 1 && d->tag_count == 1 && strchr(d->tags[0], ',') != NULL) {
		const char *list = d->tags[0];

		d->tag_count = 0;
		for (size_t n; *list != '\0'; list += n + (list[n] == ',')) {
			n = strcspn(list, ",");
			draft_add_tag(d, plain_line(list, n, false, arena));
		}
	}
	tags.count = d->tag_count;
	if (tags.count > 0)
		tags.list = arena_alloc(arena, tags.count * sizeof(*tags.list));
	for (size_t i = 0; i < tags.count; i++)
		tags.list[i] = arena_strdup(arena, d->tags[i]);
	return tags;
}

static bool
is_played(const struct feed_attachment *a)
{
	return a->mime_type != NULL && (text_starts(a->mime_type, "audio/") || text_starts(a->mime_type, "video/"));
}

static void
copy_attachments(const struct draft *d, struct feed_item *item, struct arena *arena)
{
	int64_t duration_s = d->duration_s;

	item->attachment_count = d->attachment_count;
	if (d->attachment_count > 0)
		item->attachments = arena_alloc(arena, d->attachment_count * sizeof(*item->attachments));
	for (size_t i = 0; i < d->attachment_count; i++) {
		struct feed_attachment *a = &item->attachments[i];

		*a = d->attachments[i];
		a->url = arena_strdup(arena, a->url);
		a->mime_type = arena_strdup(arena, a->mime_type);
		a->title = arena_strdup(arena, a->title);
		if (is_played(a) && a->duration_s < 0) {
			a->duration_s =
			    duration_s; /* itunes:duration is that of the episode: of the first that plays */
			duration_s = -1;
		}
	}
}

static void
finish_addresses(struct scene *s, const struct draft *d, struct feed_item *item)
{
	item->url = finish_link(draft_value(d, SLOT_LINK), s->arena);
	item->external_url = finish_link(draft_value(d, SLOT_EXTERNAL), s->arena);
	if (text_equal(item->external_url, item->url))
		item->external_url = NULL;
	item->image = finish_link(draft_value(d, SLOT_IMAGE), s->arena);
	if (item->image == NULL && !s->source->skip_html)
		item->image = first_picture(item->content_html, s->arena);
	if (item->image == NULL && !s->source->skip_html)
		item->image = first_picture(item->summary_html, s->arena);
	item->comments_url = finish_link(draft_value(d, SLOT_COMMENTS), s->arena);
	item->source_url = finish_link(draft_value(d, SLOT_SOURCE_URL), s->arena);
}

/* An item that says only when it was changed was not published later than that. */
static void
finish_times(const struct draft *d, struct feed_item *item)
{
	item->published_at = draft_time(&d->published);
	item->modified_at = draft_time(&d->modified);
	if (item->published_at == TIME_NONE)
		item->published_at = item->modified_at;
}

static struct feed_item *
next_item(struct scene *s)
{
	struct feed *f = s->feed;

	if (f->item_count == s->item_cap) {
		s->item_cap = s->item_cap > 0 ? s->item_cap * 2 : 32;
		f->items = mem_resize(f->items, s->item_cap * sizeof(*f->items));
	}
	f->items[f->item_count] = (struct feed_item) { 0 };
	return &f->items[f->item_count++];
}

void
finish_item(struct scene *s)
{
	struct draft *d = &s->item;
	struct feed_item *item;

	if (draft_is_empty(d)) {
		warnings_add_at_line(s->warnings, "empty-item", 0, NULL);
		return;
	}
	if (s->source->items_max > 0 && s->feed->item_count == s->source->items_max) {
		s->has_skipped_items = true;
		return;
	}
	item = next_item(s);
	item->title = line(s, d, SLOT_TITLE);
	item->guid = verbatim(d, SLOT_GUID, s->arena);
	finish_texts(s, d, item);
	finish_addresses(s, d, item);
	finish_times(d, item);
	item->authors = copy_people(d, s->arena);
	item->tags = copy_tags(d, s->arena);
	copy_attachments(d, item, s->arena);
	item->language = verbatim(d, SLOT_LANGUAGE, s->arena);
	item->rights = line(s, d, SLOT_RIGHTS);
	item->source_title = line(s, d, SLOT_SOURCE_TITLE);
	item->source_id = verbatim(d, SLOT_SOURCE_ID, s->arena);
}

static const char *
feed_image(struct scene *s, const struct draft *d)
{
	const char *image = finish_link(draft_value(d, SLOT_IMAGE), s->arena);
	const struct value *description = draft_value(d, SLOT_DESCRIPTION);

	if (image != NULL || description == NULL || description->markup == MARKUP_TEXT ||
	    memmem(description->text, description->len, "<img", 4) == NULL)
		return image;
	return first_picture(sanitise(s, description, false).html, s->arena);
}

static void
finish_schedule(struct scene *s)
{
	double often = s->update_frequency > 0 ? s->update_frequency : 1;

	if (s->update_period_s > 0)
		s->feed->update_s = (int64_t)(s->update_period_s / often);
}

static void
keep_items(struct scene *s)
{
	struct feed *f = s->feed;
	struct feed_item *grown = f->items;

	f->items = arena_alloc(s->arena, (f->item_count + 1) * sizeof(*f->items));
	if (f->item_count > 0)
		memcpy(f->items, grown, f->item_count * sizeof(*f->items));
	free(grown);
	if (!s->has_skipped_items)
		return;
	f->is_complete = false;
	warnings_add_at_line(s->warnings, "too-many-items", 0, NULL);
}

void
finish_feed(struct scene *s)
{
	struct draft *d = &s->whole;
	struct feed *f = s->feed;

	f->title = line(s, d, SLOT_TITLE);
	f->home_url = finish_link(draft_value(d, SLOT_LINK), s->arena);
	f->feed_url = finish_link(draft_value(d, SLOT_SELF), s->arena);
	f->description = line(s, d, SLOT_DESCRIPTION);
	f->icon = finish_link(draft_value(d, SLOT_ICON), s->arena);
	f->image = feed_image(s, d);
	f->language = verbatim(d, SLOT_LANGUAGE, s->arena);
	f->id = verbatim(d, SLOT_GUID, s->arena);
	f->rights = line(s, d, SLOT_RIGHTS);
	f->generator = line(s, d, SLOT_GENERATOR);
	f->published_at = draft_time(&d->published);
	f->modified_at = draft_time(&d->modified);
	f->authors = copy_people(d, s->arena);
	f->tags = copy_tags(d, s->arena);
	f->hub_count = d->hub_count;
	if (d->hub_count > 0) {
		f->hubs = arena_alloc(s->arena, d->hub_count * sizeof(*f->hubs));
		memcpy(f->hubs, d->hubs, d->hub_count * sizeof(*f->hubs));
	}
	finish_schedule(s);
	keep_items(s);
}
