/*
 * date: dates as feeds write them. Pure; any thread.
 *
 * RFC 822 and 2822, RFC 3339, W3CDTF, asctime and the forms found in the wild.
 * A date that can't be is refused, not guessed.
 */
#ifndef FEED_DATE_H
#define FEED_DATE_H

#include "base/error.h"

#include <stdint.h>

CHECKED bool feed_date_parse(const char *text, int64_t *out_unix_s, struct err *err);

#endif
