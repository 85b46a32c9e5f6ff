/*
 * topic: what a curator wrote down of an interest. A type only, shared by all
 * who read or write topics; how it judges is curate/judge's business.
 */
#ifndef CURATE_TOPIC_H
#define CURATE_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

enum {
	TOPIC_TERMS_MAX = 200,
	TOPIC_NAME_MAX_BYTES = 64,
	TOPIC_PHRASE_MAX_BYTES = 200,
	TOPIC_TITLE_MAX_BYTES = 200,
	TOPIC_FORGOTTEN_MAX = 500,
	TOPIC_LANGUAGE_MAX_BYTES = 35,
};

struct topic_term {
	const char *phrase; /* one word or several, as typed; "title:..." counts in titles only */
	double weight;      /* over 0; 1 is usual */
};

struct topic {
	const char *name;  /* text_is_name, the key */
	const char *title; /* as shown; never NULL */
	struct topic_term *terms;
	size_t term_count;
	const char **exclude; /* phrases */
	size_t exclude_count;
	int threshold;          /* 0..100: from this score on an item belongs to the topic */
	const char **forgotten; /* words that never weigh, whatever was kept or skipped; a term still counts */
	size_t forgotten_count;
	bool is_learning_off; /* keeps and skips teach nothing; terms and examples alone do */
	const char *language; /* a tag: what its terms are in; NULL: as each item is */
};

#endif
