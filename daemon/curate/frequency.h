/*
 * frequency: in how many of the recent items a hash was seen, approximately.
 *
 * A count-min sketch with conservative update (Cormode and Muthukrishnan, 2005;
 * Estan and Varghese, 2002), its counters for one hash in one cache line. It
 * never answers too little of what it still knows. "Recent" is the current and
 * the former span of FREQUENCY_SPAN ids, whoever counts: so what is common
 * means the same in the first week and at a million items, memory is fixed,
 * and an index built anew counts the same items.
 */
#ifndef CURATE_FREQUENCY_H
#define CURATE_FREQUENCY_H

#include <stddef.h>
#include <stdint.h>

enum { FREQUENCY_SPAN = 8192 };

struct frequency;

/* 2^bits counters a span. */
struct frequency *frequency_new(unsigned bits);
void frequency_free(struct frequency *f); /* NULL is fine */

/* Counts come for growing ids; a smaller id counts as the newest one. Moves the spans on; once for an item, before its hashes. */
void frequency_turn(struct frequency *f, int64_t id);
void frequency_count(struct frequency *f, uint32_t hash);
/* The smallest id that is not forgotten yet when `id` is the newest. */
int64_t frequency_begins(int64_t id);
uint32_t frequency_of(const struct frequency *f, uint32_t hash);
/* The counters of a hash that is asked for soon: they are mostly not in the cache. */
void frequency_fetch_ahead(const struct frequency *f, uint32_t hash);
/* Items since frequency_turn began to be called, within the two spans. */
uint64_t frequency_items(const struct frequency *f);
size_t frequency_bytes(const struct frequency *f);

#endif
