/*
 * header: the few response fields that polling needs, and what they say about
 * coming again (RFC 9110, RFC 9111). Pure; reads hostile bytes.
 */
#ifndef FETCH_HEADER_H
#define FETCH_HEADER_H

#include "message/document.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bot walls that name themselves in a field. */
enum wall {
	WALL_NONE,
	WALL_CLOUDFLARE,
	WALL_AKAMAI,
	WALL_SUCURI,
	WALL_IMPERVA,
	WALL_DATADOME,
	WALL_AWS,
	WALL_DDOS_GUARD,
	WALL_VERCEL,
	WALL_ANUBIS,
	WALL_SITEGROUND,
	WALLS,
};

/* Of one answer. All texts owned; NULL: not said. */
struct header {
	char *etag, *last_modified;
	char *content_type, *content_location, *location;
	char *link;          /* all of them, joined by ", " */
	char *cache_control; /* likewise */
	char *expires, *date, *retry_after;
	char *content_encoding;
	char *im;          /* RFC 3229: how a 226 was made of the whole */
	enum wall wall;    /* whose server it is; most of its answers are no wall */
	bool is_challenge; /* the server says that this answer is one */
};

void header_clear(struct header *h);
/* One field line, "Name: value\r\n" or without the end; anything else is passed over. */
void header_read(struct header *h, const char *line, size_t len);
/* What it says, as seconds from `now_s` on where it gives a date. */
struct freshness header_freshness(const struct header *h, int64_t now_s);
/* RFC 9110 5.6.7: all three forms. */
CHECKED bool header_date(const char *text, int64_t *out_unix_s);

#endif
