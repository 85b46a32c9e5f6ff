/*
 * date_clock: the time of day in a date, and the zone behind it. Pure.
 *
 * Where the date stands before, behind or around it is the date's business.
 */
#ifndef FEED_DATE_CLOCK_H
#define FEED_DATE_CLOCK_H

#include "base/error.h"
#include "feed/date_scan.h"

/* Hours before a colon, or before or behind a word that halves the day. */
CHECKED bool date_clock_is_ahead(const struct date_scan *s);
/* Each takes what is at s->at; false: it can't be read, and with it the date. */
CHECKED bool date_clock_take(struct date_scan *s);
/* `t` is there: 235658, 2356 or 23, without colons. */
CHECKED bool date_clock_take_digits(struct date_scan *s, const struct token *t);
CHECKED bool date_zone_take(struct date_scan *s);
/* False, taking nothing, when it is no zone's name. */
CHECKED bool date_zone_take_word(struct date_scan *s);

#endif
