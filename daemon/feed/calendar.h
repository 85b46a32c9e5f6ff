/*
 * calendar: the names that dates are written with: months, days of the week,
 * zones, in the languages that feeds use. Pure; any thread.
 */
#ifndef FEED_CALENDAR_H
#define FEED_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

/* Whatever the case; a full name or a usual short form, without the full stop. 1..12, or 0. */
int calendar_month(const char *word, size_t len);
/* 0 is Sunday; -1: no day of the week. */
int calendar_weekday(const char *word, size_t len);
/* True for a zone's name. Letters unknown to the table are -0000 (RFC 2822 4.3) and false. */
bool calendar_zone(const char *word, size_t len, int *out_offset_s);

#endif
