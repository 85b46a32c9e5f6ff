#include "feed/element.h"
#include "feed/format.h"

/*
 * The modules, by their own specifications: Dublin Core, content, Media RSS,
 * iTunes, podcast, syndication, Creative Commons, FeedBurner. In general a
 * format's own element comes before a module's, since its meaning there is the
 * narrower; where it is the other way round the row says why. So do feedparser
 * and gofeed, except where noted.
 */

/* What may stand in a media:group or a media:content, and beside them. */
static const struct rule media_rules[] = {
	/* A picture that is the content itself before its thumbnail. */
	{ NS_MEDIA, "content", .slot = SLOT_IMAGE, .rank = 1, .inside = media_rules, .open = open_media },
	{ NS_MEDIA, "group", .inside = media_rules },
	OFFER(NS_MEDIA, "thumbnail", take_thumbnail, SLOT_IMAGE, 2),
	OFFER(NS_MEDIA, "title", take_construct, SLOT_TITLE, 4),
	OFFER(NS_MEDIA, "description", take_construct, SLOT_DESCRIPTION, 7),
	OFFER(NS_MEDIA, "text", take_construct, SLOT_DESCRIPTION, 9),
	RULE(NS_MEDIA, "keywords", take_keywords),
	RULE(NS_MEDIA, "category", take_category),
	OFFER(NS_MEDIA, "copyright", take_text, SLOT_RIGHTS, 6),
	{ .name = NULL },
};

/* "Tech" with "Gadgets" inside it: both are tags. */
static const struct rule itunes_category_rules[] = {
	RULE(NS_ITUNES, "category", take_category),
	{ .name = NULL },
};

static void
open_itunes_category(struct scene *s, const struct rule *r, const struct xml_element *e)
{
	struct value none = { 0 };

	s->element = *e;
	take_category(s, r, &none);
}

static const struct rule shared_rules[] = {
	OFFER(NS_DC, "title", take_html, SLOT_TITLE, 3),
	OFFER(NS_DCTERMS, "title", take_html, SLOT_TITLE, 3),
	OFFER(NS_ITUNES, "title", take_text, SLOT_TITLE, 5),
	OFFER(NS_DC, "description", take_html, SLOT_DESCRIPTION, 3),
	OFFER(NS_DCTERMS, "description", take_html, SLOT_DESCRIPTION, 3),
	OFFER(NS_DCTERMS, "abstract", take_html, SLOT_DESCRIPTION, 4),
	/* Apple's summary is often the description again, without its links: it stands in for one, or beside one. */
	OFFER(NS_ITUNES, "summary", take_summary, SLOT_DESCRIPTION, 5),
	OFFER(NS_ITUNES, "subtitle", take_summary, SLOT_DESCRIPTION, 6),
	OFFER(NS_DC, "language", take_text, SLOT_LANGUAGE, 2),
	OFFER(NS_DCTERMS, "language", take_text, SLOT_LANGUAGE, 2),
	OFFER(NS_DC, "rights", take_html, SLOT_RIGHTS, 3),
	OFFER(NS_DCTERMS, "rights", take_html, SLOT_RIGHTS, 3),
	OFFER(NS_CC, "license", take_address, SLOT_RIGHTS, 7),
	/* dc:creator names who wrote it; itunes:author is what a player shows, often the show. */
	OFFER(NS_DC, "creator", take_author, 0, 3),
	OFFER(NS_DC, "author", take_author, 0, 3),
	OFFER(NS_DCTERMS, "creator", take_author, 0, 3),
	OFFER(NS_ITUNES, "author", take_author, 0, 4),
	RULE(NS_DC, "subject", take_category),
	RULE(NS_DCTERMS, "subject", take_category),
	RULE(NS_ITUNES, "keywords", take_keywords),
	{ NS_ITUNES, "category", .inside = itunes_category_rules, .open = open_itunes_category },
	OFFER(NS_ITUNES, "image", take_address, SLOT_IMAGE, 4),
	OFFER(NS_PODCAST, "images", take_address, SLOT_IMAGE, 9),
	RULES_OF(media_rules),
	{ .name = NULL },
};

const struct rule module_feed_rules[] = {
	/* A feed's dc:date is when it was last written (gofeed: updated). */
	OFFER(NS_DC, "date", take_date, SLOT_MODIFIED, 4),
	OFFER(NS_DCTERMS, "modified", take_date, SLOT_MODIFIED, 3),
	OFFER(NS_DCTERMS, "issued", take_date, SLOT_PUBLISHED, 3),
	OFFER(NS_DCTERMS, "created", take_date, SLOT_PUBLISHED, 5),
	OFFER(NS_DC, "identifier", take_text, SLOT_GUID, 3),
	OFFER(NS_ADMIN, "generatorAgent", take_generator, SLOT_GENERATOR, 3),
	RULE(NS_SYNDICATION, "updatePeriod", take_period),
	RULE(NS_SYNDICATION, "updateFrequency", take_frequency),
	PERSON(NS_ITUNES, "owner", 7),
	RULES_OF(shared_rules),
	{ .name = NULL },
};

const struct rule module_item_rules[] = {
	/* FeedBurner puts its own counting address into link and keeps the real one here: it wins over link. */
	OFFER(NS_FEEDBURNER, "origLink", take_text, SLOT_LINK, 1),
	RULE(NS_FEEDBURNER, "origEnclosureLink", take_enclosure),
	OFFER(NS_CONTENT, "encoded", take_html, SLOT_CONTENT, 1),
	OFFER(NS_XHTML, "body", take_html, SLOT_CONTENT, 2),
	OFFER(NS_XHTML, "div", take_html, SLOT_CONTENT, 3),
	/* Dublin Core does not say which date it means; an item with this alone has both (gofeed). */
	OFFER(NS_DC, "date", take_date, SLOT_BOTH, 4),
	OFFER(NS_DCTERMS, "issued", take_date, SLOT_PUBLISHED, 3),
	OFFER(NS_DCTERMS, "available", take_date, SLOT_PUBLISHED, 5),
	OFFER(NS_DCTERMS, "created", take_date, SLOT_PUBLISHED, 6),
	OFFER(NS_DCTERMS, "modified", take_date, SLOT_MODIFIED, 3),
	OFFER(NS_DC, "identifier", take_text, SLOT_GUID, 4),
	OFFER(NS_DC, "source", take_text, SLOT_SOURCE_TITLE, 4),
	RULE(NS_ITUNES, "duration", take_duration),
	RULE(NS_PODCAST, "transcript", take_transcript),
	OFFER(NS_PODCAST, "person", take_host, 0, 6),
	RULES_OF(shared_rules),
	{ .name = NULL },
};
