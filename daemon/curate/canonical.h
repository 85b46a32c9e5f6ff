/*
 * canonical: one spelling for all addresses of one page. Pure.
 *
 * Scheme, user, www/m/amp/mobile hosts, default port, fragment, trailing slash,
 * /amp, /index.html and tracking parameters are cut; the host is lower case; the query
 * is sorted; percent-encoding is brought to one form. For comparing only: the
 * result need not lead anywhere.
 */
#ifndef CURATE_CANONICAL_H
#define CURATE_CANONICAL_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum { CANONICAL_URL_MAX_BYTES = 4096 }; /* longer addresses have no canonical form */

/*
 * Adds "example.org/path?a=1" to `out`. False, and nothing added, when `url` is
 * NULL, no web address, or names a site rather than a page: feeds that
 * link every item to their front page must not fold into one.
 */
CHECKED bool canonical_url(const char *url, struct buffer *out);

/* A hash of the above; 0 when there is none. Stable across machines and versions: it is stored. */
uint64_t canonical_url_key(const char *url);

#endif
