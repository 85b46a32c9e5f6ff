#include "feed/element.h"
#include "feed/format.h"

/*
 * RSS 0.91 to 2.0 (rssboard.org/rss-specification). Where an element stands
 * twice the first counts, but for link: what feedparser and gofeed have always
 * done, because generators that write an empty or a feed's link first exist.
 */

static const struct rule image_rules[] = {
	OFFER(NS_NONE, "url", take_address, SLOT_IMAGE, 1),
	{ .name = NULL },
};

static const struct rule hours_rules[] = {
	RULE(NS_NONE, "hour", take_hour),
	{ .name = NULL },
};

static const struct rule days_rules[] = {
	RULE(NS_NONE, "day", take_day),
	{ .name = NULL },
};

const struct rule rss_item_rules[] = {
	OFFER(NS_NONE, "title", take_html, SLOT_TITLE, 1),
	OFFER(NS_ATOM, "title", take_construct, SLOT_TITLE, 2),
	/* feedburner:origLink 1, link 2, atom:link 2 (other than HTML 3), guid 4, rdf:about 5, content src 6, enclosure 8 */
	OFFER(NS_NONE, "link", take_address, SLOT_LINK, 2 | RANK_LAST),
	OFFER(NS_ATOM, "link", take_link, SLOT_LINK, 2),
	OFFER(NS_NONE, "guid", take_guid, SLOT_GUID, 1),
	OFFER(NS_NONE, "id", take_text, SLOT_GUID, 3),
	OFFER(NS_ATOM, "id", take_text, SLOT_GUID, 2),
	/* content:encoded 1, the body in XHTML 2; description is what is read when there is no content. */
	OFFER(NS_NONE, "description", take_html, SLOT_DESCRIPTION, 1),
	OFFER(NS_NONE, "summary", take_summary, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "summary", take_construct, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "content", take_content, SLOT_CONTENT, 4),
	OFFER(NS_NONE, "content", take_content, SLOT_CONTENT, 5),
	OFFER(NS_NONE, "body", take_html, SLOT_CONTENT, 6),
	OFFER(NS_NONE, "fulltext", take_html, SLOT_CONTENT, 7),
	OFFER(NS_NONE, "pubDate", take_date, SLOT_PUBLISHED, 1),
	OFFER(NS_ATOM, "published", take_date, SLOT_PUBLISHED, 2),
	OFFER(NS_ATOM, "issued", take_date, SLOT_PUBLISHED, 2),
	OFFER(NS_NONE, "published", take_date, SLOT_PUBLISHED, 7),
	OFFER(NS_NONE, "date", take_date, SLOT_BOTH, 8),
	OFFER(NS_ATOM, "updated", take_date, SLOT_MODIFIED, 1),
	OFFER(NS_ATOM, "modified", take_date, SLOT_MODIFIED, 1),
	OFFER(NS_NONE, "updated", take_date, SLOT_MODIFIED, 5),
	OFFER(NS_NONE, "lastBuildDate", take_date, SLOT_MODIFIED, 6),
	/* RSS's own author, then Atom's, which has parts, then dc:creator 3, itunes:author 4. */
	PERSON(NS_NONE, "author", 1),
	PERSON(NS_ATOM, "author", 2),
	OFFER(NS_NONE, "managingEditor", take_author, 0, 5),
	RULE(NS_NONE, "category", take_category),
	RULE(NS_ATOM, "category", take_category),
	OFFER(NS_NONE, "comments", take_address, SLOT_COMMENTS, 1),
	RULE(NS_NONE, "enclosure", take_enclosure),
	OFFER(NS_NONE, "source", take_source, SLOT_SOURCE_TITLE, 1),
	OFFER(NS_NONE, "copyright", take_html, SLOT_RIGHTS, 1),
	OFFER(NS_NONE, "rights", take_html, SLOT_RIGHTS, 2),
	OFFER(NS_ATOM, "rights", take_construct, SLOT_RIGHTS, 2),
	OFFER(NS_NONE, "language", take_text, SLOT_LANGUAGE, 1),
	/* media:content 1, media:thumbnail 2, itunes:image 4, an enclosed picture 5, the first picture of the content last */
	{ NS_NONE, "image", take_image, SLOT_IMAGE, 6, image_rules, open_image, true },
	OFFER(NS_NONE, "thumbnail", take_thumbnail, SLOT_IMAGE, 8),
	RULES_OF(module_item_rules),
	{ .name = NULL },
};

