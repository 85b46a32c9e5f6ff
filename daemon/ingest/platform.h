/*
 * platform: where the big platforms keep the feeds of their pages. Pure.
 *
 * One table of rules over addresses. A rule only says what the platform itself
 * documents; what it answers is fetched and parsed like any other address.
 */
#ifndef INGEST_PLATFORM_H
#define INGEST_PLATFORM_H

#include "base/arena.h"

/* The address of the feed that belongs to the page `url`, or NULL when no rule speaks of it. */
const char *platform_feed(const char *url, struct arena *arena);

/*
 * Where sites keep their feed when their page names none, the commonest first: the `number`th, from 0; NULL after the
 * last. An address of a Mastodon profile, "/@name" of any host, comes before all others.
 */
const char *platform_usual_place(const char *page_url, int number, struct arena *arena);

#endif
