#include "feed/element.h"

#include "base/text.h"
#include "feed/link.h"
#include "feed/plain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Links, enclosures, media: all that points elsewhere. */

static const char *
attribute(const struct xml_element *e, const char *name)
{
	const char *value = xml_attribute_of(e, name);

	return text_is_blank(value) ? NULL : value;
}

/* A whole number of bytes or seconds; -1 when it is none. */
static int64_t
count_of(const char *text)
{
	int64_t n = -1;

	if (text == NULL || !isdigit((unsigned char)text[strspn(text, " ")]))
		return -1;
	n = strtoll(text, NULL, 10);
	return n >= 0 && n < INT64_MAX / 2 ? n : -1;
}

static void
offer(struct scene *s, enum slot slot, unsigned rank, const char *text)
{
	struct value v = { .base = s->element.base, .markup = MARKUP_TEXT };

	if (text == NULL)
		return;
	v.text = arena_strdup(scene_arena(s), text);
	v.len = strlen(text);
	draft_offer(scene_draft(s), slot, rank, &v);
}

/* "IMAGE/JPEG; q=1" is image/jpeg; what has no slash is no media type. */
static const char *
media_type(struct scene *s, const char *text)
{
	char *type;

	if (text == NULL || strchr(text, '/') == NULL)
		return NULL;
	text += strspn(text, " \t\n");
	type = arena_strndup(scene_arena(s), text, strcspn(text, "; \t\n"));
	for (char *c = type; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return type;
}

static void
attach(struct scene *s, const struct xml_element *e, const char *url, const char *type)
{
	struct feed_attachment a = { .url = link_resolve(e->base, url, scene_arena(s)) };
	const char *title = attribute(e, "title"), *size = attribute(e, "length");

	a.mime_type = media_type(s, type);
	if (title != NULL)
		a.title = plain_line(title, strlen(title), true, scene_arena(s));
	a.size_bytes = count_of(size != NULL ? size : attribute(e, "fileSize"));
	if (a.size_bytes == 0)
		a.size_bytes = -1; /* what generators write that don't know */
	a.duration_s = count_of(attribute(e, "duration"));
	draft_add_attachment(scene_draft(s), &a);
}

void
take_enclosure(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *url = attribute(&s->element, "url"), *type = attribute(&s->element, "type");

	(void)r;
	if (url == NULL)
		url = attribute(&s->element, "href");
	if (url == NULL && v->len > 0)
		url = scene_text(s, v);
	if (url == NULL)
		return;
	attach(s, &s->element, url, type);
	if (type != NULL && text_starts_nocase(type, "image/"))
		offer(s, SLOT_IMAGE, 5, url);
	offer(s, SLOT_LINK, 8, url);
}

struct relation {
	const char *rel;
	enum slot slot;
	unsigned rank;
};

/* RFC 4287 4.2.7.2 and the IANA registry. */
static const struct relation relations[] = {
	{ "self", SLOT_SELF, 1 },
	{ "related", SLOT_EXTERNAL, 1 },
	{ "via", SLOT_EXTERNAL, 2 },
	{ "replies", SLOT_COMMENTS, 2 },
	{ "license", SLOT_RIGHTS, 8 },
	{ "icon", SLOT_ICON, 2 },
	{ "shortcut", SLOT_ICON, 3 },
	{ "image", SLOT_IMAGE, 4 },
	{ "image_src", SLOT_IMAGE, 4 },
};

static bool
is_page(const char *type)
{
	return type == NULL || strcasestr(type, "html") != NULL;
}

/* "http://www.iana.org/assignments/relation/alternate" is the long way to say alternate. */
static const char *
short_relation(const char *rel)
{
	const char *slash = rel != NULL ? strrchr(rel, '/') : NULL;

	if (rel == NULL)
		return "alternate";
	return slash != NULL && strstr(rel, "iana.org") != NULL ? slash + 1 : rel;
}

/* The page itself first, then other forms of it; what is a feed's address is not the page. */
static void
take_alternate(struct scene *s, const struct rule *r, const char *href, const char *type)
{
	bool is_feed = type != NULL && (strstr(type, "atom+xml") != NULL || strstr(type, "rss+xml") != NULL);

	if (!is_feed)
		offer(s, SLOT_LINK, r->rank + !is_page(type), href);
}

void
take_link(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *rel = short_relation(attribute(&s->element, "rel"));
	const char *href = attribute(&s->element, "href"), *type = attribute(&s->element, "type");

	if (href == NULL && v->len > 0)
		href = scene_text(s, v);
	if (href == NULL)
		return;
	if (strcasecmp(rel, "alternate") == 0)
		take_alternate(s, r, href, type);
	else if (strcasecmp(rel, "enclosure") == 0)
		take_enclosure(s, r, v);
	else if (strcasecmp(rel, "hub") == 0)
		draft_add_hub(scene_draft(s), "WebSub", link_resolve(s->element.base, href, scene_arena(s)));
	else if (strcasecmp(rel, "replies") != 0 || is_page(type))
		for (size_t i = 0; i < COUNT_OF(relations); i++)
			if (strcasecmp(rel, relations[i].rel) == 0)
				offer(s, relations[i].slot, relations[i].rank, href);
}

void
take_source_link(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *rel = short_relation(attribute(&s->element, "rel")), *href = attribute(&s->element, "href");

	(void)v;
	if (strcasecmp(rel, "alternate") == 0)
		offer(s, SLOT_SOURCE_URL, r->rank, href);
	else if (strcasecmp(rel, "self") == 0)
		offer(s, SLOT_SOURCE_URL, r->rank + 1, href);
}

void
take_thumbnail(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *url = attribute(&s->element, "url");

	if (url == NULL && v->len > 0)
		url = scene_text(s, v);
	offer(s, SLOT_IMAGE, r->rank, url);
}

/* Of several sizes of one picture the widest. */
static void
offer_picture(struct scene *s, const struct rule *r, const struct xml_element *e, const char *url)
{
	struct draft *d = scene_draft(s);
	int64_t width = count_of(attribute(e, "width"));

	offer(s, SLOT_IMAGE, width > d->image_width ? r->rank | RANK_LAST : r->rank, url);
	if (width > d->image_width)
		d->image_width = width;
}

/* Media RSS: what it is, is said by medium, else by type; pictures are shown, the rest is attached. */
void
open_media(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	const char *url = attribute(e, "url"), *type = attribute(e, "type"), *medium = attribute(e, "medium");
	bool is_image = text_equal_nocase(medium, "image") || (type != NULL && text_starts_nocase(type, "image/"));

	if (url == NULL)
		return;
	s->element = *e;
	if (medium == NULL && type == NULL && attribute(e, "width") != NULL && attribute(e, "duration") == NULL)
		is_image = true;
	if (is_image)
		offer_picture(s, r, e, url);
	else if (medium != NULL || type != NULL || attribute(e, "duration") != NULL || attribute(e, "fileSize") != NULL)
		attach(s, e, url, type);
	else
		offer(s, SLOT_IMAGE, r->rank + 1, url);
}

void
take_transcript(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *url = attribute(&s->element, "url"), *type = attribute(&s->element, "type");
	struct feed_attachment a = { .title = "Transcript", .size_bytes = -1, .duration_s = -1 };

	(void)r;
	(void)v;
	if (url == NULL)
		return;
	a.url = link_resolve(s->element.base, url, scene_arena(s));
	a.mime_type = media_type(s, type);
	draft_add_attachment(scene_draft(s), &a);
}

/* "1:02:03", "62:03", "3723" */
void
take_duration(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *at = scene_text(s, v);
	int64_t total = 0;

	(void)r;
	if (at == NULL)
		return;
	for (int part = 0; part < 3; part++) {
		char *end;
		int64_t n = count_of(at);

		if (n < 0 || n > 10000000)
			return;
		total = total * 60 + n;
		strtoll(at, &end, 10);
		if (*end == '\0' || *end == '.')
			scene_draft(s)->duration_s = total;
		if (*end != ':')
			return; /* "62 min" */
		at = end + 1;
	}
}

void
take_cloud(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *domain = attribute(&s->element, "domain"), *port = attribute(&s->element, "port");
	const char *path = attribute(&s->element, "path");

	(void)r;
	(void)v;
	if (domain == NULL)
		return;
	domain = arena_printf(scene_arena(s), "http://%s%s%s%s", domain, port != NULL ? ":" : "",
	    port != NULL ? port : "", path != NULL ? path : "/");
	draft_add_hub(scene_draft(s), "rssCloud", link_resolve(NULL, domain, scene_arena(s)));
}