const struct rule rss_channel_rules[] = {
	{ NS_NONE, "item", .take = take_item, .inside = rss_item_rules, .open = open_item },
	OFFER(NS_NONE, "title", take_html, SLOT_TITLE, 1),
	OFFER(NS_ATOM, "title", take_construct, SLOT_TITLE, 2),
	OFFER(NS_NONE, "link", take_address, SLOT_LINK, 2 | RANK_LAST),
	OFFER(NS_ATOM, "link", take_link, SLOT_LINK, 3),
	OFFER(NS_ATOM, "id", take_text, SLOT_GUID, 1),
	OFFER(NS_NONE, "description", take_html, SLOT_DESCRIPTION, 1),
	OFFER(NS_NONE, "tagline", take_html, SLOT_DESCRIPTION, 2),
	OFFER(NS_ATOM, "subtitle", take_construct, SLOT_DESCRIPTION, 2),
	OFFER(NS_NONE, "language", take_text, SLOT_LANGUAGE, 1),
	OFFER(NS_NONE, "copyright", take_html, SLOT_RIGHTS, 1),
	OFFER(NS_ATOM, "rights", take_construct, SLOT_RIGHTS, 2),
	/* Who is responsible for the words comes before who is for the machine. */
	OFFER(NS_NONE, "managingEditor", take_author, 0, 1),
	PERSON(NS_NONE, "author", 2),
	PERSON(NS_ATOM, "author", 2),
	OFFER(NS_NONE, "webMaster", take_author, 0, 6),
	OFFER(NS_NONE, "pubDate", take_date, SLOT_PUBLISHED, 1),
	OFFER(NS_ATOM, "published", take_date, SLOT_PUBLISHED, 2),
	OFFER(NS_NONE, "lastBuildDate", take_date, SLOT_MODIFIED, 1),
	OFFER(NS_ATOM, "updated", take_date, SLOT_MODIFIED, 2),
	RULE(NS_NONE, "category", take_category),
	RULE(NS_ATOM, "category", take_category),
	OFFER(NS_NONE, "generator", take_generator, SLOT_GENERATOR, 1),
	OFFER(NS_ATOM, "generator", take_generator, SLOT_GENERATOR, 2),
	RULE(NS_NONE, "ttl", take_ttl),
	RULE(NS_NONE, "cloud", take_cloud),
	{ NS_NONE, "skipHours", .inside = hours_rules },
	{ NS_NONE, "skipDays", .inside = days_rules },
	/* image 1, itunes:image 4, media 1 and 2; the first picture of the description last */
	{ NS_NONE, "image", take_image, SLOT_IMAGE, 3, image_rules, open_image, true },
	OFFER(NS_NONE, "icon", take_address, SLOT_ICON, 1),
	OFFER(NS_ATOM, "icon", take_address, SLOT_ICON, 1),
	OFFER(NS_ATOM, "logo", take_address, SLOT_IMAGE, 5),
	{ NS_NONE, "channel", .inside = rss_channel_rules, .open = open_frame },
	RULES_OF(module_feed_rules),
	{ .name = NULL },
};

static const struct rule root_rules[] = {
	{ NS_NONE, "rss", .inside = rss_channel_rules, .open = open_frame },
	{ NS_NONE, "channel", .inside = rss_channel_rules, .open = open_frame },
	{ NS_NONE, "item", .take = take_item, .inside = rss_item_rules, .open = open_item },
	{ .name = NULL },
};

static const struct rule stray_rules[] = {
	{ NS_NONE, "item", .take = take_item, .inside = rss_item_rules, .open = open_item },
	{ NS_NONE, "channel", .inside = rss_channel_rules, .open = open_frame },
	{ .name = NULL },
};

const struct dialect rss_dialect = { NS_NONE, root_rules, stray_rules };
