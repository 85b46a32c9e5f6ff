#include "feed/element.h"
#include "feed/format.h"

/*
 * Atom 1.0 (RFC 4287) and 0.3. Their elements have one meaning each, so ranks
 * part only Atom's from the modules', 1.0's from 0.3's, and what RSS's elements
 * say in a feed whose author mixed the two.
 */

/* Where an aggregated entry came from (4.2.11). Its authors are the entry's when that names none. */
static const struct rule source_rules[] = {
	OFFER(NS_ATOM, "title", take_construct, SLOT_SOURCE_TITLE, 1),
	OFFER(NS_ATOM, "id", take_text, SLOT_SOURCE_ID, 1),
	OFFER(NS_ATOM, "link", take_source_link, SLOT_SOURCE_URL, 1),
	PERSON(NS_ATOM, "author", 5),
	{ .name = NULL },
};

static const struct rule entry_rules[] = {
	OFFER(NS_ATOM, "title", take_construct, SLOT_TITLE, 1),
	/* the alternate that is a page 2, another form of it 3, content src 6, enclosure 8; the first of several */
	OFFER(NS_ATOM, "link", take_link, SLOT_LINK, 2),
	OFFER(NS_ATOM, "id", take_text, SLOT_GUID, 1),
	/* RSS's words, in RSS's place (no namespace) or in Atom's (written as if they were Atom's) */
	OFFER(NS_NONE, "guid", take_guid, SLOT_GUID, 2),
	OFFER(NS_ATOM, "guid", take_guid, SLOT_GUID, 2),
	OFFER(NS_ATOM, "content", take_content, SLOT_CONTENT, 1),
	OFFER(NS_ATOM, "summary", take_construct, SLOT_DESCRIPTION, 1),
	OFFER(NS_NONE, "description", take_html, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "description", take_html, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "published", take_date, SLOT_PUBLISHED, 1),
	OFFER(NS_ATOM, "issued", take_date, SLOT_PUBLISHED, 2),
	OFFER(NS_NONE, "pubDate", take_date, SLOT_PUBLISHED, 3),
	OFFER(NS_ATOM, "pubDate", take_date, SLOT_PUBLISHED, 3),
	OFFER(NS_ATOM, "created", take_date, SLOT_PUBLISHED, 7),
	OFFER(NS_ATOM, "updated", take_date, SLOT_MODIFIED, 1),
	OFFER(NS_ATOM, "modified", take_date, SLOT_MODIFIED, 2),
	PERSON(NS_ATOM, "author", 1),
	OFFER(NS_ATOM, "creator", take_author, 0, 3),
	RULE(NS_ATOM, "category", take_category),
	OFFER(NS_ATOM, "rights", take_construct, SLOT_RIGHTS, 1),
	OFFER(NS_ATOM, "copyright", take_construct, SLOT_RIGHTS, 2),
	{ NS_ATOM, "source", .inside = source_rules },
	OFFER(NS_NONE, "comments", take_address, SLOT_COMMENTS, 3),
	RULE(NS_NONE, "enclosure", take_enclosure),
	RULES_OF(module_item_rules),
	{ .name = NULL },
};

static const struct rule feed_rules[] = {
	{ NS_ATOM, "entry", .take = take_item, .inside = entry_rules, .open = open_item },
	OFFER(NS_ATOM, "title", take_construct, SLOT_TITLE, 1),
	OFFER(NS_ATOM, "link", take_link, SLOT_LINK, 2),
	OFFER(NS_ATOM, "id", take_text, SLOT_GUID, 1),
	OFFER(NS_ATOM, "subtitle", take_construct, SLOT_DESCRIPTION, 1),
	OFFER(NS_ATOM, "tagline", take_construct, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "info", take_construct, SLOT_DESCRIPTION, 8),
	OFFER(NS_ATOM, "description", take_construct, SLOT_DESCRIPTION, 8),
	OFFER(NS_ATOM, "updated", take_date, SLOT_MODIFIED, 1),
	OFFER(NS_ATOM, "modified", take_date, SLOT_MODIFIED, 2),
	OFFER(NS_ATOM, "lastBuildDate", take_date, SLOT_MODIFIED, 3),
	OFFER(NS_ATOM, "published", take_date, SLOT_PUBLISHED, 1),
	OFFER(NS_ATOM, "issued", take_date, SLOT_PUBLISHED, 2),
	OFFER(NS_ATOM, "pubDate", take_date, SLOT_PUBLISHED, 3),
	PERSON(NS_ATOM, "author", 1),
	RULE(NS_ATOM, "category", take_category),
	OFFER(NS_ATOM, "rights", take_construct, SLOT_RIGHTS, 1),
	OFFER(NS_ATOM, "copyright", take_construct, SLOT_RIGHTS, 2),
	OFFER(NS_ATOM, "generator", take_generator, SLOT_GENERATOR, 1),
	/* A logo is wide and made to be shown, an icon square and small (4.2.5, 4.2.8): kept apart. */
	OFFER(NS_ATOM, "logo", take_address, SLOT_IMAGE, 1),
	OFFER(NS_ATOM, "icon", take_address, SLOT_ICON, 1),
	OFFER(NS_ATOM, "language", take_text, SLOT_LANGUAGE, 2),
	RULES_OF(module_feed_rules),
	{ .name = NULL },
};

static const struct rule root_rules[] = {
	{ NS_ATOM, "feed", .inside = feed_rules, .open = open_frame },
	{ NS_OTHER, "feed", .inside = feed_rules, .open = open_frame },
	{ NS_ATOM, "entry", .take = take_item, .inside = entry_rules, .open = open_item },
	{ .name = NULL },
};

static const struct rule stray_rules[] = {
	{ NS_ATOM, "entry", .take = take_item, .inside = entry_rules, .open = open_item },
	{ .name = NULL },
};

const struct dialect atom_dialect = { NS_ATOM, root_rules, stray_rules };
