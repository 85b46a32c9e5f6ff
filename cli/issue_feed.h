/*
 * issue_feed: the last issues of a digest as one document, for a feed or a page
 * of them. Made here, of the issues as they were frozen; the daemon keeps none.
 */
#ifndef CLI_ISSUE_FEED_H
#define CLI_ISSUE_FEED_H

#include "cli/session.h"

/*
 * The newest first, ISSUE_FEED_MAX at most. As a digest's document, but that `_winnow.uid` is that of the first issue
 * ever, so that the feed stays the same one, and that `_winnow.issues` has what each issue says of itself; each item
 * has `_winnow.issue`, `_winnow.uid` of its issue and `_winnow.heading`, the first of an issue its `_winnow.intro`.
 * EXIT_NOTHING, which is said: there are none yet.
 */
enum { ISSUE_FEED_MAX = 10 };
enum exit_code issue_feed(struct session *s, const char *digest, struct answer *out);

#endif
