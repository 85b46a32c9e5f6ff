/*
 * warming: the live digest that was asked for last, gone through again while
 * nobody waits, so that what it is made of is remembered when it is asked for:
 * orders, looks, likeness, reasons, volumes.
 *
 * After a start, where it is the usual digest, and whenever topics were scored
 * anew if somebody asked within a day: what is remembered takes room, and while
 * a first poll pours in nobody may want it. In steps of a few milliseconds, each
 * in a snapshot of its own: who has a letter waiting sees to that first. It
 * changes no answer. A reading thread's own.
 */
#ifndef QUERY_WARMING_H
#define QUERY_WARMING_H

#include "query/reader.h"

struct warming;

struct warming *warming_new(const struct clock *clock);
void warming_free(struct warming *w); /* NULL is fine, and so it is below: nothing is warmed */

/* A live digest was asked for so. */
void warming_note(struct warming *w, const struct request *question);
/* From the beginning, if somebody asked within a day. */
void warming_begin(struct warming *w);
CHECKED bool warming_is_due(const struct warming *w);
/* Outside a snapshot. */
void warming_step(struct reader *reader);
/* Items were written to: what is remembered of them is brought up to date, if somebody asked within the hour. The same. */
void warming_follow(struct reader *reader);

#endif
