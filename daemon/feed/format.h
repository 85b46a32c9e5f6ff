/*
 * format: the tables of the formats. Which element wins when several say the
 * same thing is the rank in them; the lowest wins. The reasons stand beside
 * the rows.
 */
#ifndef FEED_FORMAT_H
#define FEED_FORMAT_H

#include "feed/dialect.h"

extern const struct dialect rss_dialect; /* 0.9x and 2.0 */
extern const struct dialect rdf_dialect; /* RSS 0.90 and 1.0 */
extern const struct dialect atom_dialect;
extern const struct dialect cdf_dialect;

/* Rows that formats share: the modules, in a feed and in an item. */
extern const struct rule module_feed_rules[];
extern const struct rule module_item_rules[];
extern const struct rule rss_item_rules[];
extern const struct rule rss_channel_rules[];

#endif
