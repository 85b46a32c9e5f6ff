/*
 * story: which items are about one event.
 *
 * One pass over the items as they come: an item joins the story whose centroid
 * (TF-IDF, cosine, fading with a half-life) it is nearest to, or begins one of
 * its own; a word's rarity is counted in stories, so that a big story does not
 * make its own words common. A story's id is the id of an item of it, mostly
 * the first. Owned by one thread, the
 * writer; pure and deterministic; bounded: old stories are forgotten, and the
 * oldest ones earlier when there are more than stories_max.
 *
 * Yang, Pierce and Carbonell, "A study on retrospective and on-line event
 * detection", SIGIR 1998.
 */
#ifndef CURATE_STORY_H
#define CURATE_STORY_H

#include <stddef.h>
#include <stdint.h>

struct story_index;

struct story_settings {
	int64_t half_life_s; /* 0: a day */
	size_t stories_max;  /* remembered at a time; 0: 20,000 */
	double threshold;    /* of the faded cosine; 0: the usual */
};

struct story_item {
	int64_t id;
	int64_t sorted_at; /* TIME_NONE: as the newest so far */
	const char *title; /* may be NULL */
	const char *text;  /* may be NULL; only the beginning is looked at */
};

enum { STORY_MOVED_MAX = 10 };

struct story_verdict {
	int64_t story_id;  /* the item's own id when it begins a story */
	int64_t size;      /* items in the story so far, this one included */
	double similarity; /* faded; 0 when it begins a story */
	char words
	    [160]; /* what it shares with the story, the most telling first: "ferry, strike, harbour"; empty when it begins one */
	/*
	 * Items to be written down under story_id beside the new one: the item that
	 * stood alone until now, and those of a small story that the new item showed
	 * to be the same.
	 */
	int64_t moved[STORY_MOVED_MAX];
	size_t moved_count;
};

struct story_index *story_index_new(const struct story_settings *settings);
void story_index_free(struct story_index *index); /* NULL is fine */

/* For copies as well: they come to stand in their original's story. */
void story_assign(struct story_index *index, const struct story_item *item, struct story_verdict *out);

/* Building anew: `item` is known to belong to `story_id` (0: to none). In the order of ids. */
void story_index_add(struct story_index *index, const struct story_item *item, int64_t story_id);

size_t story_index_bytes(const struct story_index *index); /* memory held */

#endif
