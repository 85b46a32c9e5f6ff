/*
 * jsonfeed: JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). Pure; any thread.
 *
 * As forgiving as the other readers: ids that are numbers, a lone author, tags
 * in one string, a document that ends in the middle of an item.
 */
#ifndef FEED_JSONFEED_H
#define FEED_JSONFEED_H

#include "base/arena.h"
#include "base/error.h"
#include "feed/feed.h"

#include <stddef.h>

/*
 * `utf8` is valid UTF-8; `base_url` is what addresses are relative to, or NULL.
 * Of `source` only the caps and skip_html count. Fails with ERR_NOT_FEED when
 * it is no JSON, or JSON of another kind, ERR_TOO_LARGE when it is made of too many values.
 */
CHECKED bool jsonfeed_parse(const struct feed_source *source, const char *utf8, size_t len, const char *base_url,
    struct arena *arena, struct feed **out, struct err *err);

#endif
