#include "feed/element.h"
#include "feed/format.h"

/*
 * RSS 0.90 and 1.0 (web.resource.org/rss/1.0/spec): the elements are RSS's, but
 * items stand beside the channel, and rdf:about names what is described: it is
 * an item's identity, and its address where link is missing. The channel's list
 * of items adds nothing to the items themselves, and their order is that of the
 * document.
 */

static const struct rule image_rules[] = {
	OFFER(NS_NONE, "url", take_address, SLOT_IMAGE, 1),
	{ .name = NULL },
};

static const struct rule rdf_rules[] = {
	{ NS_NONE, "channel", .inside = rss_channel_rules, .open = open_frame },
	{ NS_NONE, "item", .take = take_item, .inside = rss_item_rules, .open = open_item },
	{ NS_NONE, "image", take_image, SLOT_IMAGE, 3, image_rules, open_image, true },
	{ .name = NULL },
};

static const struct rule root_rules[] = {
	{ NS_RDF, "RDF", .inside = rdf_rules, .open = open_frame },
	{ NS_NONE, "RDF", .inside = rdf_rules, .open = open_frame },
	{ NS_OTHER, "RDF", .inside = rdf_rules, .open = open_frame },
	{ .name = NULL },
};

static const struct rule stray_rules[] = {
	{ NS_NONE, "item", .take = take_item, .inside = rss_item_rules, .open = open_item },
	{ NS_NONE, "channel", .inside = rss_channel_rules, .open = open_frame },
	{ .name = NULL },
};

const struct dialect rdf_dialect = { NS_NONE, root_rules, stray_rules };
