#include "feed/element.h"

#include "base/pause.h"
#include "base/text.h"
#include "feed/content.h"
#include "feed/date.h"
#include "feed/finish.h"
#include "feed/link.h"
#include "feed/person.h"
#include "feed/plain.h"

#include <string.h>

static const char *
attribute(struct scene *s, const char *name)
{
	const char *value = xml_attribute_of(&s->element, name);

	return text_is_blank(value) ? NULL : value;
}

static const char *
attribute_in(const struct xml_element *e, enum xml_namespace ns, const char *name)
{
	for (size_t i = 0; i < e->attribute_count; i++)
		if ((e->attributes[i].ns == ns || e->attributes[i].ns == NS_NONE) &&
		    strcasecmp(e->attributes[i].name, name) == 0)
			return e->attributes[i].value;
	return NULL;
}

static void
offer_string(struct scene *s, int slot, unsigned rank, const char *text)
{
	struct value v = { .base = s->element.base, .markup = MARKUP_TEXT };

	if (text_is_blank(text))
		return;
	v.text = arena_strdup(scene_arena(s), text);
	v.len = strlen(text);
	draft_offer(scene_draft(s), (enum slot)slot, rank, &v);
}

void
take_text(struct scene *s, const struct rule *r, const struct value *v)
{
	struct value text = *v;

	text.markup = s->collector.is_markup ? MARKUP_HTML : MARKUP_TEXT;
	draft_offer(scene_draft(s), (enum slot)r->slot, r->rank, &text);
}

void
take_html(struct scene *s, const struct rule *r, const struct value *v)
{
	draft_offer(scene_draft(s), (enum slot)r->slot, r->rank, v);
}

void
take_summary(struct scene *s, const struct rule *r, const struct value *v)
{
	draft_offer(scene_draft(s), (enum slot)r->slot, r->rank, v);
	draft_offer(scene_draft(s), SLOT_SUMMARY, r->rank, v);
}

void
take_construct(struct scene *s, const struct rule *r, const struct value *v)
{
	struct value content;

	if (content_read(s, v, &content))
		draft_offer(scene_draft(s), (enum slot)r->slot, r->rank, &content);
}

/* RFC 4287 4.1.3.2: content that stands elsewhere. A page can be opened, anything else is attached. */
static void
take_remote_content(struct scene *s, const char *src)
{
	const char *type = attribute(s, "type");
	struct feed_attachment a = { .size_bytes = -1, .duration_s = -1 };

	if (type == NULL || strcasestr(type, "html") != NULL) {
		offer_string(s, SLOT_LINK, 6, src);
		return;
	}
	a.url = link_resolve(s->element.base, src, scene_arena(s));
	a.mime_type = arena_strdup(scene_arena(s), type);
	draft_add_attachment(scene_draft(s), &a);
}

void
take_content(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *src = attribute(s, "src");

	if (s->element.has_lang)
		offer_string(s, SLOT_LANGUAGE, 4, s->element.lang);
	if (src != NULL)
		take_remote_content(s, src);
	else
		take_construct(s, r, v);
}

void
take_address(struct scene *s, const struct rule *r, const struct value *v)
{
	static const char *const names[] = { "href", "url", "src" };

	if (v->len > 0) {
		take_text(s, r, v);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (attribute(s, names[i]) != NULL) {
			offer_string(s, r->slot, r->rank, attribute(s, names[i]));
			return;
		}
	offer_string(s, r->slot, r->rank, attribute_in(&s->element, NS_RDF, "resource"));
}

void
take_date(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = scene_text(s, v);
	int64_t unix_s;

	if (text == NULL)
		text = attribute(s, "value"); /* CDF */
	if (text == NULL)
		return;
	if (!feed_date_parse(text, &unix_s, NULL)) {
		warnings_add_at_line(s->warnings, "bad-date", v->line, text);
		return;
	}
	draft_offer_time(scene_draft(s), (enum slot)r->slot, r->rank, unix_s);
}

static const char *
plain(struct scene *s, const struct value *v)
{
	return v->len > 0 ? plain_line(v->text, v->len, true, scene_arena(s)) : NULL;
}

static void
add_people(struct scene *s, unsigned rank, const char *line)
{
	const char *one;
	struct feed_person person;

	while (!draft_has_all_people(scene_draft(s), rank) && (one = person_next(&line, scene_arena(s))) != NULL)
		if (person_parse(one, scene_arena(s), &person))
			draft_add_person(scene_draft(s), rank, &person);
}

void
take_author(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *line = NULL;

	if (draft_has_all_people(scene_draft(s), r->rank))
		return;
	/* "Name <a@b.c>" is no markup, though it looks like it */
	if (v->len > 0 && memchr(v->text, '@', v->len) != NULL && !s->collector.is_markup)
		line = plain_line(v->text, v->len, false, scene_arena(s));
	else
		line = plain(s, v);
	if (line != NULL)
		add_people(s, r->rank, line);
}

/* Podcast namespace: who has no role is a host; a guest is talked with, and made nothing. */
void
take_host(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *role = attribute(s, "role");

	if (role == NULL || strcasestr(role, "host") != NULL || strcasestr(role, "author") != NULL)
		take_author(s, r, v);
}

void
take_category(struct scene *s, const struct rule *r, const struct value *v)
{
	static const char *const names[] = { "label", "term", "text" };
	struct draft *d = scene_draft(s);

	(void)r;
	d->tag_elements++;
	if (d->tag_count == DRAFT_TAGS_MAX)
		return;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = attribute(s, names[i]);

		if (value == NULL)
			continue;
		draft_add_tag(d, plain_line(value, strlen(value), true, scene_arena(s)));
		return;
	}
	draft_add_tag(d, plain(s, v));
}

