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
/* Which letters may be the third of a fact, by the first two: each is told by its last five bits. */
extern const uint32_t facts_third_letters[32][32];
/* Of a word of three letters or more, of which these are not told from facts by them. */
CHECKED bool facts_look_up(struct word_span word, uint32_t *out);

/*
 * Whether a word of a folded text is a number word, a month or a weekday; "two"
 * gives the hash of 2, "february" that of "feb". Asked of every word of every text.
 */
CHECKED static inline bool
facts_of_word(struct word_span word, uint32_t *out)
{
	const char *w = word.start;

	return word.len >= 3 && (facts_third_letters[w[0] & 31][w[1] & 31] >> (w[2] & 31) & 1) != 0 &&
	       facts_look_up(word, out);
}

#endif
