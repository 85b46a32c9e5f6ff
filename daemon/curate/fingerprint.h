/*
 * fingerprint: an item as the rules of duplicates see it. Pure.
 *
 * Made from title, text and address; its memory is reused from item to item.
 */
#ifndef CURATE_FINGERPRINT_H
#define CURATE_FINGERPRINT_H

#include "base/buffer.h"
#include "curate/frequency.h"
#include "curate/shingle.h"

#include <stdbool.h>
#include <stdint.h>

struct duplicate_item;

enum {
	FINGERPRINT_SMALLEST = 10, /* of the whole text */
	FINGERPRINT_LEAD = 4,      /* of its beginning: summaries are mostly cut from there */
	FINGERPRINT_KEYS = FINGERPRINT_SMALLEST + FINGERPRINT_LEAD,
};

struct fingerprint {
	int64_t id;
	int64_t duplicate_of;
	int64_t feed_id;
	int64_t sorted_at;
	uint64_t url_key;                /* 0: none */
	uint64_t text_key;               /* 0: too short */
	uint32_t title_key;              /* 0: no title */
	bool is_reply;                   /* the title says so */
	bool is_quoting;                 /* the text begins with who wrote what */
	struct hash_list title;          /* set of words, without those that only say "again" */
	struct hash_list title_facts;    /* set */
	struct hash_list words;          /* of the body, in order */
	struct hash_list shingles;       /* set */
	struct hash_list facts;          /* set */
	uint32_t keys[FINGERPRINT_KEYS]; /* what candidates are looked up by, each once */
	size_t key_count;
	struct hash_list lead; /* set: the first triples; working space like the next */
	struct buffer folded;  /* working space */
};

/* All but the keys. */
void fingerprint_make(struct fingerprint *print, const struct duplicate_item *item);
/*
 * The smallest hashes of those triples that not many recent items have; of all
 * when there are too few: they lead to the same few items as to everybody.
 */
void fingerprint_choose_keys(struct fingerprint *print, const struct frequency *triples);
void fingerprint_fini(struct fingerprint *print);

#endif
