/*
 * facts: what must agree before two texts can be one: numbers (kept whole:
 * "1,250.75", "12/03", "10:30"), number words, months and weekdays. Pure.
 *
 * Weather, prices and weekly links differ in little else.
 */
#ifndef CURATE_FACTS_H
#define CURATE_FACTS_H

#include "curate/normal.h"
#include "curate/shingle.h"

/* Adds the numbers of a folded text. */
void facts_add_numbers(const char *folded, struct hash_list *out);
/* Whether a word of a folded text is a number word, a month or a weekday; "two" gives the hash of 2, "february" that of "feb". */
CHECKED bool facts_of_word(struct word_span word, uint32_t *out);

#endif
