/*
 * scan: how far text is plain, sixteen bytes at a time. Pure; any thread.
 *
 * "A look" is needed at control characters, at the first bytes of C1 controls
 * (C2) and of U+FEFF and its like (EF), and where asked at markup.
 */
#ifndef FEED_SCAN_H
#define FEED_SCAN_H

#include <stddef.h>

/* The first byte from `at` on that needs a look, or `end`. */
const char *scan_raw(const char *at, const char *end);
/* The same, '<' and '&' being among them. */
const char *scan_text(const char *at, const char *end);

#endif
