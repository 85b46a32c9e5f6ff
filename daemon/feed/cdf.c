#include "feed/element.h"
#include "feed/format.h"

#include "base/text.h"
#include "feed/date.h"
#include "feed/link.h"

#include <string.h>

/*
 * Channel Definition Format (W3C note of March 1997): what a link, a date and a
 * base address are stands in attributes, and channels hold channels, whose
 * items are read as the outer one's.
 */

static const char *
attribute(const struct xml_element *e, const char *name)
{
	const char *value = xml_attribute_of(e, name);

	return text_is_blank(value) ? NULL : value;
}

static void
offer_link(struct scene *s, const struct xml_element *e, enum slot slot, unsigned rank, const char *href)
{
	struct value v = { .base = e->base, .markup = MARKUP_TEXT };

	if (href == NULL)
		return;
	if (s->channel_base != NULL)
		v.base = s->channel_base;
	v.text = arena_strdup(scene_arena(s), href);
	v.len = strlen(href);
	draft_offer(scene_draft(s), slot, rank, &v);
}

static void
offer_modified(struct scene *s, const struct xml_element *e)
{
	const char *text = attribute(e, "lastmod");
	int64_t unix_s;

	if (text == NULL)
		return;
	if (feed_date_parse(text, &unix_s, NULL))
		draft_offer_time(scene_draft(s), SLOT_MODIFIED, 1, unix_s);
	else
		warnings_add_at_line(s->warnings, "bad-date", 0, text);
}

static void
open_channel(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	const char *base = attribute(e, "base");

	open_frame(s, r, e);
	if (base != NULL) /* to a channel and all in it what xml:base is elsewhere */
		s->channel_base = link_resolve(e->base, base, s->arena);
	offer_link(s, e, SLOT_LINK, 1, attribute(e, "href"));
	offer_link(s, e, SLOT_SELF, 1, attribute(e, "self"));
	offer_modified(s, e);
}

static void
open_cdf_item(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	open_item(s, r, e);
	offer_link(s, e, SLOT_LINK, 1, attribute(e, "href"));
	offer_modified(s, e);
}

static void
take_anchor(struct scene *s, const struct rule *r, const struct value *v)
{
	(void)v;
	offer_link(s, &s->element, SLOT_LINK, r->rank, attribute(&s->element, "href"));
}

static void
take_logo(struct scene *s, const struct rule *r, const struct value *v)
{
	bool is_icon = text_equal_nocase(attribute(&s->element, "style"), "icon");

	(void)v;
	offer_link(s, &s->element, is_icon ? SLOT_ICON : SLOT_IMAGE, r->rank, attribute(&s->element, "href"));
}

/* How often to come: <INTERVALTIME DAY="1" HOUR="6"/>. */
static void
take_interval(struct scene *s, const struct rule *r, const struct value *v)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "day", 86400 }, { "hour", 3600 }, { "min", 60 } };
	double total = 0;
	int64_t n;

	(void)r;
	(void)v;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		const char *text = attribute(&s->element, units[i].name);

		if (text != NULL && text_int(text, 0, 100000, &n, NULL))
			total += (double)n * units[i].seconds;
	}
	s->update_period_s = total;
}

static const struct rule schedule_rules[] = {
	RULE(NS_NONE, "intervaltime", take_interval),
	{ .name = NULL },
};

static const struct rule item_rules[] = {
	OFFER(NS_NONE, "title", take_html, SLOT_TITLE, 1),
	OFFER(NS_NONE, "abstract", take_html, SLOT_DESCRIPTION, 1),
	OFFER(NS_NONE, "a", take_anchor, SLOT_LINK, 2),
	OFFER(NS_NONE, "logo", take_logo, SLOT_IMAGE, 1),
	OFFER(NS_NONE, "author", take_author, 0, 1),
	RULE(NS_NONE, "keywords", take_keywords),
	RULES_OF(module_item_rules),
	{ .name = NULL },
};

static const struct rule channel_rules[] = {
	{ NS_NONE, "item", .take = take_item, .inside = item_rules, .open = open_cdf_item },
	{ NS_NONE, "channel", .inside = channel_rules, .open = open_channel },
	OFFER(NS_NONE, "title", take_html, SLOT_TITLE, 1),
	OFFER(NS_NONE, "abstract", take_html, SLOT_DESCRIPTION, 1),
	OFFER(NS_NONE, "a", take_anchor, SLOT_LINK, 2),
	OFFER(NS_NONE, "logo", take_logo, SLOT_IMAGE, 1),
	OFFER(NS_NONE, "author", take_author, 0, 1),
	OFFER(NS_NONE, "copyright", take_html, SLOT_RIGHTS, 1),
	{ NS_NONE, "schedule", .inside = schedule_rules },
	RULES_OF(module_feed_rules),
	{ .name = NULL },
};

static const struct rule root_rules[] = {
	{ NS_NONE, "channel", .inside = channel_rules, .open = open_channel },
	{ .name = NULL },
};

static const struct rule stray_rules[] = {
	{ NS_NONE, "item", .take = take_item, .inside = item_rules, .open = open_cdf_item },
	{ .name = NULL },
};

const struct dialect cdf_dialect = { NS_NONE, root_rules, stray_rules };