void
take_keywords(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *at = v->text, *end = v->text + v->len;

	(void)r;
	scene_draft(s)->tag_elements += 2;
	while (v->len > 0 && at < end && scene_draft(s)->tag_count < DRAFT_TAGS_MAX) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		size_t len = (size_t)((comma != NULL ? comma : end) - at);

		draft_add_tag(scene_draft(s), plain_line(at, len, true, scene_arena(s)));
		at += len + 1;
	}
}

/* RSS 2.0: a permalink unless it says that it is none; many that say nothing are no address at all. */
void
take_guid(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = scene_text(s, v), *is_permalink = attribute(s, "isPermaLink");

	if (text == NULL)
		return;
	offer_string(s, SLOT_GUID, r->rank, text);
	if (!text_equal_nocase(is_permalink, "false") && link_is_web(text))
		offer_string(s, SLOT_LINK, 4, text);
}

void
take_source(struct scene *s, const struct rule *r, const struct value *v)
{
	take_text(s, r, v);
	offer_string(s, SLOT_SOURCE_URL, r->rank, attribute(s, "url"));
}

static const char *
name_and_version(struct scene *s, const struct value *v)
{
	const char *version = attribute(s, "version"), *uri = attribute(s, "uri");
	const char *name = plain(s, v);

	if (uri == NULL)
		uri = attribute(s, "url");
	if (name == NULL)
		return uri;
	return arena_printf(scene_arena(s), "%s%s%s%s%s", name, version != NULL ? " v" : "",
	    version != NULL ? version : "", uri != NULL ? " " : "", uri != NULL ? uri : "");
}

void
take_generator(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *resource = attribute_in(&s->element, NS_RDF, "resource");

	offer_string(s, r->slot, r->rank, v->len > 0 || resource == NULL ? name_and_version(s, v) : resource);
}

void
open_frame(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	(void)r;
	s->element = *e;
	offer_string(s, SLOT_LANGUAGE, 3, e->lang);
}

void
open_item(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	const char *about;

	(void)r;
	if (s->in_item)
		return;
	s->in_item = true;
	draft_clear(&s->item);
	s->element = *e;
	if (e->has_lang)
		offer_string(s, SLOT_LANGUAGE, 3, e->lang);
	about = attribute_in(e, NS_RDF, "about");
	if (about != NULL && s->feed->format != FEED_ATOM_10 && s->feed->format != FEED_ATOM_03) {
		offer_string(s, SLOT_GUID, 2, about);
		offer_string(s, SLOT_LINK, 5, about);
	}
}

void
take_item(struct scene *s, const struct rule *r, const struct value *v)
{
	(void)r;
	(void)v;
	if (!s->in_item)
		return;
	finish_item(s);
	s->in_item = false;
	s->person = (struct feed_person) { 0 }; /* one that was begun around the item is lost with what was in it */
	arena_clear(s->brief);
	pause_take(s->source->pause);
}

void
open_person(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	(void)r;
	(void)e;
	s->person = (struct feed_person) { 0 };
}

void
take_person(struct scene *s, const struct rule *r, const struct value *v)
{
	struct feed_person *p = &s->person, inner;
	const char *line = v->len > 0 ? plain_line(v->text, v->len, false, scene_arena(s)) : NULL;

	/* one who writes "a@b.c (Name)" into the name means both */
	if (p->name != NULL && p->email == NULL && strchr(p->name, '@') != NULL &&
	    person_parse(p->name, scene_arena(s), &inner)) {
		p->name = inner.name;
		p->email = inner.email;
	}
	if (p->name == NULL && p->email == NULL && line != NULL)
		add_people(s, r->rank, line);
	else if (p->name != NULL || p->email != NULL || p->url != NULL)
		draft_add_person(scene_draft(s), r->rank, p);
}

static void
take_person_name(struct scene *s, const struct rule *r, const struct value *v)
{
	(void)r;
	if (s->person.name == NULL)
		s->person.name = plain(s, v);
}

static void
take_person_email(struct scene *s, const struct rule *r, const struct value *v)
{
	const char *text = plain(s, v);

	(void)r;
	if (text != NULL && s->person.email == NULL)
		s->person.email = text_starts_nocase(text, "mailto:") ? text + strlen("mailto:") : text;
}

static void
take_person_url(struct scene *s, const struct rule *r, const struct value *v)
{
	(void)r;
	if (v->len > 0 && s->person.url == NULL)
		s->person.url = finish_link(v, scene_arena(s));
}

const struct rule person_rules[] = {
	RULE(NS_ATOM, "name", take_person_name),
	RULE(NS_ATOM, "email", take_person_email),
	RULE(NS_ATOM, "uri", take_person_url),
	RULE(NS_ATOM, "url", take_person_url),
	RULE(NS_ATOM, "homepage", take_person_url),
	RULE(NS_NONE, "name", take_person_name),
	RULE(NS_NONE, "email", take_person_email),
	RULE(NS_NONE, "uri", take_person_url),
	RULE(NS_NONE, "url", take_person_url),
	RULE(NS_ITUNES, "name", take_person_name),
	RULE(NS_ITUNES, "email", take_person_email),
	{ .name = NULL },
};

void
open_image(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	const char *url = xml_attribute_of(e, "href");

	if (url == NULL)
		url = xml_attribute_of(e, "url");
	if (url == NULL)
		url = attribute_in(e, NS_RDF, "resource");
	s->element = *e;
	offer_string(s, SLOT_IMAGE, r->rank + 1, url);
}

void
take_image(struct scene *s, const struct rule *r, const struct value *v)
{
	if (v->len > 0)
		offer_string(s, SLOT_IMAGE, r->rank + 1, scene_text(s, v));
}
